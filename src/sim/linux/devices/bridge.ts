// A bridge: a learning switch whose ports are devices, and at the same time a device of its host.
// Source: net/bridge/br_input.c (br_handle_frame_finish), br_forward.c (should_deliver), br_device.c, br_stp_if.c, br_if.c.
// Not modelled: STP (a frame to 01:80:c2:00:00:00 is flooded), multicast snooping (groups are flooded), VLAN filtering, netfilter's bridge hooks.
import { formatMac, isGroupMac, type Mac, ZERO_MAC } from '../../base/mac.ts';
import type { SimTime } from '../../des/scheduler.ts';
import { type TraceDevice, typedAt } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import { ETHERNET_HEADER, EthernetFrame } from '../../wire/ethernet.ts';
import type { Traced } from '../../wire/packet-view.ts';
import { BACK_AGAIN, BOTH_ISOLATED, BridgePort, NOT_FORWARDING } from '../bridge-port.ts';
import { type CarrierLoss, Device, type DeviceOptions, WAS_DOWN } from '../device.ts';
import { Fdb, FdbEntry } from '../fdb.ts';
import type { BridgeInfo } from '../netlink.ts';
import { creatorOf } from '../origin.ts';
import type { Master, NetDevice } from '../stack.ts';

/** What a bridge decided, for the trace. */
export const TO_PORT = 0;
export const TO_SELF = 1;
export const FLOOD = 2;
export const FLOOD_GROUP = 3;
export const NOBODY = 4;

const FORWARD_DELAY = 15; // seconds, br_dev_setup
const HELLO_TIME = 2; // seconds
const MAX_AGE = 20; // seconds
const ETH_MAX_MTU = 65_535;

export class BridgeDevice extends Device implements Master {
  readonly kind = 'bridge';
  readonly qdisc = 'noqueue';
  readonly fdb = new Fdb();
  readonly ports: BridgePort[] = [];
  /** When a port last came or went, or began or ceased to forward. */
  portsChangedAt: SimTime = 0;
  stp = false;
  /** vlan_default_pvid: ports' own addresses are entered for it as well. */
  defaultPvid = 1;
  /** An MTU that somebody set stays; otherwise it is the ports' smallest (br_mtu_auto_adjust). */
  mtuIsSet = false;
  /** NET_ADDR_SET: otherwise the bridge takes its ports' lowest address. */
  #macIsSet: boolean;
  #carrier = false;
  readonly #byNumber: (BridgePort | undefined)[] = [];
  #lowestFree = 1;

  constructor(options: DeviceOptions, macIsSet: boolean) {
    super(options);
    this.#macIsSet = macIsSet;
    this.fdb.put(new FdbEntry(this.mac, undefined, true, true, 0, options.origin));
  }

  get carrier(): boolean {
    return this.up && this.#carrier;
  }

  /** A frame from the host itself (br_dev_xmit). */
  protected transmit(frame: EthernetFrame): void {
    this.txPackets++;
    this.txBytes += frame.length;
    this.#forward(undefined, frame);
  }

  /** A frame that a port received (br_handle_frame). */
  receiveFrom(port: BridgePort, frame: EthernetFrame): void {
    if (port.state !== 'forwarding') {
      this.ns.kernel.trace.drop(port.device, frame, 'PORT_NOT_FORWARDING', port, NOT_FORWARDING);
      return;
    }
    if (port.learning) this.fdb.learn(frame.source, port, this.ns.kernel.scheduler.now);
    this.#forward(port, frame);
  }

