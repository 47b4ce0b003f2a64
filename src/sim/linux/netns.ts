// A network namespace: its devices, tables, sockets and counters, and what happens when they change.
// Source: struct net (include/net/net_namespace.h), net/core/dev.c, net/ipv4/devinet.c (inetdev_event), net/ipv6/addrconf.c.
// Not modelled: duplicate address detection, router solicitations and MLD of IPv6; its addresses are only shown.
import { type Ip4, inPrefix, networkOf } from '../base/ip4.ts';
import { linkLocalOf } from '../base/mac.ts';
import { SECOND, type SimTime } from '../des/scheduler.ts';
import type { EthernetFrame } from '../wire/ethernet.ts';
import { ICMP_DEST_UNREACH, ICMP_EXC_FRAGTIME, ICMP_HOST_UNREACH, ICMP_TIME_EXCEEDED } from '../wire/icmp.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import { type InterfaceAddress6, scopeRank } from './address.ts';
import { receiveArp } from './arp-input.ts';
import { addConnectedRoutes, removeRoutesOf } from './connected-routes.ts';
import { ConntrackSettings } from './conntrack/settings.ts';
import { counterIndex, newCounters } from './counters.ts';
import { piecesMissing, unknownProtocol } from './endings.ts';
import { Fib } from './fib.ts';
import { Reassembly } from './fragments.ts';
import { sendIcmpError } from './icmp-output.ts';
import { IcmpRate } from './icmp-rate.ts';
import { receiveIpv4 } from './ip-input.ts';
import type { NetNamespace } from './namespace.ts';
import { BASE_REACHABLE_TIME, Neighbour } from './neigh.ts';
import { PacketFilter } from './netfilter/packet-filter.ts';
import type { AddressInfo } from './netlink.ts';
import { RtNetlink } from './rtnetlink/rtnetlink.ts';
import { SocketTable } from './sockets/socket-table.ts';
import type { FrameWatch, KernelServices, NeighbourEntry, NetDevice, Stack } from './stack.ts';
import { Sysctl } from './sysctl.ts';
import type { UdpTunnels } from './udp-tunnels.ts';
import { XfrmDb } from './xfrm/xfrm-db.ts';

const MTU_EXPIRES = 600 * SECOND; // ip_rt_mtu_expires
const MIN_PMTU = 552; // net.ipv4.route.min_pmtu
const REASM_TIMEOUT = counterIndex('Ip.ReasmTimeout');
const REASM_FAILS = counterIndex('Ip.ReasmFails');

export class Netns implements NetNamespace, Stack {
  readonly kernel: KernelServices;
  readonly inode: number;
  label: string;
  readonly net: RtNetlink;
  readonly sockets: SocketTable;
  readonly fib: Fib<NetDevice>;
  readonly counters = newCounters();
  netfilter: PacketFilter | undefined = undefined;
  readonly sysctl: Sysctl;
  readonly reassembly: Reassembly;
  readonly icmpRate: IcmpRate;
  filtersBridged = false;
  transforms: XfrmDb | undefined = undefined;
  taps: FrameWatch | undefined = undefined;
  udpTunnels: UdpTunnels | undefined = undefined;
  defaultTtl = 64; // IPDEFTTL, RFC 1700
  echoIgnoreAll = false;
  echoIgnoreBroadcasts = true;
  /** The namespace has ended. */
  gone = false;
  readonly conntrack = new ConntrackSettings();

  readonly #devices = new Map<number, NetDevice>();
  readonly #byName = new Map<string, NetDevice>();
  readonly #nsids = new Map<Stack, number>();
  /** Undefined while nothing is learnt, which is nearly always: every packet asks. */
  #pathMtu: Map<Ip4, { readonly mtu: number; readonly until: SimTime }> | undefined;
  #loopback: NetDevice | undefined;
  #packetFilter: PacketFilter | undefined;
  #xfrm: XfrmDb | undefined;
  #nextIfindex = 1;

  constructor(kernel: KernelServices, inode: number, label: string) {
    this.kernel = kernel;
    this.inode = inode;
    this.label = label;
    this.fib = new Fib(kernel.scheduler);
    this.sysctl = new Sysctl(this, () => this.#packetFilter?.configured());
    this.sockets = new SocketTable(this);
    this.net = new RtNetlink(this, this.sysctl);
    this.icmpRate = new IcmpRate((name) => Number(this.sysctl.get(`ipv4/${name}`)));
    this.reassembly = new Reassembly(kernel.scheduler, (pieces, device) => this.#reassemblyTimeout(pieces, device));
  }

  get packetFilter(): PacketFilter {
    const setting = (path: string): string | undefined => this.sysctl.get(path);
    this.#packetFilter ??= new PacketFilter(this, setting, (filter) => {
      this.netfilter = filter;
    });
    return this.#packetFilter;
  }

