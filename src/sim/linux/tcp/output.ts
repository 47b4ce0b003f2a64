// Sending segments: when, how much, with what window.
// Source: net/ipv4/tcp_output.c (tcp_write_xmit, tcp_select_window, __tcp_select_window, tcp_nagle_check); RFC 9293 3.8.
// Not modelled: corking, segmentation offload below an MTU of 1500 (tunnels), pacing, tail loss probes.
import { NO_BYTES } from '../../wire/bytes.ts';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, TcpSegment } from '../../wire/tcp.ts';
import { dataOptions, synOptions } from '../../wire/tcp-options.ts';
import {
  ETH_DATA_LEN,
  GSO_MAX_SIZE,
  MAX_WINDOW,
  RECEIVE_SPACE,
  TCP_DELACK_MIN,
  TSO_FROM,
  TSO_WIN_DIVISOR,
  WINDOW_SCALE,
} from './parameters.ts';
import { advance, distance, isAfter } from './sequence.ts';
import type { Tcb } from './tcb.ts';

const alignUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

/** __tcp_select_window: what a reader's buffer has room for. */
function offeredWindow(tcb: Tcb): number {
  const free = RECEIVE_SPACE - tcb.received.unread;
  if (free < RECEIVE_SPACE / 2 && (free < RECEIVE_SPACE / 16 || free < tcb.receiveMss)) return 0;
  return alignUp(Math.min(free, tcb.windowLimit), 1 << tcb.receiveScale);
}

/** The part of the advertised window that is still open. */
function openWindow(tcb: Tcb): number {
  return Math.max(0, distance(advance(tcb.advertisedAt, tcb.advertised), tcb.received.next));
}

/** tcp_select_window: never takes back what was offered. */
function selectWindow(tcb: Tcb): number {
  const open = openWindow(tcb);
  let fresh = offeredWindow(tcb);
  if (fresh < open) fresh = alignUp(open, 1 << tcb.receiveScale);
  tcb.advertised = Math.min(fresh, MAX_WINDOW << tcb.receiveScale);
  tcb.advertisedAt = tcb.received.next;
  return tcb.advertised >>> tcb.receiveScale;
}

function transmit(tcb: Tcb, flags: number, sequence: number, payload: Uint8Array): void {
  const { received } = tcb;
  const blocks = tcb.sackPermitted && received.hasGap ? received.blocks() : [];
  const window = selectWindow(tcb);
  tcb.ackPending = false;
  tcb.timers.stop('delayedAck');
  if (tcb.quickAcks > 0) tcb.quickAcks--;
  const { local, peer } = tcb;
  const options = dataOptions(tcb.timestamp, blocks);
  tcb.host.transmit(
    new TcpSegment(
      local.port,
      peer.port,
      sequence,
      received.next,
      flags | TCP_ACK,
      window,
      options,
      payload,
      payload.length > tcb.sendMss ? tcb.sendMss : 0,
    ),
  );
}

/** A bare acknowledgment. */
export function sendAck(tcb: Tcb): void {
  transmit(tcb, TCP_ACK, tcb.max, NO_BYTES);
}

/** SYN, or SYN and ACK in answer to one. */
export function sendSyn(tcb: Tcb, ack: boolean): void {
  const { local, peer, received } = tcb;
  const options = synOptions({
    mss: tcb.advertisedMss,
    sackPermitted: tcb.sackPermitted,
    timestamps: tcb.timestamp,
    windowScale: tcb.receiveScale === 0 ? undefined : WINDOW_SCALE,
  });
  if (tcb.timed === undefined && tcb.retransmits === 0) {
    tcb.timed = { sequence: advance(tcb.initialSequence, 1), at: tcb.host.now() };
  }
  tcb.next = advance(tcb.initialSequence, 1);
  tcb.max = tcb.next;
  tcb.advertisedAt = received.next;
  const flags = ack ? TCP_SYN | TCP_ACK : TCP_SYN;
  const acknowledgment = ack ? received.next : 0;
  tcb.timers.set('retransmit', tcb.roundTrip.timeout);
  tcb.host.transmit(
    new TcpSegment(local.port, peer.port, tcb.initialSequence, acknowledgment, flags, tcb.advertised, options),
  );
}

/** tcp_send_active_reset: the program is gone and does not want what comes. */
export function sendReset(tcb: Tcb): void {
  const { local, peer, received } = tcb;
  const window = selectWindow(tcb);
  const options = dataOptions(tcb.timestamp);
  tcb.host.transmit(
    new TcpSegment(local.port, peer.port, tcb.max, received.next, TCP_RST | TCP_ACK, window, options, NO_BYTES),
  );
}

