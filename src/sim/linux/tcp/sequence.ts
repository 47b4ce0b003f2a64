// Sequence numbers: 32 bits that wrap around.
// Source: RFC 9293 3.4; include/net/tcp.h (before, after).
// Not modelled: nothing.

/** `a` plus `by`, around the end of the number space. */
export function advance(a: number, by: number): number {
  return (a + by) >>> 0;
}

/** How far `a` is ahead of `b`; negative when it is behind. */
export function distance(a: number, b: number): number {
  return (a - b) | 0;
}

export function isBefore(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

export function isAfter(a: number, b: number): boolean {
  return ((b - a) | 0) < 0;
}
