// A packet's bytes below its line: -x, -X and -A.
// Source: tcpdump 4.99.3 print-ascii.c (hex_print, hex_and_ascii_print, ascii_print).
// Not modelled: nothing.

const PER_LINE = 16;

const printable = (byte: number): boolean => byte > 0x20 && byte < 0x7f;

/** `\n\t0x0000:  4500 0054 …`, with the characters beside it when `ascii`. */
export function hexDump(bytes: Uint8Array, ascii: boolean): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PER_LINE) {
    const row = bytes.subarray(at, at + PER_LINE);
    const digits = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const groups = digits.match(/.{1,4}/g)?.join(' ') ?? '';
    const letters = Array.from(row, (byte) => (printable(byte) ? String.fromCharCode(byte) : '.')).join('');
    text += `\n\t0x${at.toString(16).padStart(4, '0')}:  ${ascii ? `${groups.padEnd(39)}  ${letters}` : groups}`;
  }
  return text;
}

/** The bytes as text, from a new line on. */
export function asciiDump(bytes: Uint8Array): string {
  let text = '\n';
  for (const [at, byte] of bytes.entries()) {
    if (byte === 13 && bytes[at + 1] === 10) continue;
    const kept = printable(byte) || byte === 9 || byte === 10 || byte === 32;
    text += kept ? String.fromCharCode(byte) : '.';
  }
  return text;
}
