// tcpdump -w and -r: captured frames into a file, and out of one again.
// Source: tcpdump 4.99.3 tcpdump.c (dump_packet, main), libpcap 1.10.3 sf-pcap.c and pcap-linux.c (cooked headers), setvbuf(3).
// Not modelled: pcapng files, frames that a snapshot has cut short (read), rotation.
import { strerror } from '../../../base/errno.ts';
import { decodeUtf8, encodeUtf8 } from '../../../base/utf8.ts';
import type { Blocking, OpenFile, Sys } from '../../../host/sys.ts';
import type { CapturedFrame, PacketDirection } from '../../../linux/socket.ts';
import { getMac, getU16, getU32, setMac, setU16, setU32 } from '../../../wire/bytes.ts';
import { emitEthernet, parseEthernet } from '../../../wire/ethernet.ts';
import {
  LINKTYPE_ETHERNET,
  LINKTYPE_LINUX_SLL2,
  type PcapRecord,
  parsePcap,
  pcapHeader,
  pcapRecord,
} from '../../../wire/pcap.ts';
import { notSimulated, type ToolExit } from '../tool.ts';
import { filterError } from './filter-words.ts';

/** Link headers by number, as pcap_datalink_val_to_name and _to_description tell them. */
export const linkTypes: Readonly<Record<number, string>> = {
  [LINKTYPE_ETHERNET]: 'EN10MB (Ethernet)',
  [LINKTYPE_LINUX_SLL2]: 'LINUX_SLL2 (Linux cooked v2)',
};

/** What stdio gathers before it writes: st_blksize of a file. */
const BUFFER_SIZE = 4096;
export const SLL2_HEADER = 20; // sizeof(struct sll2_header)
const ETHERNET_TYPE_AT = 12;
/** sll2_pkttype, in the order of its numbers: LINUX_SLL_HOST … LINUX_SLL_OUTGOING. */
const PACKET_TYPES: readonly PacketDirection[] = ['In', 'B', 'M', 'P', 'Out'];
const ARPHRD_ETHER = 1;
const ARPHRD_LOOPBACK = 772;
const MAC_LENGTH = 6;

/** A frame with the bytes that a file has of it. */
export interface SavedFrame extends CapturedFrame {
  readonly bytes?: Uint8Array;
}

/** CLOCK_REALTIME less CLOCK_MONOTONIC, in microseconds. */
export const clockOffset = (sys: Sys): number => Math.round(sys.wallClock() * 1000) - sys.now();

/** The frame behind the header that a capture on all devices has. */
export function cookedBytes(sys: Sys, { frame, ifindex, direction }: CapturedFrame): Uint8Array {
  const ethernet = emitEthernet(frame);
  const bytes = new Uint8Array(SLL2_HEADER + ethernet.length - ETHERNET_TYPE_AT - 2);
  setU16(bytes, 0, getU16(ethernet, ETHERNET_TYPE_AT));
  setU32(bytes, 4, ifindex);
  setU16(bytes, 8, sys.net.linkByIndex(ifindex)?.kind === 'loopback' ? ARPHRD_LOOPBACK : ARPHRD_ETHER);
  bytes[10] = PACKET_TYPES.indexOf(direction);
  bytes[11] = MAC_LENGTH;
  setMac(bytes, 12, frame.source);
  bytes.set(ethernet.subarray(ETHERNET_TYPE_AT + 2), SLL2_HEADER);
  return bytes;
}

/** A file that is being written. */
export class SavefileWriter {
  readonly #sys: Sys;
  readonly #file: OpenFile;
  readonly #link: number;
  readonly #snapshot: number;
  readonly #flushes: boolean;
  #pending: Uint8Array[] = [];
  #size = 0;

  /** `flushes`: -U, each frame is written at once. */
  constructor(sys: Sys, file: OpenFile, link: number, snapshot: number, flushes: boolean) {
    this.#sys = sys;
    this.#file = file;
    this.#link = link;
    this.#snapshot = snapshot;
    this.#flushes = flushes;
    this.#add(pcapHeader(link, snapshot));
  }

