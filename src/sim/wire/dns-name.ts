// Names inside DNS messages: labels with their lengths, and pointers to names that came before.
// Source: RFC 1035 sections 2.3.4, 3.1 and 4.1.4.
// Not modelled: escapes; a label is characters of one byte each.
import { getU16 } from './bytes.ts';

const MAX_NAME = 255; // RFC 1035 2.3.4, bytes on the wire
const MAX_LABEL = 63;
const POINTER = 0xc000;

/** A name and where what follows it begins. Pointers must lead backwards, so that reading ends. */
export function readName(bytes: Uint8Array, at: number): { readonly text: string; readonly end: number } | undefined {
  const labels: string[] = [];
  let end = 0;
  let limit = at;
  let size = 1;
  for (let p = at; ; ) {
    const length = bytes[p];
    if (length === undefined) return undefined;
    if (length >= 0xc0) {
      const target = getU16(bytes, p) & 0x3fff;
      if (p + 1 >= bytes.length || target >= limit) return undefined;
      end ||= p + 2;
      limit = target;
      p = target;
    } else if (length === 0) {
      return { text: labels.join('.'), end: end || p + 1 };
    } else {
      size += length + 1;
      if (length > MAX_LABEL || size > MAX_NAME || p + length >= bytes.length) return undefined;
      labels.push(String.fromCharCode(...bytes.subarray(p + 1, p + 1 + length)));
      p += length + 1;
    }
  }
}

/** A message while it is written: its bytes, and where names in it stand for later pointers (undefined: do not compress). */
export interface DnsOutput {
  readonly out: number[];
  readonly known: Map<string, number> | undefined;
}

export function push16(out: number[], value: number): void {
  out.push((value >>> 8) & 255, value & 255);
}

export function push32(out: number[], value: number): void {
  push16(out, Math.floor(value / 0x10000));
  push16(out, value);
}

/** False when no message can hold the name: an empty or overlong label. */
export function writeName({ out, known }: DnsOutput, name: string): boolean {
  let rest = name.endsWith('.') ? name.slice(0, -1) : name;
  if (rest.length > MAX_NAME - 2) return false;
  while (rest !== '') {
    const pointer = known?.get(rest);
    if (pointer !== undefined) {
      push16(out, POINTER | pointer);
      return true;
    }
    if (out.length < 0x4000) known?.set(rest, out.length);
    const dot = rest.indexOf('.');
    const label = dot < 0 ? rest : rest.slice(0, dot);
    if (label.length === 0 || label.length > MAX_LABEL) return false;
    out.push(label.length);
    for (let i = 0; i < label.length; i++) out.push(label.charCodeAt(i) & 255);
    rest = dot < 0 ? '' : rest.slice(dot + 1);
  }
  out.push(0);
  return true;
}
