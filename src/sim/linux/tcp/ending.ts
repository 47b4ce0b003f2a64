// How connections end: failing, closing, waiting in TIME_WAIT; and what their timers do.
// Source: net/ipv4/tcp.c (tcp_close, tcp_shutdown, tcp_done), tcp_timer.c (tcp_write_timeout), tcp_minisocks.c (tcp_time_wait).
// Not modelled: SO_LINGER, limits on orphans.
import type { Errno } from '../../base/errno.ts';
import { push, sendAck, sendReset, sendSyn, sendWindowProbe } from './output.ts';
import {
  ORPHAN_RETRIES,
  RETRIES2,
  SYN_RETRIES,
  SYNACK_RETRIES,
  TCP_FIN_TIMEOUT,
  TCP_TIMEWAIT_LEN,
} from './parameters.ts';
import { distance } from './sequence.ts';
import type { Tcb } from './tcb.ts';
import type { TimerKind } from './timers.ts';

/** tcp_done: nothing is left of it but what was received. */
export function end(tcb: Tcb): void {
  tcb.timers.stopAll();
  tcb.setState('CLOSED');
  tcb.host.wakeReaders();
  tcb.host.wakeWriters();
}

/** Ends it, with a reason for its program. */
export function fail(tcb: Tcb, errno: Errno): void {
  tcb.error = errno;
  end(tcb);
}

export function enterTimeWait(tcb: Tcb): void {
  tcb.timers.stopAll();
  tcb.setState('TIME_WAIT');
  tcb.timers.set('linger', TCP_TIMEWAIT_LEN);
}

/** shutdown(SHUT_WR): FIN follows what is still to be sent. */
export function shutdown(tcb: Tcb): void {
  if (tcb.finWanted) return;
  if (tcb.state === 'ESTABLISHED' || tcb.state === 'SYN_RECV') {
    tcb.finWanted = true;
    if (tcb.state === 'ESTABLISHED') tcb.setState('FIN_WAIT1');
  } else if (tcb.state === 'CLOSE_WAIT') {
    tcb.finWanted = true;
    tcb.setState('LAST_ACK');
  }
  push(tcb);
}

/** close(2): the program lets go of it. */
export function close(tcb: Tcb): void {
  if (tcb.orphan) return;
  tcb.orphan = true;
  if (tcb.state === 'SYN_SENT') end(tcb);
  else if (tcb.received.unread > 0 && tcb.state !== 'CLOSED') {
    // RFC 2525 2.17: what nobody will read was lost, and the peer is told so.
    tcb.received.take();
    sendReset(tcb);
    end(tcb);
  } else if (tcb.state === 'FIN_WAIT2') tcb.timers.set('linger', TCP_FIN_TIMEOUT);
  else shutdown(tcb);
}

/** A timer has run out. */
export function timerExpired(tcb: Tcb, kind: TimerKind): void {
  if (kind === 'linger') end(tcb);
  else if (kind === 'keepAlive') keepAlive(tcb);
  else if (kind === 'delayedAck') {
    if (!tcb.ackPending) return;
    // tcp_delack_timer_handler: whoever let it run out does not answer soon.
    tcb.pingpong = false;
    sendAck(tcb);
  } else retransmit(tcb);
}

/** tcp_keepalive_timer. */
function keepAlive(tcb: Tcb): void {
  const { keepAlive: wanted, state } = tcb;
  if (wanted === undefined || state === 'CLOSED' || state === 'TIME_WAIT') return;
  const quiet = tcb.host.now() - tcb.heardAt;
  // What waits for an acknowledgment is probe enough.
  if (tcb.una !== tcb.max || tcb.unsent.length > 0) tcb.timers.set('keepAlive', wanted.idle);
  else if (quiet < wanted.idle) tcb.timers.set('keepAlive', wanted.idle - quiet);
  else if (tcb.probesOut >= wanted.probes) {
    sendReset(tcb);
    fail(tcb, 'ETIMEDOUT');
  } else {
    tcb.probesOut++;
    sendWindowProbe(tcb);
    tcb.timers.set('keepAlive', wanted.interval);
  }
}

/** How often a segment is sent again before the connection is given up. */
function patience(tcb: Tcb): number {
  if (tcb.state === 'SYN_SENT') return SYN_RETRIES;
  if (tcb.state === 'SYN_RECV') return SYNACK_RETRIES;
  return tcb.orphan ? ORPHAN_RETRIES : RETRIES2;
}

/** tcp_retransmit_timer, and tcp_probe_timer where the peer's window is closed. */
function retransmit(tcb: Tcb): void {
  if (tcb.retransmits >= patience(tcb)) {
    fail(tcb, tcb.softError ?? 'ETIMEDOUT');
    return;
  }
  tcb.retransmits++;
  tcb.roundTrip.backOff();
  tcb.timed = undefined;
  if (tcb.state === 'SYN_SENT' || tcb.state === 'SYN_RECV') {
    tcb.host.retransmitted();
    sendSyn(tcb, tcb.state === 'SYN_RECV');
    return;
  }
  const inFlight = distance(tcb.max, tcb.una);
  if (inFlight === 0) {
    if (tcb.unsent.length > 0) {
      sendWindowProbe(tcb);
      tcb.timers.set('retransmit', tcb.roundTrip.timeout);
    }
    return;
  }
  tcb.congestion.timedOut(Math.ceil(inFlight / tcb.sendMss));
  // What was sent may all be lost: begin again with the first of it.
  tcb.next = tcb.una;
  if (tcb.sendWindow === 0) sendWindowProbe(tcb);
  push(tcb);
  if (!tcb.timers.isSet('retransmit')) tcb.timers.set('retransmit', tcb.roundTrip.timeout);
}
