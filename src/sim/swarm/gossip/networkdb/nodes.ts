// The nodes of a cluster as networkdb keeps them: active, failed or left.
// Source: moby v28.5.2 libnetwork/networkdb/nodemgmt.go, event_delegate.go.
// Not modelled: log lines.
import type { SimTime } from '../../../des/scheduler.ts';
import type { Endpoint } from '../memberlist/message.ts';
import { NODE_REAP_INTERVAL } from './config.ts';

export type NodeState = 'active' | 'left' | 'failed';

export interface ClusterNode {
  readonly name: string;
  readonly at: Endpoint;
  state: NodeState;
  /** Lamport time of its last event. */
  time: number;
  /** When a failed or left one is forgotten. */
  reapAt: SimTime;
}

export class ClusterNodes {
  readonly #nodes = new Map<string, ClusterNode>();
  readonly #onGone: (name: string) => void;

  /** `onGone` is called when an active node fails or leaves. */
  constructor(onGone: (name: string) => void) {
    this.#onGone = onGone;
  }

  get(name: string): ClusterNode | undefined {
    return this.#nodes.get(name);
  }

  active(name: string): ClusterNode | undefined {
    const node = this.#nodes.get(name);
    return node?.state === 'active' ? node : undefined;
  }

  in(state: NodeState): ClusterNode[] {
    return [...this.#nodes.values()].filter((node) => node.state === state);
  }

  get activeCount(): number {
    let count = 0;
    for (const node of this.#nodes.values()) if (node.state === 'active') count++;
    return count;
  }

  /** Whether it changed. What takes a node out of the cluster takes its entries along. */
  change(name: string, state: NodeState, now: SimTime): boolean {
    const node = this.#nodes.get(name);
    if (node === undefined || node.state === state) return false;
    node.state = state;
    if (state === 'active') node.reapAt = 0;
    else {
      if (node.reapAt === 0) node.reapAt = now + NODE_REAP_INTERVAL;
      this.#onGone(name);
    }
    return true;
  }

  /** memberlist has met `name`: back, or new; a new one on an old one's address is its next incarnation. */
  join(name: string, at: Endpoint, now: SimTime): void {
    const known = this.#nodes.get(name);
    if (known !== undefined) {
      this.change(name, 'active', now);
      return;
    }
    const same = (node: ClusterNode): boolean => node.at.address === at.address && node.at.port === at.port;
    const former = (['active', 'failed', 'left'] as const).flatMap((state) => this.in(state)).find(same);
    if (former !== undefined) this.change(former.name, 'left', now);
    this.#nodes.set(name, { name, at, state: 'active', time: 0, reapAt: 0 });
  }

  reap(now: SimTime): void {
    for (const node of this.#nodes.values()) {
      if (node.state !== 'active' && now >= node.reapAt) this.#nodes.delete(node.name);
    }
  }
}
