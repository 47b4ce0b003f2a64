// The transmission control block: all that one end of a connection remembers.
// Source: RFC 9293 3.3.1 for the names SND.* and RCV.*; struct tcp_sock for the rest.
// Not modelled: urgent pointers, PAWS, F-RTO, SACK's scoreboard (blocks are sent, and not used by the sender).
import type { Errno } from '../../base/errno.ts';
import type { SimTime } from '../../des/scheduler.ts';
import { TCP_HEADER, type TcpSegment } from '../../wire/tcp.ts';
import { type TcpOptions, TIMESTAMPS_LENGTH } from '../../wire/tcp-options.ts';
import type { KeepAlive, SocketAddress, TcpState } from '../socket.ts';
import { Congestion } from './congestion.ts';
import {
  MAX_WINDOW,
  RECEIVE_SPACE,
  TCP_MAX_WSCALE,
  TCP_MIN_SND_MSS,
  TCP_MSS_DEFAULT,
  WINDOW_SCALE,
} from './parameters.ts';
import { ReceiveBuffer } from './receive-buffer.ts';
import { RoundTrip } from './round-trip.ts';
import { SendBuffer } from './send-buffer.ts';
import { advance } from './sequence.ts';
import type { TcpTimers } from './timers.ts';

const HEADERS = 20 + TCP_HEADER;

/** What a connection needs of the kernel around it. */
export interface TcbHost {
  now(): SimTime;
  /** Sends a segment to the peer. */
  transmit(segment: TcpSegment): void;
  /** The largest packet that may go to the peer. */
  pathMtu(): number;
  /** The state has changed. */
  stateChanged(from: TcpState, to: TcpState): void;
  /** There is something to read, or an end or error to notice. */
  wakeReaders(): void;
  wakeWriters(): void;
  retransmitted(): void;
  /** Whether the listener has room for a connection whose handshake ends now. */
  mayEnter(): boolean;
}

export class Tcb {
  readonly host: TcbHost;
  readonly timers: TcpTimers;
  readonly local: SocketAddress;
  readonly peer: SocketAddress;
  state: TcpState = 'CLOSED';
  /** No program holds it any more. */
  orphan = false;
  error: Errno | undefined;
  /** What ICMP said on the way: the reason given when all patience ends. */
  softError: Errno | undefined;

  // Sending.
  readonly initialSequence: number;
  una: number;
  next: number;
  /** The highest number ever sent: `next` goes back to `una` when the timer runs out. */
  max: number;
  /** The end of the last segment that was not full (snd_sml). */
  smallSent: number;
  sendWindow = 0;
  windowUpdatedBy = 0;
  sendScale = 0;
  peerMss = TCP_MSS_DEFAULT;
  readonly unsent = new SendBuffer();
  /** FIN follows the last byte. */
  finWanted = false;
  retransmits = 0;
  readonly congestion = new Congestion();
  readonly roundTrip = new RoundTrip();
  timed: { readonly sequence: number; readonly at: SimTime } | undefined;

  // Receiving.
  readonly received = new ReceiveBuffer();
  /** Where the peer's FIN is, once it has come, be it before what precedes it. */
  finAt: number | undefined;
  /** The peer's FIN has come and everything before it. */
  finReceived = false;
  /** When the peer was last heard of (rcv_tstamp, lrcvtime). */
  heardAt: SimTime = 0;
  /** When a bare acknowledgment beside the window was last answered (last_oow_ack_time). */
  answeredOutside: SimTime | undefined;
  keepAlive: KeepAlive | undefined;
  /** Keep-alive probes that nobody has answered. */
  probesOut = 0;
  receiveScale = WINDOW_SCALE;
  /** What was last advertised, and RCV.NXT at that time. */
  advertised: number;
  advertisedAt = 0;
  windowLimit: number;

  // Acknowledging.
  ackPending = false;
  quickAcks = 0;
  /** A conversation of questions and answers: acknowledgments wait for the answer. */
  pingpong = false;
  /** When data last came; undefined before any has. */
  dataAt: SimTime | undefined;
  receiveMss = TCP_MSS_DEFAULT;

  // Timestamps, RFC 7323.
  timestamps = true;
  readonly timestampOffset: number;
  timestampRecent = 0;
  sackPermitted = true;

  constructor(
    host: TcbHost,
    timers: TcpTimers,
    local: SocketAddress,
    peer: SocketAddress,
    initialSequence: number,
    timestampOffset: number,
  ) {
    this.host = host;
    this.timers = timers;
    this.local = local;
    this.peer = peer;
    this.initialSequence = initialSequence;
    this.una = initialSequence;
    this.next = initialSequence;
    this.max = initialSequence;
    this.smallSent = initialSequence;
    this.timestampOffset = timestampOffset;
    this.advertised = 0;
    this.windowLimit = 0;
  }

  /** MSS to advertise: what the path takes without options. */
  get advertisedMss(): number {
    return Math.min(this.host.pathMtu(), MAX_WINDOW) - HEADERS;
  }

  /** Bytes of data that one segment may carry. */
  get sendMss(): number {
    const whole = Math.min(this.peerMss, this.host.pathMtu() - HEADERS);
    return Math.max(TCP_MIN_SND_MSS, whole - (this.timestamps ? TIMESTAMPS_LENGTH : 0));
  }

  get timestamp(): { readonly value: number; readonly echo: number } | undefined {
    if (!this.timestamps) return undefined;
    return { value: advance(Math.floor(this.host.now() / 1000), this.timestampOffset), echo: this.timestampRecent };
  }

  /** The sequence number of FIN, if there is to be one. */
  get finSequence(): number {
    return advance(this.una, this.unsent.length);
  }

  setState(state: TcpState): void {
    const from = this.state;
    if (from === state) return;
    this.state = state;
    this.host.stateChanged(from, state);
  }

  /** tcp_select_initial_window: whole segments of what fits into the buffer. */
  openWindow(mss: number): void {
    this.advertised = Math.min(MAX_WINDOW, Math.floor(RECEIVE_SPACE / mss) * mss);
  }

  /** tcp_init_buffer_space: keeps one segment in reserve. */
  limitWindow(): void {
    const mss = this.advertisedMss - (this.timestamps ? TIMESTAMPS_LENGTH : 0);
    const reserved = 2 * mss < RECEIVE_SPACE ? Math.max(2 * mss, RECEIVE_SPACE - mss) : RECEIVE_SPACE;
    this.windowLimit = Math.min(this.advertised, reserved);
  }

  /** What the peer's SYN says. */
  learnOptions(options: TcpOptions): void {
    this.peerMss = Math.max(TCP_MIN_SND_MSS, options.mss ?? TCP_MSS_DEFAULT);
    if (options.windowScale === undefined) {
      this.receiveScale = 0;
      this.sendScale = 0;
    } else this.sendScale = Math.min(options.windowScale, TCP_MAX_WSCALE);
    this.timestamps &&= options.timestamps !== undefined;
    this.sackPermitted &&= options.sackPermitted === true;
    if (options.timestamps) this.timestampRecent = options.timestamps.value;
  }
}
