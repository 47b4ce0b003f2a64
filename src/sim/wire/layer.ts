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
}

/** One field at `offset` from the packet's first byte. */
export function field(key: string, label: string, value: string | number, offset: number, length: number): FieldView {
  return { key, label, value: String(value), offset, length };
}
