// Connection tracking of one packet: which connection it belongs to, or that it begins one.
// Source: net/netfilter/nf_conntrack_core.c (nf_conntrack_in, resolve_normal_ct), nf_conntrack_proto_{tcp,udp,icmp,generic}.c.
// Not modelled: helpers (FTP, SIP …), sysctls of the timeouts, logging of invalid packets.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { IcmpMessage } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_UDP, type Ipv4Packet, parseIpv4 } from '../../wire/ipv4.ts';
import { TCP_RST, type TcpSegment } from '../../wire/tcp.ts';
import { type Connection, IPS_ASSURED, IPS_SEEN_REPLY } from './connection.ts';
import type { ConnectionTable } from './table.ts';
import {
  nextTcpState,
  TCP_ESTABLISHED,
  TCP_IGNORE,
  TCP_INVALID,
  TCP_NONE,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
  TCP_TIME_WAIT,
  tcpTimeouts,
} from './tcp-states.ts';
import {
  STATE_ESTABLISHED,
  STATE_INVALID,
  STATE_NEW,
  STATE_RELATED,
  STATE_UNTRACKED,
  Tracking,
  trackingOf,
} from './tracking.ts';
import { type Tuple, tupleOf } from './tuple.ts';

const UDP_TIMEOUT: SimTime = 30 * SECOND; // nf_conntrack_udp_timeout
const UDP_TIMEOUT_STREAM: SimTime = 120 * SECOND; // nf_conntrack_udp_timeout_stream
const UDP_STREAM_AFTER: SimTime = 2 * SECOND; // udp_new: stream_ts
const ICMP_TIMEOUT: SimTime = 30 * SECOND; // nf_conntrack_icmp_timeout
const GENERIC_TIMEOUT: SimTime = 600 * SECOND; // nf_conntrack_generic_timeout

/** nf_conntrack_in: finds or begins the packet's connection and remembers it with the packet. */
export function track(table: ConnectionTable, packet: Ipv4Packet): Tracking {
  const tracking = trackingOf(packet, table) ?? new Tracking(table, 0);
  packet.tracking = tracking;
  // Seen before: it went round lo. Or a rule of the raw table said NOTRACK.
  if (tracking.connection !== undefined || tracking.state === STATE_UNTRACKED) return tracking;
  tracking.state = STATE_INVALID;
  const { body } = packet;
  if (body.kind === 'icmp' && body.isError) relate(table, body, tracking);
  else {
    const tuple = tupleOf(packet);
    if (tuple !== undefined) resolve(table, packet, tuple, tracking);
  }
  if (tracking.state === STATE_INVALID) table.invalid++;
  return tracking;
}

/** nf_conntrack_inet_error: an error belongs to the connection of the packet that it quotes. */
function relate(table: ConnectionTable, error: IcmpMessage, tracking: Tracking): void {
  const quoted = parseIpv4(error.payload);
  const tuple = quoted && tupleOf(quoted);
  const found = tuple && table.find(tuple.inverted());
  if (found?.connection === undefined) return;
  tracking.connection = found.connection;
  tracking.direction = found === found.connection.reply ? 1 : 0;
  tracking.state = STATE_RELATED;
}

function resolve(table: ConnectionTable, packet: Ipv4Packet, tuple: Tuple, tracking: Tracking): void {
  const found = table.find(tuple);
  const connection = found?.connection;
  const direction = connection !== undefined && found === connection.reply ? 1 : 0;
  const { body } = packet;
  if (connection === undefined) {
    begin(table, packet, tuple, tracking);
    return;
  }
  if (body.kind === 'tcp') {
    const old = connection.tcpState;
    const next = nextTcpState(old, direction, body.flags);
    if (next === TCP_SYN_SENT && old >= TCP_TIME_WAIT) {
      table.remove(connection);
      begin(table, packet, tuple, tracking);
      return;
    }
    if (next === TCP_INVALID) return;
    if (next !== TCP_IGNORE && !followTcp(table, connection, direction, old, next, body)) return;
  }
  tracking.connection = connection;
  tracking.direction = direction;
  const seen = connection.has(IPS_SEEN_REPLY);
  tracking.state = direction === 1 || seen ? STATE_ESTABLISHED : STATE_NEW;
  if (body.kind !== 'tcp') refresh(table, connection, packet.protocol);
  if (direction === 1 && !seen) {
    connection.status |= IPS_SEEN_REPLY;
    table.announce('UPDATE', connection);
  }
}

/** init_conntrack. */
function begin(table: ConnectionTable, packet: Ipv4Packet, tuple: Tuple, tracking: Tracking): void {
  const { body } = packet;
  if (body.kind === 'icmp' && body.type === 0) return; // icmp_new: a reply begins nothing
  const connection = table.create(tuple);
  if (body.kind === 'tcp') {
    const state = nextTcpState(TCP_NONE, 0, body.flags);
    if (state >= TCP_INVALID) return;
    connection.tcpState = state;
    connection.expires = table.now + (tcpTimeouts[state] ?? 0);
  } else {
    refresh(table, connection, packet.protocol);
  }
  tracking.connection = connection;
  tracking.direction = 0;
  tracking.state = STATE_NEW;
}

/** The end of nf_conntrack_tcp_packet; false when the connection ended with this segment. */
function followTcp(
  table: ConnectionTable,
  connection: Connection,
  direction: number,
  old: number,
  next: number,
  segment: TcpSegment,
): boolean {
  connection.tcpState = next;
  connection.expires = table.now + (tcpTimeouts[next] ?? 0);
  if (!connection.has(IPS_SEEN_REPLY) && segment.has(TCP_RST)) {
    // The packet is still translated back as its connection says, which is forgotten all the same.
    table.remove(connection);
    return true;
  }
  const established = next === TCP_ESTABLISHED && (old === TCP_SYN_RECV || old === TCP_ESTABLISHED);
  if (established && connection.has(IPS_SEEN_REPLY)) connection.status |= IPS_ASSURED;
  const seesReplyNow = direction === 1 && !connection.has(IPS_SEEN_REPLY);
  if (next !== old && !seesReplyNow) table.announce('UPDATE', connection);
  return true;
}

function refresh(table: ConnectionTable, connection: Connection, protocol: number): void {
  const { now } = table;
  if (protocol === IPPROTO_ICMP) connection.expires = now + ICMP_TIMEOUT;
  else if (protocol !== IPPROTO_UDP) connection.expires = now + GENERIC_TIMEOUT;
  else if (connection.has(IPS_SEEN_REPLY) && now > connection.since + UDP_STREAM_AFTER) {
    connection.expires = now + UDP_TIMEOUT_STREAM;
    connection.status |= IPS_ASSURED;
  } else connection.expires = now + UDP_TIMEOUT;
}
