// Text as sockets carry it: UTF-8 in and out of byte arrays.
// Source: RFC 3629.
// Not modelled: overlong forms and surrogates in what is read (each stray byte becomes U+FFFD).

/** The bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const symbol of text) {
    const code = symbol.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
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

/** Makes text of a stream of bytes, keeping a symbol that is not yet whole for the next piece. */
export class Utf8Decoder {
  #rest = new Uint8Array(0);

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
      let good = length > 0;
      for (let i = 1; i < length; i++) {
        const next = bytes[at + i] ?? 0;
        good &&= next >> 6 === 2;
        code = (code << 6) | (next & 63);
      }
      text += good ? String.fromCodePoint(code) : '\ufffd';
      at += good ? length : 1;
    }
    this.#rest = bytes.slice(at);
    return text;
  }
}

export function decodeUtf8(bytes: Uint8Array): string {
  return new Utf8Decoder().decode(bytes);
}
