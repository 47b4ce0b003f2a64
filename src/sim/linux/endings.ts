// Why a namespace ends packets that it has no place for: what it looked at, and what would have let them through.
// Source: the kernel's include/net/dropreason.h names the reasons; these are the texts behind them, made when a packet is dropped.
// Not for: what rules, neighbours, routes, bridges and devices decide; those speak for themselves.
import { formatIp4, type Ip4, networkOf } from '../base/ip4.ts';
import { type DropDecision, typedAt } from '../trace/decision.ts';
import type { CauseKind, Fact } from '../trace/record.ts';
import { IPPROTO_TCP, IPPROTO_UDP, type Ipv4Packet } from '../wire/ipv4.ts';
import { creatorOf } from './origin.ts';
import type { SocketInfo } from './socket.ts';
import type { NetDevice, Route, Stack } from './stack.ts';

const protocolNames: Readonly<Record<number, string>> = { [IPPROTO_TCP]: 'TCP', [IPPROTO_UDP]: 'UDP' };

/** What is known at the moment of the drop: nothing of it changes afterwards. */
function ending(
  kind: CauseKind,
  words: string,
  remedy: string,
  facts: readonly Fact[] = [],
  creator: string | undefined = undefined,
): DropDecision {
  return { describe: () => words, remedy: () => remedy, cause: () => ({ kind, facts, creator }) };
}

const sysctlFact = (name: string, value: string): Fact => ({ label: name, value });

export function noRoute(ns: Stack, destination: Ip4): DropDecision {
  const to = formatIp4(destination);
  const device = ns.devices().find((each) => each.up && !each.isLoopback && each.addresses.length > 0);
  const through = device === undefined ? '' : ` dev ${device.name}`;
  const remedy = typedAt(ns, `ip route add ${formatIp4(networkOf(destination, 24))}/24 via GATEWAY${through}`);
  return ending('route', `no route of ${ns.label} leads to ${to}`, remedy, routeFacts(ns));
}

/** The main table, for comparison with the destination. */
function routeFacts(ns: Stack): Fact[] {
  return ns.fib
    .table('main')
    .list()
    .slice(0, 8)
    .map((route) => ({ label: 'route', value: route.describe() }));
}

export function forwardingOff(ns: Stack, device: NetDevice, destination: Ip4): DropDecision {
  const to = formatIp4(destination);
  const all = ns.devices().every((each) => !each.forwarding);
  const name = all ? 'net.ipv4.ip_forward' : `net.ipv4.conf.${device.name}.forwarding`;
  const words = `${to} is no address of ${ns.label}, which does not forward what comes in by ${device.name}`;
  return ending('sysctl', words, typedAt(ns, `sysctl -w ${name}=1`), [sysctlFact(name, '0')]);
}

export function conntrackFull(ns: Stack): DropDecision {
  const name = 'net.netfilter.nf_conntrack_max';
  const words = `${ns.label} follows as many connections as it may, ${ns.conntrack.max}: no new one begins`;
  const remedy = `${typedAt(ns, `sysctl -w ${name}=${ns.conntrack.max * 2}`)}, or forget some: conntrack -F`;
  return ending('sysctl', words, remedy, [sysctlFact(name, `${ns.conntrack.max}`)]);
}

export function martian(ns: Stack, device: NetDevice, packet: Ipv4Packet, loopback: boolean): DropDecision {
  const source = formatIp4(packet.source);
  if (loopback) {
    const name = `net.ipv4.conf.${device.name}.route_localnet`;
    const words = `${source} → ${formatIp4(packet.destination)}: addresses of 127.0.0.0/8 must not be seen outside lo`;
    return ending('sysctl', words, typedAt(ns, `sysctl -w ${name}=1`), [sysctlFact(name, '0')]);
  }
  const name = `net.ipv4.conf.${device.name}.accept_local`;
  const owner = ns.devices().find((each) => each.addresses.some(({ local }) => local === packet.source));
  const words = `${source} is an address of ${ns.label} itself${owner ? ` (${owner.name})` : ''}, so it cannot come in by ${device.name}`;
  const remedy = `Give the other machine an address of its own, or ${typedAt(ns, `sysctl -w ${name}=1`)}`;
  return ending('sysctl', words, remedy, [sysctlFact(name, '0')]);
}

/** rp_filter: `back` is the route to the source, if there is one. */
export function reversePath(
  ns: Stack,
  device: NetDevice,
  source: Ip4,
  mode: string,
  back: Route | undefined,
): DropDecision {
  const way = back === undefined ? 'no route leads back there' : `the way back is ${back.describe()}`;
  const words = `${formatIp4(source)} came in by ${device.name}, but ${way}`;
  const name = `net.ipv4.conf.${device.name}.rp_filter`;
  const all = 'net.ipv4.conf.all.rp_filter';
  const remedy = typedAt(ns, `sysctl -w ${all}=0 ${name}=0`);
  return ending('sysctl', words, remedy, [sysctlFact('rp_filter in effect', mode)]);
}

