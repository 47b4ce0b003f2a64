// A running hash over the trace: two worlds with equal fingerprints have had the same packets at the same times.
// Source: FNV-1a's step over 32-bit words, in two lanes with different offsets for 64 bits of result.
// Not modelled: resistance against anyone who wants a collision.

const FNV_PRIME = 0x01000193; // FNV-1a, 32 bits
const FNV_OFFSET = 0x811c9dc5;

export class Fingerprint {
  #low = FNV_OFFSET | 0;
  #high = 0x6c62272e | 0; // upper half of FNV-1a's 64-bit offset

  /** Takes in one record's numbers; of times the low 32 bits, which is what `|` leaves of them. */
  add(time: number, kind: number, device: number, peer: number, packet: number, arrives: number): void {
    let low = this.#low;
    low = Math.imul(low ^ (time | 0), FNV_PRIME);
    low = Math.imul(low ^ kind, FNV_PRIME);
    low = Math.imul(low ^ device, FNV_PRIME);
    this.#low = low;
    let high = this.#high ^ (low >>> 15);
    high = Math.imul(high ^ peer, FNV_PRIME);
    high = Math.imul(high ^ packet, FNV_PRIME);
    high = Math.imul(high ^ (arrives | 0), FNV_PRIME);
    this.#high = high;
  }

  /** 16 hexadecimal digits. */
  text(): string {
    return hex(this.#high) + hex(this.#low);
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