  get xfrm(): XfrmDb {
    if (this.#xfrm !== undefined) return this.#xfrm;
    const made = new XfrmDb(this, () => {
      this.transforms = made.isEmpty ? undefined : made;
      this.kernel.revision++;
    });
    this.#xfrm = made;
    return made;
  }

  get hostName(): string {
    return this.kernel.hostName;
  }

  get offstage(): boolean {
    return this.kernel.offstage;
  }

  get loopback(): NetDevice {
    const lo = this.#loopback;
    if (lo === undefined) throw new TypeError('a namespace has a loopback device from its beginning');
    return lo;
  }

  count(index: number, by: number): void {
    this.counters[index] = (this.counters[index] ?? 0) + by;
  }

  // Devices.

  devices(): NetDevice[] {
    return [...this.#devices.values()].sort((a, b) => a.ifindex - b.ifindex);
  }

  deviceByIndex(ifindex: number): NetDevice | undefined {
    return this.#devices.get(ifindex);
  }

  deviceByName(name: string): NetDevice | undefined {
    return this.#byName.get(name);
  }

  /** Takes a device in, with a new ifindex unless the one that it has is free here. */
  register(device: NetDevice): void {
    device.ns = this;
    if (device.ifindex === 0 || this.#devices.has(device.ifindex)) {
      while (this.#devices.has(this.#nextIfindex)) this.#nextIfindex++;
      device.ifindex = this.#nextIfindex++;
    }
    this.#devices.set(device.ifindex, device);
    this.#byName.set(device.name, device);
    if (device.isLoopback) this.#loopback = device;
    this.sysctl.applyDefaults(device);
    const peer = device.peer;
    if (peer !== undefined && peer.ns !== this) {
      this.nsidOf(peer.ns);
      peer.ns.nsidOf(this);
    }
    this.kernel.revision++;
  }

  rename(device: NetDevice, name: string): void {
    this.#byName.delete(device.name);
    this.sysctl.forgetDevice(device.name);
    device.name = name;
    this.#byName.set(name, device);
    this.kernel.revision++;
  }

  /** Takes a device out, down and bare: to another namespace, or away for good. */
  detach(device: NetDevice): void {
    device.port?.bridge.removePort(device.port);
    this.setUp(device, false);
    device.addresses = [];
    removeRoutesOf(this, device, true);
    this.sysctl.forgetDevice(device.name);
    this.#devices.delete(device.ifindex);
    this.#byName.delete(device.name);
    this.kernel.revision++;
  }

  /** unregister_netdevice. */
  unregister(device: NetDevice): void {
    if (device.gone) return;
    this.detach(device);
    device.gone = true;
    device.uppers?.lowerGone();
    device.vlans?.lowerGone();
    device.onDelete();
  }

  /** Sets or clears IFF_UP and does what follows from it. */
  setUp(device: NetDevice, up: boolean): void {
    if (device.up === up) return;
    device.up = up;
    device.wasUp ||= up;
    if (up) this.#wentUp(device);
    else this.#wentDown(device);
    device.onAdminChange();
    this.linkChanged(device);
  }

  #wentUp(device: NetDevice): void {
    if (device.isLoopback && device.addresses.length === 0)
      this.net.addAddress(device.ifindex, 0x7f000001, 8, { scope: 'host' });
    for (const address of device.addresses) addConnectedRoutes(this, device, address);
    this.#addIpv6(device);
  }

  #wentDown(device: NetDevice): void {
    removeRoutesOf(this, device, false);
    this.#flushNeighbours(device, true);
    device.addresses6 = [];
    device.gateway6 = undefined;
  }

  /** A device's flags, carrier or bridge have changed. */
  linkChanged(device: NetDevice): void {
    this.kernel.revision++;
    if (!device.carrier) this.#flushNeighbours(device, false);
    device.port?.bridge.portChanged(device.port);
    device.uppers?.lowerChanged();
    device.vlans?.lowerChanged();
  }

  /** neigh_ifdown and neigh_carrier_down: the latter spares what was set by hand. */
  #flushNeighbours(device: NetDevice, permanentToo: boolean): void {
    for (const neighbour of device.neighbours.values()) {
      if (!permanentToo && neighbour.state === 'PERMANENT') continue;
      neighbour.forget();
      device.neighbours.delete(neighbour.ip);
    }
  }

  // Addresses.

  isLocal(ip: Ip4): boolean {
    return this.fib.lookup(ip)?.type === 'local';
  }

  /** inet_select_addr: the address that `device` speaks to `target` with. */
  sourceAddress(device: NetDevice, target: Ip4, scope: AddressInfo['scope']): Ip4 | undefined {
    let first: Ip4 | undefined;
    for (const address of device.addresses) {
      if (address.secondary || scopeRank(address.scope) > scopeRank(scope)) continue;
      if (inPrefix(target, networkOf(address.local, address.prefixLength), address.prefixLength)) return address.local;
      first ??= address.local;
    }
    if (first !== undefined) return first;
    for (const other of this.devices()) {
      const found = other.addresses.find((a) => a.scope !== 'link' && scopeRank(a.scope) <= scopeRank(scope));
      if (found !== undefined) return found.local;
    }
    return undefined;
  }

