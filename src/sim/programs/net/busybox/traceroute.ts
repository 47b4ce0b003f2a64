// busybox traceroute: one probe after the other.
// Source: busybox 1.35 networking/traceroute.c. Not modelled: IPv6, -F, -l, -r, -t, -v, -z.
import { formatIp4, type Ip4, parseIp4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { parseOptions } from '../../text/getopt.ts';
import { hostCompletions } from '../ping/ping.ts';
import { milliseconds } from '../ping/statistics.ts';
import { resolveHost, reverseHost } from '../resolve.ts';
import { notSimulated, runTool } from '../tool.ts';
import { IcmpProber, type ProbeReply, type Prober, UdpProber } from '../traceroute/probes.ts';
import { die, dieWith, helpOf, showUsage } from './usage.ts';

const usage = `traceroute [-46Flnrv] [-f 1ST_TTL] [-m MAXTTL] [-q PROBES] [-p PORT]
	[-t TOS] [-w WAIT_SEC] [-s SRC_IP] [-i IFACE]
	[-z PAUSE_MSEC] HOST [BYTES]

Trace the route to HOST

	-4,-6	Force IP or IPv6 name resolution
	-F	Set don't fragment bit
	-l	Display TTL value of the returned packet
	-n	Print numeric addresses
	-r	Bypass routing tables, send directly to HOST
	-v	Verbose
	-f N	First number of hops (default 1)
	-m N	Max number of hops
	-q N	Number of probes per hop (default 3)
	-p N	Base UDP port number used in probes
		(default 33434)
	-s IP	Source address
	-i IFACE Source interface
	-t N	Type-of-service in probe packets (default 0)
	-w SEC	Wait for a response (default 3)
	-z MSEC	Wait before each send
`;

/** Defaults of traceroute.c; sizes of an IP header, a UDP or ICMP header, and struct outdata_t. */
const DEFAULT_HOPS = 30;
const DEFAULT_PROBES = 3;
const DEFAULT_WAIT_SECONDS = 3;
const DEFAULT_PORT = 33434;
const SMALLEST_PACKET = 46;
const HEADERS = 28;

interface Request {
  readonly host: string;
  readonly firstHop: number;
  readonly maxHops: number;
  readonly probes: number;
  readonly wait: number;
  readonly port: number;
  readonly numeric: boolean;
  readonly icmp: boolean;
  readonly packetLength: number;
  readonly device: string | undefined;
  readonly source: Ip4 | undefined;
}

function parse(argv: readonly string[]): Request {
  if (argv.includes('--help')) throw helpOf(usage);
  const line = parseOptions(argv.slice(1), {
    options: ['F', 'I', 'l', 'n', 'r', 'd', 'v', 'f:', 'm:', 'p:', 'q:', 's:', 't:', 'w:', 'i:', 'z:', '4', '6'],
  });
  if (line.kind === 'wrong') throw showUsage(usage, `traceroute: ${line.message}\n`);
  const { options, operands } = line;
  const number = (key: string, otherwise: number): number => {
    const word = options.value(key);
    if (word !== undefined && !/^\d+$/.test(word)) throw die('traceroute', `invalid number '${word}'`);
    return word === undefined ? otherwise : Number(word);
  };
  const [host, bytes] = operands;
  if (host === undefined) throw showUsage(usage);
  const absent = ['F', 'l', 'r', 't', 'v', 'z', '6'].find((key) => options.has(key));
  if (absent) throw notSimulated(`traceroute -${absent}`);
  const source = options.value('s');
  return {
    host,
    firstHop: number('f', 1),
    maxHops: number('m', DEFAULT_HOPS),
    probes: number('q', DEFAULT_PROBES),
    wait: number('w', DEFAULT_WAIT_SECONDS),
    port: number('p', DEFAULT_PORT),
    numeric: options.has('n'),
    icmp: options.has('I'),
    packetLength: Math.max(SMALLEST_PACKET, bytes === undefined ? 0 : Number(bytes)),
    device: options.value('i'),
    source: source === undefined ? undefined : parseIp4(source),
  };
}

function* awaitReply(sys: Sys, prober: Prober, n: number, until: number): Blocking<ProbeReply | undefined> {
  for (;;) {
    const reply = prober.replies().find(([number]) => number === n)?.[1];
    if (reply || sys.now() >= until) return reply;
    yield* sys.wait(prober.queues, until);
  }
}

/** What stands behind the time of an "unreachable", by its code. */
const marks: Readonly<Record<number, string>> = {
  0: ' !N',
  1: ' !H',
  2: ' !P',
  5: ' !S',
  6: ' !U',
  7: ' !U',
  8: ' !I',
  9: ' !A',
  10: ' !C',
  11: ' !T',
  12: ' !T',
  13: ' !A',
  14: ' !V',
  15: ' !C',
};

function markOf({ what, code, mtu }: ProbeReply): string {
  if (what !== 'unreachable') return '';
  return code === 4 ? ` !F-${mtu}` : (marks[code] ?? ` !<${code}>`);
}

function* trace(sys: Sys, request: Request, prober: Prober): Blocking<number> {
  let sequence = 0;
  for (let ttl = request.firstHop; ttl <= request.maxHops; ttl++) {
    let last: Ip4 | undefined;
    let reached = false;
    let unreachable = 0;
    yield* sys.print(String(ttl).padStart(2));
    for (let probe = 0; probe < request.probes; probe++) {
      const n = ++sequence;
      const sentAt = sys.now();
      const errno = prober.send(n, ttl);
      if (errno) throw dieWith('traceroute', 'sendto', errno);
      const reply = yield* awaitReply(sys, prober, n, sentAt + request.wait * SECOND);
      if (!reply) {
        yield* sys.print('  *');
        continue;
      }
      let text = '';
      if (reply.from !== last) text += `  ${yield* nameOf(sys, reply.from, request.numeric)}`;
      last = reply.from;
      text += `  ${milliseconds(reply.at - sentAt)} ms${markOf(reply)}`;
      yield* sys.print(text);
      if (reply.what === 'reached' || (reply.what === 'unreachable' && reply.code === 2)) reached = true;
      else if (reply.what === 'unreachable') unreachable++;
    }
    yield* sys.print('\n');
    if (reached || (unreachable > 0 && unreachable >= request.probes - 1)) break;
  }
  return 0;
}

function* nameOf(sys: Sys, address: Ip4, numeric: boolean): Blocking<string> {
  const text = formatIp4(address);
  if (numeric) return text;
  return `${(yield* reverseHost(sys, address)) ?? text} (${text})`;
}

function* start(sys: Sys, argv: readonly string[]): Blocking<number> {
  const request = parse(argv);
  const found = yield* resolveHost(sys, request.host);
  const target = found.ok ? found.addresses[0] : undefined;
  if (target === undefined) throw die('traceroute', `bad address '${request.host}'`);
  const link = request.device === undefined ? undefined : sys.net.link(request.device);
  if (request.device !== undefined && !link)
    throw dieWith('traceroute', `can't bind to interface ${request.device}`, 'ENODEV');
  // It listens on a raw socket, whatever it sends.
  if (!sys.capable('NET_RAW')) throw dieWith('traceroute', 'socket', 'EPERM');
  const from = request.source === undefined ? '' : ` from ${formatIp4(request.source)}`;
  yield* sys.print(
    `traceroute to ${request.host} (${formatIp4(target)})${from}, ${request.maxHops} hops max, ${request.packetLength} byte packets\n`,
  );
  const settings = {
    target,
    dataLength: request.packetLength - HEADERS,
    device: link?.ifindex,
    source: request.source,
    dontFragment: false,
  };
  const prober = request.icmp ? new IcmpProber(sys, settings) : new UdpProber(sys, settings, request.port);
  try {
    return yield* trace(sys, request, prober);
  } finally {
    prober.close();
  }
}

export const busyboxTraceroute: Program = {
  name: 'traceroute',
  summary: 'print the routers on the way to a host',
  *main(sys, argv) {
    return yield* runTool(sys, start(sys, argv));
  },
  complete: (sys) => hostCompletions(sys),
};
