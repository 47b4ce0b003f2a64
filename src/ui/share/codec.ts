// Text as few characters that an address can carry: deflated, with a checksum, in base64url.
import { deflateSync, Inflate } from 'fflate';

const CHECK_BYTES = 4;
/** Inflated in pieces of this many bytes, so that a small text cannot become a huge one before it is noticed. */
const PIECE = 1024;
/** FNV-1a, 32 bit: http://www.isthe.com/chongo/tech/comp/fnv/ */
const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

function checksum(bytes: Uint8Array): number {
  let hash = FNV_BASIS;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash >>> 0;
}

/** Deflated bytes with their checksum in front. */
export function pack(text: string): Uint8Array<ArrayBuffer> {
  const deflated = deflateSync(new TextEncoder().encode(text), { level: 9 });
  const packed = new Uint8Array(CHECK_BYTES + deflated.length);
  new DataView(packed.buffer).setUint32(0, checksum(deflated));
  packed.set(deflated, CHECK_BYTES);
  return packed;
}

/** The text of packed bytes; `broken` if they are not what they were, `long` if there is more than `limit` bytes of it. */
export function unpack(packed: Uint8Array, limit: number): { readonly text: string } | 'broken' | 'long' {
  if (packed.length <= CHECK_BYTES) return 'broken';
  const deflated = packed.subarray(CHECK_BYTES);
  const wanted = new DataView(packed.buffer, packed.byteOffset).getUint32(0);
  if (checksum(deflated) !== wanted) return 'broken';
  try {
    const bytes = inflate(deflated, limit);
    return bytes === undefined ? 'long' : { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return 'broken';
  }
}

/** Undefined when there is more than `limit`. Throws at bytes that are no whole stream. */
function inflate(deflated: Uint8Array, limit: number): Uint8Array | undefined {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const stream = new Inflate((piece, final) => {
    pieces.push(piece);
    length += piece.length;
    ended = final;
  });
  for (let at = 0; at < deflated.length; at += PIECE) {
    const last = at + PIECE >= deflated.length;
    stream.push(deflated.subarray(at, at + PIECE), last);
    if (length > limit) return undefined;
  }
  if (!ended) throw new Error('the stream has no end');
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** base64url without padding, RFC 4648 section 5. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Undefined for text with other characters in it. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
