// busybox' nc.
// Source: busybox 1.35 networking/nc.c.
// Not modelled: -e, -f, -i, -ll; it listens on IPv4 alone.

import { formatIp4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import { parseOptions } from '../../text/getopt.ts';
import { listenOn, nextCaller } from '../nc/listen.ts';
import { relay } from '../nc/relay.ts';
import { hostCompletions } from '../ping/ping.ts';
import { resolveHost } from '../resolve.ts';
import { connectStream } from '../stream.ts';
import { notSimulated, runTool } from '../tool.ts';
import { die, dieWith, helpOf, showUsage } from './usage.ts';

const usage = `nc [-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]

Open a pipe to IP:PORT or FILE

	-l	Listen mode, for inbound connects
		(use -ll with -e for persistent server)
	-p PORT	Local port
	-w SEC	Connect timeout
	-i SEC	Delay interval for lines sent
	-f FILE	Use file (ala /dev/ttyS0) instead of network
	-e PROG	Run PROG after connect
`;

function* answered(sys: Sys, port: number, until: number | undefined): Blocking<StreamSocket> {
  const listening = listenOn(sys, port);
  if (!listening.ok) throw dieWith('nc', 'bind', listening.errno);
  try {
    const caller = yield* nextCaller(sys, listening.value, until);
    if (caller === undefined) throw die('nc', 'timed out');
    return caller;
  } finally {
    listening.value.close();
  }
}

function* called(
  sys: Sys,
  host: string,
  port: number,
  until: number | undefined,
  localPort: number | undefined,
): Blocking<StreamSocket> {
  const found = yield* resolveHost(sys, host);
  const address = found.ok ? found.addresses[0] : undefined;
  if (address === undefined) throw die('nc', `bad address '${host}'`);
  const connected = yield* connectStream(sys, address, port, { until, localPort });
  if (connected.ok) return connected.socket;
  if (connected.errno === 'timeout') throw die('nc', 'timed out');
  throw dieWith('nc', `can't connect to remote host (${formatIp4(address)})`, connected.errno);
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv.includes('--help')) throw helpOf(usage);
  const line = parseOptions(argv.slice(1), { options: ['l', 'p:', 'w:', 'i:', 'f:', 'e:'] });
  if (line.kind === 'wrong') throw showUsage(usage, `nc: ${line.message}\n`);
  const { options: given, operands } = line;
  const absent = ['i', 'f', 'e'].find((key) => given.has(key));
  if (absent !== undefined) throw notSimulated(`nc -${absent}`);
  const seconds = given.value('w');
  const until = seconds === undefined ? undefined : sys.now() + Math.round(Number(seconds) * SECOND);
  const [host, port] = operands;
  const localPort = given.has('p') ? Number(given.value('p')) : undefined;
  let socket: StreamSocket;
  if (given.has('l')) socket = yield* answered(sys, localPort ?? 0, until);
  else {
    if (host === undefined || port === undefined) throw showUsage(usage);
    if (!/^\d+$/.test(port)) throw die('nc', `bad port '${port}'`);
    socket = yield* called(sys, host, Number(port), until, localPort);
  }
  try {
    yield* relay(sys, socket, { shutsAtEof: true, endsWithPeer: true });
    return 0;
  } finally {
    socket.close();
  }
}

export const busyboxNc: Program = {
  name: 'nc',
  summary: 'read and write TCP connections',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete: hostCompletions,
};
