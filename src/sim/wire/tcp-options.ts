// The options of TCP headers that Linux sends: maximum segment size, SACK, timestamps, window scale.
// Source: RFC 9293 3.1, RFC 7323, RFC 2018; order and padding as net/ipv4/tcp_output.c (tcp_options_write).
// Not modelled: MD5 and AO signatures, fast open, MPTCP; such options are listed by their number.
import { getU16, getU32, hexDigits, setU16, setU32 } from './bytes.ts';
import { type FieldView, field } from './layer.ts';

const END = 0; // TCPOPT_EOL
const NOP = 1; // TCPOPT_NOP
const MSS = 2; // TCPOPT_MSS
const WINDOW_SCALE = 3; // TCPOPT_WINDOW
const SACK_PERMITTED = 4; // TCPOPT_SACK_PERM
const SACK = 5; // TCPOPT_SACK
const TIMESTAMPS = 8; // TCPOPT_TIMESTAMP

/** Bytes that timestamps take of every segment: TCPOLEN_TSTAMP_ALIGNED. */
export const TIMESTAMPS_LENGTH = 12;

/** What a header's options say; undefined where it does not. */
export interface TcpOptions {
  readonly mss?: number | undefined;
  readonly windowScale?: number | undefined;
  readonly sackPermitted?: boolean | undefined;
  readonly timestamps?: { readonly value: number; readonly echo: number } | undefined;
  /** Left and right edges of what arrived out of order. */
  readonly sack?: readonly (readonly [number, number])[] | undefined;
}

interface RawOption {
  readonly kind: number;
  readonly at: number;
  readonly length: number;
}

/** The options one by one, padding included, up to the first that is malformed. */
function* walk(bytes: Uint8Array): Generator<RawOption, void, void> {
  let at = 0;
  while (at < bytes.length) {
    const kind = bytes[at] ?? END;
    const length = kind === END || kind === NOP ? 1 : (bytes[at + 1] ?? 0);
    if (length < 1 || at + length > bytes.length || (kind > NOP && length < 2)) return;
    yield { kind, at, length };
    if (kind === END) return;
    at += length;
  }
}

/** Reads a header's options. */
export function parseTcpOptions(bytes: Uint8Array): TcpOptions {
  // The commonest header by far: two NOPs and timestamps.
  if (bytes.length === TIMESTAMPS_LENGTH && bytes[0] === NOP && bytes[2] === TIMESTAMPS) {
    return { timestamps: { value: getU32(bytes, 4), echo: getU32(bytes, 8) } };
  }
  let mss: number | undefined;
  let windowScale: number | undefined;
  let sackPermitted = false;
  let timestamps: TcpOptions['timestamps'];
  let sack: [number, number][] | undefined;
  for (const { kind, at, length } of walk(bytes)) {
    if (kind === MSS && length === 4) mss = getU16(bytes, at + 2);
    else if (kind === WINDOW_SCALE && length === 3) windowScale = Math.min(14, bytes[at + 2] ?? 0);
    else if (kind === SACK_PERMITTED) sackPermitted = true;
    else if (kind === TIMESTAMPS && length === 10) {
      timestamps = { value: getU32(bytes, at + 2), echo: getU32(bytes, at + 6) };
    } else if (kind === SACK) {
      sack = [];
      for (let edge = at + 2; edge + 8 <= at + length; edge += 8)
        sack.push([getU32(bytes, edge), getU32(bytes, edge + 4)]);
    }
  }
  return { mss, windowScale, sackPermitted, timestamps, sack };
}

/** The maximum segment size that a SYN tells, and where its two bytes stand. */
export function mssAt(bytes: Uint8Array): { readonly mss: number; readonly at: number } | undefined {
  for (const { kind, at, length } of walk(bytes)) {
    if (kind === MSS && length === 4) return { mss: getU16(bytes, at + 2), at: at + 2 };
  }
  return undefined;
}

