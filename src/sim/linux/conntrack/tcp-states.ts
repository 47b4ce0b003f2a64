// How the connection tracker follows TCP: states, transitions, times.
// Source: net/netfilter/nf_conntrack_proto_tcp.c (tcp_conntracks, tcp_timeouts, nf_conntrack_tcp_packet); the shortest wait wins.
// Not modelled: window checking (every segment counts as in its window, as with nf_conntrack_tcp_be_liberal), simultaneous open's flags.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../wire/tcp.ts';

/** enum tcp_conntrack, as conntrack -L names it. */
export const tcpStateNames = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
] as const;

export const TCP_NONE = 0;
export const TCP_SYN_SENT = 1;
export const TCP_SYN_RECV = 2;
export const TCP_ESTABLISHED = 3;
export const TCP_TIME_WAIT = 7;
export const TCP_CLOSE = 8;
/** Not a state: the segment is invalid (sIV), or is to be let through without a change (sIG). */
export const TCP_INVALID = 10;
export const TCP_IGNORE = 11;

/** nf_conntrack_tcp_timeout_*, by state. */
export const tcpTimeouts: readonly SimTime[] = [0, 120, 60, 432_000, 120, 60, 30, 120, 10, 120].map((s) => s * SECOND);

const [NO, SS, SR, ES, FW, CW, LA, TW, CL, S2] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const IV = TCP_INVALID;
const IG = TCP_IGNORE;
const never = [IV, IV, IV, IV, IV, IV, IV, IV, IV, IV] as const;
const reset = [IV, CL, CL, CL, CL, CL, CL, CL, CL, CL] as const;
const finish = [IV, IV, FW, FW, LA, LA, LA, TW, CL, IV] as const;

/** By direction, then kind of segment (syn, synack, fin, ack, rst, none), then state: NO SS SR ES FW CW LA TW CL S2. */
const transitions: readonly (readonly (readonly number[])[])[] = [
  [
    [SS, SS, IG, IG, IG, IG, IG, SS, SS, S2],
    [IV, IV, SR, IV, IV, IV, IV, IV, IV, SR],
    finish,
    [ES, IV, ES, ES, CW, CW, TW, TW, CL, IV],
    reset,
    never,
  ],
  [
    [IV, S2, IV, IV, IV, IV, IV, SS, IV, S2],
    [IV, SR, IG, IG, IG, IG, IG, IG, IG, SR],
    finish,
    [IV, IG, SR, ES, CW, CW, TW, TW, CL, IG],
    reset,
    never,
  ],
];

/** get_conntrack_index. */
function segmentKind(flags: number): number {
  if (flags & TCP_RST) return 4;
  if (flags & TCP_SYN) return flags & TCP_ACK ? 1 : 0;
  if (flags & TCP_FIN) return 2;
  return flags & TCP_ACK ? 3 : 5;
}

/** The state after a segment with `flags`; `direction` 0 is the one of the first segment. */
export function nextTcpState(state: number, direction: number, flags: number): number {
  return transitions[direction]?.[segmentKind(flags)]?.[state] ?? NO;
}
