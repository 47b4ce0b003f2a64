// ping: finds the host and the way to it, then sends echo requests.
// Source: iputils 20221126 ping/ping.c main(), ping4_run; ping(8).
// Not modelled: IPv6 (a name with both kinds of addresses is pinged over IPv4), raw sockets.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import type { Blocking, Completion, Program, Sys } from '../../../host/sys.ts';
import type { Socket } from '../../../linux/socket.ts';
import { lookupErrorText, numericAddress, resolveHost } from '../resolve.ts';
import { readHosts } from '../resolver-config.ts';
import { runTool, ToolExit } from '../tool.ts';
import { type PingRequest, parsePing } from './arguments.ts';
import { PingRun } from './run.ts';

/** What a packet has before its data: an IPv4 header and ICMP's. */
const IPV4_AND_ICMP_HEADERS = 28;
/** The port that the probing socket is connected to; nothing is ever sent there. */
const PROBE_PORT = 1025;

function* start(sys: Sys, argv: readonly string[]): Blocking<number> {
  const request = parsePing(argv.slice(1));
  const found = yield* resolveHost(sys, request.target);
  if (!found.ok) throw new ToolExit(2, `ping: ${request.target}: ${lookupErrorText[found.error]}\n`);
  const asked = found.addresses[0] ?? 0;
  const host = numericAddress(request.target) === undefined ? found.canonical : request.target;
  const { source, warning } = probe(sys, request, asked);
  // 0.0.0.0 means this host, by the address that it would speak from
  const target = asked === 0 ? source : asked;
  if (warning) yield* sys.error(warning);
  const socket = openSocket(sys, request);
  try {
    const from = request.device !== undefined || request.source !== undefined;
    const header = from ? `from ${formatIp4(source)} ${request.device ?? ''}: ` : '';
    const size = `${request.dataLength}(${request.dataLength + IPV4_AND_ICMP_HEADERS}) bytes of data.`;
    yield* sys.print(`PING ${host} (${formatIp4(target)}) ${header}${size}\n`);
    return yield* new PingRun(sys, request, socket, target, host).run();
  } finally {
    socket.close();
  }
}

/** Finds the source address with a UDP socket that is only connected, and learns whether there is a way at all. */
function probe(sys: Sys, request: PingRequest, target: Ip4): { source: Ip4; warning?: string } {
  const made = sys.sockets.socket({ type: 'udp' });
  if (!made.ok) throw new ToolExit(2, `ping: socket: ${strerror[made.errno]}\n`);
  const socket = made.value;
  try {
    if (request.device !== undefined) socket.device = deviceIndex(sys, request.device);
    if (request.source !== undefined) return { source: request.source };
    let errno = socket.connect(target, PROBE_PORT);
    let warning: string | undefined;
    if (errno === 'EACCES') {
      if (!request.broadcast) {
        throw new ToolExit(
          2,
          'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n',
        );
      }
      warning = 'WARNING: pinging broadcast address\n';
      socket.broadcast = true;
      errno = socket.connect(target, PROBE_PORT);
    }
    if (errno) throw new ToolExit(2, `ping: connect: ${strerror[errno]}\n`);
    return { source: socket.localAddress().address, ...(warning === undefined ? {} : { warning }) };
  } finally {
    socket.close();
  }
}

function deviceIndex(sys: Sys, name: string): number {
  const link = sys.net.link(name);
  if (!link) throw new ToolExit(2, `ping: SO_BINDTODEVICE ${name}: No such device\n`);
  return link.ifindex;
}

/** What iputils says when it gets neither a ping socket nor a raw one. */
const NO_SOCKET = `ping: socktype: SOCK_RAW
ping: socket: ${strerror.EPERM}
ping: => missing cap_net_raw+p capability or setuid?
`;

function openSocket(sys: Sys, request: PingRequest): Socket {
  const made = sys.sockets.socket({ type: 'ping' });
  if (!made.ok) throw new ToolExit(2, NO_SOCKET);
  const socket = made.value;
  if (request.ttl !== undefined) socket.ttl = request.ttl;
  if (request.device !== undefined) socket.device = deviceIndex(sys, request.device);
  socket.mtuDiscovery = request.mtuDiscovery;
  socket.broadcast = request.broadcast;
  const errno = request.source === undefined ? undefined : socket.bind(request.source, 0);
  if (errno) {
    socket.close();
    throw new ToolExit(2, `ping: bind: ${strerror[errno]}\n`);
  }
  return socket;
}

export const ping: Program = {
  name: 'ping',
  summary: 'send ICMP echo requests to a host',
  *main(sys, argv) {
    return yield* runTool(sys, start(sys, argv));
  },
  complete: (sys) => hostCompletions(sys),
};

/** Names that /etc/hosts knows. */
export function hostCompletions(sys: Sys): Completion[] {
  return readHosts(sys).flatMap((entry) => entry.names.map((text) => ({ text, note: entry.address })));
}
