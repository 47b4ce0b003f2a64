// Network address translation: choosing the addresses and ports of a new connection, and applying them to every packet of it.
// Source: net/netfilter/nf_nat_core.c (nf_nat_setup_info, get_unique_tuple, nf_nat_l4proto_unique_tuple, nf_nat_packet); RFC 3022.
// Not modelled: persistent mappings, the same mapping for all that one port sends (find_appropriate_src), helpers that rewrite payloads (FTP …).
import type { Ip4 } from '../../base/ip4.ts';
import { IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, type Ipv4Packet } from '../../wire/ipv4.ts';
import {
  type Connection,
  IPS_CONFIRMED,
  IPS_DST_NAT,
  IPS_DST_NAT_DONE,
  IPS_SRC_NAT,
  IPS_SRC_NAT_DONE,
} from './connection.ts';
import { type Half, rewrite, rewriteError } from './manip.ts';
import type { ConnectionTable } from './table.ts';
import { STATE_RELATED, type Tracking } from './tracking.ts';
import { Tuple } from './tuple.ts';

/** What a rule allows (struct nf_nat_range2); undefined ends keep what the packet has. */
export interface NatRange {
  readonly addresses: { readonly first: Ip4; readonly last: Ip4 } | undefined;
  readonly ports: { readonly first: number; readonly last: number } | undefined;
  /** Chooses by chance even where the packet's own port would do (NF_NAT_RANGE_PROTO_RANDOM_ALL). */
  readonly random?: boolean;
}

/** What a connection gets that no rule speaks of: its own addresses, other ports if they are taken. */
const unchanged: NatRange = { addresses: undefined, ports: undefined };
/** Of a range, how many ports are tried before giving up (max_attempts). */
const MAX_ATTEMPTS = 128;

export function isSetUp(connection: Connection, half: Half): boolean {
  return connection.has(half === 'source' ? IPS_SRC_NAT_DONE : IPS_DST_NAT_DONE);
}

/** nf_nat_setup_info: binds `half` of a new connection to the range; false when no port is free. */
export function setUp(
  table: ConnectionTable,
  connection: Connection,
  half: Half,
  range: NatRange = unchanged,
): boolean {
  const done = half === 'source' ? IPS_SRC_NAT_DONE : IPS_DST_NAT_DONE;
  if (connection.has(done) || connection.has(IPS_CONFIRMED)) return true;
  const current = connection.reply.inverted();
  const chosen = uniqueTuple(table, current, half, range);
  if (chosen === undefined) return false;
  if (!chosen.equals(current)) {
    connection.reply = chosen.inverted();
    connection.status |= half === 'source' ? IPS_SRC_NAT : IPS_DST_NAT;
  }
  connection.status |= done;
  return true;
}

/** get_unique_tuple. */
function uniqueTuple(table: ConnectionTable, current: Tuple, half: Half, range: NatRange): Tuple | undefined {
  const address = pickAddress(current, half, range);
  const based =
    half === 'source'
      ? changed(current, half, address, current.sourceId)
      : changed(current, half, address, portOf(current, half));
  const { ports } = range;
  const port = portOf(based, half);
  const fits = ports === undefined || (port >= ports.first && port <= ports.last);
  const single = ports !== undefined && ports.first === ports.last;
  if (!range.random && fits && (single || !table.isTaken(based))) return based;
  if (!hasPorts(current.protocol) || (half === 'destination' && ports === undefined)) return based;
  const { first, last } = ports ?? defaultPorts(current.protocol, port);
  const size = last - first + 1;
  const start = size === 1 ? 0 : table.random.int(0, 0xffff);
  for (let i = 0; i < Math.min(size, MAX_ATTEMPTS); i++) {
    const candidate = changed(based, half, address, first + ((start + i) % size));
    if (size === 1 || !table.isTaken(candidate)) return candidate;
  }
  return undefined;
}

/** find_best_ips_proto: always the same address of a range for the same pair of hosts. */
function pickAddress(current: Tuple, half: Half, { addresses }: NatRange): Ip4 {
  if (addresses === undefined) return half === 'source' ? current.source : current.destination;
  const span = addresses.last - addresses.first + 1;
  if (span === 1) return addresses.first;
  const hash = new Tuple(current.source, half === 'source' ? current.destination : 0, current.protocol, 0, 0).hash;
  return addresses.first + (hash % span);
}

function portOf(tuple: Tuple, half: Half): number {
  return half === 'source' || tuple.protocol === IPPROTO_ICMP ? tuple.sourceId : tuple.destinationId;
}

function changed(tuple: Tuple, half: Half, address: Ip4, port: number): Tuple {
  const { source, destination, protocol, sourceId, destinationId } = tuple;
  if (half === 'source') return new Tuple(address, destination, protocol, port, destinationId);
  if (protocol === IPPROTO_ICMP) return new Tuple(source, address, protocol, port, destinationId);
  return new Tuple(source, address, protocol, sourceId, port);
}

function hasPorts(protocol: number): boolean {
  return protocol === IPPROTO_TCP || protocol === IPPROTO_UDP || protocol === IPPROTO_ICMP;
}

/** The ports to choose from when a rule names none: of the same class as the packet's own. */
function defaultPorts(protocol: number, port: number): { readonly first: number; readonly last: number } {
  if (protocol === IPPROTO_ICMP) return { first: 0, last: 65_535 };
  if (port >= 1024) return { first: 1024, last: 65_535 };
  return port < 512 ? { first: 1, last: 511 } : { first: 600, last: 1023 };
}

/** nf_nat_packet: the packet as its connection is translated at a hook for `half`. */
export function translate(packet: Ipv4Packet, tracking: Tracking, half: Half): Ipv4Packet {
  const { connection, direction } = tracking;
  if (connection === undefined) return packet;
  // Answers are translated the other way round: what was a destination is their source.
  const translatesSource = (half === 'source') === (direction === 0);
  if (!connection.has(translatesSource ? IPS_SRC_NAT : IPS_DST_NAT)) return packet;
  const target = (direction === 0 ? connection.reply : connection.original).inverted();
  const { body } = packet;
  if (tracking.state === STATE_RELATED && body.kind === 'icmp') return rewriteError(packet, body, half, target);
  return rewrite(packet, half, target);
}
