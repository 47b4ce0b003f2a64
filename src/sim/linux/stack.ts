// What the parts of a namespace know of each other: protocols of devices, devices of protocols, all of them of the kernel.
// Source: struct net_device, struct neighbour and struct net, as far as code outside their own files touches them.
// Not for: behaviour. The classes are device.ts, neigh.ts, netns.ts and kernel.ts; nothing here exists at run time.
import type { Ip4 } from '../base/ip4.ts';
import type { Mac } from '../base/mac.ts';
import type { RandomStream } from '../base/random.ts';
import type { EventTarget, Scheduler, SimTime } from '../des/scheduler.ts';
import type { Decision, DropDecision, TraceDevice, TracePlace } from '../trace/decision.ts';
import type { Trace } from '../trace/trace.ts';
import type { EthernetFrame } from '../wire/ethernet.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import type { TcpSegment } from '../wire/tcp.ts';
import type { UdpDatagram } from '../wire/udp.ts';
import type { InterfaceAddress, InterfaceAddress6 } from './address.ts';
import type { ConntrackSettings } from './conntrack/settings.ts';
import type { ConnectionTable } from './conntrack/table.ts';
import type { Fib, FibEntry } from './fib.ts';
import type { Reassembly } from './fragments.ts';
import type { IcmpRate } from './icmp-rate.ts';
import type { Identifications } from './ip-ident.ts';
import type { Ipv4Conf } from './ipv4-conf.ts';
import type { Ipvs } from './ipvs.ts';
import type { KernelLog } from './kernel-log.ts';
import type { Netfilter } from './netfilter.ts';
import type { AddressInfo, BridgePortInfo, LinkKind, LinkStats, NudState, OperState, Origin } from './netlink.ts';
import type { NumberMap } from './number-map.ts';
import type { PacketTap, SocketInfo } from './socket.ts';
import type { ErrorReport } from './socket-error.ts';
import type { EphemeralPorts } from './tcp/ephemeral-ports.ts';
import type { Jitter } from './timing.ts';
import type { UdpTunnels } from './udp-tunnels.ts';
import type { Uids } from './uids.ts';
import type { XfrmState } from './xfrm/state.ts';
import type { Xfrm } from './xfrm.ts';

/** A route of a namespace. */
export type Route = FibEntry<NetDevice>;

/** What a kernel shares between its namespaces. */
export interface KernelServices {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly uids: Uids;
  readonly hostName: string;
  /** Not shown in pictures. */
  readonly offstage: boolean;
  readonly jitter: Jitter;
  readonly identifications: Identifications;
  readonly portRandom: RandomStream;
  /** What connect(2) of TCP takes. */
  readonly ephemeralPorts: EphemeralPorts;
  /** Initial sequence numbers and the like. */
  readonly tcpRandom: RandomStream;
  /** Where initialisation vectors of IPsec begin. */
  readonly espRandom: RandomStream;
  readonly reachableRandom: RandomStream;
  /** Chance in rules of the packet filter. */
  readonly filterRandom: RandomStream;
  /** Grows whenever a device, an address or a namespace changes. */
  revision: number;
  randomMac(): Mac;
  namespaces(): readonly Stack[];
  readonly log: KernelLog;
  nextPingIdentifier(): number;
  nextNeighbour(): number;
}

