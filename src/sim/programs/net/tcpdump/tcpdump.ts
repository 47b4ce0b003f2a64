// tcpdump: looks on at a device and prints every frame that fits.
// Source: tcpdump 4.99.3 tcpdump.c (main, info, cleanup), print.c (ts_print).
// Not modelled: the delay of libpcap's buffer, buffered output into pipes, snapshots shorter than a frame.
import type { Ip4 } from '../../../base/ip4.ts';
import { strftime } from '../../../base/time.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { CapturedFrame, PacketTap } from '../../../linux/socket.ts';
import { emitEthernet } from '../../../wire/ethernet.ts';
import { resolveHost, reverseHost } from '../resolve.ts';
import { isRunning, runTool, ToolExit } from '../tool.ts';
import { parseTcpdump, type TcpdumpRequest } from './arguments.ts';
import { type Filter, FilterParser, filterWords, hostNames } from './filter.ts';
import { filterError } from './filter-words.ts';
import { asciiDump, hexDump } from './hexdump.ts';
import { PacketPrinter } from './packet-text.ts';

const ANY = 'any';
const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;

function* filterOf(sys: Sys, expression: string): Blocking<Filter> {
  const words = filterWords(expression);
  const addresses = new Map<string, readonly Ip4[]>();
  for (const name of hostNames(words)) {
    const found = yield* resolveHost(sys, name);
    if (found.ok) addresses.set(name, found.addresses);
  }
  return new FilterParser(words, addresses).parse();
}

/** The device's number; undefined for all devices. */
function findDevice(sys: Sys, name: string): number | undefined {
  if (name === ANY) return undefined;
  const link = sys.net.link(name) ?? sys.net.linkByIndex(Number(name));
  if (link === undefined) throw filterError(`${name}: No such device exists\n(No such device exists)`);
  if (!link.up) throw filterError(`${name}: That device is not up`);
  return link.ifindex;
}

/** pcap_lookupdev: the first device that is up and not lo. */
function defaultDevice(sys: Sys): string {
  const links = sys.net.links().filter((link) => link.up);
  return (links.find((link) => link.kind !== 'loopback') ?? links[0])?.name ?? ANY;
}

function deviceList(sys: Sys): string {
  const links = sys.net.links();
  const up = (name: string): boolean => links.some((link) => link.name === name && isRunning(link));
  const ethers = links.filter((link) => link.kind !== 'loopback');
  const line = (name: string, flags: string): string => `${name} [${flags}]`;
  const all = [
    ...ethers.filter(({ name }) => up(name)).map(({ name }) => line(name, 'Up, Running, Connected')),
    line(`${ANY} (Pseudo-device that captures on all interfaces)`, 'Up, Running'),
    ...links.filter(({ kind }) => kind === 'loopback').map(({ name }) => line(name, 'Up, Running, Loopback')),
    ...ethers
      .filter(({ name }) => !up(name))
      .map(({ name, up: isUp }) => line(name, isUp ? 'Up, Disconnected' : 'none')),
  ];
  return all.map((text, at) => `${at + 1}.${text}\n`).join('');
}

/** One capture, from opening to the counts at its end. */
class Capture {
  readonly #sys: Sys;
  readonly #request: TcpdumpRequest;
  readonly #printer: PacketPrinter;
  readonly #filter: Filter;
  readonly #tap: PacketTap;
  #captured = 0;
  #received = 0;
  #stopped = false;
  #firstAt: number | undefined;
  #lastAt: number | undefined;

  constructor(sys: Sys, request: TcpdumpRequest, filter: Filter, tap: PacketTap, cooked: boolean) {
    this.#sys = sys;
    this.#request = request;
    this.#filter = filter;
    this.#tap = tap;
    this.#printer = new PacketPrinter({ ...request, cooked });
  }

