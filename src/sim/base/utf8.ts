// Text as bytes: UTF-8 in and out of byte arrays. A byte that is no UTF-8 is the lone surrogate U+DC00 + byte, so that any bytes
// can travel as text and come back the same.
// Source: RFC 3629; PEP 383 (surrogateescape) for stray bytes.
// Not modelled: two texts that are joined in the middle of a symbol stay two stray halves for who looks at symbols.

/** The escape of byte 0. Only bytes from 0x80 are ever escaped. */
const STRAY = 0xdc00;

/** The bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const symbol of text) {
    const code = symbol.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (isStray(code)) bytes.push(code - STRAY);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** How many bytes a sequence has that begins with `lead`; 0 where none begins. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/** Whether a code point stands for a byte that is no UTF-8. */
export const isStray = (code: number): boolean => code >= STRAY + 0x80 && code <= STRAY + 0xff;

/** One byte as text. */
export const byteText = (byte: number): string => String.fromCharCode(byte < 0x80 ? byte : STRAY + byte);

const strays = /[\udc80-\udcff]/u;

/** A text that was put together byte by byte: stray bytes that make symbols together become these. */
export const joinedBytes = (text: string): string => (strays.test(text) ? decodeUtf8(encodeUtf8(text)) : text);

/** A text as a screen shows it: stray bytes are replacement characters. */
export function shownText(text: string): string {
  return text.replace(/[\udc80-\udcff]/gu, '\ufffd');
}

/** Second bytes that would make a symbol overlong, a surrogate or too large: the first ones that are right, by lead byte. */
function isSecond(lead: number, second: number): boolean {
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  return lead !== 0xf4 || second < 0x90;
}

/** Makes text of a stream of bytes, keeping a symbol that is not yet whole for the next piece. */
export class Utf8Decoder {
  #rest = new Uint8Array(0);

  /** What is left of a symbol that never became whole. */
  end(): string {
    const rest = [...this.#rest];
    this.#rest = new Uint8Array(0);
    return rest.map(byteText).join('');
  }

  decode(piece: Uint8Array): string {
    const bytes = new Uint8Array(this.#rest.length + piece.length);
    bytes.set(this.#rest);
    bytes.set(piece, this.#rest.length);
    let text = '';
    let at = 0;
    while (at < bytes.length) {
      const lead = bytes[at] ?? 0;
      const length = sequenceLength(lead);
      if (length > 0 && at + length > bytes.length) break;
      let code = length < 2 ? lead : lead & (0x7f >> length);
      let good = length > 0 && (length === 1 || isSecond(lead, bytes[at + 1] ?? 0));
      for (let i = 1; i < length; i++) {
        const next = bytes[at + i] ?? 0;
        good &&= next >> 6 === 2;
        code = (code << 6) | (next & 63);
      }
      text += good ? String.fromCodePoint(code) : String.fromCharCode(STRAY + lead);
      at += good ? length : 1;
    }
    this.#rest = bytes.slice(at);
    return text;
  }
}

export function decodeUtf8(bytes: Uint8Array): string {
  const decoder = new Utf8Decoder();
  return decoder.decode(bytes) + decoder.end();
}
