// The addresses of nodes' load balancers: one on the ingress, and one on every overlay that a task of the node is on.
// Source: swarmkit manager/allocator/network.go (getNodeNetworks, allocateNode, deallocateNodeAttachments).
// Not modelled: nothing that a user could see.
import { SwarmError } from '../errors.ts';
import type { NetworkAttachment, SwarmNetwork, SwarmNode } from '../objects.ts';
import { hasEnded } from '../orchestrator/task.ts';
import type { ReadTables } from '../store/tables.ts';
import type { Transaction } from '../store/transaction.ts';
import type { NetworkAllocator } from './network-allocator.ts';

export interface NodeAllocation {
  readonly attachments: readonly NetworkAttachment[];
  readonly changed: boolean;
  readonly freed: boolean;
}

export class NodeAllocator {
  readonly #tables: ReadTables;
  readonly #networks: NetworkAllocator;
  readonly #ingress: () => SwarmNetwork | undefined;

  constructor(tables: ReadTables, networks: NetworkAllocator, ingress: () => SwarmNetwork | undefined) {
    this.#tables = tables;
    this.#networks = networks;
    this.#ingress = ingress;
  }

  /** Brings a node's attachments to what its tasks need. With `existingOnly`, only takes what the node has already. */
  allocate(node: SwarmNode, existingOnly: boolean): NodeAllocation {
    const needed = this.#needed(node.ID);
    const attachments: NetworkAttachment[] = [];
    let changed = false;
    let freed = false;
    for (const attachment of node.attachments) {
      if (!needed.delete(attachment.Network.ID) && !existingOnly) {
        this.#networks.releaseAttachment(attachment);
        changed = true;
        freed = true;
        continue;
      }
      if (!this.#networks.isAttachmentAllocated(attachment)) this.#attach(attachment);
      attachments.push(attachment);
    }
    if (existingOnly) return { attachments: node.attachments, changed: false, freed: false };
    for (const network of needed.values()) {
      const attachment = this.#attach({ Network: network, Addresses: [] });
      if (attachment === undefined) continue;
      attachments.push(attachment);
      changed = true;
    }
    return { attachments, changed, freed };
  }

  /** Takes a network that is gone from all nodes. */
  dropNetwork(networkId: string): ((tx: Transaction) => void)[] {
    const changes: ((tx: Transaction) => void)[] = [];
    for (const node of this.#tables.all('node')) {
      const attachment = node.attachments.find((candidate) => candidate.Network.ID === networkId);
      if (attachment === undefined) continue;
      this.#networks.releaseAttachment(attachment);
      changes.push((tx) => {
        const current = tx.get('node', node.ID);
        if (current === undefined) return;
        const attachments = current.attachments.filter((candidate) => candidate.Network.ID !== networkId);
        tx.update('node', { ...current, attachments });
      });
    }
    return changes;
  }

  /** Overlays of tasks that are on the node and not over, then the ingress. */
  #needed(nodeId: string): Map<string, SwarmNetwork> {
    const networks = new Map<string, SwarmNetwork>();
    for (const task of this.#tables.tasksOfNode(nodeId)) {
      if (hasEnded(task)) continue;
      for (const { Network } of task.NetworksAttachments) {
        if (Network.DriverState.Name === 'overlay') networks.set(Network.ID, Network);
      }
    }
    const ingress = this.#ingress();
    if (ingress !== undefined) networks.set(ingress.ID, ingress);
    return networks;
  }

  #attach(attachment: NetworkAttachment): NetworkAttachment | undefined {
    try {
      return this.#networks.allocateAttachment(attachment);
    } catch (error) {
      if (error instanceof SwarmError) return undefined;
      throw error;
    }
  }
}
