// What packets have done in a world since a moment, as far as guided steps ask for it.
import { formatIp4 } from '../sim/base/ip4.ts';
import type { DropReason } from '../sim/trace/record.ts';
import { EthernetFrame } from '../sim/wire/ethernet.ts';
import { ICMP_ECHOREPLY } from '../sim/wire/icmp.ts';
import { isTunnelled } from '../sim/wire/packet-view.ts';
import type { World } from '../sim/world.ts';

/** Something that reached a namespace: an echo reply from an address, data from a TCP port. */
interface Arrival {
  readonly host: string;
  readonly netns: string;
  readonly source: string;
  /** 0 for an echo reply. */
  readonly port: number;
}

export class Sightings {
  readonly #world: World;
  #looked = 0;
  readonly #arrivals = new Map<string, Arrival>();
  /** `host reason` */
  readonly #drops = new Set<string>();
  /** Hosts that frames in tunnels have reached. */
  readonly #tunnels = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    this.forget();
  }

  /** From now on. */
  forget(): void {
    this.#looked = this.#world.trace.next;
    this.#arrivals.clear();
    this.#drops.clear();
    this.#tunnels.clear();
  }

  /** Takes in what has happened since the last look. */
  look(): void {
    const { trace } = this.#world;
    for (let seq = Math.max(this.#looked, trace.first); seq < trace.next; seq++) this.#take(seq);
    this.#looked = trace.next;
  }

  pinged(host: string, netns: string, sources: readonly string[]): boolean {
    return [...this.#arrivals.values()].some(
      (one) => one.port === 0 && one.host === host && one.netns === netns && sources.includes(one.source),
    );
  }

  answered(host: string, netns: string, port: number): boolean {
    return [...this.#arrivals.values()].some((one) => one.port === port && one.host === host && one.netns === netns);
  }

  dropped(host: string, reason: DropReason): boolean {
    return this.#drops.has(`${host} ${reason}`);
  }

  tunnelled(host: string): boolean {
    return this.#tunnels.has(host);
  }

  #take(seq: number): void {
    const { trace } = this.#world;
    const outcome = trace.outcome(seq);
    if (outcome?.kind !== 'deliver' && outcome?.kind !== 'drop') return;
    const place = trace.ends(seq)?.device.place;
    if (place === undefined) return;
    const { hostName: host, label: netns } = place;
    if (outcome.reason !== undefined) this.#drops.add(`${host} ${outcome.reason}`);
    else this.#arrive(seq, host, netns);
  }

  #arrive(seq: number, host: string, netns: string): void {
    const traced = this.#world.trace.traced(seq);
    const packet = traced instanceof EthernetFrame ? traced.body : traced;
    if (traced === undefined || packet?.kind !== 'ipv4') return;
    const { body } = packet;
    if (isTunnelled(traced)) this.#tunnels.add(host);
    const isEcho = body.kind === 'icmp' && body.type === ICMP_ECHOREPLY;
    const port = body.kind === 'tcp' && body.payload.length > 0 ? body.sourcePort : 0;
    if (isEcho || port > 0) {
      const source = formatIp4(packet.source);
      this.#arrivals.set(`${host} ${netns} ${source} ${port}`, { host, netns, source, port });
    }
  }
}
