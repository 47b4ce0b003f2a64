// What flows out of containers and into them: attached clients, logs, and waiting for an end.
// Source: moby daemon/{attach,logs,wait}.go, api/server/router/container/container_routes.go.
// Not modelled: detach keys (the client's), logs of other drivers.

import { formatRfc3339Fixed } from '../../base/time.ts';
import type { Blocking } from '../../des/task.ts';
import type { HttpResponse, StreamChunk } from '../../host/http.ts';
import { Channel } from '../api/channel.ts';
import { ApiError, conflict, invalid } from '../api/errors.ts';
import type { ContainerWaitResponse } from '../api/types.ts';
import { type Moment, parseMoment } from '../clock.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { logContainer } from './container-events.ts';
import type { LogLine } from './log.ts';
import { LogReader, type LogSelection } from './log-reader.ts';

/** Which streams a client wants. */
export interface AttachOptions {
  readonly stdin: boolean;
  readonly logs: boolean;
  /** Stay connected for what comes. */
  readonly stream: boolean;
}

/** A client at the container's terminal, or its three streams. It may come before the container starts. */
export function attach(daemon: Daemon, container: Container, options: AttachOptions): HttpResponse {
  if (container.paused) throw conflict(`container ${container.id} is paused, unpause the container before attach`);
  const input = () => (options.stdin && container.config.OpenStdin ? container.running?.launched : undefined);
  const channel: Channel = new Channel({
    *write(text) {
      const launched = input();
      if (launched) yield* launched.write(text);
    },
    closeWrite() {
      if (container.config.StdinOnce && !container.config.Tty) input()?.closeInput();
    },
    close() {
      container.attached.delete(channel);
    },
  });
  if (options.logs) for (const line of container.log.since(0)) channel.push(line);
  if (options.stream) container.attached.add(channel);
  else channel.end();
  logContainer(daemon, container, 'attach');
  return { status: 101, stream: channel };
}

export interface LogOptions extends LogSelection {
  readonly follow: boolean;
  readonly timestamps: boolean;
  /** What the logging driver knows besides the line stands before it: here nothing, and a blank. */
  readonly details: boolean;
}

/** The log as an open stream that ends at once, or with the container when followed. */
export function logs(daemon: Daemon, container: Container, options: LogOptions): HttpResponse {
  if (!options.stdout && !options.stderr) throw invalid('Bad parameters: you must choose at least one stream');
  if (container.hostConfig.LogConfig.Type === 'none') {
    throw new ApiError('NotImplemented', 'configured logging driver does not support reading');
  }
  const channel = new Channel();
  const reader = new LogReader(container.log, options);
  const show = (line: LogLine): StreamChunk => ({
    channel: line.channel,
    text: `${options.timestamps ? `${formatRfc3339Fixed(line.at)} ` : ''}${options.details ? ' ' : ''}${line.text}`,
  });
  for (const line of reader.pull()) channel.push(show(line));
  if (!options.follow) {
    channel.end();
    return { status: 200, stream: channel };
  }
  daemon.machine.startTask(
    (function* (): Blocking<void> {
      while (!channel.closed) {
        const lines = reader.pull();
        for (const line of lines) yield* channel.send(show(line));
        if (lines.length > 0) continue;
        if (container.running === undefined) break;
        yield { on: [reader.changed, channel.readable] };
      }
      channel.end();
    })(),
  );
  return { status: 200, stream: channel };
}

/** A parameter that is a moment; undefined when it is absent. `until` of 0 means no end. */
export function momentOf(daemon: Daemon, name: 'since' | 'until', text: string | undefined): Moment | undefined {
  if (text === undefined || text === '' || (name === 'until' && text === '0')) return undefined;
  const moment = parseMoment(text, daemon.now());
  if (moment === undefined) throw invalid(`invalid value for "${name}": ${JSON.stringify(text)}`);
  return moment;
}

export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

/** The head comes at once, the body when the condition is met: the client may start the container in between. */
export function waitFor(daemon: Daemon, container: Container, condition: WaitCondition): HttpResponse {
  const channel = new Channel();
  const exits = container.exits;
  const met = (): boolean => {
    if (condition === 'removed') return container.removed;
    if (condition === 'next-exit') return container.exits > exits || container.removed;
    return container.running === undefined && container.status !== 'restarting';
  };
  daemon.machine.startTask(
    (function* (): Blocking<void> {
      while (!met() && !channel.closed) yield { on: [container.changed, channel.readable] };
      const body: ContainerWaitResponse = { StatusCode: container.exitCode };
      channel.push({ channel: 'stdout', text: `${JSON.stringify(body)}\n` });
      channel.end();
    })(),
  );
  return { status: 200, stream: channel };
}
