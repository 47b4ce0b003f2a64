// Big-endian fields in byte arrays: what every packet format below is read and written with.
// Source: network byte order, RFC 1700. Readers answer 0 past the end; formats check their length first.
// Not modelled: nothing.
import type { Mac } from '../base/mac.ts';

export const NO_BYTES = new Uint8Array(0);

export function getU16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

export function getU32(bytes: Uint8Array, at: number): number {
  return (getU16(bytes, at) * 0x10000 + getU16(bytes, at + 2)) >>> 0;
}

export function getMac(bytes: Uint8Array, at: number): Mac {
  return getU16(bytes, at) * 0x100000000 + getU32(bytes, at + 2);
}

export function setU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = (value >>> 8) & 255;
  bytes[at + 1] = value & 255;
}

export function setU32(bytes: Uint8Array, at: number, value: number): void {
  setU16(bytes, at, value >>> 16);
  setU16(bytes, at + 2, value & 0xffff);
}

export function setMac(bytes: Uint8Array, at: number, mac: Mac): void {
  setU16(bytes, at, Math.floor(mac / 0x100000000));
  setU32(bytes, at + 2, mac % 0x100000000);
}

/** `0x0a1b`, as protocol analysers print numbers of `digits` hexadecimal digits. */
export function hexOf(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** The bytes as hexadecimal digits without separators. */
export function hexDigits(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
