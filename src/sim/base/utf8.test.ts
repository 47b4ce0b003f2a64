import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteText, decodeUtf8, encodeUtf8, joinedBytes, shownText, Utf8Decoder } from './utf8.ts';

describe('bytes as text', () => {
  it('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(encodeUtf8(decodeUtf8(bytes))).toEqual(bytes);
      }),
    );
  });

  it('come back as they were in pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5 })), (pieces) => {
        const decoder = new Utf8Decoder();
        const text = pieces.map((piece) => decoder.decode(piece)).join('') + decoder.end();
        expect([...encodeUtf8(text)]).toEqual(pieces.flatMap((piece) => [...piece]));
      }),
    );
  });

  it('read as TextDecoder reads them where they are UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const bytes = new TextEncoder().encode(text);
        expect(decodeUtf8(bytes)).toBe(text);
        expect(encodeUtf8(text)).toEqual(bytes);
      }),
    );
  });

  it.each([
    [[0xc0, 0x80], 'overlong'],
    [[0xe0, 0x9f, 0xbf], 'overlong'],
    [[0xed, 0xa0, 0x80], 'a surrogate'],
    [[0xf4, 0x90, 0x80, 0x80], 'beyond U+10FFFF'],
    [[0xe2, 0x82], 'cut'],
  ])('%j is no symbol: %s', (bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(bytes.map(byteText).join(''));
  });

  it('make symbols when they meet', () => {
    expect(joinedBytes(byteText(0xc3) + byteText(0xa9))).toBe('é');
    expect(shownText(`a${byteText(0xff)}😀`)).toBe('a\ufffd😀');
  });
});
