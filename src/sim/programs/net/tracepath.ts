// tracepath: the routers on the way, and the largest packets that fit through.
// Source: iputils 20221126 tracepath.c (probe_ttl, recverr, data_wait), tracepath(8).
// Not modelled: ways back of another length than the way there ("asymm"), IPv6, -b.
import { type Errno, strerror } from '../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../base/ip4.ts';
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../host/sys.ts';
import type { Socket, SocketError } from '../../linux/socket.ts';
import { ICMP_FRAG_NEEDED, ICMP_TIME_EXCEEDED } from '../../wire/icmp.ts';
import { parseOptions } from '../text/getopt.ts';
import { hostCompletions } from './ping/ping.ts';
import { lookupErrorText, resolveHost, reverseHost } from './resolve.ts';
import { notSimulated, runTool, ToolExit } from './tool.ts';

const USAGE = `
Usage
  tracepath [options] <destination>

Options:
  -4             use IPv4
  -6             use IPv6
  -b             print both name and ip
  -l <length>    use packet <length>
  -m <hops>      use maximum <hops>
  -n             no dns name resolution
  -p <port>      use destination <port>
  -V             print version and exit
  <destination>  dns name or ip address

For more details see tracepath(8).
`;
const VERSION =
  'tracepath from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n';

/** Constants of tracepath.c. */
const DEFAULT_PORT = 44_444;
const MAX_HOPS = 30;
const FIRST_MTU = 65_535;
const HEADERS = 28;
const HISTORY = 64;
const TRIES = 3;
const SENDS = 10;
const HOST_COLUMN = 52;

/** What listening to errors came to: the way is known, something was learnt, or nothing came. */
type Progress = 'done' | 'more' | 'none';

class PathTrace {
  readonly #sys: Sys;
  readonly #socket: Socket;
  readonly #target: Ip4;
  readonly #port: number;
  readonly #numeric: boolean;
  /** What was sent to each of the ports that are used in turn. */
  readonly #history: ({ readonly hops: number; readonly at: SimTime } | undefined)[] = [];
  #slot = 0;
  #hops: number | undefined;
  mtu: number;

  constructor(sys: Sys, socket: Socket, target: Ip4, options: { port: number; numeric: boolean; mtu: number }) {
    this.#sys = sys;
    this.#socket = socket;
    this.#target = target;
    this.#port = options.port;
    this.#numeric = options.numeric;
    this.mtu = options.mtu;
  }

  *run(maxHops: number): Blocking<number> {
    const sys = this.#sys;
    for (let ttl = 1; ttl <= maxHops; ttl++) {
      if ((yield* this.#hop(ttl)) === 'done') return yield* this.#resume();
    }
    yield* sys.print(`     Too many hops: pmtu ${this.mtu}\n`);
    return yield* this.#resume();
  }

  *#resume(): Blocking<number> {
    const way = this.#hops === undefined ? '' : `hops ${this.#hops} back ${this.#hops} `;
    yield* this.#sys.print(`     Resume: pmtu ${this.mtu} ${way}\n`);
    return 0;
  }

  /** Up to three probes; all over again when the path turned out narrower. */
  *#hop(ttl: number): Blocking<Progress> {
    let progress: Progress = 'none';
    for (let tries = 0; tries < TRIES; tries++) {
      const before = this.mtu;
      progress = yield* this.#probe(ttl);
      if (this.mtu !== before) tries = -1;
      else if (progress !== 'none') return progress;
    }
    yield* this.#sys.print(`${String(ttl).padStart(2)}:  no reply\n`);
    return progress;
  }

  *#probe(ttl: number): Blocking<Progress> {
    const sys = this.#sys;
    this.#socket.ttl = ttl;
    const before = this.mtu;
    for (let sends = 0; sends < SENDS; sends++) {
      const slot = this.#slot;
      const to = { address: this.#target, port: this.#port + slot };
      this.#history[slot] = { hops: ttl, at: sys.now() };
      const sent = this.#socket.send(new Uint8Array(Math.max(0, this.mtu - HEADERS)), to);
      if (sent.ok) {
        this.#slot = (slot + 1) % HISTORY;
        const until = sys.now() + SECOND;
        if (this.mtu !== before) yield* this.#sayLocal(ttl);
        return yield* this.#listen(ttl, until);
      }
      this.#history[slot] = undefined;
      if (sent.errno === 'EMSGSIZE') {
        this.#narrow();
        sends = -1;
      }
    }
    yield* sys.print(`${String(ttl).padStart(2)}:  send failed\n`);
    return 'done';
  }

