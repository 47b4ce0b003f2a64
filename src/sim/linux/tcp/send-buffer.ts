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

  /** A copy of `count` bytes from `offset` on. */
  slice(offset: number, count: number): Uint8Array {
    const out = new Uint8Array(Math.min(count, this.length - offset));
    let skip = offset + this.#gone;
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