/** A namespace as its protocols and its netlink door see it. */
export interface Stack extends TracePlace {
  readonly kernel: KernelServices;
  readonly inode: number;
  readonly gone: boolean;
  readonly loopback: NetDevice;
  readonly fib: Fib<NetDevice>;
  readonly sockets: SocketDelivery;
  readonly counters: Float64Array;
  readonly reassembly: Reassembly;
  readonly icmpRate: IcmpRate;
  /** Undefined as long as no rule was ever made: packets need not ask then. */
  netfilter: PacketHooks | undefined;
  /** The same, made when it is first asked for. */
  readonly packetFilter: PacketHooks;
  /** net.bridge.bridge-nf-call-iptables: what bridges forward meets the packet filter as well. */
  filtersBridged: boolean;
  /** What sysctls say of connection tracking. */
  readonly conntrack: ConntrackSettings;
  /** IPsec, while there is a state or policy. */
  transforms: Transforms | undefined;
  readonly xfrm: Xfrm;
  /** Who looks on at the devices' frames, if anybody does. */
  taps: FrameWatch | undefined;
  /** UDP ports of tunnels, if there are any. */
  udpTunnels: UdpTunnels | undefined;
  defaultTtl: number;
  echoIgnoreAll: boolean;
  echoIgnoreBroadcasts: boolean;

  count(index: number, by: number): void;
  devices(): NetDevice[];
  deviceByIndex(ifindex: number): NetDevice | undefined;
  deviceByName(name: string): NetDevice | undefined;
  register(device: NetDevice): void;
  rename(device: NetDevice, name: string): void;
  detach(device: NetDevice): void;
  unregister(device: NetDevice): void;
  setUp(device: NetDevice, up: boolean): void;
  linkChanged(device: NetDevice): void;
  setIpv6Disabled(device: NetDevice, disabled: boolean): void;
  nsidOf(other: Stack): number;
  knownNsid(inode: number): number | undefined;

  isLocal(ip: Ip4): boolean;
  sourceAddress(device: NetDevice, target: Ip4, scope: AddressInfo['scope']): Ip4 | undefined;
  neighbourOf(device: NetDevice, ip: Ip4): NeighbourEntry;
  reachableTime(device: NetDevice): SimTime;
  receive(device: NetDevice, frame: EthernetFrame): void;
  receiveIp(device: NetDevice, packet: Ipv4Packet): void;
  linkFailure(packet: Ipv4Packet): void;
  pathMtu(destination: Ip4, device: NetDevice): number;
  learnPathMtu(destination: Ip4, mtu: number): void;
}

/** Packet sockets, as devices and bridges tell them of frames. */
export interface FrameWatch {
  /** Whether somebody looks on at a device. */
  watches(ifindex: number): boolean;
  sent(device: NetDevice, frame: EthernetFrame): void;
  received(device: NetDevice, frame: EthernetFrame): void;
  /** A bridge forwarded a frame past itself. */
  passed(device: NetDevice, frame: EthernetFrame): void;
  open(ifindex: number | undefined): PacketTap;
  closeAll(): void;
}