  /** The own kernel refused the size: the device's, or what a router has told of before. */
  #narrow(): void {
    const way = this.#sys.net.lookupRoute(this.#target);
    const device = way.kind === 'hit' ? this.#sys.net.linkByIndex(way.ifindex)?.mtu : undefined;
    this.mtu = device !== undefined && device < this.mtu ? device : this.mtu - 1;
  }

  *#sayLocal(ttl: number): Blocking<void> {
    yield* this.#sys.print(`${String(ttl).padStart(2)}?: ${'[LOCALHOST]'.padEnd(32)} pmtu ${this.mtu}\n`);
  }

  *#listen(ttl: number, until: SimTime): Blocking<Progress> {
    const sys = this.#sys;
    let progress: Progress = 'none';
    for (;;) {
      const error = this.#socket.receiveError();
      if (error !== undefined) {
        progress = (yield* this.#tell(ttl, error)) ? 'done' : 'more';
        if (progress === 'done') return progress;
      } else if (this.#socket.receive() !== undefined) {
        yield* sys.print(`${String(ttl).padStart(2)}?: reply received 8)\n`);
        return 'done';
      } else if (progress !== 'none' || sys.now() >= until) return progress;
      else yield* sys.wait([this.#socket.readable], until);
    }
  }

  /** One line; true at the end of the way. */
  *#tell(ttl: number, error: SocketError): Blocking<boolean> {
    const sent = this.#history[error.toPort - this.#port];
    this.#history[error.toPort - this.#port] = undefined;
    const hops = sent?.hops ?? ttl;
    const took = sent === undefined ? '' : `${timeText(error.at - sent.at)} `;
    const name = this.#numeric ? undefined : yield* reverseHost(this.#sys, error.offender);
    const where = (name ?? formatIp4(error.offender)).slice(0, HOST_COLUMN - 1).padEnd(HOST_COLUMN);
    const verdict = verdictOf(error);
    if (error.icmpCode === ICMP_FRAG_NEEDED && error.errno === 'EMSGSIZE') this.mtu = error.info ?? this.mtu;
    if (error.errno === 'ECONNREFUSED') this.#hops = hops;
    yield* this.#sys.print(`${String(hops).padStart(2)}${sent ? ':  ' : '?: '}${where}${took}${verdict.text}\n`);
    return verdict.ends;
  }
}

function timeText(microseconds: number): string {
  return `${String(Math.floor(microseconds / 1000)).padStart(3)}.${String(microseconds % 1000).padStart(3, '0')}ms`;
}

const endings: Partial<Record<Errno, string>> = {
  ECONNREFUSED: 'reached',
  EHOSTUNREACH: '!H',
  ENETUNREACH: '!N',
  EACCES: '!A',
};

function verdictOf({ errno, icmpType, info }: SocketError): { readonly text: string; readonly ends: boolean } {
  if (icmpType === ICMP_TIME_EXCEEDED) return { text: '', ends: false };
  if (errno === 'EMSGSIZE') return { text: `pmtu ${info ?? 0}`, ends: false };
  return { text: endings[errno] ?? `NET ERROR`, ends: true };
}

function* start(sys: Sys, argv: readonly string[]): Blocking<number> {
  const parsed = parseOptions(argv.slice(1), { options: ['4', '6', 'b', 'h', 'l:', 'm:', 'n', 'p:', 'V'] });
  if (parsed.kind === 'wrong') throw new ToolExit(255, `tracepath: ${parsed.message}\n${USAGE}`);
  const { options, operands } = parsed;
  if (options.has('V')) throw new ToolExit(0, '', VERSION);
  const [name, ...more] = operands;
  if (name === undefined || more.length > 0 || options.has('h')) throw new ToolExit(255, USAGE);
  for (const key of ['6', 'b']) if (options.has(key)) throw notSimulated(`tracepath -${key}`);
  const mtu = numberOf(options.value('l'), HEADERS + 1, FIRST_MTU) ?? FIRST_MTU;
  const port = numberOf(options.value('p'), 0, 0xffff) ?? DEFAULT_PORT;
  const maxHops = numberOf(options.value('m'), 0, 255) ?? MAX_HOPS;
  const found = yield* resolveHost(sys, name);
  if (!found.ok) throw new ToolExit(1, `tracepath: ${name}: ${lookupErrorText[found.error]}\n`);
  const made = sys.sockets.socket({ type: 'udp' });
  if (!made.ok) throw new ToolExit(1, `tracepath: socket creation failed: ${strerror[made.errno]}\n`);
  made.value.mtuDiscovery = 'do';
  try {
    const trace = new PathTrace(sys, made.value, found.addresses[0] ?? 0, { port, mtu, numeric: options.has('n') });
    return yield* trace.run(maxHops);
  } finally {
    made.value.close();
  }
}

function numberOf(text: string | undefined, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= low && number <= high) return number;
  throw new ToolExit(1, `tracepath: invalid argument: '${text}'\n`);
}

export const tracepath: Program = {
  name: 'tracepath',
  summary: 'trace the path to a host and its MTU',
  *main(sys, argv) {
    return yield* runTool(sys, start(sys, argv));
  },
  complete: (sys) => hostCompletions(sys),
};
