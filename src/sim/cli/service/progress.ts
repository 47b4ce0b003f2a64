// What the client tells until a service is as it shall be, and has stayed so for a while.
// Source: docker/cli v28.5.2 cli/command/service/progress/progress.go ServiceProgress, helpers.go WaitOnService.
// Not modelled: nothing.
import type { NodeResource, ServiceResource, TaskResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { inspectService } from './api-calls.ts';
import { GlobalJobProgress, ReplicatedJobProgress } from './progress-jobs.ts';
import { type ProgressLines, progressLines } from './progress-lines.ts';
import { GlobalProgress, ReplicatedProgress, type Updater } from './progress-tasks.ts';

/** Between two looks, microseconds. */
const INTERVAL = 200_000;
const SECOND = 1_000_000;
/** Until a service counts as stable, where its update settings do not say; microseconds. */
const DEFAULT_MONITOR = 5 * SECOND;

/** Tells of a service's way until it is stable or its update has failed. An interrupt leaves the swarm to its work. */
export function* waitOnService(client: Client, name: string, quiet: boolean): Blocking<number> {
  client.interrupts?.attach(false);
  try {
    yield* new Watch(client, name, progressLines(client, quiet)).run();
    return 0;
  } finally {
    client.interrupts?.detach();
  }
}

class Watch {
  readonly #client: Client;
  readonly #name: string;
  readonly #lines: ProgressLines;
  #updater: Updater | undefined;
  #monitor = DEFAULT_MONITOR;
  #converged = false;
  #convergedAt: number | undefined;
  #rollback = false;
  #ending: string | undefined;
  constructor(client: Client, name: string, lines: ProgressLines) {
    this.#client = client;
    this.#name = name;
    this.#lines = lines;
  }

  *run(): Blocking<void> {
    const { sys, interrupts } = this.#client;
    for (;;) {
      if (yield* this.#look()) return;
      const until = sys.now() + INTERVAL;
      while (sys.now() < until && interrupts?.pending !== true) yield* sys.wait([], until);
      if (interrupts?.next() === undefined) continue;
      if (!this.#converged) {
        yield* this.#lines.say('Operation continuing in background.');
        yield* this.#lines.say(`Use \`docker service ps ${this.#name}\` to check progress.`);
      }
      return;
    }
  }

  /** One round; true when there is nothing more to wait for. */
  *#look(): Blocking<boolean> {
    const client = this.#client;
    const service = yield* inspectService(client, this.#name);
    const monitor = service.Spec.UpdateConfig?.Monitor ?? 0;
    if (monitor !== 0) this.#monitor = monitor / 1000;
    this.#updater ??= updaterOf(service, this.#lines);
    if (yield* this.#followUpdate(service)) return true;
    const stableFor = this.#convergedAt === undefined ? 0 : client.sys.now() - this.#convergedAt;
    if (this.#converged && stableFor >= this.#monitor) {
      yield* this.#lines.show({ id: 'verify', action: `Service ${this.#name} converged` });
      if (this.#ending !== undefined) yield* this.#lines.say(`rollback: ${this.#ending}`);
      return true;
    }
    const filters = filtersQuery([`service=${service.ID}`, '_up-to-date=true']);
    const tasks = yield* client.get<TaskResource[]>('/tasks', filters);
    const nodes = yield* client.get<NodeResource[]>('/nodes');
    const active = new Set(nodes.filter(({ Status }) => Status.State !== 'down').map(({ ID }) => ID));
    this.#converged = yield* this.#updater.update(service, tasks, active, this.#rollback);
    return yield* this.#verify(service);
  }

  /** What the managers say of an update or a rollback. */
  *#followUpdate({ UpdateStatus: status }: ServiceResource): Blocking<boolean> {
    switch (status?.State) {
      case 'updating':
        this.#rollback = false;
        break;
      case 'completed':
        return !this.#converged;
      case 'paused':
        throw new Failure(`service update paused: ${status.Message}`);
      case 'rollback_started':
        if (!this.#rollback && status.Message !== '') {
          yield* this.#lines.show({ id: 'rollback', action: status.Message });
        }
        this.#rollback = true;
        break;
      case 'rollback_paused':
        throw new Failure(`service rollback paused: ${status.Message}`);
      case 'rollback_completed':
        if (!this.#converged) this.#ending = status.Message;
        this.#rollback = true;
        break;
      default:
    }
    return false;
  }

  *#verify(service: ServiceResource): Blocking<boolean> {
    if (!this.#converged) {
      if (this.#convergedAt !== undefined) yield* this.#lines.show({ id: 'verify', action: 'Detected task failure' });
      this.#convergedAt = undefined;
      return false;
    }
    if (service.JobStatus !== undefined) {
      yield* this.#lines.say('job complete');
      return true;
    }
    const now = this.#client.sys.now();
    this.#convergedAt ??= now;
    const wait = this.#monitor - (now - this.#convergedAt);
    if (wait > 0) {
      const action = `Waiting ${Math.ceil(wait / SECOND)} seconds to verify that tasks are stable...`;
      yield* this.#lines.show({ id: 'verify', action });
    }
    return false;
  }
}

function updaterOf({ Spec: { Mode }, JobStatus }: ServiceResource, lines: ProgressLines): Updater {
  const iteration = JobStatus?.JobIteration.Index ?? 0;
  if ('Replicated' in Mode) return new ReplicatedProgress(lines, Mode.Replicated.Replicas);
  if ('Global' in Mode) return new GlobalProgress(lines);
  if ('ReplicatedJob' in Mode) {
    const { MaxConcurrent, TotalCompletions } = Mode.ReplicatedJob;
    return new ReplicatedJobProgress(lines, iteration, MaxConcurrent, TotalCompletions);
  }
  return new GlobalJobProgress(lines, iteration);
}
