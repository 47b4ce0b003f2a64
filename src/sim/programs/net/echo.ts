// Echo requests and replies of the ping programs: bytes out, numbers in.
// Source: RFC 792; wire/icmp.ts. Not modelled: record route and timestamp options.
import { ICMP_ECHO, ICMP_ECHOREPLY, ICMP_HEADER, IcmpMessage, icmpBytes, parseIcmp } from '../../wire/icmp.ts';

/** The bytes of an echo request. A raw socket's kernel writes no identifier, so the caller gives one. */
export function echoRequest(identifier: number, sequence: number, data: Uint8Array): Uint8Array {
  return icmpBytes(new IcmpMessage(ICMP_ECHO, 0, identifier * 0x10000 + (sequence & 0xffff), data));
}

/** An echo reply; undefined for any other message. */
export function parseEchoReply(
  payload: Uint8Array,
): { identifier: number; sequence: number; length: number } | undefined {
  const message = parseIcmp(payload);
  if (message?.type !== ICMP_ECHOREPLY) return undefined;
  return { identifier: message.identifier, sequence: message.sequence, length: message.length };
}

/** The sequence number of the echo request that an error quotes, undefined when it quotes something else. */
export function quotedSequence(payload: Uint8Array): number | undefined {
  if (payload.length < ICMP_HEADER || payload[0] !== ICMP_ECHO) return undefined;
  return (payload[6] ?? 0) * 256 + (payload[7] ?? 0);
}
