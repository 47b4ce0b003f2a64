// What ping says of an ICMP error that came back.
// Source: iputils 20221126 ping/ping.c pr_icmph. Not modelled: redirects, the quoted header that -v shows.
import {
  ICMP_DEST_UNREACH,
  ICMP_EXC_FRAGTIME,
  ICMP_EXC_TTL,
  ICMP_FRAG_NEEDED,
  ICMP_TIME_EXCEEDED,
} from '../../../wire/icmp.ts';

/** By code of "destination unreachable", RFC 792 and RFC 1812. */
const unreachable: Readonly<Record<number, string>> = {
  0: 'Destination Net Unreachable',
  1: 'Destination Host Unreachable',
  2: 'Destination Protocol Unreachable',
  3: 'Destination Port Unreachable',
  5: 'Source Route Failed',
  6: 'Destination Net Unknown',
  7: 'Destination Host Unknown',
  8: 'Source Host Isolated',
  9: 'Destination Net Prohibited',
  10: 'Destination Host Prohibited',
  11: 'Destination Net Unreachable for Type of Service',
  12: 'Destination Host Unreachable for Type of Service',
  13: 'Packet filtered',
  14: 'Precedence Violation',
  15: 'Precedence Cutoff',
};

/** The words for a type and code; `mtu` is the next hop's, where fragmentation was needed. */
export function icmpErrorText(type: number, code: number, mtu: number): string {
  if (type === ICMP_DEST_UNREACH) {
    if (code === ICMP_FRAG_NEEDED) return `Frag needed and DF set (mtu = ${mtu})`;
    return unreachable[code] ?? `Dest Unreachable, Bad Code: ${code}`;
  }
  if (type === ICMP_TIME_EXCEEDED) {
    if (code === ICMP_EXC_TTL) return 'Time to live exceeded';
    return code === ICMP_EXC_FRAGTIME ? 'Frag reassembly time exceeded' : `Time exceeded, Bad Code: ${code}`;
  }
  return `Bad ICMP type: ${type}`;
}
