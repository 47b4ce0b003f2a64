// How IPVS follows TCP connections of which it may see one side only.
// Source: net/netfilter/ipvs/ip_vs_proto_tcp.c (tcp_states, tcp_timeouts).
// Not modelled: the stricter table of secure_tcp.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../wire/tcp.ts';

export const NONE = 0;
export const ESTABLISHED = 1;
export const TIME_WAIT = 5;
export const CLOSE = 6;

export const tcpStateNames = [
  'NONE',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'SYNACK',
] as const;

const minutes = (n: number): SimTime => n * 60 * SECOND;

/** By state; ESTABLISHED and FIN_WAIT can be set (ipvsadm --set). */
export const tcpTimeouts: readonly SimTime[] = [
  2 * SECOND,
  minutes(15),
  minutes(2),
  minutes(1),
  minutes(2),
  minutes(2),
  10 * SECOND,
  60 * SECOND,
  30 * SECOND,
  minutes(2),
  120 * SECOND,
];

/** Next states by old state, one digit each: rows for SYN, FIN, ACK and RST. */
const tables = {
  in: ['31133333333', '67255567895', '11214567691', '66636666893'],
  out: ['21232222293', '54254565895', '11214567811', '66266566666'],
  /** Answers go past us: direct routing. */
  inOnly: ['31133333333', '64254567895', '11214567691', '66636666896'],
} as const;

/** set_tcp_state. */
export function nextState(direction: keyof typeof tables, state: number, flags: number): number {
  const row = (flags & TCP_RST) !== 0 ? 3 : (flags & TCP_SYN) !== 0 ? 0 : (flags & TCP_FIN) !== 0 ? 1 : 2;
  if (row === 2 && (flags & TCP_ACK) === 0) return CLOSE;
  return Number(tables[direction][row]?.[state] ?? CLOSE);
}
