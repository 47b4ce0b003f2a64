// OpenBSD's netcat, Debian's nc.
// Source: nc(1), netcat.c of netcat-openbsd 1.219.
// Not modelled: unix sockets, proxies, -k with several callers at once, Telnet negotiation.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { parseOptions } from '../../text/getopt.ts';
import { hostCompletions } from '../ping/ping.ts';
import { lookupErrorText, resolveHost, reverseHost } from '../resolve.ts';
import { serviceName } from '../services.ts';
import { connectStream } from '../stream.ts';
import { notSimulated, runTool, ToolExit } from '../tool.ts';
import { listenOn, nextCaller } from './listen.ts';
import { relay } from './relay.ts';
import { callUdp, serveUdp } from './udp.ts';

const usage = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]
`;
const options = [
  ...['4', 'k', 'l', 'n', 'N', 'v', 'z', 'p:', 'w:', 'q:', '6', 'C', 'D', 'd', 'F', 'h', 'r', 'S', 't', 'U', 'u', 'Z'],
  ...['I:', 'i:', 'M:', 'm:', 'O:', 'P:', 's:', 'T:', 'V:', 'W:', 'X:', 'x:', 'b'],
];
const absent = [
  '6',
  'C',
  'D',
  'd',
  'F',
  'r',
  'S',
  't',
  'U',
  'Z',
  'I',
  'i',
  'M',
  'm',
  'O',
  'P',
  's',
  'T',
  'V',
  'W',
  'X',
  'x',
  'b',
];

interface Job {
  readonly verbose: boolean;
  readonly scan: boolean;
  readonly numeric: boolean;
  readonly keep: boolean;
  readonly shutsAtEof: boolean;
  readonly quitsAfter: number | undefined;
  readonly idle: number | undefined;
  readonly localPort: number | undefined;
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1 && port <= 65_535) return port;
  throw new ToolExit(
    1,
    `nc: port number ${Number.isNaN(port) ? 'invalid' : port < 1 ? 'too small' : 'too large'}: ${text}\n`,
  );
}

/** `80` or `80-90`. */
function portsOf(text: string): number[] {
  const [low = '', high] = text.split('-');
  const [from, to] = [portOf(low), portOf(high ?? low)];
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => Math.min(from, to) + i);
}

function* serve(sys: Sys, job: Job, port: number): Blocking<number> {
  const listening = listenOn(sys, port);
  if (!listening.ok) throw new ToolExit(1, `nc: ${strerror[listening.errno]}\n`);
  const listener = listening.value;
  try {
    if (job.verbose) yield* sys.error(`Listening on 0.0.0.0 ${port}\n`);
    do {
      const caller = yield* nextCaller(sys, listener);
      if (caller === undefined) return 1;
      try {
        if (!job.keep) listener.close();
        if (job.verbose) yield* sys.error(yield* received(sys, job, caller.peerAddress()));
        yield* relay(sys, caller, { shutsAtEof: job.shutsAtEof, endsWithPeer: job.keep, idle: job.idle });
      } finally {
        caller.close();
      }
    } while (job.keep);
    return 0;
  } finally {
    listener.close();
  }
}

function* received(sys: Sys, job: Job, peer: { address: Ip4; port: number } | undefined): Blocking<string> {
  const address = peer?.address ?? 0;
  const name = job.numeric ? undefined : yield* reverseHost(sys, address);
  return `Connection received on ${name ?? formatIp4(address)} ${peer?.port ?? 0}\n`;
}

/** Tries one port: 0 when it was open. */
function* call(sys: Sys, job: Job, host: string, addresses: readonly Ip4[], port: number): Blocking<number> {
  for (const address of addresses) {
    const where = host === formatIp4(address) ? host : `${host} (${formatIp4(address)})`;
    const until = job.idle === undefined ? undefined : sys.now() + job.idle;
    const connected = yield* connectStream(sys, address, port, { until, localPort: job.localPort });
    if (!connected.ok) {
      const how =
        connected.errno === 'timeout' ? 'timed out: Operation now in progress' : `failed: ${strerror[connected.errno]}`;
      if (job.verbose) yield* sys.error(`nc: connect to ${where} port ${port} (tcp) ${how}\n`);
      continue;
    }
    try {
      const service = (job.numeric ? undefined : serviceName(port, 'tcp')) ?? '*';
      if (job.verbose) yield* sys.error(`Connection to ${where} ${port} port [tcp/${service}] succeeded!\n`);
      if (!job.scan)
        yield* relay(sys, connected.socket, { shutsAtEof: job.shutsAtEof, endsWithPeer: false, idle: job.idle });
    } finally {
      connected.socket.close();
    }
    return 0;
  }
  return 1;
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const line = parseOptions(argv.slice(1), { options });
  if (line.kind === 'wrong') throw new ToolExit(1, `nc: ${line.message}\n${usage}`);
  const { options: given, operands } = line;
  const missing = absent.find((key) => given.has(key));
  if (missing !== undefined) throw notSimulated(`nc -${missing}`);
  const seconds = given.value('w');
  const localPort = given.value('p');
  const patience = given.value('q') ?? (given.has('N') ? '0' : undefined);
  const job: Job = {
    verbose: given.has('v'),
    scan: given.has('z'),
    numeric: given.has('n'),
    keep: given.has('k'),
    shutsAtEof: given.has('N') || given.has('q'),
    quitsAfter: patience === undefined || Number(patience) < 0 ? undefined : Math.round(Number(patience) * SECOND),
    idle: seconds === undefined ? undefined : Math.round(Number(seconds) * SECOND),
    localPort: localPort === undefined ? undefined : portOf(localPort),
  };
  if (given.has('l')) {
    const port = operands.at(-1) ?? localPort;
    if (port === undefined || operands.length > 2) throw new ToolExit(1, usage);
    if (operands.length === 2) throw notSimulated('nc -l with an address');
    if (given.has('u')) return yield* serveUdp(sys, job, portOf(port), (peer) => received(sys, job, peer));
    return yield* serve(sys, job, portOf(port));
  }
  const [host, ports] = operands;
  if (host === undefined || ports === undefined || operands.length > 2) throw new ToolExit(1, usage);
  const found = yield* resolveHost(sys, host);
  if (!found.ok)
    throw new ToolExit(1, `nc: getaddrinfo for host "${host}" port ${ports}: ${lookupErrorText[found.error]}\n`);
  let status = 1;
  for (const port of portsOf(ports)) {
    const [first = 0] = found.addresses;
    const tried = given.has('u') ? callUdp(sys, job, host, first, port) : call(sys, job, host, found.addresses, port);
    if ((yield* tried) === 0) status = 0;
  }
  return status;
}

export const nc: Program = {
  name: 'nc',
  summary: 'read and write TCP connections and UDP datagrams',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete: hostCompletions,
};
