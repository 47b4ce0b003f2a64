// LZW with the least significant bit first and literals of eight bits, as GIF has it.
// Source: Go's compress/lzw (LSB, 8); codes begin at 9 bits, 256 clears, 257 ends, the table is cleared when 12 bits are full.
// Not modelled: most significant bit first, other literal widths.
import { BytesWriter } from './bytes-writer.ts';

const CLEAR = 256;
const END = 257;
const FIRST_WIDTH = 9;
const LAST_CODE = 4095; // 12 bits

class BitWriter {
  readonly #out = new BytesWriter();
  #bits = 0;
  #count = 0;

  put(code: number, width: number): void {
    this.#bits |= code << this.#count;
    this.#count += width;
    for (; this.#count >= 8; this.#count -= 8) {
      this.#out.byte(this.#bits & 255);
      this.#bits >>>= 8;
    }
  }

  done(): Uint8Array {
    if (this.#count > 0) this.#out.byte(this.#bits & 255);
    return this.#out.done();
  }
}

/** Sequences that have a code, by their beginning's code and their last byte: open addressing, sized for the text. */
class Sequences {
  /** 0 is a free place; keys are kept with 1 added. */
  readonly #keys: Int32Array;
  readonly #codes: Uint16Array;
  readonly #mask: number;

  constructor(length: number) {
    let size = 16;
    while (size < 2 * Math.min(length, LAST_CODE)) size *= 2;
    this.#keys = new Int32Array(size);
    this.#codes = new Uint16Array(size);
    this.#mask = size - 1;
  }

  /** -1 where there is none. */
  get(key: number): number {
    const at = this.#find(key);
    return this.#keys[at] === 0 ? -1 : (this.#codes[at] as number);
  }

  set(key: number, code: number): void {
    const at = this.#find(key);
    this.#keys[at] = key + 1;
    this.#codes[at] = code;
  }

  clear(): void {
    this.#keys.fill(0);
  }

  #find(key: number): number {
    let at = (Math.imul(key, 0x9e3779b1) >>> 15) & this.#mask;
    while (this.#keys[at] !== 0 && this.#keys[at] !== key + 1) at = (at + 1) & this.#mask;
    return at;
  }
}

class Compressor {
  readonly #bits = new BitWriter();
  readonly #sequences: Sequences;
  #width = FIRST_WIDTH;
  #next = END;

  constructor(length: number) {
    this.#sequences = new Sequences(length);
  }

  run(bytes: Uint8Array): Uint8Array {
    this.#bits.put(CLEAR, this.#width);
    let code = -1;
    for (const byte of bytes) {
      const key = (code << 8) | byte;
      const known = code < 0 ? byte : this.#sequences.get(key);
      if (known < 0) {
        if (this.#emit(code)) this.#sequences.set(key, this.#next);
        code = byte;
      } else code = known;
    }
    if (code >= 0) this.#emit(code);
    this.#bits.put(END, this.#width);
    return this.#bits.done();
  }

  /** Whether there is a code left for the next sequence; if not, the table begins anew. */
  #emit(code: number): boolean {
    this.#bits.put(code, this.#width);
    this.#next++;
    if (this.#next === 1 << this.#width) this.#width++;
    if (this.#next < LAST_CODE) return true;
    this.#bits.put(CLEAR, this.#width);
    this.#sequences.clear();
    this.#width = FIRST_WIDTH;
    this.#next = END;
    return false;
  }
}

export function compress(bytes: Uint8Array): Uint8Array {
  return new Compressor(bytes.length).run(bytes);
}

/** What has been written so far; every sequence that has a code stands in it, where it was met first. */
class Output {
  #bytes: Uint8Array;
  #length = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** Repeats `count` bytes from `start` on; they may reach into what is being written. */
  repeat(start: number, count: number): void {
    this.#reserve(count);
    for (let i = 0; i < count; i++) this.#bytes[this.#length++] = this.#bytes[start + i] as number;
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * this.#bytes.length + more);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Throws RangeError on a code that cannot be. */
export function decompress(bytes: Uint8Array): Uint8Array {
  const out = new Output(4 * bytes.length);
  const most = Math.min(bytes.length, LAST_CODE - END);
  /** Where each sequence that has a code stands in the output, and how long it is. */
  const starts = new Uint32Array(most);
  const lengths = new Uint32Array(most);
  let known = 0;
  let width = FIRST_WIDTH;
  let lastStart = -1;
  let lastLength = 0;
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits |= byte << count;
    count += 8;
    if (count < width) continue;
    const code = bits & ((1 << width) - 1);
    bits >>>= width;
    count -= width;
    if (code === END) return out.done();
    if (code === CLEAR) {
      known = 0;
      width = FIRST_WIDTH;
      lastStart = -1;
      continue;
    }
    const start = out.length;
    const index = code - END - 1;
    if (code < CLEAR) out.byte(code);
    else if (index < known) out.repeat(starts[index] as number, lengths[index] as number);
    // The sequence that is being learned: the last one and its own first byte.
    else if (index === known && lastStart >= 0) out.repeat(lastStart, lastLength + 1);
    else throw new RangeError(`code ${code} is not known yet`);
    // What follows the last sequence in the output is the first byte of this one: together they get the next code.
    if (lastStart >= 0 && known < most) {
      starts[known] = lastStart;
      lengths[known] = lastLength + 1;
      known++;
    }
    // The writer is one sequence ahead: its codes grow a step before ours.
    if (END + 1 + known >= 1 << width && width < 12) width++;
    lastStart = start;
    lastLength = out.length - start;
  }
  throw new RangeError('no end');
}
