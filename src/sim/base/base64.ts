// Base64: bytes as letters.
// Source: RFC 4648, section 4.
// Not modelled: the URL alphabet.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(bytes: ArrayLike<number>): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const letters = [18, 12, 6, 0].map((shift) => alphabet.charAt((group >> shift) & 63));
    const used = Math.min(3, bytes.length - i) + 1;
    out += letters.slice(0, used).join('').padEnd(4, '=');
  }
  return out;
}

/** The bytes of a text; undefined if it is not base64. Blanks are skipped. */
export function decodeBase64(text: string): number[] | undefined {
  const letters = text.replace(/\s/g, '').replace(/=+$/, '');
  const bytes: number[] = [];
  let [group, bits] = [0, 0];
  for (const letter of letters) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return undefined;
    group = ((group << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((group >> bits) & 255);
  }
  return bytes;
}
