// One packet at one hook, as rules see it, and what they can say.
// Source: include/uapi/linux/netfilter.h (hooks, verdicts), struct nft_pktinfo, struct xt_action_param.
// Not modelled: queues to user space (NFQUEUE).
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import { STATE_UNTRACKED, Tracking, trackingOf } from '../conntrack/tracking.ts';
import type { NetDevice, Stack } from '../stack.ts';
import type { Rule } from './rule.ts';

/** NF_INET_*. */
export type Hook = 0 | 1 | 2 | 3 | 4;
export const PRE_ROUTING = 0;
export const LOCAL_IN = 1;
export const FORWARD = 2;
export const LOCAL_OUT = 3;
export const POST_ROUTING = 4;

/** What a rule or chain says of a packet. */
export type Verdict = 'continue' | 'accept' | 'drop' | 'return';

/** How a packet that is refused is answered: an ICMP code of "destination unreachable", or a TCP reset. */
export type Refusal = { readonly kind: 'icmp'; readonly code: number } | { readonly kind: 'tcp-reset' };

export class Traversal {
  readonly ns: Stack;
  readonly hook: Hook;
  /** As rules have left it so far. */
  packet: Ipv4Packet;
  /** undefined for what starts here; `out` for what ends here or is not routed yet. */
  readonly in: NetDevice | undefined;
  readonly out: NetDevice | undefined;
  /** Set by REJECT: to be sent when the packet has been dropped. */
  refusal: Refusal | undefined = undefined;
  /** The rule that decided, and its number in its chain. */
  decider: Rule | undefined = undefined;
  deciderNumber = 0;
  /** The last rule that changed the packet, and its number in its chain. */
  changer: Rule | undefined = undefined;
  changerNumber = 0;

  constructor(ns: Stack, hook: Hook, packet: Ipv4Packet, input: NetDevice | undefined, output: NetDevice | undefined) {
    this.ns = ns;
    this.hook = hook;
    this.packet = packet;
    this.in = input;
    this.out = output;
  }

  /** Puts another packet in its place, in front of the rules behind this one. */
  change(changed: Ipv4Packet): void {
    changed.tracking = this.packet.tracking;
    changed.linkHeader = this.packet.linkHeader;
    this.packet = changed;
  }

  get tracking(): Tracking | undefined {
    return trackingOf(this.packet, this.ns.packetFilter.connections);
  }

  /** What is remembered of the packet, begun if need be: where a rule marks it. */
  remember(): Tracking {
    const known = this.tracking;
    if (known !== undefined) return known;
    const tracking = new Tracking(this.ns.packetFilter.connections, 0);
    this.packet.tracking = tracking;
    return tracking;
  }

  /** Takes the packet out of connection tracking, from a chain of the raw table. */
  untrack(): void {
    this.remember().state = STATE_UNTRACKED;
  }
}
