// The progress of services whose tasks end: how many have, and a line for each.
// Source: docker/cli v28.5.2 cli/command/service/progress/progress.go {replicatedJob,globalJob}ProgressUpdater.
// Not modelled: nothing.
import type { ServiceResource, TaskResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { ProgressLines } from './progress-lines.ts';
import { isCounted, MAX_BARS, showTask, stateNumber, type Updater } from './progress-tasks.ts';

/** maxJobProgress: complete. */
const COMPLETE = 10;

/** The tasks of one run of the job, in each place the one that is least far. */
function tasksOf<K>(tasks: readonly TaskResource[], iteration: number, place: (task: TaskResource) => K) {
  const byPlace = new Map<K, TaskResource>();
  for (const task of tasks) {
    if (task.JobIteration?.Index !== iteration || !isCounted(task)) continue;
    const before = byPlace.get(place(task));
    if (!before || stateNumber(before.Status.State) > stateNumber(task.Status.State)) byPlace.set(place(task), task);
  }
  return byPlace;
}

function showJob(lines: ProgressLines, completed: number, total: number): Blocking<void> {
  const action = `${String(completed).padStart(String(total).length)} out of ${total} complete`;
  return lines.show({ id: 'job progress', action, bar: { current: completed, total } });
}

export class ReplicatedJobProgress implements Updater {
  readonly #lines: ProgressLines;
  readonly #iteration: number;
  readonly #concurrent: number;
  readonly #total: number;
  #begun = false;
  constructor(lines: ProgressLines, iteration: number, concurrent: number, total: number) {
    this.#lines = lines;
    this.#iteration = iteration;
    this.#concurrent = concurrent;
    this.#total = total;
  }

  *update(_service: ServiceResource, tasks: readonly TaskResource[]): Blocking<boolean> {
    const total = this.#total;
    if (!this.#begun) {
      this.#begun = true;
      yield* this.#showAll(0, 0);
      for (let i = 1; i <= total && total <= MAX_BARS; i++) {
        yield* this.#lines.show({ id: `${i}/${total}`, action: ' ' });
      }
    }
    const bySlot = [...tasksOf(tasks, this.#iteration, ({ Slot = 0 }) => Slot)].sort(([a], [b]) => a - b);
    let [active, completed] = [0, 0];
    for (const [slot, task] of bySlot) {
      if (total <= MAX_BARS) yield* showTask(this.#lines, `${slot + 1}/${total}`, task, COMPLETE);
      if (stateNumber(task.Status.State) < COMPLETE) active++;
      if (task.Status.State === 'complete') completed++;
    }
    yield* this.#showAll(active, completed);
    return completed === total;
  }

  *#showAll(active: number, completed: number): Blocking<void> {
    yield* showJob(this.#lines, completed, this.#total);
    const width = String(this.#concurrent).length;
    const wanted = Math.min(this.#total - completed, this.#concurrent);
    const number = (value: number): string => String(value).padStart(width);
    yield* this.#lines.show({ id: 'active tasks', action: `${number(active)} out of ${number(wanted)} tasks` });
  }
}

export class GlobalJobProgress implements Updater {
  readonly #lines: ProgressLines;
  readonly #iteration: number;
  /** Where the job ran when it was first looked at; nodes that come later are not waited for. */
  #nodes: ReadonlySet<string> | undefined;
  constructor(lines: ProgressLines, iteration: number) {
    this.#lines = lines;
    this.#iteration = iteration;
  }

  *update(
    _service: ServiceResource,
    tasks: readonly TaskResource[],
    activeNodes: ReadonlySet<string>,
  ): Blocking<boolean> {
    if (this.#nodes === undefined) {
      if (tasks.length === 0 && activeNodes.size > 0) {
        yield* this.#lines.show({ id: 'job progress', action: 'waiting for tasks' });
        return false;
      }
      const own = tasks.filter(({ JobIteration }) => JobIteration?.Index === this.#iteration);
      this.#nodes = new Set(own.map(({ NodeID = '' }) => NodeID));
      yield* showJob(this.#lines, 0, this.#nodes.size);
    }
    const total = this.#nodes.size;
    let completed = 0;
    for (const [node, task] of tasksOf(tasks, this.#iteration, ({ NodeID = '' }) => NodeID)) {
      if (!this.#nodes.has(node)) continue;
      if (total <= MAX_BARS) yield* showTask(this.#lines, node, task, COMPLETE);
      if (task.Status.State === 'complete') completed++;
    }
    yield* showJob(this.#lines, completed, total);
    return completed === total;
  }
}
