// Protocol Buffers' wire format: fields of a number, some text or bytes, each with its tag.
// Source: protobuf.dev, Encoding; proto3 leaves out what is zero or empty.
// Not modelled: fixed-width and group types, negative numbers: networkdb's messages have none.
import { asciiText, BytesWriter } from './bytes-writer.ts';

const VARINT = 0;
const LENGTH_DELIMITED = 2;

export class ProtobufWriter {
  readonly #out = new BytesWriter();

  number(tag: number, value: number): this {
    if (value !== 0) {
      this.#varint(tag * 8 + VARINT);
      this.#varint(value);
    }
    return this;
  }

  flag(tag: number, value: boolean): this {
    return this.number(tag, value ? 1 : 0);
  }

  text(tag: number, value: string): this {
    if (value === '') return this;
    this.#varint(tag * 8 + LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#out.ascii(value);
    return this;
  }

  bytes(tag: number, value: Uint8Array): this {
    return value.length === 0 ? this : this.element(tag, value);
  }

  /** One of a repeated field: written though it be empty. */
  element(tag: number, value: Uint8Array): this {
    this.#varint(tag * 8 + LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#out.bytes(value);
    return this;
  }

  done(): Uint8Array {
    return this.#out.done();
  }

  #varint(value: number): void {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.#out.byte((left % 128) | 128);
    this.#out.byte(left);
  }
}

/** A message's fields by their numbers. Throws RangeError on what is cut short or not known. */
export class ProtobufReader {
  readonly #numbers = new Map<number, number>();
  readonly #strings = new Map<number, Uint8Array[]>();

  constructor(bytes: Uint8Array) {
    let at = 0;
    const varint = (): number => {
      for (let value = 0, scale = 1; ; scale *= 128) {
        const byte = bytes[at++];
        if (byte === undefined) throw new RangeError('cut short');
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
    };
    while (at < bytes.length) {
      const key = varint();
      const tag = Math.floor(key / 8);
      const value = varint();
      if (key % 8 === VARINT) this.#numbers.set(tag, value);
      else if (key % 8 === LENGTH_DELIMITED && at + value <= bytes.length) {
        const known = this.#strings.get(tag);
        const piece = bytes.subarray(at, at + value);
        if (known === undefined) this.#strings.set(tag, [piece]);
        else known.push(piece);
        at += value;
      } else throw new RangeError(`field ${tag} of type ${key % 8}`);
    }
  }

  number(tag: number): number {
    return this.#numbers.get(tag) ?? 0;
  }

  text(tag: number): string {
    return asciiText(this.bytes(tag));
  }

  bytes(tag: number): Uint8Array {
    return this.all(tag).at(-1) ?? new Uint8Array(0);
  }

  all(tag: number): readonly Uint8Array[] {
    return this.#strings.get(tag) ?? [];
  }
}
