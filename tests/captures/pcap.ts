// Reads a capture file of tcpdump: the classic format, microseconds, Ethernet unless another link is named (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap).

const MAGIC = 0xa1b2c3d4;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const LINKTYPE_ETHERNET = 1;

export interface CapturedPacket {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly bytes: Uint8Array;
}

/** All packets of the file, in its order. A file of another kind, or with packets cut short, is refused. */
export function readPcap(file: Uint8Array, linkType = LINKTYPE_ETHERNET): CapturedPacket[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const little = view.getUint32(0, true) === MAGIC;
  if (view.getUint32(0, little) !== MAGIC) throw new Error('not a capture with times in microseconds');
  const link = view.getUint32(20, little);
  if (link !== linkType) throw new Error(`a capture of link type ${link}, not ${linkType}`);
  const packets: CapturedPacket[] = [];
  for (let at = FILE_HEADER; at < file.length; ) {
    const captured = view.getUint32(at + 8, little);
    const original = view.getUint32(at + 12, little);
    if (captured !== original) throw new Error(`a packet of ${original} bytes was cut to ${captured}`);
    const time = view.getUint32(at, little) * 1_000_000 + view.getUint32(at + 4, little);
    const from = at + PACKET_HEADER;
    packets.push({ time, bytes: file.subarray(from, from + captured) });
    at = from + captured;
  }
  return packets;
}