/** A segment older than everything expected, so that the peer says how large its window is. */
export function sendWindowProbe(tcb: Tcb): void {
  transmit(tcb, TCP_ACK, advance(tcb.una, -1), NO_BYTES);
}

/** Sends all that the windows allow. */
export function push(tcb: Tcb): void {
  const { state } = tcb;
  const sends =
    state === 'ESTABLISHED' ||
    state === 'CLOSE_WAIT' ||
    state === 'FIN_WAIT1' ||
    state === 'CLOSING' ||
    state === 'LAST_ACK';
  if (!sends) return;
  const mss = tcb.sendMss;
  for (;;) {
    const inFlight = distance(tcb.next, tcb.una);
    const left = tcb.unsent.length - inFlight;
    if (left <= 0) {
      if (tcb.finWanted && left === 0) sendData(tcb, NO_BYTES, TCP_FIN);
      return;
    }
    const room = Math.min(tcb.sendWindow, tcb.congestion.window * mss) - inFlight;
    const goal = mss * piecesAtOnce(tcb);
    // tcp_tso_should_defer: acknowledgments are on their way that will make room for a whole one.
    if (goal > mss && room < goal && left > room && inFlight > 0) return;
    const wanted = Math.min(left, goal, room);
    const count = wanted > mss && wanted < left ? wanted - (wanted % mss) : wanted;
    const isLast = count === left;
    if (count <= 0 || (count < mss && !isLast && inFlight > 0)) {
      if (inFlight === 0 && !tcb.timers.isSet('retransmit')) tcb.timers.set('retransmit', tcb.roundTrip.timeout);
      return;
    }
    // tcp_nagle_check, as Minshall would have it: a small segment waits for the small one before it, unless the end follows it.
    const waits = count < mss && isAfter(tcb.smallSent, tcb.una);
    if (waits && !tcb.finWanted && !isAfter(tcb.max, tcb.next)) return;
    sendData(tcb, tcb.unsent.slice(inFlight, count), isLast ? TCP_PSH | (tcb.finWanted ? TCP_FIN : 0) : 0);
  }
}

/**
 * tcp_tso_autosize and tcp_tso_should_defer: how many segments leave as one, to be cut by the card. Not more than a third of the
 * window, and here only once a stream flows freely, so that what people look at closely leaves packet by packet.
 */
function piecesAtOnce(tcb: Tcb): number {
  if (tcb.congestion.window < TSO_FROM || tcb.host.pathMtu() < ETH_DATA_LEN) return 1;
  const third = Math.floor(tcb.sendWindow / (TSO_WIN_DIVISOR * tcb.sendMss));
  return Math.max(1, Math.min(third, Math.floor(GSO_MAX_SIZE / tcb.sendMss)));
}

function sendData(tcb: Tcb, payload: Uint8Array, flags: number): void {
  const now = tcb.host.now();
  const again = isAfter(tcb.max, tcb.next);
  const sequence = tcb.next;
  tcb.next = advance(sequence, payload.length + ((flags & TCP_FIN) !== 0 ? 1 : 0));
  if (isAfter(tcb.next, tcb.max)) tcb.max = tcb.next;
  if (payload.length > 0 && payload.length < tcb.sendMss) tcb.smallSent = tcb.next;
  if (again) tcb.host.retransmitted();
  else if (tcb.timed === undefined) tcb.timed = { sequence: tcb.next, at: now };
  // tcp_event_data_sent: an answer soon after a question.
  if (payload.length > 0 && tcb.dataAt !== undefined && now - tcb.dataAt < TCP_DELACK_MIN) tcb.pingpong = true;
  transmit(tcb, flags, sequence, payload);
  if (!tcb.timers.isSet('retransmit')) tcb.timers.set('retransmit', tcb.roundTrip.timeout);
}

/** Sends the first unacknowledged segment again. */
export function retransmitFirst(tcb: Tcb): void {
  const sent = Math.min(distance(tcb.max, tcb.una), tcb.unsent.length);
  const count = Math.min(sent, tcb.sendMss);
  const withFin = tcb.finWanted && count === tcb.unsent.length && isAfter(tcb.max, tcb.finSequence);
  tcb.timed = undefined;
  tcb.host.retransmitted();
  const flags = (withFin ? TCP_FIN : 0) | (count > 0 && count === tcb.unsent.length ? TCP_PSH : 0);
  transmit(tcb, flags, tcb.una, tcb.unsent.slice(0, count));
}

/** A reader has taken bytes: tells the peer when that matters to it (tcp_cleanup_rbuf). */
export function afterRead(tcb: Tcb): void {
  const open = openWindow(tcb);
  const offered = offeredWindow(tcb);
  if ((tcb.ackPending && !tcb.pingpong) || (offered > 0 && offered >= 2 * open)) sendAck(tcb);
}
