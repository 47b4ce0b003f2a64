// The logs of a service's tasks, or of one task, as one stream.
// Source: moby daemon/cluster/services.go ServiceLogs, api/server/httputils/write_log_stream.go; swarmkit manager/logbroker.
// Not modelled: tasks on other nodes (it says so); tasks' lines come one task after the other, where real ones arrive as it happens.
import { formatRfc3339Fixed } from '../../base/time.ts';
import type { Blocking } from '../../des/task.ts';
import type { HttpResponse, StreamChunk } from '../../host/http.ts';
import { compareStates, type Task } from '../../swarm/objects.ts';
import { Channel } from '../api/channel.ts';
import { ApiError, notSimulated } from '../api/errors.ts';
import type { Container } from '../containers/container.ts';
import type { LogLine } from '../containers/log.ts';
import type { LogOptions } from '../containers/streams.ts';
import type { Daemon } from '../daemon.ts';
import { asApiError } from './errors.ts';

const TASK_LABEL = 'com.docker.swarm.task.id';

/** Whose lines, which of them, and how they are shown. */
export interface TaskLogs {
  readonly options: LogOptions;
  /** The tasks now: those that come while the log is followed count too. */
  tasks(): Blocking<readonly Task[]>;
}

/** An open stream that ends at once, or stays while it is followed. Throws where a task is on another node. */
export function* taskLogs(daemon: Daemon, { options, tasks }: TaskLogs): Blocking<HttpResponse> {
  const channel = new Channel();
  const sources = new Map<string, Source>();
  const add = (all: readonly Task[], tail: number | undefined): void => {
    for (const task of [...all].sort((a, b) => a.Slot - b.Slot)) {
      const container = containerOf(daemon, task);
      if (container && !sources.has(task.ID)) sources.set(task.ID, new Source(task, container, options, tail));
    }
  };
  const first = yield* tasks();
  checkNodes(daemon, first);
  add(first, options.tail);
  const pull = (): StreamChunk[] => [...sources.values()].flatMap((source) => source.pull());
  for (const chunk of pull()) channel.push(chunk);
  if (!options.follow) {
    channel.end();
    return { status: 200, stream: channel };
  }
  daemon.machine.startTask(
    (function* (): Blocking<void> {
      while (!channel.closed) {
        const now = yield* answered(tasks());
        // Nobody leads the swarm any more, or the host has left it.
        if (now === undefined) break;
        add(now, undefined);
        const chunks = pull();
        for (const chunk of chunks) yield* channel.send(chunk);
        if (chunks.length > 0) continue;
        const logs = [...sources.values()].map((source) => source.changed);
        yield { on: [...logs, daemon.events.changed, channel.readable] };
      }
      channel.end();
    })(),
  );
  return { status: 200, stream: channel };
}

function* answered<T>(question: Blocking<T>): Blocking<T | undefined> {
  try {
    return yield* question;
  } catch (error) {
    if (asApiError(error) instanceof ApiError) return undefined;
    throw error;
  }
}

function checkNodes(daemon: Daemon, tasks: readonly Task[]): void {
  const self = daemon.swarm.local().nodeId;
  const isElsewhere = (task: Task): boolean =>
    task.NodeID !== '' && task.NodeID !== self && compareStates(task.Status.State, 'starting') >= 0;
  if (tasks.some(isElsewhere)) throw notSimulated('logs of tasks on other nodes');
}

function containerOf(daemon: Daemon, task: Task): Container | undefined {
  return daemon.containers.all().find((container) => container.config.Labels?.[TASK_LABEL] === task.ID);
}

/** One container's log, read on from where it was read to. */
class Source {
  readonly #container: Container;
  readonly #options: LogOptions;
  readonly #attributes: string;
  #next = 0;
  #tail: number | undefined;
  constructor(task: Task, container: Container, options: LogOptions, tail: number | undefined) {
    this.#container = container;
    this.#options = options;
    this.#tail = tail;
    const prefix = 'com.docker.swarm';
    this.#attributes = `${prefix}.node.id=${task.NodeID},${prefix}.service.id=${task.ServiceID},${prefix}.task.id=${task.ID} `;
  }

  get changed() {
    return this.#container.log.changed;
  }

  pull(): StreamChunk[] {
    const { log } = this.#container;
    const { since = 0, until = Number.POSITIVE_INFINITY } = this.#options;
    const lines = log
      .since(this.#next)
      .filter((line) => this.#options[line.channel] && line.at >= since && line.at <= until);
    this.#next = log.next;
    const tail = this.#tail;
    this.#tail = undefined;
    const shown = tail === undefined ? lines : tail === 0 ? [] : lines.slice(-tail);
    return shown.map((line) => this.#chunk(line));
  }

  #chunk({ channel, text, at }: LogLine): StreamChunk {
    const time = this.#options.timestamps ? `${formatRfc3339Fixed(at)} ` : '';
    return { channel, text: `${time}${this.#options.details ? this.#attributes : ''}${text}` };
  }
}