  #forward(from: BridgePort | undefined, frame: EthernetFrame): void {
    const { trace, scheduler } = this.ns.kernel;
    if (isGroupMac(frame.destination)) {
      trace.bridge(this, undefined, frame, this, FLOOD_GROUP);
      const sent = this.#flood(from, frame);
      if (from !== undefined) this.#passUp(frame);
      else if (sent === 0) trace.drop(this, frame, 'NO_PORT', this, NOBODY);
      return;
    }
    const entry = this.fdb.find(frame.destination, scheduler.now);
    if (entry === undefined) {
      trace.bridge(this, undefined, frame, this, FLOOD);
      const sent = this.#flood(from, frame);
      if (from !== undefined && this.ns.taps !== undefined) this.ns.taps.passed(this, frame);
      if ((this.promisc || this.uppers !== undefined) && from !== undefined) this.#passUp(frame);
      else if (sent === 0) trace.drop(this, frame, 'NO_PORT', this, NOBODY);
      return;
    }
    if (entry.local) {
      trace.bridge(this, entry.port?.device, frame, this, TO_SELF);
      this.#passUp(frame);
      return;
    }
    this.#toPort(from, entry, frame);
  }

  #toPort(from: BridgePort | undefined, entry: FdbEntry, frame: EthernetFrame): void {
    const port = entry.port;
    const trace = this.ns.kernel.trace;
    if (port === undefined) return;
    trace.bridge(this, port.device, frame, this, TO_PORT);
    if (from !== undefined && this.ns.taps !== undefined) this.ns.taps.passed(this, frame);
    if (this.#mayLeave(from, port)) {
      const passed = this.#filtered(from, frame);
      if (passed !== undefined) port.device.send(passed);
    } else if (port === from) trace.drop(port.device, frame, 'SAME_PORT', port, BACK_AGAIN);
    else if (port.state !== 'forwarding') trace.drop(port.device, frame, 'PORT_NOT_FORWARDING', port, NOT_FORWARDING);
    else trace.drop(port.device, frame, 'NO_PORT', port, BOTH_ISOLATED);
  }

  /** should_deliver. */
  #mayLeave(from: BridgePort | undefined, to: BridgePort): boolean {
    if (to === from && !to.hairpin) return false;
    if (from?.isolated && to.isolated) return false;
    return to.state === 'forwarding';
  }

  /** Sends one frame object out of every port that may have it; answers how many there were. */
  #flood(from: BridgePort | undefined, frame: EthernetFrame): number {
    const ports = this.ports;
    const passed = this.#filtered(from, frame);
    // What a rule has dropped has been told already, and counts as sent.
    if (passed === undefined) return 1;
    let sent = 0;
    for (let i = 0; i < ports.length; i++) {
      const port = ports[i];
      if (port === undefined || !port.flood || !this.#mayLeave(from, port)) continue;
      port.device.send(passed);
      sent++;
    }
    return sent;
  }

  /** br_nf_forward: a forwarded frame as the packet filter lets it go on, if it does. */
  #filtered(from: BridgePort | undefined, frame: EthernetFrame): EthernetFrame | undefined {
    const { ns } = this;
    const { body } = frame;
    if (!ns.filtersBridged || ns.netfilter === undefined || from === undefined || body.kind !== 'ipv4') return frame;
    body.linkHeader = frame;
    const packet = ns.netfilter.bridged(this, body);
    if (packet === undefined || packet === body) return packet && frame;
    const { destination, source, etherType, journey } = frame;
    return new EthernetFrame(destination, source, etherType, packet, frame.packet, journey, frame.vlan);
  }

  /** br_pass_frame_up: the host's own stack receives it on the bridge device. */
  #passUp(frame: EthernetFrame): void {
    this.rxPackets++;
    this.rxBytes += frame.length - ETHERNET_HEADER;
    if (isGroupMac(frame.destination)) this.multicast++;
    if (!this.up) {
      this.ns.kernel.trace.drop(this, frame, 'DEVICE_DOWN', this, WAS_DOWN);
      return;
    }
    if (this.ns.taps !== undefined) this.ns.taps.received(this, frame);
    if (!this.taken(frame)) this.toProtocols(frame);
  }

  addPort(device: NetDevice): BridgePort {
    const port = new BridgePort(this, device, this.#freeNumber());
    this.ports.push(port);
    this.#byNumber[port.number] = port;
    device.port = port;
    this.fdb.put(new FdbEntry(device.mac, port, true, true, 0, device.origin));
    this.#recalculate();
    return port;
  }

  /** find_portno: the lowest number that is free, from 1. */
  #freeNumber(): number {
    while (this.#byNumber[this.#lowestFree] !== undefined) this.#lowestFree++;
    return this.#lowestFree;
  }

  removePort(port: BridgePort): void {
    const at = this.ports.indexOf(port);
    if (at < 0) return;
    this.ports.splice(at, 1);
    this.#byNumber[port.number] = undefined;
    this.#lowestFree = Math.min(this.#lowestFree, port.number);
    port.device.port = undefined;
    this.fdb.deletePort(port);
    this.#recalculate();
  }

  /** The port that a device is here. */
  portOf(device: NetDevice): BridgePort | undefined {
    return this.ports.find((p) => p.device === device);
  }

  /** A port went up or down, lost or gained its carrier, or got another MTU. */
  portChanged(port: BridgePort): void {
    const forwards = port.state === 'forwarding';
    if (port.forwarded && !forwards) this.fdb.flushPort(port);
    port.forwarded = forwards;
    this.#recalculate();
  }

  /** A port's own address changed. */
  portMacChanged(port: BridgePort, old: Mac): void {
    this.fdb.delete(old);
    this.fdb.put(new FdbEntry(port.device.mac, port, true, true, 0, port.device.origin));
    this.#recalculate();
  }

  /** Sets the bridge's address for good. */
  setMac(mac: Mac): void {
    this.#macIsSet = true;
    this.#takeMac(mac);
  }

  #takeMac(mac: Mac): void {
    const old = this.fdb.find(this.mac, 0);
    if (old !== undefined && old.port === undefined) this.fdb.delete(this.mac);
    this.mac = mac;
    if (mac === ZERO_MAC || this.fdb.find(mac, 0)?.local) return;
    this.fdb.put(new FdbEntry(mac, undefined, true, true, 0, this.origin));
  }

  /** br_stp_recalculate_bridge_id, br_mtu_auto_adjust and the carrier. */
  #recalculate(): void {
    this.portsChangedAt = this.ns.kernel.scheduler.now;
    let lowest = ZERO_MAC;
    let mtu = ETH_MAX_MTU;
    let carrier = false;
    for (const { device } of this.ports) {
      if (lowest === ZERO_MAC || device.mac < lowest) lowest = device.mac;
      if (device.mtu < mtu) mtu = device.mtu;
      carrier ||= device.up && device.carrier;
    }
    if (!this.#macIsSet && lowest !== this.mac) this.#takeMac(lowest);
    if (!this.mtuIsSet && this.ports.length > 0) this.mtu = mtu;
    if (carrier === this.#carrier) return;
    this.#carrier = carrier;
    if (this.up) this.ns.linkChanged(this);
  }

  bridgeInfo(): BridgeInfo {
    return {
      bridgeId: `8000.${formatMac(this.mac).replaceAll(':', '')}`,
      stp: this.stp,
      ageing: this.fdb.ageing / 1_000_000,
      forwardDelay: FORWARD_DELAY,
      helloTime: HELLO_TIME,
      maxAge: MAX_AGE,
    };
  }

  override onDelete(): void {
    for (const port of [...this.ports]) this.removePort(port);
  }

  /** What the bridge decided, in words. */
  override describe(detail: number, traced: Traced, peer: TraceDevice | undefined): string {
    const mac = traced instanceof EthernetFrame ? formatMac(traced.destination) : '';
    switch (detail) {
      case TO_PORT:
        return `fdb of ${this.name}: ${mac} was learnt on port ${peer?.name ?? '?'}`;
      case TO_SELF:
        return `fdb of ${this.name}: ${mac} is ${peer === undefined ? 'the bridge’s own' : `an address of ${peer.name}`}, so up to the host`;
      case FLOOD:
        return `fdb of ${this.name}: ${mac} is unknown, so out of every other port`;
      case NOBODY:
        return this.ports.length === 0 ? `${this.name} has no port` : `no port of ${this.name} may take it`;
      case FLOOD_GROUP:
        return `${this.name}: ${mac} is a group address, so out of every other port and up to the host`;
      default:
        return super.describe(detail, traced, peer);
    }
  }

  /** The forwarding entry as it is now. */
  override cause(detail: number, traced: Traced, peer: TraceDevice | undefined): Cause {
    if (detail > FLOOD_GROUP || !(traced instanceof EthernetFrame)) return super.cause(detail, traced, peer);
    const entry = this.fdb.find(traced.destination, this.ns.kernel.scheduler.now);
    const sort = entry?.local ? 'local' : entry?.fixed ? 'static' : 'learnt from frames that it sent';
    const facts = [
      { label: 'bridge', value: this.name },
      { label: 'MAC', value: formatMac(traced.destination) },
      { label: 'entry', value: entry === undefined ? 'none' : sort },
      ...(entry?.port === undefined ? [] : [{ label: 'port', value: entry.port.device.name }]),
    ];
    const maker = entry?.origin ?? entry?.port?.device.origin ?? this.origin;
    return { kind: 'fdb', facts, creator: creatorOf(maker) };
  }

  protected override carrierLoss(): CarrierLoss {
    const [first] = this.ports;
    if (first === undefined)
      return { words: 'the bridge has no port', remedy: typedAt(this.ns, `ip link set DEVICE master ${this.name}`) };
    return { words: `none of its ports (${first.device.name} …) has a carrier`, remedy: first.remedy(NOT_FORWARDING) };
  }

  override remedy(detail: number, traced: Traced): string {
    if (detail !== NOBODY) return super.remedy(detail, traced);
    const [first] = this.ports;
    if (first === undefined) return typedAt(this.ns, `ip link set DEVICE master ${this.name}`);
    if (!this.ports.some((port) => port.state === 'forwarding')) return first.remedy(NOT_FORWARDING);
    const to = traced instanceof EthernetFrame ? formatMac(traced.destination) : 'that address';
    return `Nobody else on ${this.name} has ${to}: its owner has left, or sits behind an isolated port (bridge -d link); where the sender remembers an old address: ip neigh flush all`;
  }
}