  *run(): Blocking<number> {
    const sys = this.#sys;
    const stop = (): void => {
      this.#stopped = true;
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) sys.onSignal(signal, stop);
    while (!this.#stopped && !this.#isFull) {
      const seen = this.#next();
      if (seen) yield* this.#show(seen);
      else yield* sys.wait([this.#tap.readable]);
    }
    while (this.#next() !== undefined);
    if (this.#stopped) yield* sys.print('\n');
    const count = (n: number): string => `${n} packet${n === 1 ? '' : 's'}`;
    yield* sys.error(
      `${count(this.#captured)} captured\n${count(this.#received)} received by filter\n${count(this.#tap.dropped)} dropped by kernel\n`,
    );
    return 0;
  }

  get #isFull(): boolean {
    return this.#captured === this.#request.count;
  }

  /** The next frame that fits. */
  #next(): CapturedFrame | undefined {
    const { direction } = this.#request;
    for (let seen = this.#tap.receive(); seen; seen = this.#tap.receive()) {
      if (direction !== 'inout' && (seen.direction === 'Out') !== (direction === 'out')) continue;
      if (!this.#filter(seen)) continue;
      this.#received++;
      return seen;
    }
    return undefined;
  }

  *#show(seen: CapturedFrame): Blocking<void> {
    this.#captured++;
    if (!this.#request.numeric) yield* this.#learnNames(seen);
    const number = this.#request.numbered ? `${String(this.#captured).padStart(5)}  ` : '';
    yield* this.#sys.print(`${number}${this.#time(seen.at)}${this.#printer.text(seen)}${this.#dump(seen)}\n`);
  }

  /** Looks up the addresses of a frame that have not been seen yet. */
  *#learnNames({ frame: { body } }: CapturedFrame): Blocking<void> {
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
    const sys = this.#sys;
    const wall = Math.round(sys.wallClock() * 1000) - (sys.now() - at);
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

  #dump({ frame }: CapturedFrame): string {
    const { hex, hexAscii, ascii } = this.#request;
    if (hex + hexAscii + ascii === 0) return '';
    const whole = Math.max(hex, hexAscii, ascii) > 1;
    const bytes = emitEthernet(frame).subarray(whole ? 0 : frame.headerLength);
    return ascii > 0 ? asciiDump(bytes) : hexDump(bytes, hexAscii > 0);
  }
}

const fraction = (microseconds: number): string => String(microseconds % SECOND).padStart(6, '0');

/** `16:18:49.290065` of microseconds since midnight. */
function clock(microseconds: number): string {
  const seconds = Math.floor(microseconds / SECOND);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${fraction(microseconds)}`;
}

/** pcap_statustostr(PCAP_ERROR_PERM_DENIED) and what pcap-linux.c adds, libpcap 1.10.3. */
const NO_PERMISSION =
  "You don't have permission to perform this capture on that device\n(Attempt to create packet socket failed - CAP_NET_RAW may be required)";

function* start(sys: Sys, argv: readonly string[]): Blocking<number> {
  const request = parseTcpdump(argv.slice(1));
  if (request.listsDevices) throw new ToolExit(0, '', deviceList(sys));
  const device = request.device ?? defaultDevice(sys);
  const ifindex = findDevice(sys, device);
  const cooked = ifindex === undefined;
  const opened = sys.sockets.tap(ifindex);
  if (!opened.ok && opened.errno === 'EPERM') throw filterError(`${device}: ${NO_PERMISSION}`);
  if (!opened.ok) throw filterError(`${device}: No such device exists\n(No such device exists)`);
  const tap = opened.value;
  try {
    if (cooked) yield* sys.error('tcpdump: data link type LINUX_SLL2\n');
    const filter = yield* filterOf(sys, request.expression);
    const type = cooked ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)';
    const quiet = request.verbose === 0 ? 'verbose output suppressed, use -v[v]... for full protocol decode\n' : '';
    yield* sys.error(
      `tcpdump: ${quiet}listening on ${device}, link-type ${type}, snapshot length ${request.snapshot} bytes\n`,
    );
    return yield* new Capture(sys, request, filter, tap, cooked).run();
  } finally {
    tap.close();
  }
}

export const tcpdump: Program = {
  name: 'tcpdump',
  summary: 'show the packets that pass a device',
  *main(sys, argv) {
    return yield* runTool(sys, start(sys, argv));
  },
  complete(sys, argv) {
    if (argv.at(-2) === '-i') return [...sys.net.links().map(({ name }) => name), ANY].map((text) => ({ text }));
    return ['arp', 'icmp', 'tcp', 'udp', 'host', 'port', 'net', 'src', 'dst', 'and', 'or', 'not'].map((text) => ({
      text,
    }));
  },
};
