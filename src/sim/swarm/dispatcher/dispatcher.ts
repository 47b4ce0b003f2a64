// The dispatcher: the leader's counter for all nodes. Opens sessions, listens for heartbeats, hands out assignments, takes in statuses.
// Source: swarmkit manager/dispatcher/dispatcher.go.
// Not modelled: volumes.
import type { EventId, EventTarget } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import { type Ground, HOUR, microseconds } from '../manager/ground.ts';
import { type Cluster, compareStates, type NodeDescription, type NodeState } from '../objects.ts';
import type { Transaction } from '../store/transaction.ts';
import { AssignmentStreams } from './assignment-streams.ts';
import { NodeRegistry, type RegisteredNode } from './node-registry.ts';
import { MessagePipe } from './pipe.ts';
import type {
  AssignmentsMessage,
  Caller,
  DispatcherApi,
  ManagerPeer,
  SessionMessage,
  SessionRequest,
  Subscription,
  TaskStatusUpdate,
} from './protocol.ts';
import { SessionStreams } from './session-streams.ts';
import { StatusUpdates } from './status-updates.ts';

/** DefaultHeartBeatPeriod, nanoseconds. */
const DEFAULT_HEARTBEAT_PERIOD = 5_000_000_000;
/** defaultNodeDownPeriod: after that the tasks of a node that is down are given up. */
const NODE_DOWN_PERIOD = 24 * HOUR;

/** The managers that raft knows, and word when they change. */
export interface ManagersView {
  managers(): readonly ManagerPeer[];
  onChange(listener: () => void): () => void;
}

export class Dispatcher implements EventTarget {
  readonly #ground: Ground;
  readonly #registry: NodeRegistry;
  readonly #updates: StatusUpdates;
  readonly #sessions: SessionStreams;
  readonly #assignments: AssignmentStreams;
  readonly #downTimers = new Map<string, EventId>();
  readonly #stopListening: (() => void)[] = [];
  #running = false;

  constructor(ground: Ground, managers: ManagersView) {
    this.#ground = ground;
    this.#registry = new NodeRegistry(ground.scheduler, ground.random, periodOf(clusterOf(ground)));
    this.#updates = new StatusUpdates(ground);
    this.#sessions = new SessionStreams(ground.store, managers);
    this.#assignments = new AssignmentStreams(ground);
    this.#stopListening.push(managers.onChange(() => this.#sessions.sendAll()));
  }

  /** Begins: all nodes are unknown until they register here. */
  *run(): Blocking<void> {
    this.#running = true;
    this.#registry.period = periodOf(clusterOf(this.#ground));
    this.#ground.start(this.#updates.run());
    this.#ground.start(this.#assignments.run());
    yield* this.#markUnknown();
    const watch = this.#ground.store.watch(['cluster', 'node']);
    try {
      for (;;) {
        const event = yield* watch.next();
        if (event.kind === 'commit') continue;
        if (event.table === 'cluster') {
          this.#registry.period = periodOf(event.object);
          this.#sessions.sendAll();
        } else if (event.table === 'node') {
          if (event.kind === 'delete') this.#forget(event.object.ID);
          else this.#sessions.send(event.object.ID);
        }
      }
    } finally {
      watch.close();
    }
  }

  /** Ends every session: the nodes look for another manager. */
  stop(): void {
    this.#running = false;
    this.#registry.clear();
    for (const timer of this.#downTimers.values()) this.#ground.scheduler.cancel(timer);
    this.#downTimers.clear();
    const stopped = new SwarmError('Unavailable', 'dispatcher is stopped');
    this.#sessions.endAll(stopped);
    this.#assignments.endAll(stopped);
    for (const stop of this.#stopListening) stop();
  }

  /** The counter as one node sees it. */
  for(caller: Caller): DispatcherApi {
    return {
      session: (request) => this.#session(caller, request),
      heartbeat: (sessionId) => this.#heartbeat(caller.nodeId, sessionId),
      updateTaskStatus: (sessionId, updates) => this.#updateTaskStatus(caller.nodeId, sessionId, updates),
      assignments: (sessionId) => this.#openAssignments(caller.nodeId, sessionId),
    };
  }

  /** A node has been down for a day. */
  onEvent(_code: number, nodeId: unknown): void {
    this.#downTimers.delete(String(nodeId));
    this.#ground.start(this.#orphan(String(nodeId)));
  }

  *#session(caller: Caller, request: SessionRequest): Blocking<Subscription<SessionMessage>> {
    this.#checkRunning();
    const { nodeId } = caller;
    let node = this.#known(nodeId, request.sessionId);
    if (node === undefined) {
      this.#registry.checkRate(nodeId);
      if (this.#ground.store.get('node', nodeId) === undefined) throw new SwarmError('Unknown', 'node not found');
      yield* this.#markReady(caller, request.description);
      node = this.#registry.add(nodeId, () => this.#markNotReady(nodeId, 'down', 'heartbeat failure'));
    } else {
      yield* this.#markReady(caller, request.description);
      node = this.#registry.session(nodeId, request.sessionId);
    }
    const pipe = new MessagePipe<SessionMessage>();
    this.#sessions.open(nodeId, node.sessionId, pipe);
    this.#ground.start(this.#guard(node, pipe));
    return pipe;
  }

  /** Ends a session's streams when the node is dropped. */
  *#guard(node: RegisteredNode, pipe: MessagePipe<SessionMessage>): Blocking<void> {
    while (!node.gone && !pipe.abandoned) yield { on: [node.dropped, pipe.closed] };
    pipe.end(new SwarmError('NotFound', 'node not registered'));
    this.#sessions.close(node.nodeId, pipe);
    if (node.gone) this.#assignments.end(node.nodeId, node.sessionId);
  }

  #known(nodeId: string, sessionId: string): RegisteredNode | undefined {
    try {
      return this.#registry.session(nodeId, sessionId);
    } catch (error) {
      if (error instanceof SwarmError) return undefined;
      throw error;
    }
  }

