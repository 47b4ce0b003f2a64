// A policy: which packets must be encrypted, or must have been.
// Source: struct xfrm_policy; net/xfrm/xfrm_policy.c (__xfrm4_selector_match, xfrm_policy_match, __xfrm_policy_check).
// Not modelled: policies of sockets, optional templates, policies of type sub.
import { formatIp4, inPrefix } from '../../base/ip4.ts';
import type { DropDecision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import { creatorOf, type Origin } from '../origin.ts';
import type { XfrmMark, XfrmPolicySpec, XfrmPolicyView, XfrmSelector } from '../xfrm.ts';

export function selects(selector: XfrmSelector, packet: Ipv4Packet): boolean {
  if (!inPrefix(packet.source, selector.source, selector.sourceLength)) return false;
  if (!inPrefix(packet.destination, selector.destination, selector.destinationLength)) return false;
  if (selector.protocol !== 0 && selector.protocol !== packet.protocol) return false;
  const { body } = packet;
  const hasPorts = body.kind === 'udp' || body.kind === 'tcp';
  if (selector.sourcePort !== 0 && (!hasPorts || body.sourcePort !== selector.sourcePort)) return false;
  return selector.destinationPort === 0 || (hasPorts && body.destinationPort === selector.destinationPort);
}

export function markFits(wanted: XfrmMark | undefined, mark: number): boolean {
  return wanted === undefined || (mark & wanted.mask) >>> 0 === wanted.value;
}

export class XfrmPolicy implements DropDecision {
  readonly spec: XfrmPolicySpec;
  /** Its place among the others, oldest first. */
  readonly order: number;
  readonly origin: Origin | undefined;

  constructor(spec: XfrmPolicySpec, order: number, origin: Origin | undefined) {
    this.spec = spec;
    this.order = order;
    this.origin = origin;
  }

  matches(packet: Ipv4Packet, mark: number): boolean {
    return markFits(this.spec.mark, mark) && selects(this.spec.selector, packet);
  }

  view(): XfrmPolicyView {
    return { ...this.spec, origin: this.origin };
  }

  get text(): string {
    const { source, sourceLength, destination, destinationLength } = this.spec.selector;
    return `${formatIp4(source)}/${sourceLength} → ${formatIp4(destination)}/${destinationLength} dir ${this.spec.direction}`;
  }

  describe(): string {
    return `xfrm policy ${this.text}`;
  }

  cause(): Cause {
    const { action, templates, direction } = this.spec;
    const demanded = templates.map((t) => `esp ${formatIp4(t.source)} → ${formatIp4(t.destination)} reqid ${t.reqid}`);
    const facts = [
      { label: 'policy', value: this.text },
      { label: 'action', value: action },
      { label: direction === 'out' ? 'puts it into' : 'demands', value: demanded.join(', ') || 'nothing' },
    ];
    return { kind: 'policy', facts, creator: creatorOf(this.origin) };
  }

  remedy(): string {
    return this.spec.direction === 'out'
      ? 'Add the security association that it asks for: ip xfrm state add …, or delete the policy'
      : 'Send it encrypted, or delete the policy: ip xfrm policy delete …';
  }
}
