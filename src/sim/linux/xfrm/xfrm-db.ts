// IPsec of one namespace: its security associations and policies, and what becomes of packets by them.
// Source: net/xfrm/xfrm_state.c, xfrm_policy.c, xfrm_input.c (xfrm_input), xfrm_output.c; net/ipv4/esp4.c, xfrm4_input.c.
// Not modelled: acquire messages to key daemons (a policy without its state drops), statistics (/proc/net/xfrm_stat), forwarding through policies.
import type { Errno } from '../../base/errno.ts';
import type { Ip4 } from '../../base/ip4.ts';
import { formatIp4 } from '../../base/ip4.ts';
import type { DropDecision } from '../../trace/decision.ts';
import { hexOf } from '../../wire/bytes.ts';
import { espHeader, IPPROTO_ESP } from '../../wire/esp.ts';
import { BareBytes, IPV4_HEADER, Ipv4Packet, ipv4Bytes, parseIpv4Body } from '../../wire/ipv4.ts';
import { Tracking, trackingOf } from '../conntrack/tracking.ts';
import type { Origin } from '../origin.ts';
import type { NetDevice, Stack, Transforms } from '../stack.ts';
import type {
  Xfrm,
  XfrmDirection,
  XfrmEvents,
  XfrmMark,
  XfrmPolicySpec,
  XfrmPolicyView,
  XfrmSelector,
  XfrmStateSpec,
  XfrmStateView,
  XfrmTemplate,
} from '../xfrm.ts';
import { XfrmPolicy } from './policy.ts';
import { XfrmState } from './state.ts';
import { XfrmWatchers } from './watchers.ts';

/** AES keys of 128, 192 and 256 bits with four bytes of salt. */
const KEY_LENGTHS = [20, 28, 36];
const ICV_BITS = [64, 96, 128];

export class XfrmDb implements Xfrm, Transforms {
  readonly #ns: Stack;
  readonly #changed: () => void;
  readonly #states: XfrmState[] = [];
  /** By priority, then as they came. */
  readonly #policies: XfrmPolicy[] = [];
  #made = 0;
  readonly #watchers = new XfrmWatchers();

  /** `changed` is called when something comes or goes. */
  constructor(ns: Stack, changed: () => void) {
    this.#ns = ns;
    this.#changed = changed;
  }

  get isEmpty(): boolean {
    return this.#states.length === 0 && this.#policies.length === 0;
  }

  // States.

  states(): readonly XfrmStateView[] {
    return this.#states.map((state) => state.view()).reverse();
  }

