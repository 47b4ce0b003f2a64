// What a segment does to a connection.
// Source: RFC 9293 3.10.7; net/ipv4/tcp_input.c (tcp_rcv_established, tcp_rcv_state_process, tcp_ack, tcp_data_queue).
// Not modelled: challenge ACK limits, PAWS, ECN.
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type TcpSegment } from '../../wire/tcp.ts';
import { parseTcpOptions } from '../../wire/tcp-options.ts';
import { acknowledge } from './acknowledge.ts';
import { end, enterTimeWait, fail } from './ending.ts';
import { push, sendAck, sendSyn } from './output.ts';
import {
  TCP_DELACK_MIN,
  TCP_FIN_TIMEOUT,
  TCP_INVALID_RATELIMIT,
  TCP_MAX_QUICKACKS,
  TCP_TIMEWAIT_LEN,
} from './parameters.ts';
import { advance, distance, isAfter, isBefore } from './sequence.ts';
import type { Tcb } from './tcb.ts';

/** What the caller still has to do: `refuse` answers the segment with a reset as if nobody were here. */
export type Verdict = 'done' | 'refuse';

/** SEGMENT ARRIVES. */
export function segmentArrives(tcb: Tcb, segment: TcpSegment): Verdict {
  if (tcb.state === 'CLOSED') return 'refuse';
  if (tcb.state === 'SYN_SENT') return inSynSent(tcb, segment);
  if (tcb.state === 'SYN_RECV' && segment.has(TCP_SYN) && advance(segment.sequence, 1) === tcb.received.next) {
    // Both have opened at once, and this is the answer to our SYN. Without ACK it is the peer's SYN again: our answer was lost.
    if (!segment.has(TCP_ACK) || !completeHandshake(tcb, segment)) sendSyn(tcb, true);
    return 'done';
  }
  if (!isAcceptable(tcb, segment)) {
    outOfWindow(tcb, segment);
    return 'done';
  }
  if (segment.has(TCP_RST)) {
    if (segment.sequence === tcb.received.next) reset(tcb);
    else sendAck(tcb);
    return 'done';
  }
  if (segment.has(TCP_SYN)) {
    sendAck(tcb);
    return 'done';
  }
  if (!segment.has(TCP_ACK)) return 'done';
  if (tcb.state === 'SYN_RECV') {
    // A full accept queue: the acknowledgment is not heard, and the answer to the SYN goes out again (tcp_v4_syn_recv_sock).
    if (!tcb.host.mayEnter()) return 'done';
    if (!completeHandshake(tcb, segment)) return 'refuse';
  }
  heard(tcb);
  const { timestamps } = parseTcpOptions(segment.options);
  if (timestamps && !isAfter(segment.sequence, tcb.advertisedAt)) tcb.timestampRecent = timestamps.value;
  if (!acknowledge(tcb, segment)) return 'done';
  if (finAcknowledged(tcb)) return 'done';
  if (tcb.orphan && isAfter(advance(segment.sequence, segment.payload.length), tcb.received.next)) {
    // tcp_rcv_state_process: nobody is left to read it.
    end(tcb);
    return 'refuse';
  }
  if (!takeData(tcb, segment)) return 'done';
  push(tcb);
  acknowledgeData(tcb);
  return 'done';
}

/** tcp_sequence: overlaps the window, or touches it. */
function isAcceptable(tcb: Tcb, segment: TcpSegment): boolean {
  const end = advance(segment.sequence, segment.sequenceLength);
  const edge = advance(tcb.advertisedAt, tcb.advertised);
  return !isBefore(end, tcb.advertisedAt) && !isAfter(segment.sequence, edge);
}

function outOfWindow(tcb: Tcb, segment: TcpSegment): void {
  if (segment.has(TCP_RST)) return;
  if (tcb.state === 'TIME_WAIT' && segment.has(TCP_FIN)) tcb.timers.set('linger', TCP_TIMEWAIT_LEN);
  const now = tcb.host.now();
  if (segment.sequenceLength === 0) {
    // tcp_oow_rate_limited: two ends that disagree would answer each other for ever.
    const { answeredOutside } = tcb;
    if (answeredOutside !== undefined && now - answeredOutside < TCP_INVALID_RATELIMIT) return;
    tcb.answeredOutside = now;
  }
  sendAck(tcb);
}

function inSynSent(tcb: Tcb, segment: TcpSegment): Verdict {
  const hasAck = segment.has(TCP_ACK);
  if (hasAck && segment.acknowledgment !== tcb.next) return segment.has(TCP_RST) ? 'done' : 'refuse';
  if (segment.has(TCP_RST)) {
    if (hasAck) fail(tcb, 'ECONNREFUSED');
    return 'done';
  }
  if (!segment.has(TCP_SYN)) return 'done';
  tcb.received.next = advance(segment.sequence, 1);
  tcb.advertisedAt = tcb.received.next;
  tcb.learnOptions(parseTcpOptions(segment.options));
  tcb.limitWindow();
  tcb.sendWindow = segment.window;
  tcb.windowUpdatedBy = segment.sequence;
  if (!hasAck) {
    tcb.setState('SYN_RECV');
    sendSyn(tcb, true);
    return 'done';
  }
  established(tcb, segment);
  // Data that waits carries the acknowledgment of the SYN with it.
  tcb.ackPending = true;
  push(tcb);
  if (tcb.ackPending) sendAck(tcb);
  return 'done';
}

