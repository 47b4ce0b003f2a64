// What table entries hold, as bytes.
// Source: ours: JSON in ASCII. Docker's values are protobuf messages (EndpointRecord, PeerRecord), opaque to networkdb.
// Not modelled: those messages.
import { asciiText, BytesWriter } from '../encoding/bytes-writer.ts';

/** A plain value (what JSON can say) as bytes. */
export function encodeValue(value: unknown): Uint8Array {
  const text = JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const out = new BytesWriter();
  out.ascii(text);
  return out.done();
}

export function decodeValue(bytes: Uint8Array): unknown {
  return JSON.parse(asciiText(bytes));
}
