// Debian's traceroute: many probes at once, printed hop by hop.
// Source: traceroute 2.1.2 traceroute.c do_it, get_timeout, check_expired, print_probe.
// Not modelled: probes sent again when a late hop turns out to be the last.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { hostCompletions } from '../ping/ping.ts';
import { lookupErrorText, resolveHost, reverseHost } from '../resolve.ts';
import { runTool, ToolExit } from '../tool.ts';
import { parseTraceroute, type TracerouteRequest } from './arguments.ts';
import { IcmpProber, type ProbeReply, type Prober, type ProbeSettings, UdpProber } from './probes.ts';

/** DEF_WAIT_PREC: added to a measured round trip before it is multiplied, microseconds. */
const WAIT_PRECISION = 1000;
const IPV4_AND_NEXT_HEADER = 28;

/** socket, setsockopt, connect and sendto of one probe, microseconds. */
const PROBE_COST = 250;

interface ProbeState {
  sentAt: number | undefined;
  done: boolean;
  final: boolean;
  reply: ProbeReply | undefined;
}

class Trace {
  readonly #sys: Sys;
  readonly #request: TracerouteRequest;
  readonly #prober: Prober;
  readonly #probes: ProbeState[];
  readonly #names = new Map<Ip4, string>();
  #printed: number;
  #end: number;

  constructor(sys: Sys, request: TracerouteRequest, prober: Prober) {
    this.#sys = sys;
    this.#request = request;
    this.#prober = prober;
    this.#end = request.maxHops * request.queries;
    this.#printed = (request.firstHop - 1) * request.queries;
    this.#probes = Array.from({ length: this.#end }, () => ({
      sentAt: undefined,
      done: false,
      final: false,
      reply: undefined,
    }));
  }

  *run(): Blocking<number> {
    while (this.#printed < this.#end) {
      for (const [n, reply] of this.#prober.replies()) this.#answer(n, reply);
      const wakeAt = yield* this.#pass();
      if (this.#printed < this.#end && wakeAt !== undefined) yield* this.#sys.wait(this.#prober.queues, wakeAt);
    }
    yield* this.#sys.print('\n');
    return 0;
  }

  #answer(n: number, reply: ProbeReply): void {
    const probe = this.#probes[n];
    if (!probe || probe.done) return;
    probe.done = true;
    probe.reply = reply;
    probe.final = reply.what !== 'time-exceeded';
  }

  /** Expires, prints and sends what is due; answers when to look again. Undefined: at once. */
  *#pass(): Blocking<number | undefined> {
    const { queries, simultaneous } = this.#request;
    // Looking names up takes time, in which answers come that have not been read yet: they are not late.
    const now = this.#sys.now();
    let wakeAt: number | undefined;
    let underWay = 0;
    let progressed = false;
    for (let n = this.#printed; n < this.#end && underWay < simultaneous; n++) {
      const probe = this.#probes[n];
      if (!probe) break;
      if (!probe.done && probe.sentAt !== undefined && this.#expiresAt(n, probe.sentAt) <= now) this.#expire(n, probe);
      if (probe.done) {
        if (n === this.#printed) {
          yield* this.#print(n, probe);
          this.#printed++;
          progressed = true;
        }
        if (probe.final) this.#end = (Math.floor(n / queries) + 1) * queries;
        continue;
      }
      if (probe.sentAt === undefined) yield* this.#send(n, probe);
      underWay++;
      const expiresAt = this.#expiresAt(n, probe.sentAt ?? this.#sys.now());
      wakeAt = wakeAt === undefined ? expiresAt : Math.min(wakeAt, expiresAt);
    }
    return progressed && wakeAt === undefined ? undefined : (wakeAt ?? this.#sys.now());
  }

  *#send(n: number, probe: ProbeState): Blocking<void> {
    probe.sentAt = this.#sys.now();
    const errno = this.#prober.send(n, Math.floor(n / this.#request.queries) + 1);
    if (errno) throw new ToolExit(1, `\n${this.#request.icmp ? 'send' : 'connect'}: ${strerror[errno]}\n`);
    yield* this.#sys.compute(PROBE_COST);
  }

  /** A round trip of the same hop, or of a later one, shortens the wait of 5 seconds. */
  #expiresAt(n: number, sentAt: number): number {
    const { queries, wait, hereFactor, nearFactor } = this.#request;
    const longest = wait * SECOND;
    const trip = (probe: ProbeState | undefined): number =>
      probe?.reply && probe.sentAt !== undefined ? probe.reply.at - probe.sentAt : 0;
    const first = n - (n % queries);
    const same = this.#probes.slice(first, first + queries).find((probe) => trip(probe) > 0);
    if (same) return sentAt + Math.min((trip(same) + WAIT_PRECISION) * hereFactor, longest);
    for (let later = n + 1; this.#probes[later]?.sentAt !== undefined; later++) {
      const value = trip(this.#probes[later]);
      if (value > 0) return sentAt + Math.min((value + WAIT_PRECISION) * nearFactor, longest);
    }
    return sentAt + longest;
  }

  /** An unanswered probe of a hop that turned out to be the destination is final like its neighbours. */
  #expire(n: number, probe: ProbeState): void {
    probe.done = true;
    const { queries } = this.#request;
    const first = n - (n % queries);
    const before = this.#probes.slice(first, n);
    if (before.some((other) => !other.done || !other.final)) return;
    const after = this.#probes.slice(n + 1, first + queries).find((other) => other.done);
    probe.final = before.length > 0 || after?.final === true;
  }

  *#print(n: number, probe: ProbeState): Blocking<void> {
    const { queries } = this.#request;
    const place = n % queries;
    let text = place === 0 ? `\n${String(Math.floor(n / queries) + 1).padStart(2)} ` : '';
    if (!probe.reply) {
      yield* this.#sys.print(`${text} *`);
      return;
    }
    const previous = this.#probes.slice(n - place, n).findLast((other) => other.reply)?.reply;
    if (previous?.from !== probe.reply.from) text += ` ${yield* this.#nameOf(probe.reply.from)}`;
    const microseconds = probe.reply.at - (probe.sentAt ?? probe.reply.at);
    text += `  ${(microseconds / 1000).toFixed(3)} ms`;
    const trouble = unreachableMark(probe.reply);
    yield* this.#sys.print(trouble === '' ? text : `${text} ${trouble}`);
  }

  *#nameOf(address: Ip4): Blocking<string> {
    const text = formatIp4(address);
    if (this.#request.numeric) return text;
    const known = this.#names.get(address);
    if (known !== undefined) return known;
    const name = yield* reverseHost(this.#sys, address);
    const shown = `${name ?? text} (${text})`;
    this.#names.set(address, shown);
    return shown;
  }
}

