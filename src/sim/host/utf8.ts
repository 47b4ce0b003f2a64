// UTF-8 lengths of JavaScript strings: what a byte count of the real system would say.
// Source: RFC 3629, section 3. A lone surrogate counts as the three bytes of U+FFFD.
// Not modelled: bytes themselves; text streams are strings.

/** How many bytes `text` takes in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
      continue;
    }
    bytes += 2;
    const pairs = unit >= 0xd800 && unit < 0xdc00 && text.charCodeAt(i + 1) >> 10 === 0x37;
    if (pairs) i++;
  }
  return bytes;
}
