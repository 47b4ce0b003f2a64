// Capture files as Wireshark reads them: one section, one interface a device, one enhanced packet block a frame.
// Source: draft-ietf-opsawg-pcapng (SHB 4.1, IDB 4.2, EPB 4.3, options 3.5); link types of tcpdump.org/linktypes.html.
// Not modelled: several sections, name resolution and statistics blocks, snapshots shorter than a packet. Times are microseconds, the default.

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;

const OPT_END = 0;
const OPT_COMMENT = 1;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const EPB_FLAGS = 2;

/** epb_flags, bits 0 and 1: the direction. */
const FLAGS = { in: 1, out: 2 } as const;

const LINK_TYPES = { ethernet: 1, ip: 101 } as const; // LINKTYPE_ETHERNET, LINKTYPE_RAW

/** Where packets were seen: one object an interface, compared by identity. */
export interface CaptureDevice {
  readonly name: string;
  readonly description: string;
  readonly link: keyof typeof LINK_TYPES;
}

export interface CapturePacket {
  readonly device: CaptureDevice;
  /** Microseconds since 1970. */
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly direction: keyof typeof FLAGS | undefined;
  readonly comments: readonly string[];
}

/** Writes a capture file; packets come in the order of the file. */
export function pcapng(packets: Iterable<CapturePacket>): Uint8Array {
  const blocks: Uint8Array[] = [sectionHeader()];
  const interfaces = new Map<CaptureDevice, number>();
  for (const packet of packets) {
    let id = interfaces.get(packet.device);
    if (id === undefined) {
      id = interfaces.size;
      interfaces.set(packet.device, id);
      blocks.push(interfaceDescription(packet.device));
    }
    blocks.push(enhancedPacket(packet, id));
  }
  return joined(blocks);
}

const padded = (length: number): number => (length + 3) & ~3;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Little-endian numbers of 2, 4 or 8 bytes: [value, size]. */
function numbers(fields: readonly (readonly [value: number, size: 2 | 4 | 8])[]): Uint8Array {
  const out: number[] = [];
  for (const [value, size] of fields) {
    for (let left = value, n = 0; n < size; n++, left = Math.floor(left / 256)) out.push(left % 256);
  }
  return Uint8Array.from(out);
}

function block(type: number, body: readonly Uint8Array[]): Uint8Array {
  const content = joined(body);
  const total = content.length + 12;
  return joined([
    numbers([
      [type, 4],
      [total, 4],
    ]),
    content,
    numbers([[total, 4]]),
  ]);
}

/** The bytes, filled up to a multiple of four. */
function aligned(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(padded(bytes.length));
  out.set(bytes);
  return out;
}

function option(code: number, value: Uint8Array): Uint8Array {
  return joined([
    numbers([
      [code, 2],
      [value.length, 2],
    ]),
    aligned(value),
  ]);
}

const textOption = (code: number, text: string): Uint8Array => option(code, utf8(text));
const endOfOptions = (): Uint8Array =>
  numbers([
    [OPT_END, 2],
    [0, 2],
  ]);

function sectionHeader(): Uint8Array {
  const unknownLength = 0xffffffff;
  const version = numbers([
    [BYTE_ORDER_MAGIC, 4],
    [1, 2],
    [0, 2],
    [unknownLength, 4],
    [unknownLength, 4],
  ]);
  return block(SECTION_HEADER, [version, textOption(SHB_USERAPPL, 'Hoplab'), endOfOptions()]);
}

function interfaceDescription({ name, description, link }: CaptureDevice): Uint8Array {
  const unlimited = 0;
  return block(INTERFACE_DESCRIPTION, [
    numbers([
      [LINK_TYPES[link], 2],
      [0, 2],
      [unlimited, 4],
    ]),
    textOption(IF_NAME, name),
    textOption(IF_DESCRIPTION, description),
    endOfOptions(),
  ]);
}

function enhancedPacket({ time, bytes, comments, direction }: CapturePacket, id: number): Uint8Array {
  const high = Math.floor(time / 0x100000000);
  const options = comments.map((comment) => textOption(OPT_COMMENT, comment));
  if (direction !== undefined) options.push(option(EPB_FLAGS, numbers([[FLAGS[direction], 4]])));
  return block(ENHANCED_PACKET, [
    numbers([
      [id, 4],
      [high, 4],
      [time % 0x100000000, 4],
      [bytes.length, 4],
      [bytes.length, 4],
    ]),
    aligned(bytes),
    ...options,
    ...(options.length > 0 ? [endOfOptions()] : []),
  ]);
}

/** A text's bytes; at most as many as an option holds. */
function utf8(text: string): Uint8Array {
  const out: number[] = [];
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? 0;
    if (out.length > MAX_OPTION - 4) break;
    if (point < 0x80) out.push(point);
    else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else out.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return Uint8Array.from(out);
}

/** Option lengths have 16 bits. */
const MAX_OPTION = 0xffff;
