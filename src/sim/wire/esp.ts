// ESP with AES-GCM: the framing of encrypted packets, sealing and opening them.
// Source: RFC 4303 (ESP), RFC 4106 (AES-GCM in ESP); the cipher itself is @noble/ciphers'. Wireshark's field names (esp.*).
// Not modelled: other algorithms, extended sequence numbers, traffic flow padding.
import { ctr, gcm } from '@noble/ciphers/aes.js';
import { getU32, hexDigits, hexOf, setU32 } from './bytes.ts';
import { field, type LayerView } from './layer.ts';

export const IPPROTO_ESP = 50;
/** Bytes before the ciphertext: SPI, sequence number, initialisation vector. */
export const ESP_PREFIX = 16;
const IV = 8;
const SALT = 4;
const ALIGN = 4;

/** What both ends know: AES key with its salt behind it, and how many bytes of the tag are sent. */
export interface EspKey {
  readonly key: Uint8Array;
  readonly icvLength: number;
}

/** An opened packet: the payload without padding, and its protocol. */
export interface Opened {
  readonly protocol: number;
  readonly payload: Uint8Array;
}

const aesKey = ({ key }: EspKey): Uint8Array => key.subarray(0, key.length - SALT);

function nonceOf({ key }: EspKey, packet: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(SALT + IV);
  nonce.set(key.subarray(key.length - SALT));
  nonce.set(packet.subarray(8, ESP_PREFIX), SALT);
  return nonce;
}

/** How long the packet gets that carries `payload` bytes. */
export function espLength(payload: number, icvLength: number): number {
  return ESP_PREFIX + Math.ceil((payload + 2) / ALIGN) * ALIGN + icvLength;
}

/** The bytes behind the IP header. */
export function seal(
  with_: EspKey,
  spi: number,
  sequence: number,
  iv: Uint8Array,
  protocol: number,
  payload: Uint8Array,
): Uint8Array {
  const out = new Uint8Array(espLength(payload.length, with_.icvLength));
  setU32(out, 0, spi);
  setU32(out, 4, sequence);
  out.set(iv, 8);
  const plain = new Uint8Array(out.length - ESP_PREFIX - with_.icvLength);
  plain.set(payload);
  const padding = plain.length - payload.length - 2;
  // RFC 4303 2.4: the padding counts up from 1.
  for (let i = 0; i < padding; i++) plain[payload.length + i] = i + 1;
  plain[plain.length - 2] = padding;
  plain[plain.length - 1] = protocol;
  const sealed = gcm(aesKey(with_), nonceOf(with_, out), out.subarray(0, 8)).encrypt(plain);
  out.set(sealed.subarray(0, plain.length + with_.icvLength), ESP_PREFIX);
  return out;
}

/** Opens what `seal` made; undefined when the integrity check fails. */
export function open(with_: EspKey, packet: Uint8Array): Opened | undefined {
  const end = packet.length - with_.icvLength;
  if (end < ESP_PREFIX + 2) return undefined;
  const plain = decrypted(with_, packet, end);
  // The library checks whole tags only, and this one is cut short: seal again and compare.
  const again = gcm(aesKey(with_), nonceOf(with_, packet), packet.subarray(0, 8)).encrypt(plain);
  for (let i = 0; i < with_.icvLength; i++) if (again[plain.length + i] !== packet[end + i]) return undefined;
  const padding = plain[plain.length - 2] ?? 0;
  if (padding + 2 > plain.length) return undefined;
  return { protocol: plain[plain.length - 1] ?? 0, payload: plain.subarray(0, plain.length - 2 - padding) };
}

/** GCM encrypts in counter mode, from the counter 2 on (SP 800-38D 7.1). */
function decrypted(with_: EspKey, packet: Uint8Array, end: number): Uint8Array {
  const counter = new Uint8Array(16);
  counter.set(nonceOf(with_, packet));
  counter[15] = 2;
  return ctr(aesKey(with_), counter).decrypt(packet.subarray(ESP_PREFIX, end));
}

/** The security parameter index and sequence number that a packet begins with. */
export function espHeader(packet: Uint8Array): { readonly spi: number; readonly sequence: number } | undefined {
  return packet.length < ESP_PREFIX ? undefined : { spi: getU32(packet, 0), sequence: getU32(packet, 4) };
}

/** `length` is that of the whole, `icv` the bytes of its tag where somebody knows the key. */
export function describeEsp(bytes: Uint8Array, at: number, length: number, icv: number | undefined): LayerView {
  const spi = getU32(bytes, at);
  const sequence = getU32(bytes, at + 4);
  const fields = [
    field('esp.spi', 'ESP SPI', `${hexOf(spi, 8)} (${spi})`, at, 4),
    field('esp.sequence', 'ESP Sequence', sequence, at + 4, 4),
    field('esp.iv', 'ESP IV', hexDigits(bytes.subarray(at + 8, at + ESP_PREFIX)), at + 8, IV),
  ];
  const end = at + length - (icv ?? 0);
  const sealed = hexDigits(bytes.subarray(at + ESP_PREFIX, end));
  fields.push(field('esp.encrypted_data', 'Encrypted Data', sealed, at + ESP_PREFIX, end - at - ESP_PREFIX));
  if (icv !== undefined) fields.push(field('esp.icv', 'ESP ICV', hexDigits(bytes.subarray(end, end + icv)), end, icv));
  return { name: 'Encapsulating Security Payload', summary: `SPI: ${hexOf(spi, 8)}`, offset: at, length, fields };
}
