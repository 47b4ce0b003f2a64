// The trace as a capture file: every frame where it left and where it arrived, with what was decided about it as comments.
// Source: ours; it looks like tcpdump on every device at once.
// Not modelled: what the trace has forgotten.
import { EthernetFrame, emitEthernet } from '../wire/ethernet.ts';
import { ipv4Bytes } from '../wire/ipv4.ts';
import type { Traced } from '../wire/packet-view.ts';
import { type CaptureDevice, type CapturePacket, pcapng } from '../wire/pcapng.ts';
import type { TraceDevice } from './decision.ts';
import type { TraceRecord } from './record.ts';
import type { Trace } from './trace.ts';

/** A packet of the file while it is put together. */
interface Entry extends CapturePacket {
  readonly seenAt: TraceDevice;
  readonly comments: string[];
  /** Whether it is in the file. */
  wanted: boolean;
}

/** What was decided about a packet before any device has seen it. */
interface Early {
  readonly comments: readonly string[];
  readonly wanted: boolean;
}

/** Which packets are in a file: all that the trace keeps, unless something is asked for. */
export interface CaptureChoice {
  /** Whether a record puts its packet into the file; what else is decided about that packet is told all the same. */
  readonly record?: (seq: number) => boolean;
  /** One past the last record that is told of. */
  readonly end?: number;
  /** Whether a device's packets are in it, by its uid. */
  readonly device?: (uid: number) => boolean;
}

class CaptureWriter {
  readonly #startsAt: number;
  readonly #choice: CaptureChoice;
  readonly #entries: Entry[] = [];
  readonly #devices = new Map<string, CaptureDevice>();
  /** Where each packet has been seen so far: decisions about it belong to one of these. */
  readonly #seen = new Map<number, Entry[]>();
  /** What was decided about a packet that has not been seen on a device yet. */
  readonly #early = new Map<number, Early>();

  constructor(startsAt: number, choice: CaptureChoice) {
    this.#startsAt = startsAt;
    this.#choice = choice;
  }

  add(record: TraceRecord, traced: Traced, device: TraceDevice, peer: TraceDevice | undefined): void {
    if (record.kind === 'hop' && peer !== undefined) {
      this.#cross(record, traced, device, peer);
      return;
    }
    if (this.#passesThrough(record, traced, device)) this.#put(record, traced, device, record.time, undefined);
    const comment = commentOf(record);
    const wanted = this.#isWanted(record.seq, device);
    if (comment === '' && !wanted) return;
    const entry =
      this.#entryAt(record.packet, device) ??
      (record.kind === 'drop' ? this.#put(record, traced, device, record.time, undefined) : undefined);
    if (entry === undefined) {
      const { comments = [], wanted: before = false } = this.#early.get(record.packet) ?? {};
      this.#early.set(record.packet, { comments: [...comments, comment], wanted: before || wanted });
      return;
    }
    entry.comments.push(comment);
    entry.wanted ||= wanted;
  }

  /**
   * Both ends of a crossing see the frame. But lo's frames are seen once, when they come in; and between a device and the one that
   * it is stacked on, only on the upper one: what the lower one sees is what crosses its own link.
   */
  #cross(record: TraceRecord, traced: Traced, device: TraceDevice, peer: TraceDevice): void {
    if (peer !== device && peer.lower !== device) this.#put(record, traced, device, record.time, 'out');
    if (device.lower !== peer) this.#put(record, traced, peer, record.arrives ?? record.time, 'in');
  }

  /** Bridges and tunnels see frames that cross no link of theirs: what they decide about they have seen, once at that moment. */
  #passesThrough({ kind, packet, time }: TraceRecord, traced: Traced, device: TraceDevice): boolean {
    if (device.kind === 'bridge') return kind === 'bridge';
    if (device.kind !== 'vxlan' || !(traced instanceof EthernetFrame)) return false;
    const entry = this.#entryAt(packet, device);
    return entry?.seenAt !== device || entry.time !== this.#startsAt + time;
  }

  /** Where a packet was when something at `device` was decided: on that device, else last in its namespace. */
  #entryAt(packet: number, device: TraceDevice): Entry | undefined {
    const seen = this.#seen.get(packet) ?? [];
    return (
      seen.findLast(({ seenAt }) => seenAt === device) ?? seen.findLast(({ seenAt }) => seenAt.place === device.place)
    );
  }

  #put(
    { packet, seq }: TraceRecord,
    traced: Traced,
    device: TraceDevice,
    time: number,
    direction: Entry['direction'],
  ): Entry {
    const framed = traced instanceof EthernetFrame;
    const early = this.#early.get(packet);
    const entry: Entry = {
      device: this.#deviceOf(device, framed),
      seenAt: device,
      time: this.#startsAt + time,
      bytes: framed ? emitEthernet(traced) : ipv4Bytes(traced),
      direction,
      comments: [...(early?.comments ?? [])],
      wanted: early?.wanted === true || this.#isWanted(seq, device),
    };
    this.#early.delete(packet);
    this.#entries.push(entry);
    const seen = this.#seen.get(packet);
    if (seen === undefined) this.#seen.set(packet, [entry]);
    else seen.push(entry);
    return entry;
  }

  /** One interface a device; another one for packets that ended there before they had a frame. */
  #deviceOf(device: TraceDevice, framed: boolean): CaptureDevice {
    const key = `${device.uid} ${framed}`;
    let known = this.#devices.get(key);
    if (known === undefined) {
      const { hostName, label } = device.place;
      const place = hostName === label ? hostName : `${hostName}/${label}`;
      const namespace = hostName === label ? 'the host’s namespace' : `namespace of ${label}`;
      const kind = device.kind === undefined ? 'port' : device.kind;
      known = {
        name: `${place}:${device.name}${framed ? '' : ' (no frame)'}`,
        description: `${device.name} (${kind}) on ${hostName}, ${namespace}`,
        link: framed ? 'ethernet' : 'ip',
      };
      this.#devices.set(key, known);
    }
    return known;
  }

  #isWanted(seq: number, at: TraceDevice): boolean {
    const { record, device } = this.#choice;
    return record?.(seq) !== false && device?.(at.uid) !== false;
  }

  /** The file, in the order of time. */
  write(): Uint8Array {
    return pcapng(this.#entries.filter(({ wanted }) => wanted).sort((a, b) => a.time - b.time));
  }
}

function commentOf({ kind, why, reason, deviceName, hint }: TraceRecord): string {
  if (kind === 'drop') return `drop (${reason ?? ''}) at ${deviceName ?? '?'}: ${why}${hint ? ` — ${hint}` : ''}`;
  return why;
}

/** What the trace keeps, or what is chosen of it. `startsAt`: the wall clock at virtual time 0, in microseconds since 1970. */
export function captureFile(trace: Trace, startsAt: number, choice: CaptureChoice = {}): Uint8Array {
  const writer = new CaptureWriter(startsAt, choice);
  const end = Math.min(trace.next, choice.end ?? trace.next);
  for (let seq = trace.first; seq < end; seq++) {
    const record = trace.record(seq);
    const traced = trace.traced(seq);
    const ends = trace.ends(seq);
    if (record && traced && ends) writer.add(record, traced, ends.device, ends.peer);
  }
  return writer.write();
}
