// Capture files as libpcap writes them: one header, then each frame behind its time and lengths.
// Source: draft-ietf-opsawg-pcap; libpcap 1.10.3 sf-pcap.c; link types of tcpdump.org/linktypes.html.
// Not modelled: lengths of the frame check sequence, files in the formats of libpcap's forerunners.

export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_LINUX_SLL2 = 276;

const MAGIC = 0xa1b2c3d4; // TCPDUMP_MAGIC
const NSEC_MAGIC = 0xa1b23c4d; // NSEC_TCPDUMP_MAGIC
const NG_MAGIC = 0x0a0d0d0a; // BT_SHB of pcapng
const VERSION_MAJOR = 2; // PCAP_VERSION_MAJOR
const VERSION_MINOR = 4; // PCAP_VERSION_MINOR
const FILE_HEADER = 24; // sizeof(struct pcap_file_header)
const RECORD_HEADER = 16; // sizeof(struct pcap_sf_pkthdr)
const SECOND = 1_000_000;

export interface PcapRecord {
  /** Microseconds since 1970. */
  readonly time: number;
  /** What was kept of the frame. */
  readonly bytes: Uint8Array;
  /** How long it was. */
  readonly length: number;
}

export interface PcapFile {
  readonly link: number;
  readonly snapshot: number;
  readonly records: readonly PcapRecord[];
  /** The file ends in the middle of a record: how many bytes of what are there. */
  readonly cut?: { readonly what: 'header' | 'captured'; readonly wanted: number; readonly there: number };
}

/** Why a file is none: what libpcap says of it. */
export type NoPcap =
  | { readonly kind: 'short'; readonly wanted: number; readonly there: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'pcapng' };

/** Little-endian numbers of four bytes. */
function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint32(4 * at, value, true);
  return bytes;
}

export function pcapHeader(link: number, snapshot: number): Uint8Array {
  return words(MAGIC, VERSION_MAJOR | (VERSION_MINOR << 16), 0, 0, snapshot, link);
}

/** One frame, as far as the snapshot's length reaches. `time` is in microseconds since 1970. */
export function pcapRecord(time: number, frame: Uint8Array, snapshot: number): Uint8Array {
  const kept = frame.subarray(0, snapshot);
  const record = new Uint8Array(RECORD_HEADER + kept.length);
  record.set(words(Math.floor(time / SECOND), time % SECOND, kept.length, frame.length));
  record.set(kept, RECORD_HEADER);
  return record;
}

export function parsePcap(bytes: Uint8Array): PcapFile | NoPcap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4) return { kind: 'short', wanted: 4, there: bytes.length };
  const little = [MAGIC, NSEC_MAGIC].includes(view.getUint32(0, true));
  const number = (at: number): number => view.getUint32(at, little);
  if (number(0) === NG_MAGIC) return { kind: 'pcapng' };
  if (number(0) !== MAGIC && number(0) !== NSEC_MAGIC) return { kind: 'unknown' };
  if (bytes.length < FILE_HEADER) return { kind: 'short', wanted: FILE_HEADER - 4, there: bytes.length - 4 };
  const fractions = number(0) === MAGIC ? 1 : 1000;
  const records: PcapRecord[] = [];
  const file = { snapshot: number(16), link: number(20) & 0xffff, records };
  for (let at = FILE_HEADER; at < bytes.length; ) {
    const there = bytes.length - at;
    if (there < RECORD_HEADER) return { ...file, cut: { what: 'header', wanted: RECORD_HEADER, there } };
    const kept = number(at + 8);
    const from = at + RECORD_HEADER;
    if (from + kept > bytes.length) {
      return { ...file, cut: { what: 'captured', wanted: kept, there: bytes.length - from } };
    }
    const time = number(at) * SECOND + Math.floor(number(at + 4) / fractions);
    records.push({ time, bytes: bytes.subarray(from, from + kept), length: number(at + 12) });
    at = from + kept;
  }
  return file;
}
