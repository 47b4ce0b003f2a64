// What is to be sent of a byte stream, and what was sent and is not acknowledged.
// Source: sk_write_queue and tcp_rtx_queue, net/ipv4/tcp.c.
// Not modelled: their being two; the first byte is always SND.UNA's.

export class SendBuffer {
  length = 0;
  readonly #pieces: Uint8Array[] = [];
  /** Bytes of the first piece that are gone already. */
  #gone = 0;

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.length += bytes.length;
  }

  /** `count` bytes from `offset` on, to be read only: a part of a piece where that holds them all. */
  slice(offset: number, count: number): Uint8Array {
    const length = Math.min(count, this.length - offset);
    const first = this.#pieces[0];
    const from = offset + this.#gone;
    if (first !== undefined && from + length <= first.length) return first.subarray(from, from + length);
    const out = new Uint8Array(length);
    let skip = from;
    let filled = 0;
    for (const piece of this.#pieces) {
      if (filled === out.length) break;
      if (skip >= piece.length) {
        skip -= piece.length;
        continue;
      }
      const part = piece.subarray(skip, skip + out.length - filled);
      out.set(part, filled);
      filled += part.length;
      skip = 0;
    }
    return out;
  }

  /** The first `count` bytes are acknowledged. */
  drop(count: number): void {
    this.length -= count;
    this.#gone += count;
    while (this.#pieces[0] !== undefined && this.#gone >= this.#pieces[0].length) {
      this.#gone -= this.#pieces[0].length;
      this.#pieces.shift();
    }
  }
}
