// Cutting packets to an MTU, and putting the pieces together again.
// Source: RFC 791 3.2; net/ipv4/ip_output.c (ip_do_fragment), ip_fragment.c; IP_FRAG_TIME is 30 s.
// Not modelled: memory limits (ipfrag_high_thresh), overlapping pieces beyond "the first one wins".
import type { Ip4 } from '../base/ip4.ts';
import { type EventId, type EventTarget, type Scheduler, SECOND } from '../des/scheduler.ts';
import { BareBytes, IPV4_HEADER, Ipv4Packet, ipv4Bytes, parseIpv4Body } from '../wire/ipv4.ts';
import type { NetDevice } from './stack.ts';

export const IP_FRAG_TIME = 30 * SECOND;

/** The pieces of `packet`, none larger than `mtu`. */
export function fragment(packet: Ipv4Packet, mtu: number, newPacket: () => number): Ipv4Packet[] {
  const body = ipv4Bytes(packet).subarray(IPV4_HEADER);
  const room = Math.max(8, Math.floor((mtu - IPV4_HEADER) / 8) * 8);
  const pieces: Ipv4Packet[] = [];
  for (let at = 0; at < body.length; at += room) {
    const header = {
      protocol: packet.protocol,
      ttl: packet.ttl,
      id: packet.id,
      tos: packet.tos,
      dontFragment: false,
      moreFragments: packet.moreFragments || at + room < body.length,
      fragmentOffset: packet.fragmentOffset + at,
    };
    const bytes = new BareBytes(body.slice(at, at + room));
    pieces.push(
      new Ipv4Packet(packet.source, packet.destination, header, packet.ttl, bytes, newPacket(), packet.journey),
    );
  }
  return pieces;
}

/** What has come of one packet so far. */
class Assembly implements EventTarget {
  readonly pieces: Ipv4Packet[] = [];
  readonly #expired: (pieces: readonly Ipv4Packet[]) => void;
  timer: EventId = 0;

  constructor(expired: (pieces: readonly Ipv4Packet[]) => void) {
    this.#expired = expired;
  }

  onEvent(): void {
    this.#expired(this.pieces);
  }

  /** The whole packet, once every byte of it is there. */
  whole(): Ipv4Packet | undefined {
    const pieces = [...this.pieces].sort((a, b) => a.fragmentOffset - b.fragmentOffset);
    let length = 0;
    for (const piece of pieces) {
      if (piece.fragmentOffset > length) return undefined;
      length = Math.max(length, piece.fragmentOffset + piece.body.length);
    }
    const first = pieces[0];
    const last = pieces[pieces.length - 1];
    if (first === undefined || last === undefined || last.moreFragments) return undefined;
    const bytes = new Uint8Array(length);
    for (const piece of pieces) bytes.set(ipv4Bytes(piece).subarray(IPV4_HEADER), piece.fragmentOffset);
    const header = { ...headerOf(first), moreFragments: false, fragmentOffset: 0 };
    const body = parseIpv4Body(first.protocol, bytes, 0, length);
    return new Ipv4Packet(first.source, first.destination, header, first.ttl, body, first.packet, first.journey);
  }
}

function headerOf(packet: Ipv4Packet) {
  const { protocol, ttl, id, tos, dontFragment } = packet;
  return { protocol, ttl, id, tos, dontFragment };
}

/** The incomplete packets of one namespace. */
export class Reassembly {
  readonly #scheduler: Scheduler;
  readonly #onTimeout: (pieces: readonly Ipv4Packet[], device: NetDevice) => void;
  readonly #waiting = new Map<string, Assembly>();

  /** `onTimeout` is given the pieces of a packet whose rest did not come, in the order in which they came, and where the first came in. */
  constructor(scheduler: Scheduler, onTimeout: (pieces: readonly Ipv4Packet[], device: NetDevice) => void) {
    this.#scheduler = scheduler;
    this.#onTimeout = onTimeout;
  }

  /** Adds a piece; answers the whole packet when it was the last one missing. */
  add(piece: Ipv4Packet, device: NetDevice): Ipv4Packet | undefined {
    const key = keyOf(piece.source, piece.destination, piece.protocol, piece.id);
    let assembly = this.#waiting.get(key);
    if (assembly === undefined) {
      assembly = new Assembly((pieces) => {
        this.#waiting.delete(key);
        this.#onTimeout(pieces, device);
      });
      assembly.timer = this.#scheduler.after(IP_FRAG_TIME, assembly, 0);
      this.#waiting.set(key, assembly);
    }
    if (!assembly.pieces.some((p) => p.fragmentOffset === piece.fragmentOffset)) assembly.pieces.push(piece);
    const whole = assembly.whole();
    if (whole !== undefined) {
      this.#scheduler.cancel(assembly.timer);
      this.#waiting.delete(key);
    }
    return whole;
  }

  /** Forgets everything: the namespace ends. */
  clear(): void {
    for (const assembly of this.#waiting.values()) this.#scheduler.cancel(assembly.timer);
    this.#waiting.clear();
  }
}

function keyOf(source: Ip4, destination: Ip4, protocol: number, id: number): string {
  return `${source} ${destination} ${protocol} ${id}`;
}
