// Parts of bytes and texts: `[0:3]`, `[1-2]`, `[4]`, `[:4]`, `[-2:]`, several apart by commas.
import type { Value } from './field.ts';

/** Answers the part of a value, undefined where it reaches beyond. */
export type Slice = (value: Value) => Value | undefined;

interface Piece {
  readonly start: number;
  /** Characters or bytes; undefined to the end. */
  readonly length: number | undefined;
}

function pieceIn(text: string): Piece | undefined {
  const offset = /^(-?\d+)?:(\d+)?$/.exec(text);
  if (offset) {
    if (offset[1] === undefined && offset[2] === undefined) return undefined;
    return { start: Number(offset[1] ?? 0), length: offset[2] === undefined ? undefined : Number(offset[2]) };
  }
  const range = /^(-?\d+)-(-?\d+)$/.exec(text);
  if (range) {
    const [start, end] = [Number(range[1]), Number(range[2])];
    return end < start ? undefined : { start, length: end - start + 1 };
  }
  return /^-?\d+$/.test(text) ? { start: Number(text), length: 1 } : undefined;
}

function cut<T extends string | Uint8Array>(value: T, { start, length }: Piece): [number, number] | undefined {
  const from = start < 0 ? value.length + start : start;
  const to = length === undefined ? value.length : from + length;
  return from < 0 || from >= value.length || to > value.length ? undefined : [from, to];
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** An address's bytes. */
export function numberBytes(address: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.floor(address / 2 ** (8 * (length - 1 - i))) % 256);
}

/** Reads what is between the brackets; undefined if it is no slice. Numbers are addresses of `width` bytes. */
export function sliceOf(text: string, width: number): Slice | undefined {
  const pieces: Piece[] = [];
  for (const part of text.split(',')) {
    const piece = pieceIn(part.trim());
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return (value) => {
    if (typeof value === 'string') {
      const cuts = pieces.map((piece) => cut(value, piece));
      return cuts.includes(undefined) ? undefined : cuts.map((c) => value.slice(...(c ?? []))).join('');
    }
    const bytes = typeof value === 'number' ? numberBytes(value, width) : value;
    const cuts = pieces.flatMap((piece) => {
      const found = cut(bytes, piece);
      return found === undefined ? [] : [bytes.subarray(...found)];
    });
    return cuts.length < pieces.length ? undefined : joined(cuts);
  };
}