  // biome-ignore lint/correctness/useYield: the answer is at hand
  *#heartbeat(nodeId: string, sessionId: string): Blocking<number> {
    this.#checkRunning();
    return this.#registry.heartbeat(nodeId, sessionId);
  }

  *#updateTaskStatus(nodeId: string, sessionId: string, updates: readonly TaskStatusUpdate[]): Blocking<void> {
    this.#checkRunning();
    this.#registry.session(nodeId, sessionId);
    const known = updates.filter(({ taskId }) => this.#ground.store.get('task', taskId) !== undefined);
    if (known.some(({ taskId }) => this.#ground.store.get('task', taskId)?.NodeID !== nodeId)) {
      throw new SwarmError('PermissionDenied', 'cannot update a task not assigned this node');
    }
    for (const { taskId, status } of known) this.#updates.task(taskId, status);
  }

  // biome-ignore lint/correctness/useYield: the stream opens at once
  *#openAssignments(nodeId: string, sessionId: string): Blocking<Subscription<AssignmentsMessage>> {
    this.#checkRunning();
    this.#registry.session(nodeId, sessionId);
    return this.#assignments.open(nodeId, sessionId);
  }

  #checkRunning(): void {
    if (!this.#running) throw new SwarmError('Unavailable', 'dispatcher is stopped');
  }

  // ---- states of nodes

  *#markUnknown(): Blocking<void> {
    const changes: ((tx: Transaction) => void)[] = [];
    for (const node of this.#ground.store.all('node')) {
      if (node.Status.State === 'down') {
        this.#startDownTimer(node.ID);
        continue;
      }
      this.#registry.addUnknown(node.ID, () => {
        this.#markNotReady(node.ID, 'down', 'heartbeat failure for node in "unknown" state');
      });
      changes.push((tx) => {
        const current = tx.get('node', node.ID);
        if (current === undefined) return;
        const Message = 'Node moved to "unknown" state due to leadership change in cluster';
        tx.update('node', { ...current, Status: { ...current.Status, State: 'unknown', Message } });
      });
    }
    yield* this.#ground.store.batch(changes);
  }

  *#markReady(caller: Caller, description: NodeDescription): Blocking<void> {
    this.#updates.node(caller.nodeId, { state: 'ready', message: '', addr: caller.addr, description });
    this.#stopDownTimer(caller.nodeId);
    yield* this.#updates.settled();
  }

  #markNotReady(nodeId: string, state: NodeState, message: string): void {
    if (this.#ground.store.get('node', nodeId) !== undefined) {
      this.#startDownTimer(nodeId);
      this.#updates.node(nodeId, { state, message });
    }
    this.#registry.delete(nodeId);
  }

  #forget(nodeId: string): void {
    this.#stopDownTimer(nodeId);
    this.#registry.delete(nodeId);
  }

  #startDownTimer(nodeId: string): void {
    this.#stopDownTimer(nodeId);
    this.#downTimers.set(nodeId, this.#ground.scheduler.after(NODE_DOWN_PERIOD, this, 0, nodeId));
  }

  #stopDownTimer(nodeId: string): void {
    this.#ground.scheduler.cancel(this.#downTimers.get(nodeId) ?? 0);
    this.#downTimers.delete(nodeId);
  }

  *#orphan(nodeId: string): Blocking<void> {
    const tasks = [...this.#ground.store.tasksOfNode(nodeId)];
    yield* this.#ground.store.batch(
      tasks.map((task) => (tx: Transaction) => {
        const current = tx.get('task', task.ID);
        if (current === undefined) return;
        const { State } = current.Status;
        if (compareStates(State, 'assigned') < 0 || compareStates(State, 'running') > 0) return;
        tx.update('task', { ...current, Status: { ...current.Status, State: 'orphaned' } });
      }),
    );
  }
}

function clusterOf(ground: Ground): Cluster | undefined {
  for (const cluster of ground.store.all('cluster')) return cluster;
  return undefined;
}

function periodOf(cluster: Cluster | undefined): number {
  return microseconds(cluster?.Spec.Dispatcher.HeartbeatPeriod || DEFAULT_HEARTBEAT_PERIOD);
}
