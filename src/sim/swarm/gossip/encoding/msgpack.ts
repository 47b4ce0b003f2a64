// MessagePack in the old dialect that memberlist speaks: one raw type for text and bytes, no bin, no str8.
// Source: msgpack's specification before 2013, hashicorp/go-msgpack v0.5.5 codec/msgpack.go (WriteExt off), structs as maps sorted by key.
// Not modelled: floats, negative numbers, arrays, extensions: memberlist sends none.
import { asciiText, type BytesWriter } from './bytes-writer.ts';

/** What a field can hold. */
export type Packed = number | boolean | string | Uint8Array | null;
export type PackedMap = ReadonlyMap<string, Packed>;

const FIXMAP = 0x80;
const FIXRAW = 0xa0;
const NIL = 0xc0;
const FALSE = 0xc2;
const TRUE = 0xc3;
const UINT8 = 0xcc;
const UINT16 = 0xcd;
const UINT32 = 0xce;
const UINT64 = 0xcf;
const RAW16 = 0xda;
const RAW32 = 0xdb;

/** Writes up to 15 fields, which must come sorted by their names. */
export function packMap(out: BytesWriter, fields: readonly (readonly [string, Packed])[]): void {
  out.byte(FIXMAP | fields.length);
  for (const [name, value] of fields) {
    packText(out, name);
    pack(out, value);
  }
}

function pack(out: BytesWriter, value: Packed): void {
  if (value === null) out.byte(NIL);
  else if (typeof value === 'boolean') out.byte(value ? TRUE : FALSE);
  else if (typeof value === 'number') packUint(out, value);
  else if (typeof value === 'string') packText(out, value);
  else {
    packRaw(out, value.length);
    out.bytes(value);
  }
}

function packText(out: BytesWriter, text: string): void {
  packRaw(out, text.length);
  out.ascii(text);
}

function packRaw(out: BytesWriter, length: number): void {
  if (length < 32) out.byte(FIXRAW | length);
  else if (length < 0x10000) {
    out.byte(RAW16);
    out.bigEndian(length, 2);
  } else {
    out.byte(RAW32);
    out.bigEndian(length, 4);
  }
}

function packUint(out: BytesWriter, value: number): void {
  if (value < 128) out.byte(value);
  else if (value < 0x100) {
    out.byte(UINT8);
    out.byte(value);
  } else if (value < 0x10000) {
    out.byte(UINT16);
    out.bigEndian(value, 2);
  } else {
    out.byte(UINT32);
    out.bigEndian(value, 4);
  }
}

/** Reads maps one behind the other. Throws RangeError on what is not in the dialect: it is caught where packets come in. */
export class MsgpackReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  map(): PackedMap {
    const lead = this.#byte();
    if (lead >> 4 !== FIXMAP >> 4) throw new RangeError('not a map');
    const fields = new Map<string, Packed>();
    for (let left = lead & 15; left > 0; left--) {
      const name = this.#value();
      if (!(name instanceof Uint8Array)) throw new RangeError('a name that is no text');
      fields.set(asciiText(name), this.#value());
    }
    return fields;
  }

  #value(): Packed {
    const lead = this.#byte();
    if (lead < 128) return lead;
    if (lead >> 5 === FIXRAW >> 5) return this.#raw(lead & 31);
    switch (lead) {
      case NIL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case UINT8:
        return this.#number(1);
      case UINT16:
        return this.#number(2);
      case UINT32:
        return this.#number(4);
      case UINT64:
        return this.#number(8);
      case RAW16:
        return this.#raw(this.#number(2));
      case RAW32:
        return this.#raw(this.#number(4));
      default:
        throw new RangeError(`byte ${lead} begins nothing known`);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new RangeError('cut short');
    return byte;
  }

  #number(size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.#byte();
    return value;
  }

  #raw(length: number): Uint8Array {
    if (this.at + length > this.#bytes.length) throw new RangeError('cut short');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}
