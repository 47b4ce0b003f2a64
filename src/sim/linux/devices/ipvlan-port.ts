// What a device is to the ipvlan devices on it: it sorts frames by their IP address.
// Source: drivers/net/ipvlan/ipvlan_core.c (ipvlan_handle_frame, ipvlan_xmit_mode_l2, _l3, ipvlan_process_outbound), ipvlan_l3s.c.
// Not modelled: in l3s the container's own PREROUTING and INPUT are run as well as the host's; IPv6.
import { formatIp4, type Ip4 } from '../../base/ip4.ts';
import { isGroupMac } from '../../base/mac.ts';
import type { DropDecision, TraceDevice } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import type { Traced } from '../../wire/packet-view.ts';
import { originate, routeOutput } from '../ip-output.ts';
import type { IpvlanFlag, IpvlanMode } from '../netlink.ts';
import { creatorOf } from '../origin.ts';
import type { NetDevice, Uppers } from '../stack.ts';
import type { IpvlanDevice } from './ipvlan.ts';

/** What was decided, for the trace. */
const TO_DEVICE = 0;
const TO_SIBLING = 1;
const GROUP_IN = 2;
const GROUP_OUT = 3;
const TO_LOWER = 4;
const TO_WIRE = 5;

export class IpvlanPort implements Uppers {
  readonly lower: NetDevice;
  mode: IpvlanMode;
  flag: IpvlanFlag;
  readonly promiscuity = 0;
  readonly unicast = [];
  readonly #devices: IpvlanDevice[] = [];

  constructor(lower: NetDevice, mode: IpvlanMode, flag: IpvlanFlag) {
    this.lower = lower;
    this.mode = mode;
    this.flag = flag;
  }

  add(device: IpvlanDevice): void {
    this.#devices.push(device);
    device.arpOn = this.mode === 'l2';
    this.lower.uppers = this;
  }

  remove(device: IpvlanDevice): void {
    const at = this.#devices.indexOf(device);
    if (at >= 0) this.#devices.splice(at, 1);
    if (this.#devices.length === 0) this.lower.uppers = undefined;
  }

  /** ipvlan_set_port_mode: all devices have one mode; without layer 2 they do without ARP. */
  setMode(mode: IpvlanMode): void {
    this.mode = mode;
    for (const device of this.#devices) device.arpOn = mode === 'l2';
  }

  /** The device that has an address (ipvlan_addr_lookup). */
  #owner(address: Ip4 | undefined): IpvlanDevice | undefined {
    if (address === undefined) return undefined;
    return this.#devices.find((device) => device.up && device.addresses.some((own) => own.local === address));
  }

  /** ipvlan_handle_frame. */
  receive(frame: EthernetFrame): boolean {
    if (this.mode === 'l3s') return this.#receiveRouted(frame);
    if (this.mode === 'l2' && isGroupMac(frame.destination)) {
      this.#copies(frame, undefined, GROUP_IN);
      return false;
    }
    const device = this.#owner(addressee(frame));
    if (device === undefined) return false;
    this.lower.ns.kernel.trace.bridge(this.lower, device, frame, this, TO_DEVICE);
    device.hand(frame);
    return true;
  }

  /** ipvlan_l3_rcv: the host's own netfilter sees it on its way in. */
  #receiveRouted(frame: EthernetFrame): boolean {
    const { body } = frame;
    if (body.kind !== 'ipv4' || this.#owner(body.destination) === undefined) return false;
    const { netfilter, kernel } = this.lower.ns;
    const arrived = netfilter === undefined ? body : netfilter.preRouting(this.lower, body);
    const packet = arrived && (netfilter === undefined ? arrived : netfilter.localIn(this.lower, arrived));
    if (packet === undefined) return true;
    const device = this.#owner(packet.destination) ?? this.#owner(body.destination);
    const { destination, source, etherType, journey } = frame;
    const passed =
      packet === body ? frame : new EthernetFrame(destination, source, etherType, packet, frame.packet, journey);
    kernel.trace.bridge(this.lower, device, passed, this, TO_DEVICE);
    device?.hand(passed);
    return true;
  }

  #copies(frame: EthernetFrame, from: IpvlanDevice | undefined, detail: number): void {
    const others = this.#devices.filter((device) => device !== from && device.up);
    if (others.length === 0) return;
    this.lower.ns.kernel.trace.bridge(this.lower, undefined, frame, this, detail);
    for (const device of others) device.hand(frame);
  }

  /** A device on top sends. */
  send(from: IpvlanDevice, frame: EthernetFrame): void {
    if (this.mode === 'l2') this.#sendFrame(from, frame);
    else this.#sendRouted(from, frame);
  }

