// Numbers with suffixes as coreutils read them, and lengths in bytes.
// Source: xstrtol(3) of gnulib; numfmt(1)'s powers.
// Not modelled: suffixes beyond T; multi-byte locales other than UTF-8.
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

/** A text's bytes in UTF-8. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return bytes;
}

/** The text that bytes of UTF-8 spell; a byte that fits nowhere becomes the character of that number. */
export function textOfBytes(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const first = bytes[i] as number;
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    const tail = bytes.slice(i + 1, i + 1 + more);
    if (more === 0 || tail.length < more || tail.some((b) => b >> 6 !== 2)) {
      text += String.fromCharCode(first);
      continue;
    }
    let code = first & (0x3f >> more);
    for (const b of tail) code = (code << 6) | (b & 63);
    text += String.fromCodePoint(code);
    i += more;
  }
  return text;
}

/** The first `count` bytes of a text, cut between characters. */
export function firstBytes(text: string, count: number): string {
  if (utf8Length(text) <= count) return text;
  let used = 0;
  let out = '';
  for (const char of text) {
    used += utf8Length(char);
    if (used > count) break;
    out += char;
  }
  return out;
}
