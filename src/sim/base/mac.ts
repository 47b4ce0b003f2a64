// MAC addresses as integers below 2^48.
// Source: IEEE 802; random ones as moby netutils/utils.go GenerateRandomMAC (locally administered, unicast).

/** A 48-bit MAC address as a non-negative integer. */
export type Mac = number;

export const BROADCAST_MAC: Mac = 0xffffffffffff;
export const ZERO_MAC: Mac = 0;

export function formatMac(mac: Mac): string {
  const hex = mac.toString(16).padStart(12, '0');
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6, 8)}:${hex.slice(8, 10)}:${hex.slice(10)}`;
}

/** `aa:bb:cc:dd:ee:ff` to its integer, undefined if it is not one. */
export function parseMac(text: string): Mac | undefined {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) return undefined;
  return Number.parseInt(text.replaceAll(':', ''), 16);
}

/** True for broadcast and multicast addresses (group bit of the first byte). */
export function isGroupMac(mac: Mac): boolean {
  return Math.floor(mac / 0x10000000000) % 2 === 1;
}

/** A random unicast, locally administered address from two 24-bit random numbers. */
export function randomMac(high24: number, low24: number): Mac {
  const first = (((high24 >>> 16) & 0xfc) | 0x02) * 0x10000000000;
  return first + (high24 & 0xffff) * 0x1000000 + (low24 & 0xffffff);
}

/** The EUI-64 interface identifier's link-local IPv6 address, RFC 4291 appendix A. */
export function linkLocalOf(mac: Mac): string {
  const b = formatMac(mac)
    .split(':')
    .map((x) => Number.parseInt(x, 16));
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = b;
  const groups = [((b0 ^ 2) << 8) | b1, (b2 << 8) | 0xff, 0xfe00 | b3, (b4 << 8) | b5];
  // RFC 5952 4.2: the longest run of zero groups is left out, and a first group of zero belongs to it
  return `fe80::${(groups[0] === 0 ? groups.slice(1) : groups).map((g) => g.toString(16)).join(':')}`;
}
