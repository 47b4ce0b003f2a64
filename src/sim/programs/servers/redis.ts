// redis-server and redis-cli.
// Source: redis 7 src/server.c, redis-cli.c; redis-cli(1).
// Not modelled: configuration files, the interactive prompt of redis-cli, protected mode, logs of the server.
import { strerror } from '../../base/errno.ts';
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts';
import { SECOND } from '../../des/scheduler.ts';
import type { Blocking, Program, Signal, Sys } from '../../host/sys.ts';
import type { KeepAlive, StreamSocket } from '../../linux/socket.ts';
import { lookupErrorText, resolveHost } from '../net/resolve.ts';
import { connectStream, receive, sendAll } from '../net/stream.ts';
import { notSimulated, runTool, ToolExit } from '../net/tool.ts';
import { type Conversation, serve } from './event-loop.ts';
import { execute } from './redis-data.ts';
import { encodeCommand, encodeReply, OK, parseReply, type Reply } from './resp.ts';

const PORT = 6379;
const BACKLOG = 511; // tcp-backlog
/** tcp-keepalive 300, and what anetKeepAlive makes of it. */
const KEEP_ALIVE: KeepAlive = { idle: 300 * SECOND, interval: 100 * SECOND, probes: 3 };
/** CPU time a command, microseconds. */
const EFFORT = 20;
const endings: readonly Signal[] = ['SIGTERM', 'SIGINT'];

const byteLength = (text: string): number => encodeUtf8(text).length;
const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};
/** The text of a value that was read byte by byte. */
const fromLatin1 = (text: string): string => decodeUtf8(Uint8Array.from(text, (symbol) => symbol.charCodeAt(0)));

class RedisConversation implements Conversation {
  readonly #data: Map<string, string>;
  #text = '';
  done = false;

  constructor(data: Map<string, string>) {
    this.#data = data;
  }

  receive(bytes: Uint8Array): Uint8Array {
    this.#text += latin1(bytes);
    let out = '';
    for (let got = parseReply(this.#text); got && !this.done; got = parseReply(this.#text)) {
      this.#text = this.#text.slice(got.next);
      const items = got.reply.kind === 'array' ? got.reply.items : [];
      const words = items.map((item) => (item.kind === 'bulk' ? fromLatin1(item.text) : ''));
      if (words.length > 0) out += encodeReply(this.#answer(words), byteLength);
    }
    return encodeUtf8(out);
  }

  #answer(words: readonly string[]): Reply {
    if (words[0]?.toLowerCase() !== 'quit') return execute(this.#data, words);
    this.done = true;
    return OK;
  }
}

/** `--protected-mode no` and `--port N`; other directives are not simulated. */
function serverPort(words: readonly string[]): number {
  let port = PORT;
  for (let i = 0; i < words.length; i += 2) {
    const [name, value = ''] = [words[i], words[i + 1]];
    if (name === '--port') port = Number(value);
    else if (name !== '--protected-mode' && name !== '--bind') throw notSimulated(`redis-server ${name}`);
  }
  return port;
}

function* runServer(sys: Sys, argv: readonly string[]): Blocking<number> {
  const port = serverPort(argv.slice(1));
  const made = sys.sockets.stream();
  if (!made.ok) throw new ToolExit(1, '');
  made.value.keepAlive = KEEP_ALIVE;
  const errno = made.value.bind(0, port) ?? made.value.listen(BACKLOG);
  if (errno !== undefined) {
    made.value.close();
    throw new ToolExit(
      1,
      '',
      `Warning: Could not create server TCP listening socket *:${port}: bind: ${strerror[errno]}\nFailed listening on port ${port} (tcp), aborting.\n`,
    );
  }
  const data = new Map<string, string>();
  yield* serve(sys, made.value, endings, EFFORT, () => new RedisConversation(data));
  return 0;
}

export const redisServer: Program = {
  name: 'redis-server',
  summary: 'In-memory data store',
  *main(sys, argv) {
    return yield* runTool(sys, runServer(sys, argv));
  },
};

interface Target {
  readonly host: string;
  readonly port: number;
  readonly command: readonly string[];
}

function target(words: readonly string[]): Target {
  let [host, port, at] = ['127.0.0.1', PORT, 0];
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-h') host = words[++at] ?? host;
    else if (word === '-p') port = Number(words[++at]);
    else if (word !== '--raw' && word.startsWith('-')) throw notSimulated(`redis-cli ${word}`);
    else if (word !== '--raw') break;
  }
  return { host, port, command: words.slice(at) };
}

/** A reply as redis-cli prints it where nobody watches: bare. */
function bare(reply: Reply): string {
  if (reply.kind === 'array') return reply.items.map(bare).join('\n');
  if (reply.kind === 'integer') return String(reply.value);
  if (reply.kind === 'nil') return '';
  return reply.kind === 'error' ? `${reply.text}\n` : fromLatin1(reply.text);
}

/** The same for a terminal: with types, quotes and numbers. */
function typed(reply: Reply, indent = ''): string {
  switch (reply.kind) {
    case 'integer':
      return `(integer) ${reply.value}`;
    case 'nil':
      return '(nil)';
    case 'error':
      return `(error) ${reply.text}`;
    case 'status':
      return reply.text;
    case 'bulk':
      return `"${fromLatin1(reply.text).replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
    case 'array':
      if (reply.items.length === 0) return '(empty array)';
      return reply.items
        .map((item, i) => `${i === 0 ? '' : indent}${i + 1}) ${typed(item, `${indent}   `)}`)
        .join('\n');
  }
}

function* runClient(sys: Sys, argv: readonly string[]): Blocking<number> {
  const { host, port, command } = target(argv.slice(1));
  if (command.length === 0) throw notSimulated('redis-cli without a command');
  const found = yield* resolveHost(sys, host);
  const refusal = (why: string) => new ToolExit(1, `Could not connect to Redis at ${host}:${port}: ${why}\n`);
  if (!found.ok) throw refusal(lookupErrorText[found.error]);
  const connected = yield* connectStream(sys, found.addresses[0] ?? 0, port);
  if (!connected.ok) throw refusal(connected.errno === 'timeout' ? strerror.ETIMEDOUT : strerror[connected.errno]);
  const { socket } = connected;
  try {
    const reply = yield* ask(sys, socket, command);
    if (reply === undefined) throw new ToolExit(1, 'Error: Server closed the connection\n');
    yield* sys.print(`${sys.file(1)?.tty ? typed(reply) : bare(reply)}\n`);
    return 0;
  } finally {
    socket.close();
  }
}

function* ask(sys: Sys, socket: StreamSocket, command: readonly string[]): Blocking<Reply | undefined> {
  if ((yield* sendAll(sys, socket, encodeUtf8(encodeCommand(command, byteLength)))) !== undefined) return undefined;
  let text = '';
  for (;;) {
    const got = yield* receive(sys, socket);
    if (!(got instanceof Uint8Array)) return undefined;
    text += latin1(got);
    const parsed = parseReply(text);
    if (parsed) return parsed.reply;
  }
}

export const redisCli: Program = {
  name: 'redis-cli',
  summary: 'Redis command line',
  *main(sys, argv) {
    return yield* runTool(sys, runClient(sys, argv));
  },
};