/** The options of a SYN, in Linux's order: MSS, SACK permitted, timestamps, window scale. */
export function synOptions(options: TcpOptions): Uint8Array {
  const { timestamps } = options;
  const bytes = new Uint8Array(
    4 + (timestamps ? TIMESTAMPS_LENGTH : options.sackPermitted ? 4 : 0) + (options.windowScale === undefined ? 0 : 4),
  );
  let at = 0;
  const word = (a: number, b: number, c: number, d: number) => {
    bytes.set([a, b, c, d], at);
    at += 4;
  };
  word(MSS, 4, (options.mss ?? 0) >>> 8, (options.mss ?? 0) & 255);
  if (timestamps) {
    if (options.sackPermitted) word(SACK_PERMITTED, 2, TIMESTAMPS, 10);
    else word(NOP, NOP, TIMESTAMPS, 10);
    setU32(bytes, at, timestamps.value);
    setU32(bytes, at + 4, timestamps.echo);
    at += 8;
  } else if (options.sackPermitted) word(NOP, NOP, SACK_PERMITTED, 2);
  if (options.windowScale !== undefined) word(NOP, WINDOW_SCALE, 3, options.windowScale);
  return bytes;
}

/** The options of every other segment: timestamps, and what came out of order. */
export function dataOptions(
  timestamps: { readonly value: number; readonly echo: number } | undefined,
  sack: readonly (readonly [number, number])[] = [],
): Uint8Array {
  const bytes = new Uint8Array((timestamps ? TIMESTAMPS_LENGTH : 0) + (sack.length === 0 ? 0 : 4 + 8 * sack.length));
  let at = 0;
  if (timestamps) {
    setU16(bytes, 0, (NOP << 8) | NOP);
    setU16(bytes, 2, (TIMESTAMPS << 8) | 10);
    setU32(bytes, 4, timestamps.value);
    setU32(bytes, 8, timestamps.echo);
    at = TIMESTAMPS_LENGTH;
  }
  if (sack.length > 0) {
    setU16(bytes, at, (NOP << 8) | NOP);
    setU16(bytes, at + 2, (SACK << 8) | (2 + 8 * sack.length));
    at += 4;
    for (const [left, right] of sack) {
      setU32(bytes, at, left);
      setU32(bytes, at + 4, right);
      at += 8;
    }
  }
  return bytes;
}

/** ` MSS=1460 SACK_PERM TSval=1 TSecr=0 WS=128`, as Wireshark's list does. */
export function summarizeTcpOptions(bytes: Uint8Array): string {
  const said = parseTcpOptions(bytes);
  let text = '';
  if (said.mss !== undefined) text += ` MSS=${said.mss}`;
  if (said.sackPermitted) text += ' SACK_PERM';
  if (said.timestamps) text += ` TSval=${said.timestamps.value} TSecr=${said.timestamps.echo}`;
  if (said.windowScale !== undefined) text += ` WS=${1 << said.windowScale}`;
  for (const [left, right] of said.sack ?? []) text += ` SLE=${left} SRE=${right}`;
  return text;
}

/** One field an option, padding included. */
export function describeTcpOptions(bytes: Uint8Array, offset: number): FieldView[] {
  const fields: FieldView[] = [];
  let end = 0;
  for (const { kind, at, length } of walk(bytes)) {
    end = at + length;
    const add = (key: string, label: string, value: string | number) =>
      fields.push(field(`tcp.options.${key}`, `TCP Option - ${label}`, value, offset + at, length));
    if (kind === MSS) add('mss_val', 'Maximum segment size', `${getU16(bytes, at + 2)} bytes`);
    else if (kind === SACK_PERMITTED) add('sack_perm', 'SACK permitted', 'True');
    else if (kind === WINDOW_SCALE) {
      const shift = Math.min(14, bytes[at + 2] ?? 0);
      add('wscale.shift', 'Window scale', `${shift} (multiply by ${1 << shift})`);
    } else if (kind === TIMESTAMPS) {
      add('timestamp', 'Timestamps', `TSval ${getU32(bytes, at + 2)}, TSecr ${getU32(bytes, at + 6)}`);
    } else if (kind === SACK) {
      const edges = [];
      for (let edge = at + 2; edge + 8 <= at + length; edge += 8)
        edges.push(`${getU32(bytes, edge)}-${getU32(bytes, edge + 4)}`);
      add('sack', 'SACK', edges.join(' '));
    } else if (kind === NOP) add('nop', 'No-Operation', 'NOP');
    else if (kind === END) add('eol', 'End of Option List', 'EOL');
    else add('unknown', `Kind ${kind}`, `${length} bytes`);
  }
  if (end < bytes.length)
    fields.push(
      field('tcp.options.padding', 'Padding', hexDigits(bytes.subarray(end)), offset + end, bytes.length - end),
    );
  return fields;
}
