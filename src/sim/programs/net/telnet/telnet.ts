// telnet: lines to a TCP port, and what comes back. Debian's and busybox'.
// Source: inetutils 2.4 telnet/commands.c (tn), telnet.c; busybox 1.35 networking/telnet.c; RFC 854 for the end of a line.
// Not modelled: option negotiation (what peers ask for is refused unseen), character mode, commands other than close and
// quit behind the escape character, which takes effect with the line's end.
import { strerror } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { encodeUtf8, Utf8Decoder } from '../../../base/utf8.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import { parseOptions } from '../../text/getopt.ts';
import { die, dieWith, helpOf, showUsage } from '../busybox/usage.ts';
import { hostCompletions } from '../ping/ping.ts';
import { resolveHost } from '../resolve.ts';
import { connectStream, sendAll } from '../stream.ts';
import { notSimulated, runTool, ToolExit } from '../tool.ts';

const TELNET_PORT = 23;
const IAC = 255;
/** WILL, WONT, DO and DONT are followed by an option. */
const WILL = 251;
const ESCAPE = '\x1d';

/** What is left when the peer's telnet commands are taken out. */
function withoutCommands(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(IAC)) return bytes;
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const command = bytes[at + 1] ?? 0;
    if (byte !== IAC) kept.push(byte);
    else if (command === IAC) kept.push(bytes[++at] ?? 0);
    else at += command >= WILL ? 2 : 1;
  }
  return Uint8Array.from(kept);
}

/** How a conversation ended. */
type Ending = 'peer' | 'input' | 'quit';

/** Lines go out with CR LF, what comes goes to the screen. */
function* converse(sys: Sys, socket: StreamSocket): Blocking<Ending> {
  const input = sys.file(0);
  const decoder = new Utf8Decoder();
  for (;;) {
    const got = socket.read();
    if (got instanceof Uint8Array) {
      yield* sys.print(decoder.decode(withoutCommands(got)));
      continue;
    }
    if (got === 'eof' || socket.takeError() !== undefined) return 'peer';
    if (input?.ready()) {
      const text = yield* input.read();
      if (text === undefined) return 'input';
      const [before = '', ...escaped] = text.split(ESCAPE);
      if (before !== '' && (yield* sendAll(sys, socket, encodeUtf8(before.replaceAll('\n', '\r\n')))) !== undefined)
        return 'peer';
      if (escaped.length > 0 && (yield* commands(sys))) return 'quit';
      continue;
    }
    yield* sys.wait([socket.readable, ...(input ? [input.readable] : [])]);
  }
}

/** Behind the escape character: whether the connection is to end. An empty line goes back to it. */
function* commands(sys: Sys): Blocking<boolean> {
  yield* sys.print('\ntelnet> ');
  const word = ((yield* sys.read(0)) ?? 'quit').trim();
  if (word === '') return false;
  if (['quit', 'close'].some((known) => known.startsWith(word))) return true;
  yield* sys.error(`hoplab: not simulated yet: telnet's command ${word}\n`);
  return false;
}

/** The addresses of the host, and the port, of a command line. */
function* target(
  sys: Sys,
  operands: readonly string[],
  unknown: (host: string, port: string | undefined) => ToolExit,
): Blocking<{ addresses: readonly Ip4[]; host: string; port: number }> {
  const [host = '', portText] = operands;
  const port = portText === undefined ? TELNET_PORT : Number(portText);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw unknown(host, portText);
  const found = yield* resolveHost(sys, host);
  if (!found.ok) throw unknown(host, undefined);
  return { addresses: found.addresses, host, port };
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  const line = parseOptions(argv.slice(1), {
    options: ['4', '6', 'E', 'e:', 'a', 'l:', 'K', 'L', 'n:', 'b:', 'd', 'r'],
  });
  if (line.kind === 'wrong') {
    const hint = "Try 'telnet --help' or 'telnet --usage' for more information.\n";
    throw new ToolExit(64, `telnet: ${line.message}\n${hint}`);
  }
  const missing = ['6', 'e', 'n', 'b', 'r'].find((key) => line.options.has(key));
  if (missing !== undefined) throw notSimulated(`telnet -${missing}`);
  if (line.operands.length === 0) throw notSimulated("telnet's prompt without a host");
  const { addresses, host, port } = yield* target(sys, line.operands, (name, wrong) =>
    wrong === undefined
      ? new ToolExit(1, `telnet: could not resolve ${name}/telnet: Name or service not known\n`)
      : new ToolExit(1, `telnet: could not resolve ${name}/${wrong}: Servname not supported for ai_socktype\n`),
  );
  for (const [at, address] of addresses.entries()) {
    yield* sys.print(`Trying ${formatIp4(address)}...\n`);
    const connected = yield* connectStream(sys, address, port);
    if (!connected.ok) {
      const why = connected.errno === 'timeout' ? strerror.ETIMEDOUT : strerror[connected.errno];
      const isLast = at === addresses.length - 1;
      const what = isLast
        ? 'telnet: Unable to connect to remote host'
        : `telnet: connect to address ${formatIp4(address)}`;
      yield* sys.error(`${what}: ${why}\n`);
      continue;
    }
    const { socket } = connected;
    try {
      yield* sys.print(`Connected to ${host}.\nEscape character is '^]'.\n`);
      const ending = yield* converse(sys, socket);
      yield* ending === 'quit' ? sys.print('Connection closed.\n') : sys.error('Connection closed by foreign host.\n');
      return ending === 'quit' ? 0 : 1;
    } finally {
      socket.close();
    }
  }
  return 1;
}

export const telnet: Program = {
  name: 'telnet',
  summary: 'talk to a TCP port',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
  complete: hostCompletions,
};

const busyboxUsage = `telnet [-a] [-l USER] HOST [PORT]

Connect to telnet server

	-a	Automatic login with $USER variable
	-l USER	Automatic login as USER
`;

function* runBusybox(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv.includes('--help')) throw helpOf(busyboxUsage);
  const line = parseOptions(argv.slice(1), { options: ['a', 'l:'] });
  if (line.kind === 'wrong') throw showUsage(busyboxUsage, `telnet: ${line.message}\n`);
  if (line.operands.length === 0) throw showUsage(busyboxUsage);
  const { addresses, host, port } = yield* target(sys, line.operands, (name, wrong) =>
    wrong === undefined ? die('telnet', `bad address '${name}'`) : die('telnet', `bad port '${wrong}'`),
  );
  const connected = yield* connectStream(sys, addresses[0] ?? 0, port);
  if (!connected.ok) {
    const errno = connected.errno === 'timeout' ? 'ETIMEDOUT' : connected.errno;
    throw dieWith('telnet', `can't connect to remote host (${formatIp4(addresses[0] ?? 0)})`, errno);
  }
  const { socket } = connected;
  try {
    yield* sys.print(`Connected to ${host}\n`);
    const ending = yield* converse(sys, socket);
    if (ending !== 'peer') return 0;
    yield* sys.print('Connection closed by foreign host\r\n');
    return 1;
  } finally {
    socket.close();
  }
}

export const busyboxTelnet: Program = {
  name: 'telnet',
  summary: 'talk to a TCP port',
  *main(sys, argv) {
    return yield* runTool(sys, runBusybox(sys, argv));
  },
  complete: hostCompletions,
};
