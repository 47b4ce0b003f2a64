// IPv4 addresses and prefixes as iproute2 and its kin read them: `10.1/16`, `10.0.0.0/255.0.0.0`, `default`.
// Source: iproute2 lib/utils.c get_addr_ipv4, get_prefix_1, get_netmask. Not modelled: host names, IPv6 (told apart, not read).
import { formatIp4, type Ip4, maskOf } from '../../base/ip4.ts';

/** A prefix as typed: `given` tells whether a length was written. */
export interface Prefix {
  readonly ip: Ip4;
  readonly length: number;
  readonly given: boolean;
}

/** An address with one to four octets, each in C's bases; missing ones are 0. */
export function readAddress(word: string): Ip4 | undefined {
  const parts = word.split('.');
  if (parts.length > 4) return undefined;
  let value = 0;
  for (let at = 0; at < 4; at++) {
    const part = parts[at];
    if (part !== undefined && !/^\d{1,3}$/.test(part)) return undefined;
    const octet = Number(part ?? 0);
    if (octet > 255) return undefined;
    value = value * 256 + octet;
  }
  return value;
}

/** A prefix; `default`, `any` and `all` are 0/0; a bare address is a /32. */
export function readPrefix(word: string): Prefix | undefined {
  if (word === 'default' || word === 'any' || word === 'all') return { ip: 0, length: 0, given: true };
  const slash = word.indexOf('/');
  if (slash < 0) {
    const ip = readAddress(word);
    return ip === undefined ? undefined : { ip, length: 32, given: false };
  }
  const ip = readAddress(word.slice(0, slash));
  const length = readLength(word.slice(slash + 1));
  return ip === undefined || length === undefined ? undefined : { ip, length, given: true };
}

function readLength(text: string): number | undefined {
  if (/^\d{1,2}$/.test(text)) return Number(text) <= 32 ? Number(text) : undefined;
  return lengthOfMask(readAddress(text));
}

/** The prefix length of a netmask, undefined if its bits have holes. */
export function lengthOfMask(mask: Ip4 | undefined): number | undefined {
  for (let length = 0; length <= 32; length++) if (maskOf(length) === mask) return length;
  return undefined;
}

/** True for text that only IPv6 would take. */
export const looksLikeIp6 = (word: string): boolean => word.includes(':');

/** `10.0.0.0/8`, or the bare address of a /32; 0/0 is `default`. */
export function formatDestination(ip: Ip4, length: number): string {
  if (length === 0 && ip === 0) return 'default';
  return length === 32 ? formatIp4(ip) : `${formatIp4(ip)}/${length}`;
}
