// What travels on a connection between two daemons of a swarm: frames of many streams, within records as TLS 1.3 makes them.
// Source: RFC 8446 section 5.2 (record: type, version, length, ciphertext and tag), RFC 9113 (streams of one connection).
// Not modelled: the cipher (bytes are masked so that nobody reads along, not encrypted) and HTTP/2's own framing.
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts';

export type Frame =
  /** Certificate: PEM, '' without one. */
  | { readonly kind: 'hello'; readonly certificate: string }
  | { readonly kind: 'alert'; readonly text: string }
  | { readonly kind: 'call' | 'subscribe'; readonly stream: number; readonly method: string; readonly body: unknown }
  | { readonly kind: 'answer' | 'item'; readonly stream: number; readonly body: unknown }
  | { readonly kind: 'failure'; readonly stream: number; readonly code: string; readonly message: string }
  | { readonly kind: 'end' | 'cancel'; readonly stream: number };

/** application_data(23), legacy_record_version 0x0303. */
const HEADER = [0x17, 0x03, 0x03] as const;
const HEADER_LENGTH = 5;
/** Largest plaintext of a record: 2^14. */
const MAX_PLAINTEXT = 16_384;
/** The tag of AES-GCM and the inner content type. */
const OVERHEAD = 17;
const LENGTH_PREFIX = 4;

/** xorshift32: enough to make the bytes of a connection unreadable, one state for each direction. */
class Mask {
  #state: number;
  constructor(seed: number) {
    this.#state = seed | 1;
  }
  apply(bytes: Uint8Array, from: number, to: number): void {
    let state = this.#state;
    for (let i = from; i < to; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes[i] = (bytes[i] as number) ^ (state & 0xff);
    }
    this.#state = state;
  }
}

/** Makes records of frames. */
export class FrameWriter {
  readonly #mask: Mask;

  constructor(seed: number) {
    this.#mask = new Mask(seed);
  }

  write(frame: Frame): Uint8Array {
    const text = encodeUtf8(JSON.stringify(frame));
    const plain = new Uint8Array(LENGTH_PREFIX + text.length);
    new DataView(plain.buffer).setUint32(0, text.length);
    plain.set(text, LENGTH_PREFIX);
    const records = Math.ceil(plain.length / MAX_PLAINTEXT);
    const out = new Uint8Array(plain.length + records * (HEADER_LENGTH + OVERHEAD));
    let at = 0;
    for (let from = 0; from < plain.length; from += MAX_PLAINTEXT) {
      const part = plain.subarray(from, from + MAX_PLAINTEXT);
      const length = part.length + OVERHEAD;
      out.set([...HEADER, length >>> 8, length & 0xff], at);
      at += HEADER_LENGTH;
      out.set(part, at);
      this.#mask.apply(out, at, at + length);
      at += length;
    }
    return out;
  }
}

/** Finds the frames in what comes, in whatever pieces. */
export class FrameReader {
  readonly #mask: Mask;
  #raw: Uint8Array = new Uint8Array(0);
  #plain: Uint8Array = new Uint8Array(0);

  constructor(seed: number) {
    this.#mask = new Mask(seed);
  }

  /** Takes bytes; answers the frames that they complete. Undefined when they are no records of ours: the connection is to be closed. */
  read(bytes: Uint8Array): readonly Frame[] | undefined {
    this.#raw = joined(this.#raw, bytes);
    const frames: Frame[] = [];
    while (this.#raw.length >= HEADER_LENGTH) {
      if (HEADER.some((value, i) => this.#raw[i] !== value)) return undefined;
      const length = ((this.#raw[3] as number) << 8) | (this.#raw[4] as number);
      if (length < OVERHEAD) return undefined;
      if (this.#raw.length < HEADER_LENGTH + length) break;
      const record = this.#raw.slice(HEADER_LENGTH, HEADER_LENGTH + length);
      this.#raw = this.#raw.subarray(HEADER_LENGTH + length);
      this.#mask.apply(record, 0, length);
      this.#plain = joined(this.#plain, record.subarray(0, length - OVERHEAD));
      if (!this.#takeFrames(frames)) return undefined;
    }
    return frames;
  }

  #takeFrames(frames: Frame[]): boolean {
    while (this.#plain.length >= LENGTH_PREFIX) {
      const view = new DataView(this.#plain.buffer, this.#plain.byteOffset);
      const length = view.getUint32(0);
      if (this.#plain.length < LENGTH_PREFIX + length) break;
      const text = decodeUtf8(this.#plain.subarray(LENGTH_PREFIX, LENGTH_PREFIX + length));
      this.#plain = this.#plain.subarray(LENGTH_PREFIX + length);
      const frame = parsed(text);
      if (frame === undefined) return false;
      frames.push(frame);
    }
    return true;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

function parsed(text: string): Frame | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'kind' in value ? (value as Frame) : undefined;
  } catch {
    return undefined;
  }
}