export function ttlExpired(ns: Stack, packet: Ipv4Packet): DropDecision {
  const words = `it came to ${ns.label} with TTL ${packet.ttl}, and a router must not send on what would have 0`;
  const to = formatIp4(packet.destination);
  const remedy = `Send it with a larger TTL (ping -t ${ns.defaultTtl} ${to}); if that does not help it goes in circles: traceroute -n ${to}`;
  return ending('protocol', words, remedy, [{ label: 'TTL', value: String(packet.ttl) }]);
}

const PING_HEADERS = 28; // IPv4 and ICMP echo

export function tooLarge(ns: Stack, packet: Ipv4Packet, device: NetDevice, mtu: number): DropDecision {
  const learnt = mtu < device.mtu ? ' (learnt from a router)' : '';
  const words = `${packet.length} bytes do not fit through ${device.name}, MTU ${mtu}${learnt}, and it must not be cut (DF)`;
  const small = `Send at most ${mtu} bytes (ping -s ${mtu - PING_HEADERS})`;
  const raise = typedAt(ns, `ip link set ${device.name} mtu ${packet.length}`);
  return ending('device', words, learnt === '' ? `${small}, or ${raise}` : small, [
    { label: 'MTU', value: String(mtu) },
    { label: 'length', value: String(packet.length) },
  ]);
}

const socketText = ({ local, owner }: SocketInfo): string =>
  `${owner ?? 'a program'} on ${local.address === 0 ? '' : `${formatIp4(local.address)}:`}${local.port}`;

/** Nobody listens on a port; who does on others is told. */
export function nobodyListens(ns: Stack, packet: Ipv4Packet, port: number): DropDecision {
  const { protocol } = packet;
  const name = protocolNames[protocol] ?? 'ICMP';
  const open = ns.sockets
    .list()
    .filter((each) => each.family === 'inet' && each.protocol === name.toLowerCase())
    .filter(({ state, protocol: of }) => (of === 'tcp' ? state === 'LISTEN' : state === 'CLOSED'));
  const elsewhere = open.find(({ local }) => local.port === port);
  const words = `nothing listens on ${name} port ${port} of ${formatIp4(packet.destination)} in ${ns.label}`;
  const facts = open.slice(0, 8).map((each) => ({ label: 'listens', value: socketText(each) }));
  const others = open.length === 0 ? '' : `; listening there: ${open.slice(0, 8).map(socketText).join(', ')}`;
  const [first] = open;
  const udp = name === 'UDP' ? '-u ' : '';
  let remedy = `Start a server there (${typedAt(ns, `nc -l ${udp}-p ${port}`)})`;
  if (elsewhere !== undefined)
    remedy = `Let ${elsewhere.owner ?? 'the program'} listen on 0.0.0.0 instead of ${formatIp4(elsewhere.local.address)}`;
  else if (first !== undefined)
    remedy = `Ask port ${first.local.port}, where ${first.owner ?? 'a program'} listens, or s${remedy.slice(1)}`;
  return ending('socket', words + others, remedy, facts);
}

/** An echo reply for which nobody waits. */
export function nobodyPings(ns: Stack, identifier: number): DropDecision {
  const words = `no ping of ${ns.label} waits for echo replies with id ${identifier}`;
  return ending('socket', words, 'Nothing to mend: the program that had asked has ended; let it wait longer (ping -W)');
}

export function unknownProtocol(ns: Stack, what: string): DropDecision {
  const remedy = `Nothing to mend unless a program should read it: it needs a raw socket in ${ns.label}`;
  return ending('protocol', `${ns.label} has nothing that handles ${what}`, remedy);
}

export function noArp(device: NetDevice): DropDecision {
  const words = `${device.name} in ${device.ns.label} has ARP turned off`;
  return ending('device', words, typedAt(device.ns, `ip link set ${device.name} arp on`), [], creatorOf(device.origin));
}

/** A multicast group that nobody here has joined, or TCP to a broadcast address. */
export function notJoined(ns: Stack, packet: Ipv4Packet): DropDecision {
  const to = formatIp4(packet.destination);
  const words = `${to} is for a group, and no program of ${ns.label} takes part in it`;
  return ending('protocol', words, 'Nothing to mend: send it to one machine’s address to reach that machine');
}

export function listenOverflow(ns: Stack, port: number, backlog: number, owner: string | undefined): DropDecision {
  const who = owner ?? 'the program';
  const words = `${who} on port ${port} of ${ns.label} has ${backlog + 1} connections waiting and accepts none`;
  const remedy = `Let ${who} accept faster: is it stopped or paused (docker unpause, kill -CONT)?`;
  return ending('socket', words, remedy, [{ label: 'backlog', value: String(backlog) }], owner);
}

export function piecesMissing(ns: Stack, packet: Ipv4Packet): DropDecision {
  const words = `fragments of packet id ${packet.id} were missing for 30 s (IP_FRAG_TIME)`;
  const remedy = `Find where the others ended (they are of the same journey), or send packets that need not be cut`;
  return ending('protocol', words, remedy, [{ label: 'namespace', value: ns.label }]);
}
