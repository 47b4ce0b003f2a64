// Names of the protocols that IPv4 carries, as /etc/protocols spells them.
// Source: /etc/protocols of Debian 12's netbase; tcpdump 4.99.3 netdb_protoname.
// Not modelled: protocols that nobody here sends, which go by their numbers.
import { IPPROTO_ESP } from '../../../wire/esp.ts';
import { IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP } from '../../../wire/ipv4.ts';

const names: Readonly<Record<number, string>> = {
  [IPPROTO_ICMP]: 'icmp',
  [IPPROTO_TCP]: 'tcp',
  [IPPROTO_UDP]: 'udp',
  [IPPROTO_ESP]: 'esp',
};

/** `udp`, or `ip-proto-99`. */
export const protocolName = (protocol: number): string => names[protocol] ?? `ip-proto-${protocol}`;

/** `UDP`, or `unknown`. */
export const protocolTitle = (protocol: number): string => names[protocol]?.toUpperCase() ?? 'unknown';
