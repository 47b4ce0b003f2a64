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

class Compressor {
  readonly #bits = new BitWriter();
  /** Code of a sequence that is a known sequence's code and one byte more. */
  readonly #table = new Map<number, number>();
  #width = FIRST_WIDTH;
  #next = END;

  run(bytes: Uint8Array): Uint8Array {
    this.#bits.put(CLEAR, this.#width);
    let code = -1;
    for (const byte of bytes) {
      const key = (code << 8) | byte;
      const known = code < 0 ? byte : this.#table.get(key);
      if (known === undefined) {
        if (this.#emit(code)) this.#table.set(key, this.#next);
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
    this.#table.clear();
    this.#width = FIRST_WIDTH;
    this.#next = END;
    return false;
  }
}

export function compress(bytes: Uint8Array): Uint8Array {
  return new Compressor().run(bytes);
}

/** Throws RangeError on a code that cannot be. */
export function decompress(bytes: Uint8Array): Uint8Array {
  const out = new BytesWriter();
  let sequences: Uint8Array[] = [];
  let width = FIRST_WIDTH;
  let last: Uint8Array | undefined;
  let bits = 0;
  let count = 0;
  const literals = Array.from({ length: CLEAR }, (_, byte) => Uint8Array.of(byte));
  for (const byte of bytes) {
    bits |= byte << count;
    count += 8;
    if (count < width) continue;
    const code = bits & ((1 << width) - 1);
    bits >>>= width;
    count -= width;
    if (code === END) return out.done();
    if (code === CLEAR) {
      sequences = [];
      width = FIRST_WIDTH;
      last = undefined;
      continue;
    }
    const sequence = sequenceOf(code, literals, sequences, last);
    out.bytes(sequence);
    if (last !== undefined && END + 1 + sequences.length <= LAST_CODE) sequences.push(extended(last, sequence[0] ?? 0));
    // The writer is one sequence ahead: its codes grow a step before ours.
    if (END + 1 + sequences.length >= 1 << width && width < 12) width++;
    last = sequence;
  }
  throw new RangeError('no end');
}

function sequenceOf(
  code: number,
  literals: readonly Uint8Array[],
  sequences: readonly Uint8Array[],
  last: Uint8Array | undefined,
): Uint8Array {
  const known = code < CLEAR ? literals[code] : sequences[code - END - 1];
  if (known !== undefined) return known;
  if (last === undefined || code !== END + 1 + sequences.length) throw new RangeError(`code ${code} is not known yet`);
  return extended(last, last[0] ?? 0);
}

function extended(sequence: Uint8Array, byte: number): Uint8Array {
  const longer = new Uint8Array(sequence.length + 1);
  longer.set(sequence);
  longer[sequence.length] = byte;
  return longer;
}
