// The role manager: makes nodes what their specs say they shall be; a demoted manager leaves raft before its certificate changes.
// Source: swarmkit manager/role_manager.go.
// Not modelled: the time limit of a removal (removalTimeout): raft answers or leadership is lost.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { RaftMembers } from '../control/members.ts';
import { SwarmError } from '../errors.ts';
import type { SwarmNode } from '../objects.ts';
import type { StoreEvent } from '../store/actions.ts';
import type { Ground } from './ground.ts';

/** roleReconcileInterval: what could not be done is tried again. */
const ROLE_RECONCILE_INTERVAL: SimTime = 5 * SECOND;

export class RoleManager {
  readonly #ground: Ground;
  readonly #members: RaftMembers;
  /** Nodes whose role is not settled, as they were when that was seen. */
  readonly #pending = new Map<string, SwarmNode>();
  /** Nodes that are gone from the store and may still be members. */
  readonly #removed = new Set<string>();
  /** Undefined while nothing waits for it. */
  #nextTick: SimTime | undefined;

  constructor(ground: Ground, members: RaftMembers) {
    this.#ground = ground;
    this.#members = members;
  }

  *run(): Blocking<void> {
    const { scheduler, store } = this.#ground;
    const watch = store.watch(['node']);
    try {
      yield* this.#begin();
      for (;;) {
        const event = watch.take();
        if (event !== undefined) yield* this.#handle(event);
        else if (this.#nextTick !== undefined && scheduler.now >= this.#nextTick) yield* this.#tick(this.#nextTick);
        else if (this.#nextTick === undefined) yield { on: [watch.arrived] };
        else yield { on: [watch.arrived], until: this.#nextTick };
      }
    } finally {
      watch.close();
    }
  }

  /** A member whose node is not in the store has been removed under the leader before. */
  *#begin(): Blocking<void> {
    const nodes = [...this.#ground.store.all('node')];
    const known = new Set(nodes.map(({ ID }) => ID));
    for (const { nodeId } of this.#members.members()) if (!known.has(nodeId)) this.#removed.add(nodeId);
    for (const node of nodes) yield* this.#reconcile(node);
    yield* this.#evictRemoved();
    this.#startTicking();
  }

  *#handle(event: StoreEvent): Blocking<void> {
    if (event.kind === 'commit' || event.table !== 'node') return;
    if (event.kind === 'update') {
      yield* this.#reconcile(event.object);
    } else if (event.kind === 'delete') {
      this.#removed.add(event.object.ID);
      yield* this.#evict(event.object.ID);
    }
    this.#startTicking();
  }

  *#tick(due: SimTime): Blocking<void> {
    for (const node of [...this.#pending.values()]) yield* this.#reconcile(node);
    yield* this.#evictRemoved();
    this.#nextTick = this.#isSettled() ? undefined : due + ROLE_RECONCILE_INTERVAL;
  }

  #startTicking(): void {
    if (!this.#isSettled()) this.#nextTick ??= this.#ground.scheduler.now + ROLE_RECONCILE_INTERVAL;
  }

  #isSettled(): boolean {
    return this.#pending.size + this.#removed.size === 0;
  }

  *#evictRemoved(): Blocking<void> {
    for (const id of [...this.#removed]) yield* this.#evict(id);
  }

  *#evict(id: string): Blocking<void> {
    if (this.#members.statusOf(id) === undefined) this.#removed.delete(id);
    else yield* this.#removeMember(id);
  }

  /** A promotion at once. A demotion in two steps, the second when the node changes or at the next tick: raft first, then the role. */
  *#reconcile(node: SwarmNode): Blocking<void> {
    if (node.role === node.Spec.Role) {
      this.#pending.delete(node.ID);
      return;
    }
    this.#pending.set(node.ID, node);
    if (node.Spec.Role === 'worker' && this.#members.statusOf(node.ID) !== undefined) {
      yield* this.#removeMember(node.ID);
      return;
    }
    yield* this.#ground.store.update((tx) => {
      const current = tx.get('node', node.ID);
      if (current === undefined || current.Spec.Role !== node.Spec.Role || current.role !== node.role) return;
      tx.update('node', { ...current, role: node.Spec.Role });
    });
    this.#pending.delete(node.ID);
  }

  /** As far as the quorum survives it; what does not work is tried again. */
  *#removeMember(nodeId: string): Blocking<void> {
    if (!this.#members.canRemove(nodeId)) return;
    try {
      yield* this.#members.remove(nodeId);
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
    }
  }
}
