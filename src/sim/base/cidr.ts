// IP addresses and prefixes of both families as people type them: validation, overlap, host bits, RFC 5952 text.
// Source: RFC 4632 (CIDR), RFC 4291, RFC 5952; accepted texts as Go's net/netip (strict quads, no zone, no mask notation).
// Not for the packet path: values are BigInt. See ip4.ts for packets.
import { IPv4, IPv6 } from 'ip-num';

export type Family = 4 | 6;

/** An address of either family. */
export interface IpAddress {
  readonly family: Family;
  readonly value: bigint;
}

/** An address with a prefix length; host bits may be set (see `masked`). */
export interface Cidr extends IpAddress {
  readonly prefixLength: number;
}

/** How many bits an address of a family has. */
export function bitsOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** The address that a text spells, undefined if it spells none. */
export function parseAddress(text: string): IpAddress | undefined {
  try {
    if (text.includes(':')) {
      // ip-num reads an embedded dotted quad and upper case; what it does not know is a zone, which no caller here may give.
      if (!/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
      return { family: 6, value: IPv6.fromString(text).getValue() };
    }
    if (!/^(\d{1,3})(\.\d{1,3}){3}$/.test(text)) return undefined;
    return { family: 4, value: IPv4.fromString(text).getValue() };
  } catch {
    return undefined;
  }
}

/** `10.0.0.0/24` or `fd00::/64`, host bits allowed; undefined if the text is none. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefixLength = Number(length);
  return prefixLength > bitsOf(address.family) ? undefined : { ...address, prefixLength };
}

/** A prefix that the source code itself spells: throws on a typo. */
export function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new TypeError(`not a CIDR block: ${text}`);
  return parsed;
}

export function formatAddress(address: IpAddress): string {
  return address.family === 4 ? formatV4(address.value) : formatV6(address.value);
}

export function formatCidr(block: Cidr): string {
  return `${formatAddress(block)}/${block.prefixLength}`;
}

function hostMask(block: Cidr): bigint {
  return (1n << BigInt(bitsOf(block.family) - block.prefixLength)) - 1n;
}

/** How many addresses a block has, network and broadcast included. */
export function sizeOf(block: Cidr): bigint {
  return hostMask(block) + 1n;
}

/** The block without host bits. */
export function masked(block: Cidr): Cidr {
  const value = block.value & ~hostMask(block);
  return value === block.value ? block : { ...block, value };
}

/** The lowest address of a block. */
export function firstOf(block: Cidr): bigint {
  return block.value & ~hostMask(block);
}

/** The highest address of a block: IPv4's broadcast. */
export function lastOf(block: Cidr): bigint {
  return block.value | hostMask(block);
}

/** True when the address lies in the block. Never across families. */
export function contains(block: Cidr, address: IpAddress): boolean {
  return block.family === address.family && (address.value & ~hostMask(block)) === firstOf(block);
}

/** True when two blocks share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.prefixLength <= b.prefixLength ? contains(a, b) : contains(b, a);
}

export function sameCidr(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.value === b.value && a.prefixLength === b.prefixLength;
}

function formatV4(value: bigint): string {
  const n = Number(value);
  return `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups (the first of equals) as `::`. */
function formatV6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
    i = Math.max(i, end);
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return start < 0 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}
