// DER: the encoding of certificates, as far as certificates need it.
// Source: ITU-T X.690. Not modelled: reading; lengths beyond 65,535.

import { civilTime } from '../../base/time.ts';
import { encodeUtf8 } from '../../base/utf8.ts';

/** A value with its tag and its length before it. */
function tagged(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  const head =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >>> 8, length & 0xff];
  const out = new Uint8Array(head.length + length);
  out.set(head);
  let at = head.length;
  for (const part of contents) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const sequence = (...items: readonly Uint8Array[]): Uint8Array => tagged(0x30, ...items);
export const set = (...items: readonly Uint8Array[]): Uint8Array => tagged(0x31, ...items);
export const octets = (bytes: Uint8Array): Uint8Array => tagged(0x04, bytes);
export const printable = (text: string): Uint8Array => tagged(0x13, encodeUtf8(text));
export const truth = (): Uint8Array => tagged(0x01, Uint8Array.of(0xff));
/** Context-specific and constructed: `[n] EXPLICIT`. */
export const explicit = (n: number, item: Uint8Array): Uint8Array => tagged(0xa0 + n, item);
/** Context-specific and primitive: `[n] IMPLICIT OCTET STRING` and its like. */
export const implicit = (n: number, bytes: Uint8Array): Uint8Array => tagged(0x80 + n, bytes);

/** A number that is not negative, most significant byte first. */
export function integer(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const digits = bytes.subarray(from);
  return (digits[0] as number) >= 0x80 ? tagged(0x02, Uint8Array.of(0), digits) : tagged(0x02, digits);
}

/** BIT STRING, `unused` bits at its end being none of its own. */
export const bits = (bytes: Uint8Array, unused = 0): Uint8Array => tagged(0x03, Uint8Array.of(unused), bytes);

/** OBJECT IDENTIFIER from its dotted form. */
export function objectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const digits = [arc & 0x7f];
    for (let value = arc >>> 7; value > 0; value >>>= 7) digits.unshift((value & 0x7f) | 0x80);
    bytes.push(...digits);
  }
  return tagged(0x06, Uint8Array.from(bytes));
}

/** UTCTime, for the years 1950 to 2049. */
export function utcTime(ms: number): Uint8Array {
  const t = civilTime(ms);
  const two = (value: number): string => String(value % 100).padStart(2, '0');
  const text = [t.year, t.month, t.day, t.hour, t.minute, t.second].map(two).join('');
  return tagged(0x17, encodeUtf8(`${text}Z`));
}
