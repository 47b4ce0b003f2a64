// Nodes at the leader: promoted, demoted, drained, labelled, removed.
// Source: swarmkit manager/controlapi/node.go.
// Not modelled: expiry of blacklisted certificates.
import type { Blocking } from '../../des/task.ts';
import { SwarmError } from '../errors.ts';
import { compareStates, type NodeSpec, type SwarmNode } from '../objects.ts';
import type { Store } from '../store/store.ts';
import type { Transaction } from '../store/transaction.ts';
import type { RaftMembers } from './members.ts';

export class NodeControl {
  readonly #store: Store;
  readonly #members: RaftMembers;

  constructor(store: Store, members: RaftMembers) {
    this.#store = store;
    this.#members = members;
  }

  /** A node with what raft says of it. */
  withStatus(node: SwarmNode): SwarmNode {
    const status = this.#members.statusOf(node.ID);
    return status === undefined ? node : { ...node, ManagerStatus: status };
  }

  *update(id: string, version: number, spec: NodeSpec): Blocking<SwarmNode> {
    yield* this.#store.update((tx) => {
      const node = tx.get('node', id);
      if (node === undefined) throw notFound(id);
      if (node.Spec.Role === 'manager' && spec.Role === 'worker') this.#refuseDemotion(tx, id);
      tx.update('node', { ...node, Version: { Index: version }, Spec: spec });
    });
    const node = this.#store.get('node', id);
    if (node === undefined) throw notFound(id);
    return this.withStatus(node);
  }

  *remove(id: string, force: boolean): Blocking<void> {
    yield* this.#store.update((tx) => {
      const node = tx.get('node', id);
      if (node === undefined) throw notFound(id);
      if (node.Spec.Role === 'manager' && this.#members.statusOf(id) !== undefined) {
        throw new SwarmError(
          'FailedPrecondition',
          `node ${id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`,
        );
      }
      if (!force && node.Status.State === 'ready') {
        throw new SwarmError('FailedPrecondition', `node ${id} is not down and can't be removed`);
      }
      const [cluster] = tx.all('cluster');
      if (cluster === undefined) throw new SwarmError('Internal', 'could not fetch cluster object');
      tx.update('cluster', { ...cluster, blacklisted: [...cluster.blacklisted, id] });
      orphanTasks(tx, id);
      tx.delete('node', id);
    });
  }

  #refuseDemotion(tx: Transaction, id: string): void {
    const managers = [...tx.all('node')].filter((node) => node.role === 'manager');
    if (managers.length === 1 && managers[0]?.ID === id) {
      throw new SwarmError('FailedPrecondition', 'attempting to demote the last manager of the swarm');
    }
    if (this.#members.statusOf(id) === undefined) {
      throw new SwarmError('NotFound', "can't find manager in raft memberlist");
    }
    if (!this.#members.canRemove(id)) {
      throw new SwarmError(
        'FailedPrecondition',
        "can't remove member from the raft: this would result in a loss of quorum",
      );
    }
  }
}

function notFound(id: string): SwarmError {
  return new SwarmError('NotFound', `node ${id} not found`);
}

/** Nobody will hear of the tasks of a node again that has been removed. */
function orphanTasks(tx: Transaction, nodeId: string): void {
  for (const task of [...tx.tasksOfNode(nodeId)]) {
    if (compareStates(task.Status.State, 'complete') >= 0) continue;
    tx.update('task', {
      ...task,
      Status: {
        Timestamp: tx.now(),
        State: 'orphaned',
        Message: 'Task belonged to a node that has been deleted',
        PortStatus: {},
      },
    });
  }
}