  /** ipvlan_xmit_mode_l2. */
  #sendFrame(from: IpvlanDevice, frame: EthernetFrame): void {
    const { trace } = this.lower.ns.kernel;
    if (isGroupMac(frame.destination)) {
      this.#copies(frame, from, GROUP_OUT);
      this.lower.send(frame);
      return;
    }
    if (this.flag === 'vepa' || frame.destination !== frame.source) {
      trace.bridge(this.lower, undefined, frame, this, TO_WIRE);
      this.lower.send(frame);
      return;
    }
    if (this.#toSibling(frame)) return;
    trace.bridge(this.lower, this.lower, frame, this, TO_LOWER);
    this.lower.receive(frame);
  }

  /** ipvlan_xmit_mode_l3: to a sibling, or through the host's routing table as if it were the host's own. */
  #sendRouted(from: IpvlanDevice, frame: EthernetFrame): void {
    const { body } = frame;
    if (this.flag !== 'vepa' && this.#toSibling(frame)) return;
    const { ns } = this.lower;
    if (body.kind !== 'ipv4' || isGroupMac(frame.destination)) {
      ns.kernel.trace.drop(from, frame, 'UNKNOWN_PROTOCOL', this.#refusal(noGroups));
      return;
    }
    const route = routeOutput(ns, body.destination);
    if (route === undefined || (route.type !== 'unicast' && route.type !== 'local')) {
      ns.kernel.trace.drop(this.lower, body, 'NO_ROUTE', this.#refusal(noRoute));
      return;
    }
    originate(ns, body, route, outbound);
  }

  /** Hands a frame to the sibling that has its address; true when there is one. */
  #toSibling(frame: EthernetFrame): boolean {
    const sibling = this.#owner(addressee(frame));
    if (sibling === undefined) return false;
    const { trace } = this.lower.ns.kernel;
    if (this.flag === 'private') {
      trace.drop(this.lower, frame, 'NO_PORT', this.#refusal(apart));
      return true;
    }
    trace.bridge(this.lower, sibling, frame, this, TO_SIBLING);
    sibling.hand(frame);
    return true;
  }

  lowerChanged(): void {
    for (const device of this.#devices) {
      device.mtu = this.lower.mtu;
      device.mac = this.lower.mac;
      device.ns.linkChanged(device);
    }
  }

  lowerGone(): void {
    for (const device of [...this.#devices]) device.ns.unregister(device);
  }

  #refusal({ words, remedy }: { readonly words: string; readonly remedy: string }): DropDecision {
    const cause = this.cause(TO_WIRE, undefined, undefined);
    return { describe: () => words, remedy: () => remedy, cause: () => cause };
  }

  /** The devices that share the one below, and who made the one that the packet is for. */
  cause(_detail: number, _traced: Traced | undefined, peer: TraceDevice | undefined): Cause {
    const meant = this.#devices.find((device) => device === peer) ?? this.#devices[0];
    const facts = [
      { label: 'device below', value: this.lower.name },
      { label: 'mode', value: this.mode },
      { label: 'flag', value: this.flag },
      ...this.#devices.map(({ name, ns, addresses }) => {
        const own = addresses.map(({ local }) => formatIp4(local)).join(', ');
        return { label: 'on it', value: `${name} of ${ns.label}${own === '' ? '' : `, ${own}`}` };
      }),
    ];
    return { kind: 'device', facts, creator: creatorOf(meant?.origin) };
  }

  /** What was decided, in words. */
  describe(detail: number, _traced: Traced, peer: TraceDevice | undefined): string {
    const { name } = this.lower;
    const whose = peer === undefined ? '?' : `${peer.name} of ${peer.place.label}`;
    switch (detail) {
      case TO_DEVICE:
        return `ipvlan on ${name}, mode ${this.mode}: the IP address is that of ${whose}`;
      case TO_SIBLING:
        return `ipvlan on ${name}, mode ${this.mode}: the IP address is that of ${whose}, so it stays within the host`;
      case GROUP_IN:
        return `ipvlan on ${name}: a group address, so a copy for every device on it`;
      case GROUP_OUT:
        return `ipvlan on ${name}: a group address, so to its siblings and out to the wire, but not to the host`;
      case TO_LOWER:
        return `ipvlan on ${name}: the MAC address is its own, the IP address nobody’s on it, so up to the host`;
      default:
        return `ipvlan on ${name}: for another MAC address, so out to the wire`;
    }
  }
}

/** ipvlan_get_L3_hdr: what a frame is sorted by. */
function addressee({ body }: EthernetFrame): Ip4 | undefined {
  if (body.kind === 'ipv4') return body.destination;
  return body.kind === 'arp' ? body.targetIp : undefined;
}

const outbound = { describe: () => 'ipvlan without layer 2: the host’s routing table sends it on' };

const noRoute = {
  words: 'ipvlan without layer 2 asks the host’s routing table',
  remedy: 'Give the host a route to it: ip route add NETWORK via GATEWAY',
};

const noGroups = {
  words: 'ipvlan without layer 2 carries neither broadcasts nor groups',
  remedy: 'Use ipvlan_mode=l2 where broadcasts must pass',
};

const apart = {
  words: 'ipvlan with the flag private keeps its devices apart',
  remedy: 'Make the network without -o ipvlan_flag=private',
};