  #addIpv6(device: NetDevice): void {
    if (device.ipv6Disabled) return;
    const set = device.addresses6.filter((address) => address.proto === undefined);
    const own: InterfaceAddress6 = device.isLoopback
      ? { local: '::1', prefixLength: 128, scope: 'host', proto: 'kernel_lo' }
      : { local: linkLocalOf(device.mac), prefixLength: 64, scope: 'link', proto: 'kernel_ll' };
    device.addresses6 = [...set, own];
  }

  /** conf/DEV/disable_ipv6. */
  setIpv6Disabled(device: NetDevice, disabled: boolean): void {
    if (device.ipv6Disabled === disabled) return;
    device.ipv6Disabled = disabled;
    device.addresses6 = [];
    if (device.up) this.#addIpv6(device);
    this.kernel.revision++;
  }

  /** How this namespace numbers another: IFLA_LINK_NETNSID. The lowest free number, given once. */
  nsidOf(other: Stack): number {
    const known = this.#nsids.get(other);
    if (known !== undefined) return known;
    const taken = new Set(this.#nsids.values());
    let id = 0;
    while (taken.has(id)) id++;
    this.#nsids.set(other, id);
    return id;
  }

  /** The same by its inode number; undefined where it has been given none. */
  knownNsid(inode: number): number | undefined {
    for (const [other, id] of this.#nsids) if (other.inode === inode) return id;
    return undefined;
  }

  forgetNsid(other: Stack): void {
    this.#nsids.delete(other);
  }

  // Neighbours.

  neighbourOf(device: NetDevice, ip: Ip4): NeighbourEntry {
    let neighbour = device.neighbours.get(ip);
    if (neighbour === undefined) {
      neighbour = new Neighbour(device, ip);
      device.neighbours.set(ip, neighbour);
    }
    return neighbour;
  }

  /** neigh_rand_reach_time: between half and one and a half times the base, drawn for each device. */
  reachableTime(device: NetDevice): SimTime {
    if (device.reachableTime === 0) {
      const random = this.kernel.reachableRandom;
      device.reachableTime = BASE_REACHABLE_TIME / 2 + random.int(0, BASE_REACHABLE_TIME - 1);
    }
    return device.reachableTime;
  }

  // What comes in, and what is told of it.

  /** A frame has reached the protocols. */
  receive(device: NetDevice, frame: EthernetFrame): void {
    const body = frame.body;
    if (body.kind === 'ipv4') {
      if (this.netfilter !== undefined) body.linkHeader = frame;
      receiveIpv4(this, device, body);
    } else if (body.kind === 'arp') receiveArp(device, body, frame);
    else
      this.kernel.trace.drop(
        device,
        frame,
        'UNKNOWN_PROTOCOL',
        unknownProtocol(this, `EtherType 0x${frame.etherType.toString(16).padStart(4, '0')}`),
      );
  }

  receiveIp(device: NetDevice, packet: Ipv4Packet): void {
    receiveIpv4(this, device, packet);
  }

  /** ipv4_link_failure: the next hop of `packet` does not answer. */
  linkFailure(packet: Ipv4Packet): void {
    sendIcmpError(this, packet, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
  }

  #reassemblyTimeout(pieces: readonly Ipv4Packet[], device: NetDevice): void {
    const [first] = pieces;
    if (first === undefined) return;
    for (const piece of pieces) this.kernel.trace.drop(device, piece, 'FRAG_REASM_TIMEOUT', piecesMissing(this, piece));
    this.count(REASM_TIMEOUT, 1);
    this.count(REASM_FAILS, 1);
    if (first.fragmentOffset === 0) sendIcmpError(this, first, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0);
  }

  /** The largest packet that may go to `destination` through `device`. */
  pathMtu(destination: Ip4, device: NetDevice): number {
    const learnt = this.#pathMtu?.get(destination);
    if (learnt === undefined) return device.mtu;
    if (learnt.until > this.kernel.scheduler.now) return Math.min(device.mtu, learnt.mtu);
    this.#pathMtu?.delete(destination);
    return device.mtu;
  }

  /** RFC 1191: a router said how large packets to `destination` may be. */
  learnPathMtu(destination: Ip4, mtu: number): void {
    this.#pathMtu ??= new Map();
    this.#pathMtu.set(destination, { mtu: Math.max(mtu, MIN_PMTU), until: this.kernel.scheduler.now + MTU_EXPIRES });
  }

  /** What a boot leaves of it: lo and physical cards, down and bare. */
  reset(): void {
    this.sockets.closeAll();
    this.reassembly.clear();
    this.#packetFilter?.connections.clear();
    this.#packetFilter = undefined;
    this.netfilter = undefined;
    for (const device of this.devices()) {
      if (device.isLoopback || device.kind !== 'ether') continue;
      this.setUp(device, false);
      device.addresses = [];
      removeRoutesOf(this, device, true);
    }
    for (const device of this.devices()) if (!device.isLoopback && device.kind !== 'ether') this.unregister(device);
    this.sysctl.reset();
    this.kernel.revision++;
  }

  /** Ends the namespace: sockets close, virtual devices go. */
  end(): void {
    this.sockets.closeAll();
    this.reassembly.clear();
    this.#packetFilter?.connections.clear();
    this.#packetFilter?.virtualServer.end();
    for (const device of this.devices()) this.unregister(device);
    this.gone = true;
  }
}
