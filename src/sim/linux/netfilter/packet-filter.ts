// The hooks of one namespace: what packets meet on their way in, through and out.
// Source: include/uapi/linux/netfilter_ipv4.h (priorities: raw, connection tracking, mangle, nat, filter), nf_nat_core.c (nf_nat_inet_fn).
// Not modelled: hooks of bridges' own tables (ebtables), arptables, flow offload; translation that leads a bridged frame out of its bridge.
import type { SimTime } from '../../des/scheduler.ts';
import { ICMP_DEST_UNREACH } from '../../wire/icmp.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import { IPS_CONFIRMED } from '../conntrack/connection.ts';
import type { Half } from '../conntrack/manip.ts';
import { isSetUp, setUp, translate } from '../conntrack/nat.ts';
import { ConnectionTable } from '../conntrack/table.ts';
import { track } from '../conntrack/track.ts';
import { STATE_NEW, Tracking, trackingOf } from '../conntrack/tracking.ts';
import { conntrackFull } from '../endings.ts';
import { sendIcmpError } from '../icmp-output.ts';
import { virtualReply, virtualRequest } from '../ipvs/hooks.ts';
import { VirtualServer } from '../ipvs/virtual-server.ts';
import type { NetDevice, PacketHooks, Stack } from '../stack.ts';
import type { Chain } from './chain.ts';
import { ruleDetail } from './explain.ts';
import type { Rule } from './rule.ts';
import { Tables } from './tables.ts';
import { sendTcpReset } from './tcp-reset.ts';
import { FORWARD, type Hook, LOCAL_IN, LOCAL_OUT, POST_ROUTING, PRE_ROUTING, Traversal } from './traversal.ts';

export class PacketFilter implements PacketHooks {
  readonly tables: Tables;
  readonly connections: ConnectionTable;
  tracks = false;
  /** When tables, virtual services or sysctls last changed. */
  changedAt: SimTime = 0;
  readonly virtualServer: VirtualServer;
  readonly #ns: Stack;
  readonly #begin: (filter: PacketFilter) => void;
  /** Undefined as long as there is no virtual service. */
  #ipvs: VirtualServer | undefined = undefined;

  /** `begin` is called when something is put into a table: from then on packets must ask. `setting` reads a sysctl. */
  constructor(ns: Stack, setting: (path: string) => string | undefined, begin: (filter: PacketFilter) => void) {
    this.#ns = ns;
    this.#begin = begin;
    this.connections = new ConnectionTable(ns.kernel.scheduler, ns.conntrack, ns.kernel.filterRandom);
    this.virtualServer = new VirtualServer(ns, setting, () => this.configured());
    this.tables = new Tables(() => this.configured());
  }

  /** Tables, virtual services or sysctls have changed. */
  configured(): void {
    this.changedAt = this.#ns.kernel.scheduler.now;
    if (this.tables.existing().length === 0 && !this.virtualServer.isActive) return;
    this.#begin(this);
    this.#ipvs = this.virtualServer.isActive ? this.virtualServer : undefined;
    this.tracks = this.tables.needsTracking || this.virtualServer.tracks;
    this.#ns.kernel.revision++;
  }

