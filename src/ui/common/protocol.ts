// How a protocol is told apart wherever packets are shown: by a colour and by a letter, never by colour alone.
import type { Protocol } from '../../sim/trace/record.ts';

/** A protocol's letter. */
export const protocolLetter: Readonly<Record<Protocol, string>> = {
  ARP: 'A',
  ICMP: 'I',
  UDP: 'U',
  TCP: 'T',
  DNS: 'D',
  IPv4: '4',
  OTHER: '?',
};

/** The token that colours a protocol. */
export function protocolToken(protocol: Protocol): string {
  return `--proto-${protocol.toLowerCase()}`;
}
