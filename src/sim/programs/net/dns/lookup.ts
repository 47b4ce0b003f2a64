// How BIND's tools ask: one question, server after server, with retries, and what they say of failures on the way.
// Source: BIND 9.18 bin/dig/dighost.c (start_udp, start_tcp, recv_done, check_next_lookup).
// Not modelled: TSIG, IPv6 servers, source addresses of one's own choice.
import type { Errno } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { Socket } from '../../../linux/socket.ts';
import { type DnsEdns, type DnsMessage, emitDns, parseDns, RCODE_SERVFAIL } from '../../../wire/dns.ts';
import { exchangeOverTcp } from '../dns-tcp.ts';

/** EDNS option COOKIE, RFC 7873. */
export const OPTION_COOKIE = 10;
const CLIENT_COOKIE_BYTES = 8;
/** dighost.h UDP_TIMEOUT, TCP_TIMEOUT. */
export const UDP_TIMEOUT_SECONDS = 5;
const TCP_TIMEOUT_SECONDS = 10;

/** A server with the name that it was given by. */
export interface Server {
  readonly address: Ip4;
  readonly name: string;
}

export interface Question {
  readonly name: string;
  readonly type: number;
  readonly recurse: boolean;
  readonly authenticData: boolean;
  readonly checkingDisabled: boolean;
  /** The size to announce; undefined sends no OPT record. */
  readonly udpSize: number | undefined;
  readonly cookie: boolean;
  /** Over TCP from the start. */
  readonly tcp?: boolean;
  /** Takes a cut answer as it is, where others ask again over TCP. */
  readonly ignoreTruncation?: boolean;
  readonly port: number;
  /** Attempts at the first server. */
  readonly tries: number;
  readonly seconds: number;
}

export interface Reply {
  readonly message: DnsMessage;
  readonly server: Server;
  /** Bytes received. */
  readonly size: number;
  readonly microseconds: number;
  readonly overTcp: boolean;
}

/** What a tool does on the way. */
export interface LookupHooks {
  /** Says something before the answer. */
  say(text: string): Blocking<void>;
  /** A server that fails is passed over if there is another; otherwise its failure is the answer. */
  readonly nextOnFailure?: boolean;
  /** Says that a server has failed, before it is passed over. */
  failed?(server: Server, isLast: boolean): Blocking<void>;
  /** Says that an answer was cut, before asking again over TCP; without it, as all tools do. */
  truncated?(): Blocking<void>;
  /** The query is about to leave. */
  sending?(query: DnsMessage, size: number): Blocking<void>;
}

/** No answer: `said` when the tool has already told so. */
export interface NoReply {
  readonly said: boolean;
}

const failureTexts: Partial<Record<Errno, string>> = {
  ECONNREFUSED: 'connection refused',
  ENETUNREACH: 'network unreachable',
  EHOSTUNREACH: 'host unreachable',
  ETIMEDOUT: 'timed out',
  EACCES: 'permission denied',
};
const failureText = (errno: Errno | 'eof'): string =>
  errno === 'eof' ? 'end of file' : (failureTexts[errno] ?? 'unexpected error');

export const NO_SERVERS = ';; no servers could be reached\n';

/** The message that a question becomes. */
export function queryMessage(sys: Sys, question: Question): DnsMessage {
  const { name, type, recurse, authenticData, checkingDisabled, udpSize, cookie } = question;
  const edns: DnsEdns | undefined =
    udpSize === undefined ? undefined : { udpSize, options: cookie ? cookieOption(sys) : new Uint8Array(0) };
  return {
    id: sys.random('dns query id').int(0, 0xffff),
    response: false,
    authoritative: false,
    truncated: false,
    recursionDesired: recurse,
    recursionAvailable: false,
    rcode: 0,
    questions: [{ name, type }],
    answers: [],
    authenticData,
    checkingDisabled,
    edns,
  };
}

function cookieOption(sys: Sys): Uint8Array {
  const random = sys.random('dns cookie');
  const data = Array.from({ length: CLIENT_COOKIE_BYTES }, () => random.int(0, 255));
  return Uint8Array.from([0, OPTION_COOKIE, 0, CLIENT_COOKIE_BYTES, ...data]);
}

