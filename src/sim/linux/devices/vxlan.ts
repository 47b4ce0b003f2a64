// VXLAN: an Ethernet over UDP, with endpoints that are configured or learnt.
// Source: drivers/net/vxlan/vxlan_core.c (vxlan_xmit, vxlan_xmit_one, arp_reduce, vxlan_encap_bypass, vxlan_rcv); RFC 7348.
// Not modelled: multicast groups, IPv6 underlays, route short circuit, inherited TTL, path MTU of the tunnel (large datagrams are fragmented).
import { ANY, isLoopback, isMulticast, LOOPBACK } from '../../base/ip4.ts';
import { ZERO_MAC } from '../../base/mac.ts';
import { ARP_REPLY, ARP_REQUEST, ArpPacket } from '../../wire/arp.ts';
import { ETH_P_ARP, EthernetFrame } from '../../wire/ethernet.ts';
import { IPPROTO_UDP, Ipv4Packet } from '../../wire/ipv4.ts';
import { UdpDatagram } from '../../wire/udp.ts';
import { VXLAN_OVERHEAD, VxlanPacket } from '../../wire/vxlan.ts';
import { Device, type DeviceOptions } from '../device.ts';
import { originate, routeOutput, sourceOf } from '../ip-output.ts';
import type { LinkSpec, OperState, VxlanInfo } from '../netlink.ts';
import type { NetDevice, Stack } from '../stack.ts';
import { FDB_AGE_DEFAULT, type Remote, VxlanFdb, VxlanFdbEntry } from './vxlan-fdb.ts';
import { flowSourcePort } from './vxlan-flow.ts';
import { VxlanSocket } from './vxlan-socket.ts';
import { CAME_OUT, VxlanVerdict } from './vxlan-verdict.ts';

/** IP_ECN_MASK: these two bits of an inner packet show outside (ip_tunnel_ecn_encap). */
const ECN_MASK = 3;

const DEFAULT_PORT = 8472; // module parameter udp_port: Linux' own choice before IANA assigned 4789

/** What a device is made with besides what all have: struct vxlan_config. */
export type VxlanConfig = Omit<VxlanInfo, 'link'> & { readonly lower: NetDevice | undefined };

export type VxlanSpec = Extract<LinkSpec, { kind: 'vxlan' }>;

/** vxlan_newlink: what is not said is as the kernel chooses it. */
export function makeVxlan(options: DeviceOptions, spec: VxlanSpec): VxlanDevice {
  const lower = spec.link === undefined ? undefined : options.ns.deviceByIndex(spec.link);
  const mtu = spec.mtu ?? (lower === undefined ? options.mtu : lower.mtu - VXLAN_OVERHEAD);
  const { vni, port = DEFAULT_PORT, portMin = 0, portMax = 0, remote, local, ttl = 0, tos = 0 } = spec;
  const { ageing = FDB_AGE_DEFAULT, learning = true, proxy = false, l2miss = false, l3miss = false } = spec;
  const flags = { learning, proxy, l2miss, l3miss };
  return new VxlanDevice(
    { ...options, mtu },
    { vni, port, portMin, portMax, remote, local, lower, ttl, tos, ageing, ...flags },
  );
}

/** vxlan_config_validate: one device for each identifier and port of a namespace. */
export function vxlanExists(ns: Stack, { vni, port = DEFAULT_PORT }: VxlanSpec): boolean {
  const devices = ns.kernel.namespaces().flatMap((each) => each.devices());
  return devices.some(
    (device) =>
      device instanceof VxlanDevice &&
      device.underlay === ns &&
      device.config.vni === vni &&
      device.config.port === port,
  );
}

export class VxlanDevice extends Device {
  readonly kind = 'vxlan';
  readonly qdisc = 'noqueue';
  readonly config: VxlanConfig;
  readonly fdb = new VxlanFdb();
  /** The namespace that it was made in: its datagrams leave and arrive there, wherever the device is moved. */
  readonly underlay: Stack;
  readonly verdict: VxlanVerdict;

  constructor(options: DeviceOptions, config: VxlanConfig) {
    super(options);
    this.config = config;
    this.underlay = options.ns;
    this.verdict = new VxlanVerdict(this);
    this.fdb.ageing = config.ageing * 1_000_000;
    if (config.remote === undefined) return;
    const remote = { address: config.remote, port: undefined, vni: undefined };
    this.fdb.put(new VxlanFdbEntry(ZERO_MAC, 'permanent', [remote], 0, options.origin));
  }

  get vni(): number {
    return this.config.vni;
  }

  /** Where IFLA_LINK points once the device has left the namespace that it was made in (vxlan_get_link_net). */
  get movedFrom(): { readonly ifindex: number; readonly uid: undefined; readonly ns: Stack } | undefined {
    if (this.underlay === this.ns) return undefined;
    return { ifindex: this.ifindex, uid: undefined, ns: this.underlay };
  }

  get carrier(): boolean {
    return true;
  }

  protected override get operstateWhenUp(): OperState {
    return 'UNKNOWN';
  }

  /** vxlan_open, vxlan_stop: the socket is there while a device of its port is up. */
  override onAdminChange(): void {
    if (this.up) VxlanSocket.join(this.underlay, this);
    else {
      VxlanSocket.leave(this.underlay, this);
      this.fdb.flush();
    }
  }

