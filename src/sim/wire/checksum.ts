// The Internet checksum: ones' complement of the ones' complement sum of 16-bit words.
// Source: RFC 1071. The sum is kept unfolded until the end, as it stays far below 2^53.
// Not modelled: incremental update (RFC 1624); bytes are made anew when somebody asks for them.
import { getU16 } from './bytes.ts';

/** The sum of the 16-bit words of `bytes[start..end)`, not folded; an odd last byte counts as the high one. */
export function wordSum(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0;
  let at = start;
  for (; at + 1 < end; at += 2) sum += getU16(bytes, at);
  if (at < end) sum += (bytes[at] ?? 0) << 8;
  return sum;
}

/** Folds a sum of words to 16 bits and complements it. */
export function foldChecksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/** The checksum of `bytes[start..end)`. Over data that holds a right checksum it is 0. */
export function internetChecksum(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return foldChecksum(wordSum(bytes, start, end));
}
