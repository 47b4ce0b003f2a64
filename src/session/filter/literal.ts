// What is written for a value, read as a field's type demands.
import { maskOf, parseIp4 } from '../../sim/base/ip4.ts';
import { parseMac } from '../../sim/base/mac.ts';
import { encodeUtf8 } from '../../sim/base/utf8.ts';
import type { Field, Value } from './field.ts';
import type { WordNode } from './parse.ts';
import { type FieldType, FilterError } from './problem.ts';

/** A value, and for an address of a network the bits that count. */
export interface Literal {
  readonly value: Value;
  readonly mask: number | undefined;
}

const NUMBER = /^(?:0x[0-9a-f]+|0b[01]+|\d+)$/i;
const TIME = /^-?\d+(?:\.\d+)?$/;
const BYTES = /^[0-9a-f]{2}(?:[:.-]?[0-9a-f]{2})*$/i;
const truths: Readonly<Record<string, number>> = { true: 1, false: 0, set: 1, 'not set': 0, '1': 1, '0': 0 };
/** The largest number that any field has: 64 bits are none of ours. */
const LARGEST = 2 ** 32 - 1;

export function numberIn(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const isOctal = /^0[0-7]+$/.test(text);
  const value = isOctal ? Number.parseInt(text, 8) : Number(text);
  return value <= LARGEST ? value : undefined;
}

/** Bytes of a text, one for each character up to 255. */
export function bytesOf(text: string): Uint8Array {
  return encodeUtf8(text);
}

/** `47:45:54`, `474554` */
export function bytesIn(text: string): Uint8Array | undefined {
  if (!BYTES.test(text)) return undefined;
  const digits = text.replace(/[:.-]/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

function macIn(text: string): number | undefined {
  const digits = text.replace(/[:.-]/g, '');
  return digits.length === 12 ? parseMac((digits.match(/../g) ?? []).join(':').toLowerCase()) : undefined;
}

function ipIn(text: string): Literal | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const value = parseIp4(address);
  const length = bits === undefined ? 32 : /^\d{1,2}$/.test(bits) ? Number(bits) : 33;
  if (value === undefined || rest.length > 0 || length > 32) return undefined;
  return { value, mask: length === 32 ? undefined : maskOf(length) };
}

const readers: Readonly<Record<FieldType, (text: string, quoted: boolean) => Value | undefined>> = {
  number: numberIn,
  flag: (text) => truths[text.toLowerCase()],
  time: (text) => (TIME.test(text) ? Number(text) : undefined),
  ipv4: () => undefined,
  mac: macIn,
  bytes: (text, quoted) => (quoted ? bytesOf(text) : bytesIn(text)),
  protocol: (text, quoted) => (quoted ? bytesOf(text) : bytesIn(text)),
  text: (text) => text,
  mark: () => undefined,
};

/** Reads a value that is compared with `field`, whose values (or parts of them) are of `type`. */
export function literal(node: WordNode, field: Field, type: FieldType): Literal {
  const { text, kind } = node;
  const inWords = Object.hasOwn(field.words ?? {}, text.toLowerCase()) ? field.words?.[text.toLowerCase()] : undefined;
  if (type === 'number' && inWords !== undefined) return { value: inWords, mask: undefined };
  if (type === 'ipv4') {
    const address = ipIn(text);
    if (address !== undefined) return address;
  }
  const value = readers[type](text, kind === 'string');
  if (value === undefined) throw new FilterError('no-value', node, text, { field: field.name, type });
  return { value, mask: undefined };
}