/** Netfilter's hooks, as IP calls them; they answer the packet as it goes on, or undefined when it ends there. */
export interface PacketHooks {
  readonly tables: Netfilter;
  /** Connections are followed, so fragments are put together first. */
  readonly tracks: boolean;
  readonly connections: ConnectionTable;
  readonly changedAt: SimTime;
  readonly virtualServer: Ipvs;
  preRouting(device: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined;
  localIn(device: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined;
  forward(device: NetDevice, out: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined;
  /** The packet may have another destination afterwards, and needs another route then. */
  localOut(out: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined;
  postRouting(out: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined;
  /** All that a packet meets which a bridge forwards (br_netfilter). */
  bridged(bridge: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined;
}

/** IPsec as IP calls it; what ends there is dropped and told by it. */
export interface Transforms {
  /** By which security association a packet leaves encrypted, if it must. */
  outgoing(device: NetDevice, packet: Ipv4Packet): 'plain' | XfrmState | undefined;
  protect(device: NetDevice, packet: Ipv4Packet, state: XfrmState): Ipv4Packet;
  /** What is inside an ESP packet. */
  receive(device: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined;
  /** Whether policies let a packet be delivered here. */
  admits(device: NetDevice, packet: Ipv4Packet): boolean;
}

/** A device as protocols, bridges and netlink see it. */
export interface NetDevice extends TraceDevice, EventTarget, DropDecision {
  readonly kind: LinkKind;
  readonly qdisc: string;
  readonly origin: Origin | undefined;
  ns: Stack;
  ifindex: number;
  name: string;
  mac: Mac;
  mtu: number;
  txqlen: number;
  up: boolean;
  wasUp: boolean;
  promisc: boolean;
  arpOn: boolean;
  multicastOn: boolean;
  gone: boolean;
  port: Port | undefined;
  uppers: Uppers | undefined;
  vlans: Uppers | undefined;
  addresses: InterfaceAddress[];
  addresses6: InterfaceAddress6[];
  /** The default route of IPv6 over this device. */
  gateway6: string | undefined;
  readonly neighbours: NumberMap<NeighbourEntry>;
  forwarding: boolean;
  conf: Ipv4Conf;
  ipv6Disabled: boolean;
  reachableTime: SimTime;
  readonly carrier: boolean;
  readonly peer: NetDevice | undefined;
  readonly isLoopback: boolean;
  readonly operstate: OperState;
  readonly broadcast: Mac;
  send(frame: EthernetFrame): void;
  receive(frame: EthernetFrame): void;
  sendIp(packet: Ipv4Packet, to: Mac): void;
  onAdminChange(): void;
  onDelete(): void;
  stats(): LinkStats;
}

/** A device's membership in a bridge. */
export interface Port {
  readonly bridge: Master;
  readonly device: NetDevice;
  hairpin: boolean;
  isolated: boolean;
  info(): BridgePortInfo;
}

/** The bridge of a port. */
export interface Master extends NetDevice {
  receiveFrom(port: Port, frame: EthernetFrame): void;
  removePort(port: Port): void;
  portChanged(port: Port): void;
  portMacChanged(port: Port, old: Mac): void;
}

/** What is stacked on a device and sees its frames first: the devices of macvlan or ipvlan (rx_handler), or its VLANs. */
export interface Uppers {
  /** IFF_PROMISC from the inside, as a count. */
  readonly promiscuity: number;
  /** Addresses that the device below must let in besides its own (dev_uc_add). */
  readonly unicast: readonly Mac[];
  /** A frame has arrived at the device below; false leaves it to that device itself. */
  receive(frame: EthernetFrame): boolean;
  /** The device below went up or down, lost or gained its carrier, or has another MTU or address. */
  lowerChanged(): void;
  /** The device below is no more. */
  lowerGone(): void;
}

/** A neighbour entry as those see it who send to it, hear of it or configure it. */
export interface NeighbourEntry {
  readonly ip: Ip4;
  readonly mac: Mac | undefined;
  readonly state: NudState;
  readonly order: number;
  /** Questions asked since the state last changed: NDA_PROBES. */
  readonly probes: number;
  readonly isLocked: boolean;
  output(packet: Ipv4Packet): void;
  update(mac: Mac, heard: 'REACHABLE' | 'STALE', override: boolean): void;
  set(mac: Mac | undefined, state: NudState, origin?: Origin): void;
  forget(): void;
}

/** A socket as the packets for it see it. */
export interface Receiver extends DropDecision {
  enqueue(packet: Ipv4Packet): boolean;
}

/** A TCP connection or listening socket as segments see it. */
export interface TcpEndpoint extends Decision {
  segmentArrives(packet: Ipv4Packet, segment: TcpSegment, device: NetDevice): void;
}

/** Finds the sockets that something is for. */
export interface SocketDelivery {
  deliverRaw(packet: Ipv4Packet, device: NetDevice): boolean;
  pingSocket(identifier: number, address: Ip4): Receiver | undefined;
  udpSockets(packet: Ipv4Packet, udp: UdpDatagram, unicast: boolean): readonly Receiver[];
  tcpEndpoint(packet: Ipv4Packet, segment: TcpSegment): TcpEndpoint | undefined;
  deliverError(quoted: Ipv4Packet, report: ErrorReport): void;
  list(): readonly SocketInfo[];
}
