// busybox ping: a raw socket, a line for each reply, silence about errors.
// Source: busybox 1.35 networking/ping.c. Not modelled: IPv6, -A, -p; warnings about foreign ICMP messages.
import { formatIp4, type Ip4, parseIp4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { Datagram, Socket } from '../../../linux/socket.ts';
import { parseOptions } from '../../text/getopt.ts';
import { echoRequest, parseEchoReply } from '../echo.ts';
import { hostCompletions } from '../ping/ping.ts';
import { milliseconds } from '../ping/statistics.ts';
import { resolveHost } from '../resolve.ts';
import { notSimulated, runTool } from '../tool.ts';
import { die, dieWith, helpOf, showUsage } from './usage.ts';

const usage = `ping [OPTIONS] HOST

Send ICMP ECHO_REQUESTs to HOST

	-4,-6		Force IP or IPv6 name resolution
	-c CNT		Send only CNT pings
	-s SIZE		Send SIZE data bytes in packets (default 56)
	-i SECS		Interval
	-A		Ping as soon as reply is received
	-t TTL		Set TTL
	-I IFACE/IP	Source interface or IP address
	-W SEC		Seconds to wait for the first response (default 10)
			(after all -c CNT packets are sent)
	-w SEC		Seconds until ping exits (default:infinite)
			(can exit earlier with -c CNT)
	-q		Quiet, only display output at start/finish
	-p HEXBYTE	Payload pattern
`;

/** DEFDATALEN, MAXWAIT of ping.c. */
const DEFAULT_DATA_LENGTH = 56;
const DEFAULT_TIMEOUT_SECONDS = 10;
/** Data shorter than this carries no time: a 32-bit count of microseconds. */
const TIME_BYTES = 4;
/** After the last answer ping waits twice the longest round trip, counted in units of about half a second. */
const TWO_TRIPS = 512 * 1024;
const IPPROTO_ICMP = 1;

interface Request {
  readonly host: string;
  readonly count: number;
  readonly dataLength: number;
  readonly ttl: number;
  readonly deadline: number;
  readonly timeout: number;
  readonly interval: number;
  readonly quiet: boolean;
  readonly from: string | undefined;
}

function parse(argv: readonly string[]): Request {
  if (argv.includes('--help')) throw helpOf(usage);
  const line = parseOptions(argv.slice(1), {
    options: ['q', 'v', 'A', 'c:', 's:', 't:', 'w:', 'W:', 'I:', 'n', 'p:', 'i:', '4', '6'],
  });
  if (line.kind === 'wrong') throw showUsage(usage, `ping: ${line.message}\n`);
  const { options, operands } = line;
  const number = (key: string): number | undefined => {
    const word = options.value(key);
    if (word !== undefined && !/^\d+$/.test(word)) throw die('ping', `invalid number '${word}'`);
    return word === undefined ? undefined : Number(word);
  };
  const [host] = operands;
  const interval = options.value('i') ?? '1';
  if (!/^\d*\.?\d+$/.test(interval)) throw die('ping', `invalid number '${interval}'`);
  const request = {
    count: number('c') ?? 0,
    dataLength: number('s') ?? DEFAULT_DATA_LENGTH,
    ttl: number('t') ?? 0,
    deadline: number('w') ?? 0,
    timeout: number('W') ?? DEFAULT_TIMEOUT_SECONDS,
    interval: Math.max(1, Math.round(Number(interval) * SECOND)),
    quiet: options.has('q'),
    from: options.value('I'),
  };
  if (host === undefined || operands.length > 1) throw showUsage(usage);
  const absent = ['6', 'A', 'p'].find((key) => options.has(key));
  if (absent) throw notSimulated(`ping -${absent}`);
  return { ...request, host };
}

class BusyboxPing {
  readonly #sys: Sys;
  readonly #request: Request;
  readonly #socket: Socket;
  readonly #target: Ip4;
  readonly #identifier: number;
  readonly #sentAt = new Map<number, number>();
  readonly #seen = new Set<number>();
  #transmitted = 0;
  #received = 0;
  #repeats = 0;
  #min = Number.MAX_SAFE_INTEGER;
  #max = 0;
  #sum = 0;
  #alarmAt = 0;
  #interrupted = false;

  constructor(sys: Sys, request: Request, socket: Socket, target: Ip4) {
    this.#sys = sys;
    this.#request = request;
    this.#socket = socket;
    this.#target = target;
    this.#identifier = sys.pid & 0xffff;
  }

  *run(): Blocking<number> {
    const sys = this.#sys;
    const { count, deadline } = this.#request;
    const endsAt = deadline > 0 ? sys.now() + deadline * SECOND : Number.MAX_SAFE_INTEGER;
    sys.onSignal('SIGINT', () => {
      this.#interrupted = true;
    });
    this.#send();
    for (;;) {
      for (let got = this.#socket.receive(); got; got = this.#socket.receive()) yield* this.#tell(got);
      if (this.#interrupted || (count > 0 && this.#received >= count)) break;
      if (sys.now() >= this.#alarmAt) {
        if (sys.now() >= endsAt || (count > 0 && this.#transmitted >= count)) break;
        this.#send();
      }
      yield* sys.wait([this.#socket.readable], this.#alarmAt);
    }
    return yield* this.#finish();
  }

  /** Sends a request and sets the alarm: for the next one, or for giving up. */
  #send(): void {
    const { count, interval, timeout, dataLength } = this.#request;
    const sequence = this.#transmitted & 0xffff;
    const data = new Uint8Array(dataLength);
    if (dataLength >= TIME_BYTES) new DataView(data.buffer).setUint32(0, this.#sys.now() >>> 0, true);
    this.#seen.delete(sequence);
    this.#sentAt.set(sequence, this.#sys.now());
    this.#transmitted++;
    const sent = this.#socket.send(echoRequest(this.#identifier, sequence, data), { address: this.#target, port: 0 });
    if (!sent.ok) throw dieWith('ping', 'sendto', sent.errno);
    if (count === 0 || this.#transmitted < count) {
      this.#alarmAt = this.#sys.now() + interval;
      return;
    }
    const patience = this.#received > 0 ? Math.max(1, Math.trunc(this.#max / TWO_TRIPS)) : timeout;
    this.#alarmAt = this.#sys.now() + patience * SECOND;
  }

  *#tell(datagram: Datagram): Blocking<void> {
    const reply = parseEchoReply(datagram.payload);
    if (!reply || reply.identifier !== this.#identifier) return;
    const sentAt = this.#sentAt.get(reply.sequence);
    const timed = this.#request.dataLength >= TIME_BYTES;
    const trip = sentAt === undefined ? 0 : datagram.at - sentAt;
    if (timed) {
      this.#sum += trip;
      this.#min = Math.min(this.#min, trip);
      this.#max = Math.max(this.#max, trip);
    }
    const repeated = this.#seen.has(reply.sequence);
    if (repeated) this.#repeats++;
    else this.#received++;
    this.#seen.add(reply.sequence);
    if (this.#request.quiet) return;
    const time = timed ? ` time=${milliseconds(trip)} ms` : '';
    const start = `${reply.length} bytes from ${formatIp4(datagram.from)}: seq=${reply.sequence} ttl=${datagram.ttl}`;
    yield* this.#sys.print(`${start}${time}${repeated ? ' (DUP!)' : ''}\n`);
  }

  *#finish(): Blocking<number> {
    const { host, count, deadline } = this.#request;
    const loss =
      this.#transmitted === 0 ? 0 : Math.trunc(((this.#transmitted - this.#received) * 100) / this.#transmitted);
    let text = `\n--- ${host} ping statistics ---\n`;
    text += `${this.#transmitted} packets transmitted, ${this.#received} packets received, `;
    if (this.#repeats > 0) text += `${this.#repeats} duplicates, `;
    text += `${loss}% packet loss\n`;
    if (this.#min !== Number.MAX_SAFE_INTEGER) {
      const mean = Math.trunc(this.#sum / (this.#received + this.#repeats));
      text += `round-trip min/avg/max = ${[this.#min, mean, this.#max].map(milliseconds).join('/')} ms\n`;
    }
    yield* this.#sys.print(text);
    return this.#received === 0 || (deadline > 0 && this.#received < count) ? 1 : 0;
  }
}

function* start(sys: Sys, argv: readonly string[]): Blocking<number> {
  const request = parse(argv);
  const link = request.from === undefined ? undefined : sys.net.link(request.from);
  const source = request.from === undefined || link ? undefined : parseIp4(request.from);
  if (request.from !== undefined && !link && source === undefined) throw die('ping', `bad address '${request.from}'`);
  const found = yield* resolveHost(sys, request.host);
  const target = found.ok ? found.addresses[0] : undefined;
  if (target === undefined) throw die('ping', `bad address '${request.host}'`);
  const from = source === undefined ? '' : ` from ${formatIp4(source)}`;
  yield* sys.print(`PING ${request.host} (${formatIp4(target)})${from}: ${request.dataLength} data bytes\n`);
  const made = sys.sockets.socket({ type: 'raw', protocol: IPPROTO_ICMP });
  if (!made.ok) throw die('ping', 'permission denied (are you root?)');
  const socket = made.value;
  try {
    socket.broadcast = true;
    if (request.ttl > 0) socket.ttl = request.ttl;
    if (link) socket.device = link.ifindex;
    const errno = source === undefined ? undefined : socket.bind(source, 0);
    if (errno) throw dieWith('ping', 'bind', errno);
    return yield* new BusyboxPing(sys, request, socket, target).run();
  } finally {
    socket.close();
  }
}

export const busyboxPing: Program = {
  name: 'ping',
  summary: 'send ICMP echo requests to a host',
  *main(sys, argv) {
    return yield* runTool(sys, start(sys, argv));
  },
  complete: (sys) => hostCompletions(sys),
};
