// Names in the order people expect: n2 before n10.
// Source: github.com/fvbommel/sortorder NaturalLess.
// Not modelled: digits other than ASCII's.

/** Compares texts chunk by chunk; digits compare as numbers, fewer leading zeros first. */
export function naturalOrder(a: string, b: string): number {
  const chunks = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [chunks(a), chunks(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = compareChunks(left[i] ?? '', right[i] ?? '');
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareChunks(a: string, b: string): number {
  if (a === b) return 0;
  if (!/^\d/.test(a) || !/^\d/.test(b)) return a < b ? -1 : 1;
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (x.length !== y.length) return x.length - y.length;
  if (x !== y) return x < y ? -1 : 1;
  return a.length - b.length;
}
