// IPv4 addresses as unsigned 32-bit integers, for the packet path.
// Source: RFC 791; text form: inet_aton(3) restricted to strict dotted quads.
// Where people type addresses, use cidr.ts (ip-num) for validation and arithmetic.

/** An IPv4 address: an unsigned 32-bit integer in host order, 10.0.0.1 is 0x0a000001. */
export type Ip4 = number;

export const ANY: Ip4 = 0;
export const LIMITED_BROADCAST: Ip4 = 0xffffffff;
export const LOOPBACK: Ip4 = 0x7f000001;

/** `10.0.0.1` to its integer, undefined if the text is not a strict dotted quad. */
export function parseIp4(text: string): Ip4 | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part)) return undefined;
    const octet = Number(part);
    if (octet > 255) return undefined;
    value = value * 256 + octet;
  }
  return value;
}

/** An address that the source code itself spells: throws on a typo. */
export function ip4(text: string): Ip4 {
  const value = parseIp4(text);
  if (value === undefined) throw new TypeError(`not an IPv4 address: ${text}`);
  return value;
}

export function formatIp4(ip: Ip4): string {
  return `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`;
}

/** The netmask of a prefix length (0 to 32). */
export function maskOf(prefixLength: number): Ip4 {
  return prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0;
}

export function networkOf(ip: Ip4, prefixLength: number): Ip4 {
  return (ip & maskOf(prefixLength)) >>> 0;
}

export function broadcastOf(ip: Ip4, prefixLength: number): Ip4 {
  return (ip | ~maskOf(prefixLength)) >>> 0;
}

export function inPrefix(ip: Ip4, network: Ip4, prefixLength: number): boolean {
  return networkOf(ip, prefixLength) === network;
}

export function isLoopback(ip: Ip4): boolean {
  return ip >>> 24 === 127;
}

export function isMulticast(ip: Ip4): boolean {
  return ip >>> 28 === 14;
}
