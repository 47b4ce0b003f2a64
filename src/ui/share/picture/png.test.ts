import { describe, expect, it } from 'vitest';
import { readLabBytes } from '../file.ts';
import { isPng, textIn, withText } from './png.ts';

/** One transparent pixel. */
const pixel = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII='),
  (char) => char.charCodeAt(0),
);

describe('a text in a PNG', () => {
  it('is found again, and the picture still ends as it did', () => {
    const marked = withText(pixel, '1.abc_-');
    expect(isPng(marked)).toBe(true);
    expect(textIn(marked)).toBe('1.abc_-');
    expect(marked.slice(-12)).toEqual(pixel.slice(-12));
    expect(textIn(pixel)).toBeUndefined();
  });

  it('is written with the sum that readers of PNG check', () => {
    const marked = withText(pixel, 'x');
    // tEXt, "hoplab-lab", NUL, "x": its CRC-32 as zlib computes it.
    const sum = new DataView(marked.buffer).getUint32(marked.length - 12 - 4);
    expect(sum.toString(16)).toBe('a06c3acf');
  });

  it('is nothing where the chunks do not hold together', () => {
    const broken = Uint8Array.from(withText(pixel, '1.abc'));
    new DataView(broken.buffer).setUint32(8, 0xffffffff);
    expect(textIn(broken)).toBeUndefined();
    expect(readLabBytes(broken)).toEqual({ ok: false, problem: { kind: 'picture' } });
  });
});

describe('a file', () => {
  it.each([
    ['a picture without a lab', pixel],
    ['a page', new TextEncoder().encode('<html><script>alert(1)</script></html>')],
    ['an SVG without a lab', new TextEncoder().encode('<svg onload="alert(1)"/>')],
  ])('%s has none', (_, bytes) => {
    expect(readLabBytes(bytes)).toEqual({ ok: false, problem: { kind: 'picture' } });
  });
});
