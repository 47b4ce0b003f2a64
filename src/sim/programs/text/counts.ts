// Numbers with suffixes as coreutils read them, and lengths in bytes.
// Source: xstrtol(3) of gnulib; numfmt(1)'s powers.
// Not modelled: suffixes beyond T; multi-byte locales other than UTF-8.
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts';
import { utf8Length } from '../../host/utf8.ts';

const powers: Readonly<Record<string, number>> = {
  '': 1,
  b: 512,
  k: 1024,
  K: 1024,
  KiB: 1024,
  kB: 1000,
  KB: 1000,
  M: 1024 ** 2,
  m: 1024 ** 2,
  MiB: 1024 ** 2,
  MB: 1000 ** 2,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
  GB: 1000 ** 3,
  T: 1024 ** 4,
};

/** `10`, `2k`, `1MB` as a number; undefined when it is none. A sign is the caller's. */
export function parseCount(text: string): number | undefined {
  const m = /^(\d+)([A-Za-z]*)$/.exec(text);
  const power = m ? powers[m[2] ?? ''] : undefined;
  return m && power !== undefined ? Number(m[1]) * power : undefined;
}

/** A text cut after `count` bytes; a symbol that is cut through becomes stray bytes on both sides. */
export function cutBytes(text: string, count: number): [head: string, tail: string] {
  let used = 0;
  let at = 0;
  for (const symbol of text) {
    const length = utf8Length(symbol);
    if (used + length > count) break;
    used += length;
    at += symbol.length;
  }
  if (used === count || at === text.length) return [text.slice(0, at), text.slice(at)];
  const [symbol = ''] = text.slice(at);
  const bytes = encodeUtf8(symbol);
  return [
    text.slice(0, at) + decodeUtf8(bytes.subarray(0, count - used)),
    decodeUtf8(bytes.subarray(count - used)) + text.slice(at + symbol.length),
  ];
}

/** The first `count` bytes of a text. */
export const firstBytes = (text: string, count: number): string => cutBytes(text, Math.max(0, count))[0];
