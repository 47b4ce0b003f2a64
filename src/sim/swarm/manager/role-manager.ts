// The role manager: makes nodes what their specs say they shall be; a demoted manager leaves raft before its certificate changes.
// Source: swarmkit manager/role_manager.go.
// Not modelled: nothing that a user could see.
import { SECOND } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { RaftMembers } from '../control/members.ts';
import { SwarmError } from '../errors.ts';
import type { NodeRole, SwarmNode } from '../objects.ts';
import type { Ground } from './ground.ts';

/** roleReconcileInterval: what could not be done is tried again. */
const ROLE_RECONCILE_INTERVAL = 5 * SECOND;

export class RoleManager {
  readonly #ground: Ground;
  readonly #members: RaftMembers;
  readonly #pending = new Set<string>();
  /** Nodes that were removed from the store and may still be members. */
  readonly #removed = new Set<string>();

  constructor(ground: Ground, members: RaftMembers) {
    this.#ground = ground;
    this.#members = members;
  }

  *run(): Blocking<void> {
    const { scheduler, store } = this.#ground;
    const watch = store.watch(['node']);
    try {
      for (const node of store.all('node')) if (node.role !== node.Spec.Role) this.#pending.add(node.ID);
      yield* this.#reconcile();
      for (;;) {
        const retry = this.#pending.size + this.#removed.size > 0 ? scheduler.now + ROLE_RECONCILE_INTERVAL : undefined;
        let event = watch.take();
        if (event === undefined) {
          yield retry === undefined ? { on: [watch.arrived] } : { on: [watch.arrived], until: retry };
          event = watch.take();
        }
        if (event === undefined) {
          if (retry !== undefined && scheduler.now >= retry) yield* this.#reconcile();
        } else if (event.kind !== 'commit' && event.table === 'node') {
          if (event.kind === 'delete') this.#removed.add(event.object.ID);
          else if (event.object.role !== event.object.Spec.Role) this.#pending.add(event.object.ID);
          else this.#pending.delete(event.object.ID);
          yield* this.#reconcile();
        }
      }
    } finally {
      watch.close();
    }
  }

  *#reconcile(): Blocking<void> {
    for (const id of [...this.#removed]) if (yield* this.#leaveRaft(id)) this.#removed.delete(id);
    for (const id of [...this.#pending]) {
      const node = this.#ground.store.get('node', id);
      if (node === undefined || node.role === node.Spec.Role) {
        this.#pending.delete(id);
        continue;
      }
      const ready = node.Spec.Role === 'manager' || (yield* this.#leaveRaft(id));
      if (ready && (yield* this.#setRole(node, node.Spec.Role))) this.#pending.delete(id);
    }
  }

  /** True when the node is no raft member (any more). */
  *#leaveRaft(nodeId: string): Blocking<boolean> {
    if (this.#members.statusOf(nodeId) === undefined) return true;
    if (!this.#members.canRemove(nodeId)) return false;
    try {
      yield* this.#members.remove(nodeId);
      return this.#members.statusOf(nodeId) === undefined;
    } catch (error) {
      if (error instanceof SwarmError) return false;
      throw error;
    }
  }

  *#setRole(node: SwarmNode, role: NodeRole): Blocking<boolean> {
    return yield* this.#ground.store.batch([
      (tx) => {
        const current = tx.get('node', node.ID);
        if (current === undefined || current.Spec.Role !== role || current.role === role) return;
        tx.update('node', { ...current, role });
      },
    ]);
  }
}
