// Pictures as PNG, and the lab that one carries in a text chunk of its own.
// Source: Portable Network Graphics (W3C), sections 5 (chunks) and 11.3.3.3 (tEXt).
import type { Picture } from './svg.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KEYWORD = 'hoplab-lab';
/** Pixels of a picture's sides that browsers still draw. */
const MAX_SIDE = 8192;

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** The CRC of PNG's annex D, without its table: pictures are made one at a time. */
function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(ascii(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly data: Uint8Array;
}

/** The chunks of a PNG, as far as they are whole. */
function* chunksOf(png: Uint8Array): Generator<Chunk> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = SIGNATURE.length; at + 12 <= png.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > png.length) return;
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    yield { type, start: at, data: png.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** The PNG with a text in it, before its end. */
export function withText(png: Uint8Array, text: string): Uint8Array<ArrayBuffer> {
  const end = [...chunksOf(png)].find(({ type }) => type === 'IEND')?.start ?? png.length;
  const extra = chunk('tEXt', ascii(`${KEYWORD}\0${text}`));
  const whole = new Uint8Array(png.length + extra.length);
  whole.set(png.subarray(0, end));
  whole.set(extra, end);
  whole.set(png.subarray(end), end + extra.length);
  return whole;
}

/** The text that `withText` put into a PNG. */
export function textIn(png: Uint8Array): string | undefined {
  const start = `${KEYWORD}\0`;
  for (const { type, data } of chunksOf(png)) {
    if (type !== 'tEXt' || data.length < start.length) continue;
    if (String.fromCharCode(...data.subarray(0, start.length)) === start) {
      return new TextDecoder('latin1').decode(data.subarray(start.length));
    }
  }
  return undefined;
}

/** Draws a picture at so many pixels for each of its units, or as many as browsers can draw. */
export async function toPng({ svg, width, height }: Picture, scale: number): Promise<Uint8Array> {
  const most = Math.min(scale, MAX_SIDE / width, MAX_SIDE / height);
  const image = new Image();
  // An address that holds its content: what comes from elsewhere would forbid to read the canvas.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * most);
  canvas.height = Math.round(height * most);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('the browser made no PNG');
  return new Uint8Array(await blob.arrayBuffer());
}
