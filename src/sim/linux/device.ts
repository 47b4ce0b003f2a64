// A network device: what all kinds have in common.
// Source: struct net_device (include/linux/netdevice.h), net/core/dev.c, operational states RFC 2863 and net/core/link_watch.c.
// Not modelled: queues and qdiscs (a device never says no), offloads, ethtool settings.
import { invariant } from '../base/bug.ts';
import { BROADCAST_MAC, formatMac, isGroupMac, type Mac } from '../base/mac.ts';
import type { SimTime } from '../des/scheduler.ts';
import { type TraceDevice, typedAt } from '../trace/decision.ts';
import type { Cause } from '../trace/record.ts';
import { ETH_P_IP, EthernetFrame } from '../wire/ethernet.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import type { Traced } from '../wire/packet-view.ts';
import type { InterfaceAddress, InterfaceAddress6 } from './address.ts';
import { kernelConf } from './ipv4-conf.ts';
import type { LinkKind, LinkStats, OperState } from './netlink.ts';
import { NumberMap } from './number-map.ts';
import { creatorOf, type Origin } from './origin.ts';
import type { NeighbourEntry, NetDevice, Port, Stack, Uppers } from './stack.ts';

/** For the trace: why a device ended a frame. Numbers that no kind of device uses for decisions of its own. */
export const WAS_DOWN = 0x1000;
export const HAD_NO_CARRIER = 0x1001;
export const WAS_GONE = 0x1002;
export const OTHER_HOST = 0x1003;
const OTHER_VLAN = 0x1004;

/** What keeps a device from having a carrier, and what would give it one. */
export interface CarrierLoss {
  readonly words: string;
  readonly remedy: string;
}

/** The code of the only event that happens to devices: a frame arrives. */
export const RX = 0;

/** What a device is made with. */
export interface DeviceOptions {
  readonly ns: Stack;
  readonly name: string;
  readonly mac: Mac;
  readonly mtu: number;
  readonly txqlen: number;
  readonly origin: Origin | undefined;
}

export abstract class Device implements NetDevice {
  abstract readonly kind: LinkKind;
  abstract readonly qdisc: string;

  // What every frame touches stands first, together: with a thousand devices it is memory that takes the time.
  ns: Stack;
  mac: Mac;
  mtu: number;
  readonly uid: number;
  /** IFF_UP. */
  up = false;
  /** Taken out of its namespace for good. */
  gone = false;
  arpOn = true;
  /** conf/DEV/forwarding. */
  forwarding = false;
  conf = kernelConf;
  /** The port that it is, when it belongs to a bridge. */
  port: Port | undefined;
  /** The macvlan or ipvlan devices that stand on it, and its VLANs. */
  uppers: Uppers | undefined;
  vlans: Uppers | undefined;
  rxPackets = 0;
  rxBytes = 0;
  txPackets = 0;
  txBytes = 0;
  #busyUntil: SimTime = 0;
  readonly neighbours = new NumberMap<NeighbourEntry>();

  readonly origin: Origin | undefined;
  ifindex = 0;
  name: string;
  txqlen: number;
  /** It has been up at least once: until then its qdisc is noop. */
  wasUp = false;
  promisc = false;
  multicastOn = true;

  addresses: InterfaceAddress[] = [];
  addresses6: InterfaceAddress6[] = [];
  /** The default route of IPv6 over this device. */
  gateway6: string | undefined;
  /** conf/DEV/disable_ipv6. */
  ipv6Disabled = false;
  /** neigh/DEV: the reachable time drawn for this device, 0 before the first draw. */
  reachableTime: SimTime = 0;

  rxDropped = 0;
  txDropped = 0;
  multicast = 0;

  constructor(options: DeviceOptions) {
    this.ns = options.ns;
    this.uid = options.ns.kernel.uids.device();
    this.name = options.name;
    this.mac = options.mac;
    this.mtu = options.mtu;
    this.txqlen = options.txqlen;
    this.origin = options.origin;
  }

  get place(): Stack {
    return this.ns;
  }

  /** IFF_LOWER_UP, whether or not the device itself is up. */
  abstract get carrier(): boolean;

  /** Puts a frame on its way; the device is up and has a carrier. */
  protected abstract transmit(frame: EthernetFrame): void;

  /** The other end, or the device below, for kinds that have one in some namespace: IFLA_LINK. */
  get peer(): NetDevice | undefined {
    return undefined;
  }

  get isLoopback(): boolean {
    return false;
  }

  get operstate(): OperState {
    if (!this.up) return 'DOWN';
    if (this.carrier) return this.operstateWhenUp;
    const peer = this.peer;
    return peer !== undefined && peer.ns === this.ns && !peer.carrier ? 'LOWERLAYERDOWN' : 'DOWN';
  }

  /** Kinds that never report a state stay UNKNOWN. */
  protected get operstateWhenUp(): OperState {
    return 'UP';
  }

  get broadcast(): Mac {
    return BROADCAST_MAC;
  }

  /** dev_queue_xmit: sends a frame, or drops it when the device cannot. */
  send(frame: EthernetFrame): void {
    if (!this.up || !this.carrier) {
      this.txDropped++;
      this.ns.kernel.trace.drop(
        this,
        frame,
        this.up ? 'NO_CARRIER' : 'DEVICE_DOWN',
        this,
        this.up ? HAD_NO_CARRIER : WAS_DOWN,
      );
      return;
    }
    if (this.ns.taps !== undefined) this.ns.taps.sent(this, frame);
    this.transmit(frame);
  }

  /** Sends an IP packet to a MAC address. */
  sendIp(packet: Ipv4Packet, to: Mac): void {
    this.send(new EthernetFrame(to, this.mac, ETH_P_IP, packet, packet.packet, packet.journey));
  }