/** `!N`, `!H` and their like; nothing for the destination's own answer. */
function unreachableMark({ what, code, mtu }: ProbeReply): string {
  if (what !== 'unreachable') return '';
  switch (code) {
    case 0:
    case 6:
      return '!N';
    case 1:
    case 7:
      return '!H';
    case 2:
      return '!P';
    case 4:
      return `!F-${mtu}`;
    case 5:
      return '!S';
    case 13:
      return '!X';
    case 14:
      return '!V';
    case 15:
      return '!C';
    default:
      return `!<${code}>`;
  }
}

function* start(sys: Sys, argv: readonly string[]): Blocking<number> {
  const request = parseTraceroute(argv.slice(1));
  const found = yield* resolveHost(sys, request.host);
  if (!found.ok) {
    const complaint = `Cannot handle "host" cmdline arg \`${request.host}' on position 1 (argc ${argv.lastIndexOf(request.host)})`;
    throw new ToolExit(2, `${request.host}: ${lookupErrorText[found.error]}\n${complaint}\n`);
  }
  const target = found.addresses[0] ?? 0;
  const size = Math.max(request.packetLength, IPV4_AND_NEXT_HEADER);
  // the newline belongs to the first hop's number
  yield* sys.print(
    `traceroute to ${request.host} (${formatIp4(target)}), ${request.maxHops} hops max, ${size} byte packets`,
  );
  const link = request.device === undefined ? undefined : sys.net.link(request.device);
  if (request.device !== undefined && !link) throw new ToolExit(1, '\nsetsockopt SO_BINDTODEVICE: No such device\n');
  const settings: ProbeSettings = {
    target,
    dataLength: size - IPV4_AND_NEXT_HEADER,
    device: link?.ifindex,
    source: request.source,
    dontFragment: request.dontFragment,
  };
  const prober = request.icmp ? new IcmpProber(sys, settings) : new UdpProber(sys, settings, request.port);
  try {
    return yield* new Trace(sys, request, prober).run();
  } finally {
    prober.close();
  }
}

export const traceroute: Program = {
  name: 'traceroute',
  summary: 'print the routers on the way to a host',
  *main(sys, argv) {
    return yield* runTool(sys, start(sys, argv));
  },
  complete: (sys) => hostCompletions(sys),
};
