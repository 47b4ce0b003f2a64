// The progress of services that run for good: a line for each slot or node, and one for all.
// Source: docker/cli v28.5.2 cli/command/service/progress/progress.go {replicated,global}ProgressUpdater.
// Not modelled: nothing.
import type { ServiceResource, TaskResource, TaskState } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import { ellipsis, truncateId } from '../formatter/units.ts';
import type { ProgressLines } from './progress-lines.ts';

/** In the order of a task's life. States that are not here are not looked at. */
const STATES: readonly TaskState[] = [
  'new',
  'allocated',
  'pending',
  'assigned',
  'accepted',
  'preparing',
  'ready',
  'starting',
  'running',
  'complete',
  'shutdown',
  'failed',
  'rejected',
];
/** numberedStates[running] */
const RUNNING = 9;
/** maxProgressBars */
export const MAX_BARS = 20;
/** longestState: `preparing` */
const STATE_WIDTH = 9;
const ERROR_WIDTH = 75;

/** 1 for new up to 13 for rejected; 0 for others. */
export function stateNumber(state: TaskState): number {
  return STATES.indexOf(state) + 1;
}

function isOver(state: TaskState): boolean {
  return stateNumber(state) > RUNNING;
}

export function isCounted(task: TaskResource): boolean {
  return stateNumber(task.DesiredState) > 0 && stateNumber(task.Status.State) > 0;
}

/** How one kind of service tells of its tasks. */
export interface Updater {
  /** True once all is as it shall be. */
  update(
    service: ServiceResource,
    tasks: readonly TaskResource[],
    activeNodes: ReadonlySet<string>,
    rollback: boolean,
  ): Blocking<boolean>;
}

/** One line for all tasks. */
export function showOverall(lines: ProgressLines, done: number, all: number, rollback: boolean): Blocking<void> {
  const action = `${rollback ? 'rolling back update: ' : ''}${done} out of ${all} tasks`;
  return lines.show({ id: 'overall progress', action });
}

/** A task's error, or its state with a bar. */
export function* showTask(lines: ProgressLines, id: string, task: TaskResource, total: number): Blocking<void> {
  const { State, Err = '' } = task.Status;
  if (Err !== '') return yield* lines.show({ id, action: ellipsis(Err.replaceAll('\n', ' '), ERROR_WIDTH) });
  const bar = { current: stateNumber(State), total };
  yield* lines.show({ id, action: State.padEnd(STATE_WIDTH), bar });
}

function isUp(task: TaskResource): boolean {
  return !isOver(task.DesiredState) && task.Status.State === 'running';
}

/** Of two tasks in one place the one with the lower desired state counts, then the one that is less far. */
function prevails(task: TaskResource, before: TaskResource): boolean {
  const desired = stateNumber(before.DesiredState) - stateNumber(task.DesiredState);
  if (desired !== 0) return desired > 0;
  return stateNumber(before.Status.State) > stateNumber(task.Status.State);
}

/** What both kinds have: nothing is shown of single tasks once all are up, until one is not any more. */
class Tasks {
  #done = false;

  get done(): boolean {
    return this.#done;
  }

  check(tasks: Iterable<TaskResource>): void {
    for (const task of tasks) if (task.Status.State !== 'running') this.#done = false;
  }

  *finish(lines: ProgressLines, up: number, all: number, rollback: boolean): Blocking<boolean> {
    if (!this.#done) {
      yield* showOverall(lines, up, all, rollback);
      this.#done = up === all;
    }
    return up === all;
  }
}

/** Shown unless it is over, or its end is wanted. */
function* showLiving(lines: ProgressLines, id: string, task: TaskResource): Blocking<void> {
  const shown = (task.Status.Err ?? '') !== '' || !(isOver(task.DesiredState) || isOver(task.Status.State));
  if (shown) yield* showTask(lines, id, task, RUNNING);
}

export class ReplicatedProgress implements Updater {
  readonly #lines: ProgressLines;
  readonly #first: number;
  readonly #tasks = new Tasks();
  /** Slots in the order in which they were seen: their lines. */
  readonly #slots: number[] = [];
  #begun = false;
  constructor(lines: ProgressLines, replicas: number) {
    this.#lines = lines;
    this.#first = replicas;
  }

  *update(
    { Spec: { Mode } }: ServiceResource,
    tasks: readonly TaskResource[],
    activeNodes: ReadonlySet<string>,
    rollback: boolean,
  ): Blocking<boolean> {
    const replicas = 'Replicated' in Mode ? Mode.Replicated.Replicas : this.#first;
    if (!this.#begun) yield* this.#begin(replicas, rollback);
    const bySlot = latestBySlot(tasks, activeNodes);
    if (this.#tasks.done) this.#tasks.check(bySlot.values());
    let up = 0;
    for (const [slot, task] of bySlot) {
      if (!this.#slots.includes(slot)) this.#slots.push(slot);
      if (isUp(task)) up++;
      const line = this.#slots.indexOf(slot) + 1;
      if (this.#tasks.done || replicas > MAX_BARS || line > replicas) continue;
      yield* showLiving(this.#lines, `${line}/${replicas}`, task);
    }
    return yield* this.#tasks.finish(this.#lines, up, replicas, rollback);
  }

  *#begin(replicas: number, rollback: boolean): Blocking<void> {
    this.#begun = true;
    yield* showOverall(this.#lines, 0, replicas, rollback);
    if (replicas > MAX_BARS) return;
    for (let i = 1; i <= replicas; i++) yield* this.#lines.show({ id: `${i}/${replicas}`, action: ' ' });
  }
}

function latestBySlot(tasks: readonly TaskResource[], activeNodes: ReadonlySet<string>): Map<number, TaskResource> {
  const bySlot = new Map<number, TaskResource>();
  for (const task of tasks) {
    if (!isCounted(task)) continue;
    const { Slot = 0, NodeID } = task;
    const before = bySlot.get(Slot);
    if (before && !prevails(task, before)) continue;
    if (NodeID !== undefined && !activeNodes.has(NodeID)) continue;
    bySlot.set(Slot, task);
  }
  return new Map([...bySlot].sort(([a], [b]) => a - b));
}

export class GlobalProgress implements Updater {
  readonly #lines: ProgressLines;
  readonly #tasks = new Tasks();
  #begun = false;
  constructor(lines: ProgressLines) {
    this.#lines = lines;
  }

  *update(
    _service: ServiceResource,
    tasks: readonly TaskResource[],
    activeNodes: ReadonlySet<string>,
    rollback: boolean,
  ): Blocking<boolean> {
    const byNode = new Map<string, TaskResource>();
    for (const task of tasks.filter(isCounted)) {
      const { NodeID = '' } = task;
      const before = byNode.get(NodeID);
      if (!before || prevails(task, before)) byNode.set(NodeID, task);
    }
    const count = byNode.size;
    if (!this.#begun) {
      if (count === 0) {
        yield* this.#lines.show({ id: 'overall progress', action: 'waiting for new tasks' });
        return false;
      }
      yield* showOverall(this.#lines, 0, count, rollback);
      this.#begun = true;
    }
    if (this.#tasks.done) this.#tasks.check(byNode.values());
    let up = 0;
    for (const [node, task] of byNode) {
      if (!activeNodes.has(node)) continue;
      if (isUp(task)) up++;
      if (!this.#tasks.done && count <= MAX_BARS) yield* showLiving(this.#lines, truncateId(node), task);
    }
    return yield* this.#tasks.finish(this.#lines, up, count, rollback);
  }
}
