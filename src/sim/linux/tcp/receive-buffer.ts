// What has come of a byte stream: bytes in order for the reader, pieces beyond a gap for later.
// Source: RFC 9293 3.10.7.4; net/ipv4/tcp_input.c (tcp_data_queue, tcp_ofo_queue).
// Not modelled: memory pressure (tcp_prune_queue), D-SACK.
import { advance, distance, isAfter, isBefore } from './sequence.ts';

interface Piece {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

const MAX_SACK_BLOCKS = 3; // what fits beside timestamps

export class ReceiveBuffer {
  /** RCV.NXT: the next byte that is missing. */
  next = 0;
  /** Bytes in order that nobody has read. */
  unread = 0;
  #ready: Uint8Array[] = [];
  /** Beyond a gap, by sequence number, possibly overlapping. */
  #later: Piece[] = [];

  get hasGap(): boolean {
    return this.#later.length > 0;
  }

  /** Takes a segment's bytes; true when they continue the stream (or are wholly old). */
  add(sequence: number, bytes: Uint8Array): boolean {
    if (isAfter(sequence, this.next)) {
      const at = this.#later.findIndex((piece) => isAfter(piece.sequence, sequence));
      const same = this.#later.some((p) => p.sequence === sequence && p.bytes.length >= bytes.length);
      if (!same) this.#later.splice(at < 0 ? this.#later.length : at, 0, { sequence, bytes });
      return false;
    }
    this.#append(sequence, bytes);
    while (this.#later[0] !== undefined && !isAfter(this.#later[0].sequence, this.next)) {
      const piece = this.#later.shift() as Piece;
      this.#append(piece.sequence, piece.bytes);
    }
    return true;
  }

  #append(sequence: number, bytes: Uint8Array): void {
    const known = distance(this.next, sequence);
    if (known >= bytes.length) return;
    const fresh = known === 0 ? bytes : bytes.subarray(known);
    this.#ready.push(fresh);
    this.unread += fresh.length;
    this.next = advance(this.next, fresh.length);
  }

  /** What lies beyond the gap, as SACK blocks. */
  blocks(): [number, number][] {
    const blocks: [number, number][] = [];
    for (const piece of this.#later) {
      const end = advance(piece.sequence, piece.bytes.length);
      const last = blocks.at(-1);
      if (last === undefined || isAfter(piece.sequence, last[1])) blocks.push([piece.sequence, end]);
      else if (isBefore(last[1], end)) last[1] = end;
    }
    return blocks.slice(0, MAX_SACK_BLOCKS);
  }

  /** All bytes in order; undefined when there are none. */
  take(): Uint8Array | undefined {
    if (this.unread === 0) return undefined;
    const [first] = this.#ready;
    const whole = this.#ready.length === 1 && first !== undefined ? first : joined(this.#ready, this.unread);
    this.#ready = [];
    this.unread = 0;
    return whole;
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