function completeHandshake(tcb: Tcb, segment: TcpSegment): boolean {
  if (segment.acknowledgment !== tcb.next) return false;
  tcb.limitWindow();
  tcb.sendWindow = segment.window << tcb.sendScale;
  tcb.windowUpdatedBy = segment.sequence;
  established(tcb, segment);
  return true;
}

function established(tcb: Tcb, segment: TcpSegment): void {
  tcb.una = segment.acknowledgment;
  if (tcb.timed !== undefined) tcb.roundTrip.sample(tcb.host.now() - tcb.timed.at);
  tcb.timed = undefined;
  tcb.retransmits = 0;
  tcb.roundTrip.answered();
  tcb.timers.stop('retransmit');
  heard(tcb);
  tcb.setState(tcb.finWanted ? 'FIN_WAIT1' : 'ESTABLISHED');
  if (tcb.keepAlive !== undefined) tcb.timers.set('keepAlive', tcb.keepAlive.idle);
  tcb.host.wakeWriters();
}

function heard(tcb: Tcb): void {
  tcb.heardAt = tcb.host.now();
  tcb.probesOut = 0;
}

/** tcp_reset. */
function reset(tcb: Tcb): void {
  if (tcb.state === 'TIME_WAIT' || tcb.state === 'CLOSING' || tcb.state === 'LAST_ACK') end(tcb);
  else if (tcb.state === 'CLOSE_WAIT') fail(tcb, 'EPIPE');
  else fail(tcb, 'ECONNRESET');
}

/** What follows when our FIN is acknowledged; true when the connection needs nothing more of the segment. */
function finAcknowledged(tcb: Tcb): boolean {
  if (!tcb.finWanted || tcb.unsent.length > 0 || distance(tcb.max, tcb.una) > 0) return false;
  switch (tcb.state) {
    case 'FIN_WAIT1':
      tcb.setState('FIN_WAIT2');
      if (tcb.orphan) tcb.timers.set('linger', TCP_FIN_TIMEOUT);
      return false;
    case 'CLOSING':
      enterTimeWait(tcb);
      return true;
    case 'LAST_ACK':
      end(tcb);
      return true;
    default:
      return false;
  }
}

/** Takes data and FIN; false when the connection has ended over it. */
function takeData(tcb: Tcb, segment: TcpSegment): boolean {
  const { received } = tcb;
  const { payload } = segment;
  if (payload.length === 0 && !segment.has(TCP_FIN)) return true;
  const open = tcb.state === 'ESTABLISHED' || tcb.state === 'FIN_WAIT1' || tcb.state === 'FIN_WAIT2';
  const dataEnd = advance(segment.sequence, payload.length);
  if (!open || tcb.finReceived) {
    if (tcb.state === 'TIME_WAIT' && segment.has(TCP_FIN)) tcb.timers.set('linger', TCP_TIMEWAIT_LEN);
    sendAck(tcb);
    return false;
  }
  const hadGap = received.hasGap;
  const old = payload.length > 0 && !isAfter(dataEnd, received.next);
  if (old) {
    // Come before: the peer has missed our acknowledgment.
    tcb.quickAcks = TCP_MAX_QUICKACKS;
    tcb.ackPending = true;
  } else if (payload.length > 0) {
    noteData(tcb, payload.length);
    const inOrder = received.add(segment.sequence, payload);
    tcb.ackPending = true;
    if (inOrder) tcb.host.wakeReaders();
    else sendAck(tcb);
  }
  if (segment.has(TCP_FIN)) tcb.finAt = dataEnd;
  if (received.next === tcb.finAt) takeFin(tcb);
  else if (segment.has(TCP_FIN) && payload.length === 0) sendAck(tcb);
  // RFC 5681 4.2: at once, too, when a gap is filled.
  if ((old || hadGap) && tcb.ackPending) sendAck(tcb);
  return true;
}

/** tcp_event_data_recv and tcp_measure_rcv_mss. */
function noteData(tcb: Tcb, length: number): void {
  if (tcb.dataAt === undefined) tcb.quickAcks = TCP_MAX_QUICKACKS;
  tcb.dataAt = tcb.host.now();
  if (length > tcb.receiveMss) tcb.receiveMss = Math.min(length, tcb.advertisedMss);
}

/** tcp_fin. */
function takeFin(tcb: Tcb): void {
  tcb.finReceived = true;
  tcb.received.next = advance(tcb.received.next, 1);
  tcb.ackPending = true;
  if (tcb.state === 'ESTABLISHED') {
    tcb.setState('CLOSE_WAIT');
    // The program will close soon, and its FIN carries the acknowledgment.
    tcb.pingpong = true;
  } else if (tcb.state === 'FIN_WAIT1') {
    sendAck(tcb);
    tcb.setState('CLOSING');
  } else {
    sendAck(tcb);
    enterTimeWait(tcb);
  }
  tcb.host.wakeReaders();
}

/** __tcp_ack_snd_check: at once, or later with what else is to be said. */
function acknowledgeData(tcb: Tcb): void {
  if (!tcb.ackPending) return;
  const waiting = distance(tcb.received.next, tcb.advertisedAt);
  const quick = tcb.quickAcks > 0 && !tcb.pingpong;
  if (waiting > tcb.receiveMss || quick || tcb.received.hasGap) sendAck(tcb);
  else if (!tcb.timers.isSet('delayedAck')) tcb.timers.set('delayedAck', TCP_DELACK_MIN);
}
