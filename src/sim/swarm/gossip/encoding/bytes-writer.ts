// A byte array that grows as it is written.
// Source: Go's bytes.Buffer, as far as encoders need it.
// Not modelled: reading; readers hold a position of their own.

export class BytesWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** `size` is how many bytes it is made for; it grows beyond them. */
  constructor(size = 128) {
    this.#bytes = new Uint8Array(size);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** `size` bytes, most significant first. */
  bigEndian(value: number, size: number): void {
    for (let shift = size - 1; shift >= 0; shift--) this.byte(Math.floor(value / 2 ** (8 * shift)) & 255);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Text of ASCII alone. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.#bytes[this.#length++] = text.charCodeAt(i);
  }

  /** What was written; nothing more is. */
  done(): Uint8Array {
    return this.#length === this.#bytes.length ? this.#bytes : this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Text from ASCII bytes. */
export function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
