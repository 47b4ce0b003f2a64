// The trace as a capture file: every frame where it left and where it arrived, with what was decided about it as comments.
// Source: ours; it looks like tcpdump on every device at once.
// Not modelled: what the trace has forgotten.
import { EthernetFrame, emitEthernet } from '../wire/ethernet.ts';
import { ipv4Bytes } from '../wire/ipv4.ts';
import type { Traced } from '../wire/packet-view.ts';
import { type CaptureDevice, pcapng } from '../wire/pcapng.ts';
import type { TraceDevice } from './decision.ts';
import type { TraceRecord } from './record.ts';
import type { Trace } from './trace.ts';

/** A packet of the file while it is put together. */
interface Entry {
  readonly device: CaptureDevice;
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly direction: 'in' | 'out' | undefined;
  readonly comments: string[];
}

class CaptureWriter {
  readonly #startsAt: number;
  readonly #entries: Entry[] = [];
  readonly #devices = new Map<string, CaptureDevice>();
  /** The last entry of each packet, which decisions about it belong to. */
  readonly #latest = new Map<number, Entry>();
  /** What was decided about a packet that has not been seen on a device yet. */
  readonly #early = new Map<number, string[]>();

  constructor(startsAt: number) {
    this.#startsAt = startsAt;
  }

  add(record: TraceRecord, traced: Traced, device: TraceDevice, peer: TraceDevice | undefined): void {
    if (record.kind === 'hop' && peer !== undefined) {
      // lo's frames are seen once, when they come in, as tcpdump shows them.
      if (peer !== device) this.#put(record, traced, device, record.time, 'out');
      this.#put(record, traced, peer, record.arrives ?? record.time, 'in');
      return;
    }
    const comment = commentOf(record);
    if (comment === '') return;
    const entry = this.#latest.get(record.packet);
    if (entry?.device.description.startsWith(placeOf(device))) entry.comments.push(comment);
    else if (record.kind === 'drop') this.#put(record, traced, device, record.time, undefined).comments.push(comment);
    else this.#early.set(record.packet, [...(this.#early.get(record.packet) ?? []), comment]);
  }

  #put(
    { packet }: TraceRecord,
    traced: Traced,
    device: TraceDevice,
    time: number,
    direction: Entry['direction'],
  ): Entry {
    const framed = traced instanceof EthernetFrame;
    const comments = this.#early.get(packet) ?? [];
    this.#early.delete(packet);
    const entry: Entry = {
      device: this.#deviceOf(device, framed),
      time: this.#startsAt + time,
      bytes: framed ? emitEthernet(traced) : ipv4Bytes(traced),
      direction,
      comments,
    };
    this.#entries.push(entry);
    this.#latest.set(packet, entry);
    return entry;
  }

  #deviceOf(device: TraceDevice, framed: boolean): CaptureDevice {
    const key = `${device.uid} ${framed}`;
    let known = this.#devices.get(key);
    if (known === undefined) {
      const name = `${device.place.label}:${device.name}${framed ? '' : ' (no frame)'}`;
      known = { name, description: `${placeOf(device)}${device.name}`, link: framed ? 'ethernet' : 'ip' };
      this.#devices.set(key, known);
    }
    return known;
  }

  /** The file, in the order of time. */
  write(): Uint8Array {
    return pcapng(this.#entries.sort((a, b) => a.time - b.time));
  }
}

/** `node1, web, `: where a device is. */
const placeOf = ({ place }: TraceDevice): string =>
  place.hostName === place.label ? `${place.label}, ` : `${place.hostName}, ${place.label}, `;

function commentOf({ kind, why, reason, deviceName, hint }: TraceRecord): string {
  if (kind === 'drop') return `drop (${reason ?? ''}) at ${deviceName ?? '?'}: ${why}${hint ? ` — ${hint}` : ''}`;
  return why;
}

/** Everything that the trace keeps. `startsAt`: the wall clock at virtual time 0, in microseconds since 1970. */
export function captureFile(trace: Trace, startsAt: number): Uint8Array {
  const writer = new CaptureWriter(startsAt);
  for (let seq = trace.first; seq < trace.next; seq++) {
    const record = trace.record(seq);
    const traced = trace.traced(seq);
    const ends = trace.ends(seq);
    if (record && traced && ends) writer.add(record, traced, ends.device, ends.peer);
  }
  return writer.write();
}