/** Asks until somebody answers. The first server gets all attempts but one of each further server. */
export function* lookUp(
  sys: Sys,
  question: Question,
  servers: readonly Server[],
  hooks: LookupHooks,
): Blocking<Reply | NoReply> {
  let left = question.tries;
  let said = false;
  for (const [at, server] of servers.entries()) {
    for (;;) {
      const got = yield* ask(sys, question, server, hooks);
      if (got.kind === 'reply') {
        const isLast = at === servers.length - 1;
        if (got.reply.message.rcode !== RCODE_SERVFAIL || !hooks.nextOnFailure) return got.reply;
        if (hooks.failed) yield* hooks.failed(server, isLast);
        if (isLast) return got.reply;
        break;
      }
      const where = `${formatIp4(server.address)}#${question.port}`;
      const why = failureText(got.errno);
      said = got.kind === 'unsent';
      const setup = got.overTcp ? 'Connection to' : 'UDP setup with';
      yield* hooks.say(
        said
          ? `;; ${setup} ${where}(${server.name}) for ${question.name} failed: ${why}.\n${NO_SERVERS}`
          : `;; communications error to ${where}: ${why}\n`,
      );
      if (left <= 1) break;
      left--;
    }
  }
  return { said };
}

type Attempt =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'unsent' | 'failed'; readonly errno: Errno | 'eof'; readonly overTcp: boolean };

/** One attempt, over TCP where that is wanted or where the answer over UDP was cut. */
function* ask(sys: Sys, question: Question, server: Server, hooks: LookupHooks): Blocking<Attempt> {
  if (question.tcp) return yield* overTcp(sys, question, server, hooks);
  const got = yield* overUdp(sys, question, server, hooks);
  if (got.kind !== 'reply' || !got.reply.message.truncated || question.ignoreTruncation) return got;
  yield* hooks.truncated?.() ?? hooks.say(';; Truncated, retrying in TCP mode.\n');
  return yield* overTcp(sys, question, server, hooks);
}

function* overTcp(sys: Sys, question: Question, server: Server, hooks: LookupHooks): Blocking<Attempt> {
  const query = queryMessage(sys, question);
  const bytes = emitDns(query);
  if (bytes === undefined) return { kind: 'unsent', errno: 'EINVAL', overTcp: true };
  if (hooks.sending) yield* hooks.sending(query, bytes.length);
  const start = sys.now();
  const seconds = question.seconds === UDP_TIMEOUT_SECONDS ? TCP_TIMEOUT_SECONDS : question.seconds;
  const to = { address: server.address, port: question.port };
  const got = yield* exchangeOverTcp(sys, to, bytes, query.id, start + seconds * SECOND);
  if (got.ok) {
    const { message, size } = got;
    return { kind: 'reply', reply: { message, size, server, microseconds: sys.now() - start, overTcp: true } };
  }
  const errno = got.errno === 'timeout' ? 'ETIMEDOUT' : got.errno;
  return { kind: got.phase === 'connect' ? 'unsent' : 'failed', errno, overTcp: true };
}

function* overUdp(sys: Sys, question: Question, server: Server, hooks: LookupHooks): Blocking<Attempt> {
  const made = sys.sockets.socket({ type: 'udp' });
  if (!made.ok) return { kind: 'unsent', errno: made.errno, overTcp: false };
  const socket = made.value;
  try {
    const query = queryMessage(sys, question);
    const bytes = emitDns(query);
    if (bytes === undefined) return { kind: 'unsent', errno: 'EINVAL', overTcp: false };
    const unreachable = socket.connect(server.address, question.port);
    if (unreachable !== undefined) return { kind: 'unsent', errno: unreachable, overTcp: false };
    if (hooks.sending) yield* hooks.sending(query, bytes.length);
    const start = sys.now();
    const sent = socket.send(bytes);
    if (!sent.ok) return { kind: 'failed', errno: sent.errno, overTcp: false };
    const came = yield* receive(sys, socket, query.id, start + question.seconds * SECOND);
    if (!('message' in came)) return { kind: 'failed', errno: came.errno, overTcp: false };
    return { kind: 'reply', reply: { ...came, server, microseconds: sys.now() - start, overTcp: false } };
  } finally {
    socket.close();
  }
}

function* receive(
  sys: Sys,
  socket: Socket,
  id: number,
  deadline: number,
): Blocking<{ readonly message: DnsMessage; readonly size: number } | { readonly errno: Errno }> {
  for (;;) {
    const error = socket.receiveError();
    if (error) return { errno: error.errno };
    for (let datagram = socket.receive(); datagram; datagram = socket.receive()) {
      const message = parseDns(datagram.payload);
      if (message?.response && message.id === id) return { message, size: datagram.payload.length };
    }
    if (sys.now() >= deadline) return { errno: 'ETIMEDOUT' };
    yield* sys.wait([socket.readable], deadline);
  }
}
