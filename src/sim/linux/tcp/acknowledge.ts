// What an acknowledgment does: it frees what was sent, opens the windows, tells of losses.
// Source: RFC 9293 3.10.7.4 (fifth, check the ACK field); net/ipv4/tcp_input.c (tcp_ack, tcp_ack_update_window).
// Not modelled: use of SACK blocks; losses are found as by NewReno.
import { TCP_FIN, type TcpSegment } from '../../wire/tcp.ts';
import { retransmitFirst, sendAck } from './output.ts';
import { distance, isAfter, isBefore } from './sequence.ts';
import type { Tcb } from './tcb.ts';

/** Takes the acknowledgment of a segment; false when the segment is to be dropped for it. */
export function acknowledge(tcb: Tcb, segment: TcpSegment): boolean {
  const ack = segment.acknowledgment;
  if (isAfter(ack, tcb.max)) {
    sendAck(tcb);
    return false;
  }
  if (isBefore(ack, tcb.una)) return true;
  const newWindow = segment.window << tcb.sendScale;
  const sameWindow = newWindow === tcb.sendWindow;
  const fresh = isAfter(ack, tcb.una);
  const newer = isAfter(segment.sequence, tcb.windowUpdatedBy);
  if (fresh || newer || (segment.sequence === tcb.windowUpdatedBy && newWindow > tcb.sendWindow)) {
    tcb.sendWindow = newWindow;
    tcb.windowUpdatedBy = segment.sequence;
  }
  if (fresh) advanceTo(tcb, ack);
  else if (tcb.una === tcb.max) {
    // An answer to a probe. A closed window is probed for as long as the peer answers (icsk_probes_out).
    tcb.retransmits = 0;
    if (tcb.sendWindow > 0) {
      tcb.timers.stop('retransmit');
      tcb.roundTrip.answered();
    }
  }
  if (!fresh && segment.payload.length === 0 && !segment.has(TCP_FIN) && sameWindow) duplicate(tcb);
  return true;
}

function advanceTo(tcb: Tcb, ack: number): void {
  const bytes = distance(ack, tcb.una);
  tcb.unsent.drop(Math.min(bytes, tcb.unsent.length));
  tcb.una = ack;
  if (isBefore(tcb.next, ack)) tcb.next = ack;
  if (tcb.timed !== undefined && !isBefore(ack, tcb.timed.sequence)) {
    tcb.roundTrip.sample(tcb.host.now() - tcb.timed.at);
    tcb.timed = undefined;
  }
  tcb.retransmits = 0;
  tcb.roundTrip.answered();
  if (tcb.una !== tcb.max) tcb.timers.set('retransmit', tcb.roundTrip.timeout);
  else tcb.timers.stop('retransmit');
  const segments = Math.max(1, Math.round(bytes / tcb.sendMss));
  if (tcb.congestion.acknowledged(segments, ack)) retransmitFirst(tcb);
  tcb.host.wakeWriters();
}

function duplicate(tcb: Tcb): void {
  if (tcb.una === tcb.max) return;
  const inFlight = Math.ceil(distance(tcb.max, tcb.una) / tcb.sendMss);
  if (tcb.congestion.duplicate(inFlight, tcb.max)) retransmitFirst(tcb);
}
