// The scheduler: gives every pending task a node, many at a time, and says why when it finds none.
// Source: swarmkit manager/scheduler/scheduler.go.
// Not modelled: CSI volumes, generic resources.
import { MILLISECOND, SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import { compareStates, type SwarmNode, type Task, type TaskStatus } from '../objects.ts';
import type { StoreEvent } from '../store/actions.ts';
import type { Transaction } from '../store/transaction.ts';
import type { Candidate, Explanation } from './explanation.ts';
import { NodeInfo } from './node-info.ts';
import { Pipeline } from './pipeline.ts';
import { buildTree, deal, nodeOrder } from './spread.ts';

/** commitDebounceGap: it waits for changes to settle … */
const COMMIT_DEBOUNCE_GAP = 50 * MILLISECOND;
/** maxLatency: … but no longer than this. */
const MAX_LATENCY = SECOND;

interface Decision {
  readonly old: Task;
  readonly task: Task;
}

export class TaskScheduler {
  readonly #ground: Ground;
  readonly #nodes = new Map<string, NodeInfo>();
  readonly #tasks = new Map<string, Task>();
  readonly #unassigned = new Map<string, Task>();
  /** Tasks that were made for a node (global services): all of them, and those that wait for it to take them. */
  readonly #preassigned = new Set<string>();
  readonly #pendingPreassigned = new Map<string, Task>();
  readonly #explanations = new Map<string, Explanation>();
  #tickRequired = false;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** Why a task is where it is, or nowhere: of the last time that it was looked at, by this leader. */
  explain(taskId: string): Explanation | undefined {
    return this.#explanations.get(taskId);
  }

  *run(): Blocking<void> {
    const { scheduler, store } = this.#ground;
    const watch = store.watch(['task', 'node']);
    try {
      this.#setUp();
      yield* this.#schedule(true);
      let due: SimTime | undefined;
      let since = 0;
      for (;;) {
        const event = watch.take();
        if (event !== undefined) {
          this.#note(event);
          if (event.kind !== 'commit') continue;
          if (due === undefined) since = scheduler.now;
          due = scheduler.now - since > MAX_LATENCY ? scheduler.now : scheduler.now + COMMIT_DEBOUNCE_GAP;
        } else if (due === undefined) {
          yield { on: [watch.arrived] };
        } else if (scheduler.now < due) {
          yield { on: [watch.arrived], until: due };
        } else {
          due = undefined;
          yield* this.#schedule(this.#tickRequired);
        }
      }
    } finally {
      watch.close();
    }
  }

  #setUp(): void {
    const { store } = this.#ground;
    for (const node of store.all('node')) this.#nodes.set(node.ID, new NodeInfo(node));
    for (const task of store.all('task')) {
      if (compareStates(task.Status.State, 'running') > 0) continue;
      if (task.Status.State === 'pending' && compareStates(task.DesiredState, 'complete') > 0) continue;
      this.#admit(task);
    }
  }

  *#schedule(tick: boolean): Blocking<void> {
    if (this.#pendingPreassigned.size > 0) yield* this.#placePreassigned();
    if (!tick) return;
    this.#tickRequired = false;
    yield* this.#placeUnassigned();
  }

  // ---- what changes

  #note(event: StoreEvent): void {
    if (event.kind === 'commit') return;
    if (event.table === 'node') {
      if (event.kind === 'delete') this.#nodes.delete(event.object.ID);
      else this.#noteNode(event.object);
    } else if (event.table === 'task') {
      if (event.kind === 'delete') {
        this.#explanations.delete(event.object.ID);
        this.#drop(event.object);
      } else if (event.kind === 'update') this.#updated(event.object);
      else if (compareStates(event.object.Status.State, 'running') <= 0) this.#admit(event.object);
    }
  }

  #noteNode(node: SwarmNode): void {
    const info = this.#nodes.get(node.ID);
    if (info === undefined) this.#nodes.set(node.ID, new NodeInfo(node));
    else info.update(node);
    this.#tickRequired = true;
  }

  #updated(task: Task): void {
    const old = this.#tasks.get(task.ID);
    const state = task.Status.State;
    if (compareStates(state, 'running') > 0) {
      if (old === undefined) return;
      const failed = state !== old.Status.State && (state === 'failed' || state === 'rejected');
      if (failed && !this.#preassigned.has(task.ID)) {
        this.#nodes.get(task.NodeID)?.failed(task, this.#ground.scheduler.now);
      }
      this.#drop(old);
      this.#tickRequired = true;
      return;
    }
    if (old !== undefined && (task.NodeID === '' || state === 'pending')) this.#drop(old);
    this.#admit(task);
  }

  /** Takes a task in: to be placed, to be confirmed, or as one that its node has. */
  #admit(task: Task): void {
    if (compareStates(task.Status.State, 'pending') < 0) return;
    this.#tasks.set(task.ID, task);
    if (task.NodeID === '') {
      this.#unassigned.set(task.ID, task);
      this.#tickRequired = true;
    } else if (task.Status.State === 'pending') {
      this.#preassigned.add(task.ID);
      this.#pendingPreassigned.set(task.ID, task);
    } else {
      this.#nodes.get(task.NodeID)?.add(task);
    }
  }

  #drop(task: Task): void {
    this.#tasks.delete(task.ID);
    this.#unassigned.delete(task.ID);
    this.#preassigned.delete(task.ID);
    this.#pendingPreassigned.delete(task.ID);
    if (this.#nodes.get(task.NodeID)?.remove(task.ID)) this.#tickRequired = true;
  }

  // ---- decisions

  *#placePreassigned(): Blocking<void> {
    const decisions: Decision[] = [];
    for (const task of this.#pendingPreassigned.values()) {
      const node = this.#nodes.get(task.NodeID);
      if (node !== undefined) decisions.push({ old: task, task: this.#confirm(task, node) });
    }
    const failed = yield* this.#apply(decisions);
    for (const decision of decisions) {
      if (failed.has(decision)) this.#takeBack(decision);
      else if (decision.task.Status.State === 'assigned') this.#pendingPreassigned.delete(decision.old.ID);
    }
  }

  #confirm(task: Task, node: NodeInfo): Task {
    const pipeline = new Pipeline(task);
    const now = this.#ground.store.now();
    const fits = pipeline.process(node);
    const confirmed: Task = {
      ...task,
      Status: fits
        ? statusOf('assigned', now, 'scheduler confirmed task can run on preassigned node')
        : { ...task.Status, Timestamp: now, Err: pipeline.explain() },
    };
    this.#explain([task], pipeline, [node], fits ? new Map([[task.ID, task.NodeID]]) : new Map());
    this.#tasks.set(task.ID, confirmed);
    if (fits) node.add(confirmed);
    return confirmed;
  }

  *#placeUnassigned(): Blocking<void> {
    const groups = new Map<string, Task[]>();
    for (const task of this.#unassigned.values()) {
      const key = task.specVersion === undefined ? task.ID : `${task.ServiceID} ${task.specVersion}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [task]);
      else group.push(task);
    }
    this.#unassigned.clear();
    const decisions = [...groups.values()].flatMap((group) => this.#placeGroup(group));
    const failed = yield* this.#apply(decisions);
    for (const decision of failed) {
      this.#takeBack(decision);
      this.#unassigned.set(decision.old.ID, decision.old);
    }
  }

  /** Places tasks of one spec together. */
  #placeGroup(group: readonly Task[]): Decision[] {
    const first = group[0] as Task;
    const pipeline = new Pipeline(first);
    const order = nodeOrder(first, this.#ground.scheduler.now);
    const now = this.#ground.store.now();
    const candidates = [...this.#nodes.values()];
    const before = candidates.toSorted(order).map((node) => describe(node, first, this.#ground.scheduler.now));
    const tree = buildTree(candidates, first, pipeline);
    const decisions: Decision[] = [];
    const chosen = new Map<string, string>();
    const waiting = [...group];
    const assign = (node: NodeInfo): boolean => {
      const task = waiting.shift();
      if (task === undefined) return false;
      const assigned: Task = {
        ...task,
        NodeID: node.node.ID,
        Status: statusOf('assigned', now, 'scheduler assigned task to node'),
      };
      this.#tasks.set(task.ID, assigned);
      node.add(assigned);
      chosen.set(task.ID, node.node.ID);
      decisions.push({ old: task, task: assigned });
      return true;
    };
    deal(tree, group.length, { pipeline, order, assign });
    const why = pipeline.explain();
    for (const task of waiting) {
      const left = this.#noSuitableNode(task, why, now);
      if (left !== undefined) decisions.push({ old: task, task: left });
    }
    this.#explain(group, pipeline, before, chosen);
    return decisions;
  }

  #noSuitableNode(task: Task, why: string, now: string): Task | undefined {
    const service = this.#ground.store.get('service', task.ServiceID);
    if (service === undefined) return undefined;
    const outdated = service.specVersion > (task.specVersion ?? 0);
    // swarmkit also stops looking for a node for a task of an older version that is still wanted, and leaves it pending for ever.
    const ends = outdated && compareStates(task.DesiredState, 'shutdown') >= 0;
    const { Err: _, ...status } = { ...task.Status, Timestamp: now };
    const Err = why === '' ? 'no suitable node' : `no suitable node (${why})`;
    const left: Task = { ...task, Status: ends ? { ...status, State: 'shutdown' } : { ...status, Err } };
    if (!ends) this.#unassigned.set(task.ID, left);
    this.#tasks.set(task.ID, left);
    return left;
  }

  /** Writes decisions down. Answers those that the store has overtaken. */
  *#apply(decisions: readonly Decision[]): Blocking<Set<Decision>> {
    const failed = new Set(decisions);
    yield* this.#ground.store.batch(
      decisions.map((decision) => (tx: Transaction) => {
        if (this.#write(tx, decision)) failed.delete(decision);
      }),
    );
    return failed;
  }

  #write(tx: Transaction, { task }: Decision): boolean {
    const current = tx.get('task', task.ID);
    if (current === undefined) {
      this.#drop(task);
      return true;
    }
    const { State, Message, Err } = task.Status;
    if (current.Status.State === State && current.Status.Message === Message && current.Status.Err === Err) return true;
    if (compareStates(current.Status.State, 'assigned') >= 0) return false;
    if (State === 'assigned' && tx.get('node', task.NodeID) === undefined) return false;
    // What others changed since the task was read stays: the scheduler writes a node and a status.
    tx.update('task', { ...current, NodeID: task.NodeID, Status: task.Status });
    return true;
  }

  #takeBack({ old, task }: Decision): void {
    this.#tasks.set(old.ID, old);
    this.#nodes.get(task.NodeID)?.remove(task.ID);
  }

  #explain(
    tasks: readonly Task[],
    pipeline: Pipeline,
    nodes: readonly (NodeInfo | Candidate)[],
    chosen: ReadonlyMap<string, string>,
  ): void {
    const now = this.#ground.scheduler.now;
    const first = tasks[0] as Task;
    const candidates = nodes.map((node) => {
      const candidate = node instanceof NodeInfo ? describe(node, first, now) : node;
      const excludedBy = pipeline.excluded.get(candidate.nodeId);
      return excludedBy === undefined ? candidate : { ...candidate, excludedBy };
    });
    for (const task of tasks) {
      const nodeId = chosen.get(task.ID);
      this.#explanations.set(task.ID, {
        time: now,
        candidates,
        filters: pipeline.names,
        text: nodeId === undefined ? pipeline.explain() : '',
        ...(nodeId !== undefined && { nodeId }),
      });
    }
  }
}

function statusOf(state: Task['Status']['State'], now: string, message: string): TaskStatus {
  return { Timestamp: now, State: state, Message: message, PortStatus: {} };
}

/** A node as it stood before the decision. */
function describe(info: NodeInfo, task: Task, now: SimTime): Candidate {
  return {
    nodeId: info.node.ID,
    hostname: info.node.Description.Hostname,
    tasksOfService: info.activeOf(task.ServiceID),
    tasks: info.activeTasks,
    failures: info.recentFailures(task, now),
  };
}
