// ICMP for IPv4: echo and the errors.
// Source: RFC 792, RFC 1191 (next-hop MTU), RFC 1812 (codes); numbers as uapi/linux/icmp.h names them.
// Not modelled: timestamps, address masks, router discovery, extensions (RFC 4884): such messages carry bare bytes.
import { getU16, getU32, hexDigits, hexOf, setU16, setU32 } from './bytes.ts';
import { internetChecksum } from './checksum.ts';
import { type FieldView, field, type LayerView } from './layer.ts';

export const ICMP_ECHOREPLY = 0;
export const ICMP_DEST_UNREACH = 3;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETERPROB = 12;

export const ICMP_NET_UNREACH = 0;
export const ICMP_HOST_UNREACH = 1;
export const ICMP_PROT_UNREACH = 2;
export const ICMP_PORT_UNREACH = 3;
export const ICMP_FRAG_NEEDED = 4;
export const ICMP_SR_FAILED = 5;
export const ICMP_NET_UNKNOWN = 6;
export const ICMP_HOST_UNKNOWN = 7;
export const ICMP_HOST_ISOLATED = 8;
export const ICMP_NET_ANO = 9;
export const ICMP_NET_UNR_TOS = 11;
export const ICMP_PKT_FILTERED = 13;
export const ICMP_EXC_TTL = 0;
export const ICMP_EXC_FRAGTIME = 1;

/** Bytes before the payload: type, code, checksum and the rest of the header. */
export const ICMP_HEADER = 8;

export class IcmpMessage {
  readonly kind = 'icmp';
  readonly type: number;
  readonly code: number;
  /** Identifier and sequence number of an echo; the next hop's MTU of "fragmentation needed"; otherwise unused. */
  readonly rest: number;
  /** An echo's data; the quoted packet's first bytes of an error. */
  readonly payload: Uint8Array;

  constructor(type: number, code: number, rest: number, payload: Uint8Array) {
    this.type = type;
    this.code = code;
    this.rest = rest;
    this.payload = payload;
  }

  get length(): number {
    return ICMP_HEADER + this.payload.length;
  }

  get identifier(): number {
    return this.rest >>> 16;
  }

  get sequence(): number {
    return this.rest & 0xffff;
  }

  get isEcho(): boolean {
    return this.type === ICMP_ECHO || this.type === ICMP_ECHOREPLY;
  }

  /** RFC 1122 3.2.2: errors are never answered with errors. */
  get isError(): boolean {
    const t = this.type;
    return (
      t === ICMP_DEST_UNREACH || t === ICMP_TIME_EXCEEDED || t === ICMP_PARAMETERPROB || t === ICMP_REDIRECT || t === 4
    );
  }
}

/** Reads the message in `bytes[at..end)`; the payload is a view, not a copy. */
export function parseIcmp(bytes: Uint8Array, at = 0, end = bytes.length): IcmpMessage | undefined {
  if (end < at + ICMP_HEADER || end > bytes.length) return undefined;
  const payload = bytes.subarray(at + ICMP_HEADER, end);
  return new IcmpMessage(bytes[at] ?? 0, bytes[at + 1] ?? 0, getU32(bytes, at + 4), payload);
}

/** Writes the message; without `checked` its checksum stays 0. */
export function emitIcmp(icmp: IcmpMessage, bytes: Uint8Array, at: number, checked = true): void {
  bytes[at] = icmp.type;
  bytes[at + 1] = icmp.code;
  setU16(bytes, at + 2, 0);
  setU32(bytes, at + 4, icmp.rest);
  bytes.set(icmp.payload, at + ICMP_HEADER);
  if (checked) setU16(bytes, at + 2, internetChecksum(bytes, at, at + icmp.length));
}

/** The message as bytes of its own. */
export function icmpBytes(icmp: IcmpMessage): Uint8Array {
  const bytes = new Uint8Array(icmp.length);
  emitIcmp(icmp, bytes, 0);
  return bytes;
}

const unreachableNames: readonly string[] = [
  'Network unreachable',
  'Host unreachable',
  'Protocol unreachable',
  'Port unreachable',
  'Fragmentation needed',
];

/** What a message says, in Wireshark's words. */
export function icmpTitle(icmp: IcmpMessage): string {
  switch (icmp.type) {
    case ICMP_ECHOREPLY:
      return 'Echo (ping) reply';
    case ICMP_ECHO:
      return 'Echo (ping) request';
    case ICMP_DEST_UNREACH: {
      const code =
        icmp.code === ICMP_PKT_FILTERED ? 'Communication administratively filtered' : unreachableNames[icmp.code];
      return `Destination unreachable (${code ?? `code ${icmp.code}`})`;
    }
    case ICMP_REDIRECT:
      return 'Redirect';
    case ICMP_TIME_EXCEEDED:
      return icmp.code === ICMP_EXC_TTL
        ? 'Time-to-live exceeded (Time to live exceeded in transit)'
        : 'Time-to-live exceeded (Fragment reassembly time exceeded)';
    case ICMP_PARAMETERPROB:
      return 'Parameter problem';
    default:
      return `Type ${icmp.type} code ${icmp.code}`;
  }
}

export function describeIcmp(icmp: IcmpMessage, bytes: Uint8Array, at: number): LayerView {
  const fields: FieldView[] = [
    field('icmp.type', 'Type', `${icmp.type} (${icmpTitle(icmp)})`, at, 1),
    field('icmp.code', 'Code', icmp.code, at + 1, 1),
    field('icmp.checksum', 'Checksum', `${hexOf(getU16(bytes, at + 2), 4)} [correct]`, at + 2, 2),
  ];
  if (icmp.isEcho) {
    fields.push(
      field('icmp.ident', 'Identifier', `${icmp.identifier} (${hexOf(icmp.identifier, 4)})`, at + 4, 2),
      field('icmp.seq', 'Sequence Number', `${icmp.sequence} (${hexOf(icmp.sequence, 4)})`, at + 6, 2),
      field('data.data', 'Data', hexDigits(icmp.payload), at + ICMP_HEADER, icmp.payload.length),
    );
  } else if (icmp.type === ICMP_DEST_UNREACH && icmp.code === ICMP_FRAG_NEEDED) {
    fields.push(
      field('icmp.unused', 'Unused', hexOf(icmp.rest >>> 16, 4), at + 4, 2),
      field('icmp.mtu', 'MTU of next hop', icmp.rest & 0xffff, at + 6, 2),
    );
  } else {
    fields.push(field('icmp.unused', 'Unused', hexOf(icmp.rest, 8), at + 4, 4));
  }
  const length = icmp.isEcho ? icmp.length : ICMP_HEADER;
  return { name: 'Internet Control Message Protocol', summary: icmpTitle(icmp), offset: at, length, fields };
}
