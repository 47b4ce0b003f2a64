// What net.netfilter.nf_conntrack_* set in one namespace: how long connections are kept, how many, and what begins one.
// Source: net/netfilter/nf_conntrack_standalone.c (nf_ct_sysctl_table); Documentation/networking/nf_conntrack-sysctl.rst.
// Not modelled: the settings of DCCP, SCTP and GRE, nf_conntrack_acct, _timestamp, _log_invalid, tcp_max_retrans, window checking's.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { tcpTimeouts } from './tcp-states.ts';

const PREFIX = 'netfilter/nf_conntrack_';

/** The names of TCP's states here, in the order of enum tcp_conntrack; those without one cannot be set. */
const tcpNames = [
  undefined,
  'syn_sent',
  'syn_recv',
  'established',
  'fin_wait',
  'close_wait',
  'last_ack',
  'time_wait',
  'close',
];

/** Every setting and its default: seconds where it is a time. */
export const conntrackDefaults: ReadonlyMap<string, string> = new Map([
  [`${PREFIX}generic_timeout`, '600'],
  [`${PREFIX}icmp_timeout`, '30'],
  // Of a host with more than 4 GB of memory.
  [`${PREFIX}max`, '262144'],
  [`${PREFIX}tcp_loose`, '1'],
  [`${PREFIX}tcp_timeout_unacknowledged`, '300'],
  ...tcpNames.flatMap((name, state): [string, string][] =>
    name === undefined ? [] : [[`${PREFIX}tcp_timeout_${name}`, `${(tcpTimeouts[state] ?? 0) / SECOND}`]],
  ),
  [`${PREFIX}udp_timeout`, '30'],
  [`${PREFIX}udp_timeout_stream`, '120'],
]);

export class ConntrackSettings {
  generic: SimTime = 600 * SECOND;
  icmp: SimTime = 30 * SECOND;
  max = 262_144;
  /** A connection may be picked up in its midst. */
  loose = true;
  /** While something is not acknowledged (TCP_CONNTRACK_UNACK). */
  unacknowledged: SimTime = 300 * SECOND;
  /** By state. */
  readonly tcp: SimTime[] = [...tcpTimeouts];
  udp: SimTime = 30 * SECOND;
  udpStream: SimTime = 120 * SECOND;

  /** A sysctl was written. */
  set(path: string, value: string): void {
    const name = path.slice(PREFIX.length);
    const number = Number(value);
    const time = number * SECOND;
    const state = tcpNames.indexOf(name.replace(/^tcp_timeout_/, ''));
    if (name === 'generic_timeout') this.generic = time;
    else if (name === 'icmp_timeout') this.icmp = time;
    else if (name === 'max') this.max = number;
    else if (name === 'tcp_loose') this.loose = number !== 0;
    else if (name === 'tcp_timeout_unacknowledged') this.unacknowledged = time;
    else if (name === 'udp_timeout') this.udp = time;
    else if (name === 'udp_timeout_stream') this.udpStream = time;
    else if (state > 0) this.tcp[state] = time;
  }
}
