// Connection tracking of one packet: which connection it belongs to, or that it begins one.
// Source: net/netfilter/nf_conntrack_core.c (nf_conntrack_in, resolve_normal_ct), nf_conntrack_proto_{tcp,udp,icmp,generic}.c.
// Not modelled: helpers (FTP, SIP …), logging of invalid packets, shorter patience for what is sent again and again.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { IcmpMessage } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_UDP, type Ipv4Packet, parseIpv4 } from '../../wire/ipv4.ts';
import { TCP_RST, TCP_SYN, type TcpSegment } from '../../wire/tcp.ts';
import { advance, isAfter } from '../tcp/sequence.ts';
import { type Connection, IPS_ASSURED, IPS_SEEN_REPLY } from './connection.ts';
import type { ConnectionTable } from './table.ts';
import {
  nextTcpState,
  TCP_CLOSE,
  TCP_ESTABLISHED,
  TCP_IGNORE,
  TCP_INVALID,
  TCP_NONE,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
  TCP_TIME_WAIT,
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

const UDP_STREAM_AFTER: SimTime = 2 * SECOND; // udp_new: stream_ts

/** nf_conntrack_in: finds or begins the packet's connection and remembers it with the packet. False when there is no room for one more. */
export function track(table: ConnectionTable, packet: Ipv4Packet): boolean {
  const tracking = trackingOf(packet, table) ?? new Tracking(table, 0);
  packet.tracking = tracking;
  // Seen before: it went round lo. Or a rule of the raw table said NOTRACK.
  if (tracking.connection !== undefined || tracking.state === STATE_UNTRACKED) return true;
  tracking.state = STATE_INVALID;
  const { body } = packet;
  if (body.kind === 'icmp' && body.isError) relate(table, body, tracking);
  else {
    const tuple = tupleOf(packet);
    if (tuple !== undefined && !resolve(table, packet, tuple, tracking)) return false;
  }
  if (tracking.state === STATE_INVALID) table.invalid++;
  return true;
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

/** resolve_normal_ct; false when there is no room for one more. */
function resolve(table: ConnectionTable, packet: Ipv4Packet, tuple: Tuple, tracking: Tracking): boolean {
  const found = table.find(tuple);
  const connection = found?.connection;
  const direction = connection !== undefined && found === connection.reply ? 1 : 0;
  const { body } = packet;
  if (connection === undefined) return begin(table, packet, tuple, tracking);
  if (body.kind === 'tcp') {
    const old = connection.tcpState;
    const next = nextTcpState(old, direction, body.flags);
    if (next === TCP_SYN_SENT && old >= TCP_TIME_WAIT) {
      table.remove(connection);
      return begin(table, packet, tuple, tracking);
    }
    if (next === TCP_INVALID) return true;
    if (next !== TCP_IGNORE) followTcp(table, connection, direction, old, next, body);
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
  return true;
}

/** init_conntrack; false when there is no room for it. */
function begin(table: ConnectionTable, packet: Ipv4Packet, tuple: Tuple, tracking: Tracking): boolean {
  if (table.isFull) return false;
  const { body } = packet;
  if (body.kind === 'icmp' && body.type === 0) return true; // icmp_new: a reply begins nothing
  const connection = table.create(tuple);
  if (body.kind === 'tcp') {
    const state = nextTcpState(TCP_NONE, 0, body.flags);
    if (state >= TCP_INVALID || (state !== TCP_SYN_SENT && !table.settings.loose)) return true;
    connection.tcpState = state;
    connection.endThere = advance(body.sequence, body.sequenceLength);
    connection.expires = table.now + patience(table, connection, state, body);
  } else {
    refresh(table, connection, packet.protocol);
  }
  tracking.connection = connection;
  tracking.direction = 0;
  tracking.state = STATE_NEW;
  return true;
}

/** The end of nf_conntrack_tcp_packet. */
function followTcp(
  table: ConnectionTable,
  connection: Connection,
  direction: number,
  old: number,
  next: number,
  segment: TcpSegment,
): void {
  connection.tcpState = next;
  noteSequence(connection, direction, segment);
  if (!connection.has(IPS_SEEN_REPLY)) {
    if (segment.has(TCP_RST)) {
      // The packet is still translated back as its connection says, which is forgotten all the same.
      table.remove(connection);
      return;
    }
    // A SYN that is sent again does not keep alive what may be stuck.
    if (next === TCP_SYN_SENT && old === TCP_SYN_SENT) return;
  }
  connection.expires = table.now + patience(table, connection, next, segment);
  const established = next === TCP_ESTABLISHED && (old === TCP_SYN_RECV || old === TCP_ESTABLISHED);
  if (established && connection.has(IPS_SEEN_REPLY)) connection.status |= IPS_ASSURED;
  const seesReplyNow = direction === 1 && !connection.has(IPS_SEEN_REPLY);
  if (next !== old && !seesReplyNow) table.announce('UPDATE', connection);
}

/** Of tcp_in_window: what was sent furthest each way, and whether the other end has acknowledged it. */
function noteSequence(connection: Connection, direction: number, segment: TcpSegment): void {
  const end = advance(segment.sequence, segment.sequenceLength);
  const there = direction === 0;
  const sent = there ? connection.endThere : connection.endBack;
  const first = sent === 0;
  if (first || segment.has(TCP_SYN) || isAfter(end, sent)) {
    if (there) connection.endThere = end;
    else connection.endBack = end;
    if (!first && !segment.has(TCP_SYN)) connection.unacknowledged |= 1 << direction;
  }
  const awaited = there ? connection.endBack : connection.endThere;
  if (segment.acknowledgment === awaited) connection.unacknowledged &= ~(1 << (1 - direction));
}

/** How long the connection is kept for after a segment. */
function patience(table: ConnectionTable, connection: Connection, state: number, segment: TcpSegment): SimTime {
  const { tcp, unacknowledged } = table.settings;
  const usual = tcp[segment.has(TCP_RST) ? TCP_CLOSE : state] ?? 0;
  // What was picked up in its midst counts for little until it is answered.
  const pickedUp = state === TCP_ESTABLISHED && !connection.has(IPS_SEEN_REPLY);
  const waits = pickedUp || connection.unacknowledged !== 0 || segment.window === 0;
  return waits ? Math.min(usual, unacknowledged) : usual;
}

function refresh(table: ConnectionTable, connection: Connection, protocol: number): void {
  const { now } = table;
  const { icmp, generic, udp, udpStream } = table.settings;
  if (protocol === IPPROTO_ICMP) connection.expires = now + icmp;
  else if (protocol !== IPPROTO_UDP) connection.expires = now + generic;
  else if (connection.has(IPS_SEEN_REPLY) && now > connection.since + UDP_STREAM_AFTER) {
    connection.expires = now + udpStream;
    connection.status |= IPS_ASSURED;
  } else connection.expires = now + udp;
}