  #find(destination: Ip4, spi: number): XfrmState | undefined {
    return this.#states.find(({ spec }) => spec.destination === destination && spec.spi === spi);
  }

  addState(spec: XfrmStateSpec, origin?: Origin): Errno | undefined {
    return this.#putState(spec, 'new', origin);
  }

  #putState(spec: XfrmStateSpec, change: 'new' | 'updated', origin: Origin | undefined): Errno | undefined {
    if (!KEY_LENGTHS.includes(spec.key.length) || !ICV_BITS.includes(spec.icvBits)) return 'EINVAL';
    if (this.#find(spec.destination, spec.spi) !== undefined) return 'EEXIST';
    const { kernel } = this.#ns;
    const state = new XfrmState(spec, kernel.espRandom.int(0, 0xffffffff), origin);
    this.#states.push(state);
    kernel.trace.learnKey(spec.destination, spec.spi, { key: spec.key, icvLength: spec.icvBits / 8 });
    this.#changed();
    this.#watchers.tell({ kind: 'state', change, state: state.view() });
    return undefined;
  }

  updateState(spec: XfrmStateSpec, origin?: Origin): Errno | undefined {
    const known = this.#find(spec.destination, spec.spi);
    if (known === undefined) return 'ESRCH';
    this.#states.splice(this.#states.indexOf(known), 1);
    return this.#putState(spec, 'updated', origin);
  }

  deleteState(destination: Ip4, spi: number): Errno | undefined {
    const known = this.#find(destination, spi);
    if (known === undefined) return 'ESRCH';
    this.#states.splice(this.#states.indexOf(known), 1);
    this.#changed();
    this.#watchers.tell({ kind: 'state', change: 'deleted', state: known.view() });
    return undefined;
  }

  flushStates(): void {
    this.#states.splice(0);
    this.#changed();
    this.#watchers.tell({ kind: 'state', change: 'flushed', state: undefined });
  }

  // Policies.

  policies(): readonly XfrmPolicyView[] {
    return [...this.#policies].sort((a, b) => b.order - a.order).map((policy) => policy.view());
  }

  #policy(selector: XfrmSelector, direction: XfrmDirection, mark: XfrmMark | undefined): XfrmPolicy | undefined {
    const wanted = keyOf(selector, direction, mark);
    return this.#policies.find(({ spec }) => keyOf(spec.selector, spec.direction, spec.mark) === wanted);
  }

  addPolicy(spec: XfrmPolicySpec, origin?: Origin): Errno | undefined {
    return this.#putPolicy(spec, 'new', origin);
  }

  #putPolicy(spec: XfrmPolicySpec, change: 'new' | 'updated', origin: Origin | undefined): Errno | undefined {
    if (this.#policy(spec.selector, spec.direction, spec.mark) !== undefined) return 'EEXIST';
    const at = this.#policies.findIndex((other) => other.spec.priority > spec.priority);
    const policy = new XfrmPolicy(spec, ++this.#made, origin);
    this.#policies.splice(at < 0 ? this.#policies.length : at, 0, policy);
    this.#changed();
    this.#watchers.tell({ kind: 'policy', change, policy: policy.view() });
    return undefined;
  }

  updatePolicy(spec: XfrmPolicySpec, origin?: Origin): Errno | undefined {
    const known = this.#policy(spec.selector, spec.direction, spec.mark);
    if (known !== undefined) this.#policies.splice(this.#policies.indexOf(known), 1);
    return this.#putPolicy(spec, known === undefined ? 'new' : 'updated', origin);
  }

  deletePolicy(selector: XfrmSelector, direction: XfrmDirection, mark?: XfrmMark): Errno | undefined {
    const known = this.#policy(selector, direction, mark);
    if (known === undefined) return 'ENOENT';
    this.#policies.splice(this.#policies.indexOf(known), 1);
    this.#changed();
    this.#watchers.tell({ kind: 'policy', change: 'deleted', policy: known.view() });
    return undefined;
  }

  flushPolicies(): void {
    this.#policies.splice(0);
    this.#changed();
    this.#watchers.tell({ kind: 'policy', change: 'flushed', policy: undefined });
  }

  watch(): XfrmEvents {
    return this.#watchers.open();
  }

  // Packets.

  #markOf(packet: Ipv4Packet): number {
    return trackingOf(packet, this.#ns.packetFilter.connections)?.mark ?? 0;
  }

  #decides(packet: Ipv4Packet, direction: XfrmDirection): XfrmPolicy | undefined {
    const mark = this.#markOf(packet);
    return this.#policies.find((policy) => policy.spec.direction === direction && policy.matches(packet, mark));
  }

  /** xfrm_lookup: by which state a packet leaves encrypted, if it must; undefined when it is dropped here. */
  outgoing(device: NetDevice, packet: Ipv4Packet): 'plain' | XfrmState | undefined {
    const policy = this.#decides(packet, 'out');
    const [template] = policy?.spec.templates ?? [];
    if (policy === undefined || (policy.spec.action === 'allow' && template === undefined)) return 'plain';
    const state = template && this.#stateFor(template);
    if (policy.spec.action === 'allow' && state !== undefined) return state;
    this.#ns.kernel.trace.drop(device, packet, 'XFRM_POLICY', policy);
    return undefined;
  }

  /** xfrm_state_find: the newest that fits. */
  #stateFor({ source, destination, spi, reqid }: XfrmTemplate): XfrmState | undefined {
    return this.#states.findLast(
      ({ spec }) =>
        spec.source === source &&
        spec.destination === destination &&
        spec.reqid === reqid &&
        (spi === 0 || spec.spi === spi),
    );
  }

  /** esp_output in transport mode. */
  protect(device: NetDevice, packet: Ipv4Packet, state: XfrmState): Ipv4Packet {
    const payload = ipv4Bytes(packet).subarray(IPV4_HEADER);
    const body = new BareBytes(state.protect(packet.protocol, payload));
    const header = { ...headerOf(packet), protocol: IPPROTO_ESP };
    const { source, destination, ttl, journey } = packet;
    const sealed = new Ipv4Packet(source, destination, header, ttl, body, packet.packet, journey);
    this.#remember(sealed).mark = this.#markOf(packet);
    this.#ns.kernel.trace.netfilter(device, sealed, state, 0);
    return sealed;
  }

  #remember(packet: Ipv4Packet): Tracking {
    const tracking = new Tracking(this.#ns.packetFilter.connections, 0);
    packet.tracking = tracking;
    return tracking;
  }

  /** xfrm_input: what comes out of an ESP packet; undefined when it ends here. */
  receive(device: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined {
    const { trace } = this.#ns.kernel;
    const { body } = packet;
    const bytes = body.kind === 'bytes' ? body.bytes : undefined;
    const head = bytes && espHeader(bytes);
    const state = head && this.#find(packet.destination, head.spi);
    if (bytes === undefined || head === undefined || state === undefined) {
      trace.drop(device, packet, 'XFRM_NO_STATE', unknownIndex(packet, head?.spi));
      return undefined;
    }
    if (!state.isFresh(head.sequence)) {
      trace.drop(device, packet, 'XFRM_REPLAY', state);
      return undefined;
    }
    const opened = state.open(bytes, head.sequence);
    if (opened === undefined) {
      trace.drop(device, packet, 'XFRM_ICV', state);
      return undefined;
    }
    const inner = parseIpv4Body(opened.protocol, opened.payload, 0, opened.payload.length);
    const header = { ...headerOf(packet), protocol: opened.protocol };
    const { source, destination, ttl, journey } = packet;
    const plain = new Ipv4Packet(source, destination, header, ttl, inner, packet.packet, journey);
    const { spi, reqid } = state.spec;
    const mark = this.#markOf(packet);
    const tracking = this.#remember(plain);
    tracking.secPath = [{ spi, reqid, protocol: 'esp', mode: 'transport' }];
    tracking.mark = mark;
    trace.netfilter(device, plain, state, 0);
    return plain;
  }

  /** xfrm4_policy_check: false when a policy demands what the packet did not come through. */
  admits(device: NetDevice, packet: Ipv4Packet): boolean {
    const policy = this.#decides(packet, 'in');
    if (policy === undefined) return true;
    const path = trackingOf(packet, this.#ns.packetFilter.connections)?.secPath ?? [];
    const { action, templates } = policy.spec;
    const came = templates.every((template) =>
      path.some((step) => template.reqid === 0 || step.reqid === template.reqid),
    );
    if (action === 'allow' && came) return true;
    this.#ns.kernel.trace.drop(device, packet, 'XFRM_POLICY', policy);
    return false;
  }
}

function headerOf({ ttl, id, tos, dontFragment }: Ipv4Packet) {
  return { ttl, id, tos, dontFragment, moreFragments: false, fragmentOffset: 0 };
}

function keyOf(selector: XfrmSelector, direction: XfrmDirection, mark: XfrmMark | undefined): string {
  const { source, sourceLength, destination, destinationLength, protocol, sourcePort, destinationPort } = selector;
  const numbers = [source, sourceLength, destination, destinationLength, protocol, sourcePort, destinationPort];
  return [...numbers, direction, mark?.value ?? 0, mark?.mask ?? 0].join(' ');
}

function unknownIndex(packet: Ipv4Packet, spi: number | undefined): DropDecision {
  const index = spi === undefined ? 'no index at all' : `spi ${hexOf(spi, 8)}`;
  return {
    describe: () => `no xfrm state for ${formatIp4(packet.destination)} with ${index}`,
    remedy: () => 'Add the sender’s state here as well: ip xfrm state add …',
  };
}
