// What lies around gossip on its way: compression, a checksum, encryption.
// Source: hashicorp/memberlist v0.4.0 net.go (rawSendMsgPacket, rawSendMsgStream, readStream), util.go (compressPayload).
// Not modelled: labels; what is not encrypted is refused.
import type { RandomStream } from '../../../base/random.ts';
import { getU32, setU32 } from '../../../wire/bytes.ts';
import { BytesWriter } from './bytes-writer.ts';
import { ENCRYPT_OVERHEAD, type Keyring } from './keyring.ts';
import { compress, decompress } from './lzw.ts';
import { MsgpackReader, packMap } from './msgpack.ts';

// net.go messageType
const COMPRESS = 9;
const ENCRYPT = 10;
const HAS_CRC = 12;

/** A type and a length before what is encrypted of a connection. */
const STREAM_HEADER = 5;
const CRC_HEADER = 5;
/** net.go maxPushStateBytes */
const MOST_STREAM_BYTES = 20 * 1024 * 1024;

/** IEEE 802.3's, as hash/crc32 ChecksumIEEE computes it. */
const CRC_POLYNOMIAL = 0xedb88320;

/** What each byte does to the checksum. */
const crcSteps = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ CRC_POLYNOMIAL : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcSteps[(crc ^ byte) & 255] as number);
  return ~crc >>> 0;
}

function compressed(plain: Uint8Array): Uint8Array {
  const out = new BytesWriter();
  out.byte(COMPRESS);
  packMap(out, [
    ['Algo', 0],
    ['Buf', compress(plain)],
  ]);
  return out.done();
}

/** Undoes `compressed`, where it was done. */
function decompressed(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== COMPRESS) return bytes;
  const buffer = new MsgpackReader(bytes, 1).map().get('Buf');
  if (!(buffer instanceof Uint8Array)) throw new RangeError('nothing compressed');
  return decompress(buffer);
}

/** What is to be encrypted of a datagram: compressed if that is shorter, with a checksum if it is `checked`. */
export function packDatagram(plain: Uint8Array, checked: boolean): Uint8Array {
  const shorter = compressed(plain);
  const body = shorter.length < plain.length ? shorter : plain;
  if (!checked) return body;
  const withCrc = new Uint8Array(CRC_HEADER + body.length);
  withCrc[0] = HAS_CRC;
  setU32(withCrc, 1, crc32(body));
  withCrc.set(body, CRC_HEADER);
  return withCrc;
}

/** What a datagram says; undefined if no key opens it. Throws RangeError where it is damaged. */
export function openDatagram(bytes: Uint8Array, keyring: Keyring): Uint8Array | undefined {
  const plain = keyring.open(bytes);
  if (plain === undefined || plain[0] !== HAS_CRC) return plain && decompressed(plain);
  const body = plain.subarray(CRC_HEADER);
  if (crc32(body) !== getU32(plain, 1)) throw new RangeError('wrong checksum');
  return decompressed(body);
}

/** What one side says over a connection, as bytes. */
export function sealStream(plain: Uint8Array, keyring: Keyring, random: RandomStream): Uint8Array {
  const body = compressed(plain);
  const header = streamHeader(body.length + ENCRYPT_OVERHEAD);
  const sealed = keyring.seal(body, random, header);
  const out = new Uint8Array(STREAM_HEADER + sealed.length);
  out.set(header);
  out.set(sealed, STREAM_HEADER);
  return out;
}

function streamHeader(length: number): Uint8Array {
  const header = new Uint8Array(STREAM_HEADER);
  header[0] = ENCRYPT;
  setU32(header, 1, length);
  return header;
}

/** How many bytes a connection's message takes in all; undefined before its header has come. Throws RangeError if it is not encrypted. */
export function streamLength(bytes: Uint8Array): number | undefined {
  if (bytes.length > 0 && bytes[0] !== ENCRYPT) throw new RangeError('not encrypted');
  if (bytes.length < STREAM_HEADER) return undefined;
  return STREAM_HEADER + Math.min(getU32(bytes, 1), MOST_STREAM_BYTES);
}

/** What was said over a connection; undefined if no key opens it. Throws RangeError where it is damaged. */
export function openStream(bytes: Uint8Array, keyring: Keyring): Uint8Array | undefined {
  const plain = keyring.open(bytes.subarray(STREAM_HEADER), bytes.subarray(0, STREAM_HEADER));
  return plain && decompressed(plain);
}