  onEvent(_code: number, frame: unknown): void {
    invariant(frame instanceof EthernetFrame, 'a device receives frames');
    this.receive(frame);
  }

  /** netif_receive_skb: a frame has arrived here. */
  receive(frame: EthernetFrame): void {
    if (!this.up || this.gone) {
      this.rxDropped++;
      this.ns.kernel.trace.drop(
        this,
        frame,
        this.gone ? 'NETNS_GONE' : 'DEVICE_DOWN',
        this,
        this.gone ? WAS_GONE : WAS_DOWN,
      );
      return;
    }
    this.rxPackets++;
    this.rxBytes += this.countedLength(frame);
    if (this.ns.taps !== undefined) this.ns.taps.received(this, frame);
    if (this.taken(frame)) return;
    if (this.port !== undefined) this.port.bridge.receiveFrom(this.port, frame);
    else this.receiveUp(frame);
  }

  /** What is stacked on the device has taken a frame: VLANs first, then macvlan or ipvlan. */
  protected taken(frame: EthernetFrame): boolean {
    if (frame.vlan !== 0 && this.vlans?.receive(frame) === true) return true;
    return this.uppers?.receive(frame) === true;
  }

  /** Hands a frame to the protocols of this namespace, unless it is for another machine (PACKET_OTHERHOST). */
  protected receiveUp(frame: EthernetFrame): void {
    if (frame.destination !== this.mac && !isGroupMac(frame.destination)) {
      this.ns.kernel.trace.drop(this, frame, 'NOT_FOR_US', this, OTHER_HOST);
      return;
    }
    this.toProtocols(frame);
  }

  /** What has a tag still is for a VLAN that nobody here is in (PACKET_OTHERHOST of vlan_do_receive). */
  protected toProtocols(frame: EthernetFrame): void {
    if (frame.vlan === 0) this.ns.receive(this, frame);
    else this.ns.kernel.trace.drop(this, frame, 'NOT_FOR_US', this, OTHER_VLAN);
  }

  /** The bytes of a frame as this kind of device counts them. */
  protected countedLength(frame: EthernetFrame): number {
    return frame.length;
  }

  /** One link crossing: counted, recorded, and one event at the other end. Frames of one device never overtake each other. */
  protected cross(to: Device, frame: EthernetFrame, latency: SimTime): void {
    const kernel = this.ns.kernel;
    this.txPackets++;
    this.txBytes += this.countedLength(frame);
    const arrives = Math.max(this.#busyUntil, kernel.scheduler.now + latency + kernel.jitter.next());
    this.#busyUntil = arrives;
    kernel.trace.hop(this, to, frame, arrives);
    kernel.scheduler.at(arrives, to, RX, frame);
  }

  /** Called after IFF_UP was set or cleared. */
  onAdminChange(): void {}

  /** Called when the device leaves its kernel for good. */
  onDelete(): void {}

  // What the trace tells of frames that end here.

  /** Why there is no carrier; kinds that can lack one say more. */
  protected carrierLoss(): CarrierLoss {
    return { words: 'nothing that is up is at its other end', remedy: 'Set the other end up' };
  }

  describe(detail: number, traced: Traced, _peer?: TraceDevice): string {
    const { name, ns } = this;
    switch (detail) {
      case HAD_NO_CARRIER:
        return `${name} in ${ns.label}: ${this.carrierLoss().words}`;
      case WAS_GONE:
        return `${name} left ${ns.label} while the frame was on its way`;
      case OTHER_VLAN:
        return `${name} in ${ns.label} has no sub-interface for VLAN ${vlanOf(traced)}`;
      case OTHER_HOST: {
        const to = traced instanceof EthernetFrame ? formatMac(traced.destination) : 'another machine';
        return `${to} is not ${name} of ${ns.label}, which is ${formatMac(this.mac)}`;
      }
      default:
        return `${name} in ${ns.label} was down`;
    }
  }

  cause(_detail: number, _traced: Traced, _peer?: TraceDevice): Cause {
    const facts = [
      { label: 'device', value: `${this.name} (${this.kind})` },
      { label: 'state', value: `${this.up ? 'up' : 'down'}, operstate ${this.operstate}` },
      { label: 'MAC', value: formatMac(this.mac) },
      { label: 'MTU', value: String(this.mtu) },
    ];
    return { kind: 'device', facts, creator: creatorOf(this.origin) };
  }

  remedy(detail: number, traced: Traced): string {
    const { name, ns } = this;
    switch (detail) {
      case HAD_NO_CARRIER:
        return this.carrierLoss().remedy;
      case WAS_GONE:
        return `Make it again (it was ${creatorOf(this.origin) ?? name}), and send again`;
      case OTHER_VLAN: {
        const vlan = vlanOf(traced);
        return typedAt(ns, `ip link add link ${name} name ${name}.${vlan} type vlan id ${vlan}`);
      }
      case OTHER_HOST:
        return `Nothing to mend when it was flooded. If it should reach ${ns.label}, the sender has an old neighbour entry: ip neigh flush all (there)`;
      default:
        return typedAt(ns, `ip link set ${name} up`);
    }
  }

  stats(): LinkStats {
    return {
      rxPackets: this.rxPackets,
      txPackets: this.txPackets,
      rxBytes: this.rxBytes,
      txBytes: this.txBytes,
      rxErrors: 0,
      txErrors: 0,
      rxDropped: this.rxDropped,
      txDropped: this.txDropped,
      multicast: this.multicast,
    };
  }
}

const vlanOf = (traced: Traced): number => (traced instanceof EthernetFrame ? traced.vlan : 0);
