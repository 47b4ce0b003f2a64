// Protocol Buffers' wire format: fields of a number, some text or bytes, each with its tag.
// Source: protobuf.dev, Encoding; proto3 leaves out what is zero or empty.
// Not modelled: fixed-width and group types, negative numbers: networkdb's messages have none.
import { asciiText, BytesWriter } from './bytes-writer.ts';

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** How many bytes a number takes. */
function varintSize(value: number): number {
  let size = 1;
  for (let left = value; left >= 128; left = Math.floor(left / 128)) size++;
  return size;
}

/** How many bytes a number's field takes; tags are below 16. */
export const numberSize = (value: number): number => (value === 0 ? 0 : 1 + varintSize(value));

/** How many bytes a field of `length` bytes takes. */
export const elementSize = (length: number): number => 1 + varintSize(length) + length;

/** The same for one that is left out when it is empty. */
export const bytesSize = (length: number): number => (length === 0 ? 0 : elementSize(length));

export class ProtobufWriter {
  readonly #out: BytesWriter;

  /** `size` is how many bytes will be written, if that is known. */
  constructor(size?: number) {
    this.#out = new BytesWriter(size);
  }

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

  /** Begins a field whose `length` bytes are written next. */
  open(tag: number, length: number): this {
    this.#varint(tag * 8 + LENGTH_DELIMITED);
    this.#varint(length);
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
