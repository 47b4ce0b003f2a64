// UTF-8 lengths of JavaScript strings: what a byte count of the real system would say.
// Source: RFC 3629, section 3; base/utf8.ts for stray bytes, which count as one each.
// Not modelled: other lone surrogates, which nothing here makes.
import { isStray } from '../base/utf8.ts';

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
    if (isStray(unit)) continue;
    bytes += 2;
    const pairs = unit >= 0xd800 && unit < 0xdc00 && text.charCodeAt(i + 1) >> 10 === 0x37;
    if (pairs) i++;
  }
  return bytes;
}
