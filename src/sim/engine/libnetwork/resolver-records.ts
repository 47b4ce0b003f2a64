// What the embedded DNS server puts into its answers: records of addresses, and answers cut to what a UDP reply may hold.
// Source: moby libnetwork/resolver.go (createRespMsg, serveDNS, handleIPv4Query, handlePTRQuery); RFC 1035, RFC 6891.
// Not modelled: SRV records, which only services have.
import { formatAddress, type IpAddress } from '../../base/cidr.ts';
import { type DnsMessage, emitDns } from '../../wire/dns.ts';
import { type DnsRecord, TYPE_A } from '../../wire/dns-record.ts';

/** resolver.go respTTL, seconds */
export const ANSWER_TTL = 600;
/** RFC 1035 2.3.4: what a UDP message may hold where the query says nothing else. */
const MIN_UDP_SIZE = 512;
const MAX_TCP_SIZE = 0xffff;

/** The bytes of an answer to `query`. One that fits is not compressed; of others records are left off, and the reply says so. */
export function emitAnswer(
  query: DnsMessage,
  recursionAvailable: boolean,
  rcode: number,
  answers: readonly DnsRecord[],
  overTcp: boolean,
): Uint8Array | undefined {
  const limit = overTcp ? MAX_TCP_SIZE : Math.max(query.edns?.udpSize ?? 0, MIN_UDP_SIZE);
  // miekg/dns SetReply copies neither AD nor the OPT record of a query.
  const flags = { response: true, authoritative: false, authenticData: false, edns: undefined };
  const plain = emitDns({ ...query, ...flags, truncated: false, recursionAvailable, rcode, answers }, false);
  if (plain === undefined || plain.length <= limit) return plain;
  for (let kept = answers.length; kept > 0; kept--) {
    const truncated = kept < answers.length;
    const rest = answers.slice(0, kept);
    const bytes = emitDns({ ...query, ...flags, truncated, recursionAvailable, rcode, answers: rest });
    if (bytes !== undefined && bytes.length <= limit) return bytes;
  }
  return emitDns({ ...query, ...flags, truncated: true, recursionAvailable, rcode, answers: [] });
}

export function addressRecord(name: string, type: number, address: IpAddress): DnsRecord {
  const data =
    type === TYPE_A
      ? { kind: 'a' as const, address: Number(address.value) }
      : { kind: 'bytes' as const, bytes: bytesOf(address.value) };
  return { name, type, ttl: ANSWER_TTL, data };
}

function bytesOf(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(120 - 8 * i)) & 0xffn));
}

/** The address that a name below in-addr.arpa or ip6.arpa stands for. */
export function addressOfReverse(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower.endsWith('.in-addr.arpa')) {
    return lower.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
  }
  if (!lower.endsWith('.ip6.arpa')) return undefined;
  const digits = lower.slice(0, -'.ip6.arpa'.length).split('.').reverse().join('');
  return /^[0-9a-f]{32}$/.test(digits) ? formatAddress({ family: 6, value: BigInt(`0x${digits}`) }) : undefined;
}
