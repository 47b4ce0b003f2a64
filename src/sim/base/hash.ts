// A running hash over numbers and text, for fingerprints: two runs that differ anywhere differ here.
// Source: two FNV-1a streams of 32 bits with different offsets. Not for security.

export class RunningHash {
  #a = 0x811c9dc5;
  #b = 0x01000193;

  addNumber(value: number): void {
    const low = value | 0;
    const high = Math.floor(value / 0x100000000) | 0;
    this.#a = Math.imul(this.#a ^ low, 0x01000193);
    this.#b = Math.imul(this.#b ^ high ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b);
  }

  addText(text: string): void {
    for (let i = 0; i < text.length; i++) this.addNumber(text.charCodeAt(i));
    this.addNumber(text.length);
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
    return hex(this.#a) + hex(this.#b);
  }
}
