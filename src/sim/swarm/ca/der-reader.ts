// Reading DER, as far as certificates and keys need it.
// Source: ITU-T X.690. Not modelled: tags above 30, indefinite lengths (DER has none).
import { epochMs } from '../../base/time.ts';
import { decodeUtf8 } from '../../base/utf8.ts';

/** One value: its tag, its contents, and all its bytes. */
export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** The value at the beginning of `bytes`. Throws RangeError where there is none. */
export function readDer(bytes: Uint8Array): DerValue {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw new RangeError('a value that is cut short');
  let length = first;
  let at = 2;
  if (first > 0x80 && first <= 0x84) {
    length = 0;
    for (const digit of bytes.subarray(2, 2 + first - 0x80)) length = length * 0x100 + digit;
    at += first - 0x80;
  } else if (first >= 0x80) {
    throw new RangeError('a length that DER does not have');
  }
  if (bytes.length < at + length) throw new RangeError('a value that is cut short');
  return { tag, content: bytes.subarray(at, at + length), whole: bytes.subarray(0, at + length) };
}

/** The values within a constructed one. */
export function partsOf({ content }: DerValue): readonly DerValue[] {
  const parts: DerValue[] = [];
  for (let rest = content; rest.length > 0; ) {
    const part = readDer(rest);
    parts.push(part);
    rest = rest.subarray(part.whole.length);
  }
  return parts;
}

/** The part number `index`. Throws RangeError where there is none. */
export function partOf(value: DerValue, index: number): DerValue {
  const part = partsOf(value)[index];
  if (part === undefined) throw new RangeError('a part that is missing');
  return part;
}

/** BIT STRING without unused bits. */
export const bitsOf = ({ content }: DerValue): Uint8Array => content.subarray(1);

export const textOf = ({ content }: DerValue): string => decodeUtf8(content);

/** UTCTime or GeneralizedTime in milliseconds since 1970. */
export function timeOf(value: DerValue): number {
  const text = textOf(value);
  const digits = value.tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? 20 : 19}${text}` : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  if (match === null) throw new RangeError('a time in another form');
  const [, year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.map(Number);
  return epochMs(year, month, day, hour, minute, second);
}