  /** vxlan_xmit. */
  protected transmit(frame: EthernetFrame): void {
    const { body } = frame;
    if (this.config.proxy && body.kind === 'arp') {
      this.#reduceArp(frame, body);
      return;
    }
    const { now } = this.ns.kernel.scheduler;
    const entry = this.fdb.find(frame.destination, now) ?? this.fdb.find(ZERO_MAC, now);
    if (entry === undefined) {
      this.txDropped++;
      this.ns.kernel.trace.drop(this, frame, 'NO_FDB_ENTRY', this.verdict);
      return;
    }
    this.ns.kernel.trace.bridge(this, undefined, frame, entry, 0);
    for (const remote of entry.remotes) this.#sendTo(frame, remote, entry);
  }

  /** arp_reduce: the kernel answers for neighbours that it was told of; a question never leaves by the tunnel. */
  #reduceArp(frame: EthernetFrame, arp: ArpPacket): void {
    const { trace, scheduler } = this.ns.kernel;
    const target = arp.targetIp;
    if (arp.operation !== ARP_REQUEST || isLoopback(target) || isMulticast(target)) {
      trace.drop(this, frame, 'ARP_SUPPRESSED', this.verdict);
      return;
    }
    const neighbour = this.neighbours.get(target);
    const mac = neighbour?.mac;
    if (mac === undefined || neighbour === undefined || !connected.includes(neighbour.state)) {
      trace.drop(this, frame, 'NO_NEIGHBOUR', this.verdict);
      return;
    }
    if (this.fdb.find(mac, scheduler.now)?.remotes[0]?.address === ANY) {
      trace.drop(this, frame, 'ARP_SUPPRESSED', this.verdict);
      return;
    }
    const answer = new ArpPacket(ARP_REPLY, mac, target, arp.senderMac, arp.senderIp);
    const reply = new EthernetFrame(arp.senderMac, mac, ETH_P_ARP, answer, trace.newPacket(), frame.journey);
    this.txPackets++;
    this.txBytes += frame.length;
    trace.deliver(this, frame, suppression);
    trace.send(this, reply, suppression);
    this.receive(reply);
  }

  /** vxlan_xmit_one. */
  #sendTo(frame: EthernetFrame, remote: Remote, entry: VxlanFdbEntry): void {
    const { underlay, config } = this;
    const { trace } = underlay.kernel;
    const to = remote.address;
    const vni = remote.vni ?? config.vni;
    const port = remote.port ?? config.port;
    const route = to === ANY ? undefined : routeOutput(underlay, to, config.lower);
    if (route === undefined || route.device === this) {
      this.txDropped++;
      trace.drop(this, frame, to === ANY ? 'NO_FDB_ENTRY' : 'NO_ROUTE', entry);
      return;
    }
    const source = config.local ?? sourceOf(underlay, route, to);
    if (source === undefined) return;
    this.txPackets++;
    this.txBytes += frame.length;
    if (route.type === 'local') {
      this.#bypass(frame, vni, port, entry);
      return;
    }
    const payload = new VxlanPacket(vni, frame);
    const udp = new UdpDatagram(flowSourcePort(frame, config.portMin, config.portMax), port, payload);
    const id = underlay.kernel.identifications.next(source, to, IPPROTO_UDP);
    const header = { ...outerHeader, tos: config.tos | (innerTos(frame) & ECN_MASK), id };
    const packet = new Ipv4Packet(
      source,
      to,
      header,
      config.ttl || underlay.defaultTtl,
      udp,
      frame.packet,
      frame.journey,
    );
    originate(underlay, packet, route, entry);
  }

  /** vxlan_encap_bypass: the endpoint is this machine itself. */
  #bypass(frame: EthernetFrame, vni: number, port: number, entry: VxlanFdbEntry): void {
    const other = VxlanSocket.of(this.underlay, port)?.device(vni);
    if (other === undefined) {
      this.txDropped++;
      this.ns.kernel.trace.drop(this, frame, 'UNKNOWN_VNI', entry);
      return;
    }
    if (other.config.learning) other.fdb.learn(frame.source, LOOPBACK, this.ns.kernel.scheduler.now);
    other.receive(frame);
  }

  /** The rest of vxlan_rcv: a frame has come out of its envelope. */
  decapsulated(frame: EthernetFrame, outer: Ipv4Packet): void {
    const { trace, scheduler } = this.ns.kernel;
    if (frame.source === this.mac) {
      trace.drop(this, frame, 'MARTIAN_SOURCE', this.verdict);
      return;
    }
    if (this.config.learning && !this.fdb.learn(frame.source, outer.source, scheduler.now)) {
      trace.drop(this, frame, 'FDB_MISMATCH', this.verdict);
      return;
    }
    // What the host's namespace remembers of the envelope stays with the envelope (skb_scrub_packet).
    if (frame.body.kind === 'ipv4') frame.body.tracking = undefined;
    trace.bridge(this, undefined, frame, this.verdict, CAME_OUT);
    this.receive(frame);
  }

  info(): VxlanInfo {
    const { lower, ...rest } = this.config;
    return { ...rest, link: lower?.ifindex };
  }
}

/** NUD_CONNECTED. */
const connected: readonly string[] = ['PERMANENT', 'NOARP', 'REACHABLE'];
const outerHeader = { protocol: IPPROTO_UDP, ttl: 0, dontFragment: false, moreFragments: false, fragmentOffset: 0 };
const suppression = { describe: () => 'vxlan proxy: the kernel answers ARP for a neighbour behind the tunnel' };

function innerTos(frame: EthernetFrame): number {
  return frame.body.kind === 'ipv4' ? frame.body.tos : 0;
}