  *add(seen: SavedFrame): Blocking<void> {
    const bytes =
      seen.bytes ?? (this.#link === LINKTYPE_ETHERNET ? emitEthernet(seen.frame) : cookedBytes(this.#sys, seen));
    this.#add(pcapRecord(seen.at + clockOffset(this.#sys), bytes, this.#snapshot));
    if (this.#flushes) yield* this.flush();
    else if (this.#size >= BUFFER_SIZE) yield* this.#write(this.#size - (this.#size % BUFFER_SIZE));
  }

  *flush(): Blocking<void> {
    yield* this.#write(this.#size);
  }

  #add(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#size += bytes.length;
  }

  *#write(count: number): Blocking<void> {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#pending) {
      all.set(part, at);
      at += part.length;
    }
    this.#pending = count < all.length ? [all.subarray(count)] : [];
    this.#size -= count;
    yield* this.#file.write(decodeUtf8(all.subarray(0, count)));
  }
}

/** Opens what -w names; `-` is standard output. */
export function openForWriting(sys: Sys, path: string): OpenFile {
  const standard = path === '-' ? sys.file(1) : undefined;
  if (standard !== undefined) {
    standard.retain();
    return standard;
  }
  const opened = sys.open(path, 'write');
  if (!opened.ok) throw filterError(`${path}: ${strerror[opened.errno]}`);
  return opened.value;
}

/** A file that has been read: frames that come one after another, like those of a device. */
export interface Savefile {
  readonly link: number;
  readonly snapshot: number;
  readonly frames: readonly SavedFrame[];
  /** What tcpdump says when it comes to an end that is none. */
  readonly trouble: ToolExit | undefined;
}

/** Reads what -r names; `-` is standard input. */
export function* readSavefile(sys: Sys, path: string): Blocking<Savefile> {
  const file = parsePcap(encodeUtf8(yield* contents(sys, path)));
  if ('kind' in file) {
    if (file.kind === 'pcapng') throw notSimulated('tcpdump -r of a pcapng file');
    if (file.kind === 'unknown') throw filterError('unknown file format');
    throw filterError(`truncated dump file; tried to read ${file.wanted} file header bytes, only got ${file.there}`);
  }
  const { link, snapshot, cut } = file;
  if (linkTypes[link] === undefined) throw notSimulated(`tcpdump -r of link type ${link}`);
  const offset = clockOffset(sys);
  const what = `${cut?.what === 'header' ? 'header' : 'captured'} bytes`;
  const trouble = cut && `pcap_loop: truncated dump file; tried to read ${cut.wanted} ${what}, only got ${cut.there}`;
  return {
    link,
    snapshot,
    frames: file.records.map((record) => frameOf(sys, link, record, offset)),
    trouble: trouble === undefined ? undefined : filterError(trouble),
  };
}

function* contents(sys: Sys, path: string): Blocking<string> {
  if (path === '-') return yield* sys.readAll(0);
  const isDirectory = sys.fs.stat(sys.resolve(path))?.type === 'directory';
  if (isDirectory) throw filterError('error reading dump file: Is a directory');
  const opened = sys.open(path, 'read');
  if (!opened.ok) throw filterError(`${path}: ${strerror[opened.errno]}`);
  const pieces: string[] = [];
  for (let piece = yield* opened.value.read(); piece !== undefined; piece = yield* opened.value.read())
    pieces.push(piece);
  opened.value.release();
  return pieces.join('');
}

function frameOf(sys: Sys, link: number, { time, bytes, length }: PcapRecord, offset: number): SavedFrame {
  if (bytes.length < length) throw notSimulated('tcpdump -r of frames that a snapshot has cut short');
  const isCooked = link === LINKTYPE_LINUX_SLL2 && bytes.length >= SLL2_HEADER;
  const frame = parseEthernet(isCooked ? uncooked(bytes) : bytes);
  if (frame === undefined) throw notSimulated('tcpdump -r of frames without a whole header');
  const ifindex = isCooked ? getU32(bytes, 4) : 0;
  const device = sys.net.linkByIndex(ifindex)?.name ?? '?';
  const direction = PACKET_TYPES[isCooked ? (bytes[10] ?? 0) : 0] ?? 'In';
  return { at: time - offset, ifindex, device, direction, frame, bytes };
}

/** A cooked frame as Ethernet, to nobody. */
function uncooked(bytes: Uint8Array): Uint8Array {
  const ethernet = new Uint8Array(ETHERNET_TYPE_AT + 2 + bytes.length - SLL2_HEADER);
  setMac(ethernet, MAC_LENGTH, getMac(bytes, 12));
  setU16(ethernet, ETHERNET_TYPE_AT, getU16(bytes, 0));
  ethernet.set(bytes.subarray(SLL2_HEADER), ETHERNET_TYPE_AT + 2);
  return ethernet;
}
