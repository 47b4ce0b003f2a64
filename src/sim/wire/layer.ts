// A packet taken apart for people: layers from the outside in, with the names that Wireshark gives them.
// Source: Wireshark's display filter reference (names), its packet details pane (labels and summaries).
// Not modelled: Wireshark's generated fields (response times, stream numbers) and its expert notes.

export interface PacketView {
  readonly layers: readonly LayerView[];
  readonly bytes: Uint8Array;
}

export interface LayerView {
  /** `Ethernet II`, `Internet Protocol Version 4` … as Wireshark names them. */
  readonly name: string;
  readonly summary: string;
  readonly offset: number;
  readonly length: number;
  readonly fields: readonly FieldView[];
}

export interface FieldView {
  /** Wireshark's field name: `ip.ttl`. */
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly offset: number;
  readonly length: number;
  /** Where it begins in its first byte, counted from the highest bit, and how many bits it has: where it is not whole bytes. */
  readonly bits?: { readonly from: number; readonly count: number };
  /** Nothing on the wire says it: an analyser works it out. */
  readonly derived?: true;
}

/** One field at `offset` from the packet's first byte. */
export function field(key: string, label: string, value: string | number, offset: number, length: number): FieldView {
  return { key, label, value: String(value), offset, length };
}

/** A field that begins `from` bits into the byte at `offset` and has `count` bits. */
export function bitField(
  key: string,
  label: string,
  value: string | number,
  offset: number,
  from: number,
  count: number,
): FieldView {
  const length = Math.ceil((from + count) / 8);
  return { key, label, value: String(value), offset, length, bits: { from, count } };
}
