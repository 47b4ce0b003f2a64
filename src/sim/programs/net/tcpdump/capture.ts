// One run of tcpdump: frames from a device or a file, shown, written or counted, until it is told to stop.
// Source: tcpdump 4.99.3 tcpdump.c (print_packet, dump_packet, verbose_stats_dump, info), print.c (ts_print).
// Not modelled: the delay of libpcap's buffer.
import { strftime } from '../../../base/time.ts';
import { WaitQueue } from '../../../des/task.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { PacketTap } from '../../../linux/socket.ts';
import { ETHERNET_HEADER, emitEthernet, VLAN_TAG } from '../../../wire/ethernet.ts';
import { LINKTYPE_LINUX_SLL2 } from '../../../wire/pcap.ts';
import { reverseHost } from '../resolve.ts';
import type { TcpdumpRequest } from './arguments.ts';
import type { Filter } from './filter.ts';
import { asciiDump, hexDump } from './hexdump.ts';
import { PacketPrinter } from './packet-text.ts';
import { clockOffset, cookedBytes, type SavedFrame, type SavefileWriter, SLL2_HEADER } from './savefile.ts';

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;

/** Where frames come from: a device, or a file that ends. */
export interface Source {
  readonly readable: WaitQueue;
  readonly dropped: number;
  /** Whether more may come. */
  readonly live: boolean;
  receive(): SavedFrame | undefined;
}

/** A device's tap, and a file's frames. */
export const liveSource = (tap: PacketTap): Source => ({
  live: true,
  readable: tap.readable,
  receive: () => tap.receive(),
  get dropped() {
    return tap.dropped;
  },
});

export function fileSource(frames: readonly SavedFrame[]): Source {
  let at = 0;
  return { live: false, readable: new WaitQueue(), dropped: 0, receive: () => frames[at++] };
}

/** One capture, from opening to the counts at its end. */
export class Capture {
  readonly #sys: Sys;
  readonly #request: TcpdumpRequest;
  readonly #printer: PacketPrinter;
  readonly #filter: Filter;
  readonly #source: Source;
  readonly #writer: SavefileWriter | undefined;
  #captured = 0;
  #received = 0;
  #stopped = false;
  #firstAt: number | undefined;
  #lastAt: number | undefined;

  constructor(
    sys: Sys,
    request: TcpdumpRequest,
    how: {
      readonly filter: Filter;
      readonly source: Source;
      readonly writer?: SavefileWriter | undefined;
      readonly link: number;
    },
  ) {
    this.#sys = sys;
    this.#request = request;
    this.#filter = how.filter;
    this.#source = how.source;
    this.#writer = how.writer;
    this.#printer = new PacketPrinter({ ...request, cooked: how.link === LINKTYPE_LINUX_SLL2 });
  }

  *run(): Blocking<number> {
    const sys = this.#sys;
    const stop = (): void => {
      this.#stopped = true;
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) sys.onSignal(signal, stop);
    const tells = this.#writer !== undefined && this.#source.live && this.#request.verbose > 0;
    let tellAt = tells ? sys.now() + SECOND : undefined;
    while (!this.#stopped && !this.#isFull) {
      const seen = this.#next();
      if (seen) yield* this.#take(seen);
      else if (this.#source.live) yield* sys.wait([this.#source.readable], tellAt);
      else break;
      if (tellAt === undefined || sys.now() < tellAt) continue;
      yield* sys.error(`Got ${this.#captured}\r`);
      tellAt += SECOND;
    }
    if (this.#writer) yield* this.#writer.flush();
    if (this.#stopped) yield* sys.print('\n');
    const count = (n: number): string => `${n} packet${n === 1 ? '' : 's'}`;
    if (this.#request.counts) yield* sys.print(`${count(this.#captured)}\n`);
    if (!this.#source.live) return 0;
    while (this.#next() !== undefined);
    yield* sys.error(
      `${count(this.#captured)} captured\n${count(this.#received)} received by filter\n${count(this.#source.dropped)} dropped by kernel\n`,
    );
    return 0;
  }

  get #isFull(): boolean {
    return this.#captured === this.#request.count;
  }

  /** The next frame that fits. */
  #next(): SavedFrame | undefined {
    const { direction } = this.#request;
    for (let seen = this.#source.receive(); seen; seen = this.#source.receive()) {
      if (direction !== 'inout' && (seen.direction === 'Out') !== (direction === 'out')) continue;
      if (!this.#filter(seen)) continue;
      this.#received++;
      return seen;
    }
    return undefined;
  }

  *#take(seen: SavedFrame): Blocking<void> {
    this.#captured++;
    if (this.#writer) yield* this.#writer.add(seen);
    if (this.#request.prints && !this.#request.counts) yield* this.#show(seen);
  }

  *#show(seen: SavedFrame): Blocking<void> {
    if (!this.#request.numeric) yield* this.#learnNames(seen);
    const number = this.#request.numbered ? `${String(this.#captured).padStart(5)}  ` : '';
    yield* this.#sys.print(`${number}${this.#time(seen.at)}${this.#printer.text(seen)}${this.#dump(seen)}\n`);
  }

  /** Looks up the addresses of a frame that have not been seen yet. */
  *#learnNames({ frame: { body } }: SavedFrame): Blocking<void> {
    const { names } = this.#printer;
    const addresses =
      body.kind === 'ipv4'
        ? [body.source, body.destination]
        : body.kind === 'arp'
          ? [body.senderIp, body.targetIp]
          : [];
    for (const ip of addresses) {
      if (names.has(ip)) continue;
      names.set(ip, undefined);
      names.set(ip, yield* reverseHost(this.#sys, ip));
    }
  }

  #time(at: number): string {
    const wall = at + clockOffset(this.#sys);
    const since = at - ((this.#request.times === 5 ? this.#firstAt : this.#lastAt) ?? at);
    this.#firstAt ??= at;
    this.#lastAt = at;
    switch (this.#request.times) {
      case 0:
        return `${clock(wall % DAY)} `;
      case 1:
        return '';
      case 2:
        return `${Math.floor(wall / SECOND)}.${fraction(wall)} `;
      case 4:
        return `${strftime('%Y-%m-%d', wall / 1000)} ${clock(wall % DAY)} `;
      default:
        return ` ${clock(since)} `;
    }
  }

  #dump(seen: SavedFrame): string {
    const { hex, hexAscii, ascii } = this.#request;
    if (hex + hexAscii + ascii === 0) return '';
    const { cooked } = this.#printer.style;
    const bytes = seen.bytes ?? (cooked ? cookedBytes(this.#sys, seen) : emitEthernet(seen.frame));
    const header = (cooked ? SLL2_HEADER : ETHERNET_HEADER) + (seen.frame.vlan === 0 ? 0 : VLAN_TAG);
    const shown = bytes.subarray(Math.max(hex, hexAscii, ascii) > 1 ? 0 : header);
    return ascii > 0 ? asciiDump(shown) : hexDump(shown, hexAscii > 0);
  }
}

const fraction = (microseconds: number): string => String(microseconds % SECOND).padStart(6, '0');

/** `16:18:49.290065` of microseconds since midnight. */
function clock(microseconds: number): string {
  const seconds = Math.floor(microseconds / SECOND);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${fraction(microseconds)}`;
}
