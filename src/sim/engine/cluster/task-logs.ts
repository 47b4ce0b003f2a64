// The logs of a service's tasks, or of one task, as one stream: a subscription at the swarm's leader, which asks the nodes.
// Source: moby daemon/cluster/services.go ServiceLogs, api/server/httputils/write_log_stream.go; swarmkit manager/logbroker.
// Not modelled: details that logging drivers add to lines.
import { formatRfc3339Fixed } from '../../base/time.ts';
import type { Blocking } from '../../des/task.ts';
import type { HttpResponse, StreamChunk } from '../../host/http.ts';
import type { Subscription } from '../../swarm/dispatcher/protocol.ts';
import { SwarmError } from '../../swarm/errors.ts';
import type { LogMessage, LogSelector } from '../../swarm/logbroker/protocol.ts';
import { Channel } from '../api/channel.ts';
import type { LogOptions } from '../containers/streams.ts';
import type { Daemon } from '../daemon.ts';

const PREFIX = 'com.docker.swarm';

/** An open stream that ends when every node has told what it has, or stays while it is followed. */
export function* taskLogs(daemon: Daemon, selector: LogSelector, options: LogOptions): Blocking<HttpResponse> {
  const { follow, tail, since } = options;
  const subscription = yield* daemon.swarm.logs().subscribe(selector, {
    follow,
    streams: (['stdout', 'stderr'] as const).filter((stream) => options[stream]),
    ...(tail !== undefined && { tail }),
    ...(since !== undefined && { since }),
  });
  const channel = new Channel({ close: () => subscription.close() });
  daemon.machine.startTask(copy(subscription, channel, options));
  return { status: 200, stream: channel };
}

function* copy(
  subscription: Subscription<readonly LogMessage[]>,
  channel: Channel,
  options: LogOptions,
): Blocking<void> {
  try {
    for (;;) {
      const messages = yield* subscription.next();
      if (messages === undefined) break;
      for (const message of messages) yield* channel.send(chunkOf(message, options));
    }
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
    channel.push({ channel: 'stderr', text: `Error grabbing logs: ${error.text()}\n`, broken: true });
  } finally {
    subscription.close();
    channel.end();
  }
}

function chunkOf({ nodeId, serviceId, taskId, at, stream, data }: LogMessage, options: LogOptions): StreamChunk {
  const time = options.timestamps ? `${formatRfc3339Fixed(at)} ` : '';
  const context = `${PREFIX}.node.id=${nodeId},${PREFIX}.service.id=${serviceId},${PREFIX}.task.id=${taskId} `;
  return { channel: stream, text: `${time}${options.details ? context : ''}${data}` };
}
