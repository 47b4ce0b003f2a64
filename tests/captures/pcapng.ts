// Reads capture files of the kind that the page exports (draft-ietf-opsawg-pcapng): interfaces, packets and their comments.

const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const OPT_END = 0;
const OPT_COMMENT = 1;
const IF_NAME = 2;
const IF_DESCRIPTION = 3;

export interface Interface {
  readonly name: string;
  readonly description: string;
  /** LINKTYPE_*: 1 is Ethernet, 101 bare IP. */
  readonly link: number;
}

export interface ExportedPacket {
  /** Index into the file's interfaces. */
  readonly at: number;
  /** Microseconds since 1970. */
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
}

export interface ExportedFile {
  readonly interfaces: readonly Interface[];
  readonly packets: readonly ExportedPacket[];
}

/** The options of a block from `at` on: code and bytes. */
function* options(block: Uint8Array, at: number): Generator<readonly [code: number, value: Uint8Array]> {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  while (at < block.length) {
    const code = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (code === OPT_END) return;
    yield [code, block.subarray(at + 4, at + 4 + length)];
    at += 4 + padded(length);
  }
}

const padded = (length: number): number => (length + 3) & ~3;
const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

function readInterface(body: Uint8Array): Interface {
  const named = new Map([...options(body, 8)].map(([code, value]) => [code, text(value)]));
  const link = new DataView(body.buffer, body.byteOffset).getUint16(0, true);
  return { name: named.get(IF_NAME) ?? '', description: named.get(IF_DESCRIPTION) ?? '', link };
}

function readPacket(body: Uint8Array): ExportedPacket {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const [captured, original] = [view.getUint32(12, true), view.getUint32(16, true)];
  if (captured !== original) throw new Error(`a packet of ${original} bytes was cut to ${captured}`);
  const said = [...options(body, 20 + padded(captured))].filter(([code]) => code === OPT_COMMENT);
  return {
    at: view.getUint32(0, true),
    time: view.getUint32(4, true) * 2 ** 32 + view.getUint32(8, true),
    bytes: body.subarray(20, 20 + captured),
    comments: said.map(([, value]) => text(value)),
  };
}

/** Everything in the file; a block whose two lengths differ is an error. */
export function readPcapng(file: Uint8Array): ExportedFile {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const interfaces: Interface[] = [];
  const packets: ExportedPacket[] = [];
  for (let at = 0; at < file.length; ) {
    const length = view.getUint32(at + 4, true);
    if (view.getUint32(at + length - 4, true) !== length) throw new Error(`a block at ${at} whose lengths differ`);
    const body = file.subarray(at + 8, at + length - 4);
    const type = view.getUint32(at, true);
    if (type === INTERFACE_DESCRIPTION) interfaces.push(readInterface(body));
    if (type === ENHANCED_PACKET) packets.push(readPacket(body));
    at += length;
  }
  return { interfaces, packets };
}