  /** What came in by a device; undefined when it ends here. */
  preRouting(device: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined {
    const known = trackingOf(packet, this.connections);
    // A packet that other machines have handled, or that a bridge gave to several: nothing of it is known here yet,
    // unless it has just come out of IPsec here.
    if (known === undefined || !(device.isLoopback || known.secPath)) packet.tracking = undefined;
    const { raw, mangle, nat } = this.#at(PRE_ROUTING);
    const place = { hook: PRE_ROUTING, in: device, out: undefined } as const;
    const raised = this.#passed(raw, packet, place);
    if (raised === undefined) return undefined;
    if (this.tracks && !track(this.connections, raised)) return this.#full(device, raised);
    const mangled = this.#passed(mangle, raised, place);
    return mangled && this.#nat(nat, mangled, place, 'destination');
  }

  /** What is for this machine. */
  localIn(device: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined {
    const { mangle, filter, nat } = this.#at(LOCAL_IN);
    const place = { hook: LOCAL_IN, in: device, out: undefined } as const;
    const mangled = this.#passed(mangle, packet, place);
    const allowed = mangled && this.#passed(filter, mangled, place);
    const ours = allowed && this.#ipvs ? this.#virtual(this.#ipvs, device, allowed) : allowed;
    const delivered = ours && this.#nat(nat, ours, place, 'source');
    if (delivered !== undefined) this.#confirm(delivered);
    return delivered;
  }

  /** What is for another machine and has its way. */
  forward(device: NetDevice, out: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined {
    const { mangle, filter } = this.#at(FORWARD);
    const place = { hook: FORWARD, in: device, out } as const;
    const mangled = this.#passed(mangle, packet, place);
    const allowed = mangled && this.#passed(filter, mangled, place);
    if (allowed === undefined || this.#ipvs === undefined || this.#remember(allowed).ipvs) return allowed;
    return virtualReply(this.#ipvs, this.#ns, device, allowed, (of) => this.#remember(of));
  }

  /** ip_vs_reply and ip_vs_request, at LOCAL_IN and LOCAL_OUT; undefined when the packet goes on from there. */
  #virtual(server: VirtualServer, device: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined {
    const remember = (of: Ipv4Packet): Tracking => this.#remember(of);
    if (remember(packet).ipvs) return packet;
    const answered = virtualReply(server, this.#ns, device, packet, remember);
    if (answered !== packet) return answered;
    return virtualRequest(server, this.#ns, this, device, packet, remember);
  }

  #remember(packet: Ipv4Packet): Tracking {
    const known = trackingOf(packet, this.connections);
    if (known !== undefined) return known;
    const tracking = new Tracking(this.connections, 0);
    packet.tracking = tracking;
    return tracking;
  }

  /** What starts here. It may have another destination afterwards, and needs another route then. */
  localOut(out: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined {
    const { raw, mangle, nat, filter } = this.#at(LOCAL_OUT);
    const place = { hook: LOCAL_OUT, in: undefined, out } as const;
    const raised = this.#passed(raw, packet, place);
    if (raised === undefined) return undefined;
    if (this.tracks && !track(this.connections, raised)) return this.#full(out, raised);
    const mangled = this.#passed(mangle, raised, place);
    const translated = mangled && this.#nat(nat, mangled, place, 'destination');
    const ours = translated && this.#ipvs ? this.#virtual(this.#ipvs, out, translated) : translated;
    return ours && this.#passed(filter, ours, place);
  }

  /** What leaves by a device, wherever it came from. */
  postRouting(out: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined {
    const { mangle, nat } = this.#at(POST_ROUTING);
    const place = { hook: POST_ROUTING, in: undefined, out } as const;
    const mangled = this.#passed(mangle, packet, place);
    const leaving = mangled && this.#nat(nat, mangled, place, 'source');
    if (leaving !== undefined) this.#confirm(leaving);
    return leaving;
  }

  /** br_netfilter: a bridged packet comes in and leaves by the bridge. */
  bridged(bridge: NetDevice, packet: Ipv4Packet): Ipv4Packet | undefined {
    const arrived = this.preRouting(bridge, packet);
    const onward = arrived && this.forward(bridge, bridge, arrived);
    return onward && this.postRouting(bridge, onward);
  }

  /** The chains that a packet meets which has come to a hook. */
  #at(hook: Hook): Tables['hooks'][number] {
    this.tables.passed[hook] = (this.tables.passed[hook] ?? 0) + 1;
    return this.tables.hooks[hook] ?? nothing;
  }

  /** The packet as a table's chain lets it go on, if it does. */
  #passed(chain: Chain | undefined, packet: Ipv4Packet, place: Place): Ipv4Packet | undefined {
    if (chain === undefined) return packet;
    const at = new Traversal(this.#ns, place.hook, packet, place.in, place.out);
    const verdict = chain.decide(at);
    if (at.changer !== undefined) this.#changed(at, at.changer);
    if (verdict === 'accept') return at.packet;
    this.#drop(chain, at);
    return undefined;
  }

  #changed(at: Traversal, by: Rule): void {
    const device = at.out ?? at.in;
    if (device !== undefined)
      this.#ns.kernel.trace.netfilter(device, at.packet, by, ruleDetail(at.changerNumber, at.tracking?.state ?? 0));
  }

  /** nf_nat_inet_fn: rules speak of new connections only; every later packet is translated like the first. */
  #nat(chain: Chain | undefined, packet: Ipv4Packet, place: Place, half: Half): Ipv4Packet | undefined {
    if (!this.tracks) return packet;
    const tracking = trackingOf(packet, this.connections);
    const connection = tracking?.connection;
    if (tracking === undefined || connection === undefined) return packet;
    let decider: Traversal | undefined;
    if (tracking.state === STATE_NEW && !isSetUp(connection, half)) {
      if (chain !== undefined) {
        decider = new Traversal(this.#ns, place.hook, packet, place.in, place.out);
        if (chain.decide(decider) === 'drop') {
          this.#drop(chain, decider);
          return undefined;
        }
      }
      if (isSetUp(connection, half)) connection.translatedBy ??= decider?.decider;
      else setUp(this.connections, connection, half);
    }
    return this.#translated(packet, tracking, place, half, decider);
  }

  #translated(
    packet: Ipv4Packet,
    tracking: Tracking,
    place: Place,
    half: Half,
    decided: Traversal | undefined,
  ): Ipv4Packet {
    const changed = translate(packet, tracking, half);
    const device = place.out ?? place.in;
    const decision = decided?.decider ?? tracking.connection;
    if (changed !== packet && device !== undefined && decision !== undefined)
      this.#ns.kernel.trace.netfilter(device, changed, decision, decided === undefined ? 0 : detailOf(decided));
    return changed;
  }

  /** The table of connections has no room: the packet ends here, and the kernel's log says so (__nf_conntrack_alloc). */
  #full(device: NetDevice, packet: Ipv4Packet): undefined {
    const { trace, log, scheduler } = this.#ns.kernel;
    log.say(scheduler.now, WARNING, 'nf_conntrack: nf_conntrack: table full, dropping packet');
    trace.drop(device, packet, 'NETFILTER', conntrackFull(this.#ns));
    return undefined;
  }

  /** nf_conntrack_confirm: the first packet of a connection has got through. */
  #confirm(packet: Ipv4Packet): void {
    const connection = trackingOf(packet, this.connections)?.connection;
    if (connection === undefined || connection.has(IPS_CONFIRMED)) return;
    this.connections.confirm(connection);
  }

  #drop(chain: Chain, at: Traversal): void {
    const device = at.out ?? at.in;
    const { decider, packet, refusal } = at;
    const { trace } = this.#ns.kernel;
    if (device !== undefined) trace.drop(device, packet, 'NETFILTER', decider ?? chain, detailOf(at));
    if (refusal === undefined) return;
    if (refusal.kind === 'icmp') sendIcmpError(this.#ns, packet, ICMP_DEST_UNREACH, refusal.code, 0);
    else sendTcpReset(this.#ns, packet, decider ?? chain);
  }
}

const WARNING = 4; // KERN_WARNING, include/linux/kern_levels.h

const detailOf = (at: Traversal): number => ruleDetail(at.deciderNumber, at.tracking?.state ?? 0);

const nothing = { raw: undefined, mangle: undefined, nat: undefined, filter: undefined };

interface Place {
  readonly hook: Hook;
  readonly in: NetDevice | undefined;
  readonly out: NetDevice | undefined;
}
