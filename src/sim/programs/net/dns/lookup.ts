// How BIND's tools ask: one question, server after server, with retries, and what they say of failures on the way.
// Source: BIND 9.18 bin/dig/dighost.c (start_udp, recv_done, check_next_lookup).
// Not modelled: TCP, TSIG, IPv6 servers, source addresses of one's own choice.
import type { Errno } from '../../../base/errno.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { Socket } from '../../../linux/socket.ts';
import { type DnsEdns, type DnsMessage, emitDns, parseDns, RCODE_SERVFAIL } from '../../../wire/dns.ts';

/** EDNS option COOKIE, RFC 7873. */
export const OPTION_COOKIE = 10;
const CLIENT_COOKIE_BYTES = 8;

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
}

/** What a tool does on the way. */
export interface LookupHooks {
  /** Says something before the answer. */
  say(text: string): Blocking<void>;
  /** A server that fails is passed over if there is another; otherwise its failure is the answer. */
  readonly nextOnFailure?: boolean;
  /** Says that a server has failed, before it is passed over. */
  failed?(server: Server, isLast: boolean): Blocking<void>;
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
const failureText = (errno: Errno): string => failureTexts[errno] ?? 'unexpected error';

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
      const got = yield* attempt(sys, question, server, hooks);
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
      yield* hooks.say(
        said
          ? `;; UDP setup with ${where}(${server.name}) for ${question.name} failed: ${why}.\n${NO_SERVERS}`
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
  | { readonly kind: 'unsent' | 'failed'; readonly errno: Errno };

function* attempt(sys: Sys, question: Question, server: Server, hooks: LookupHooks): Blocking<Attempt> {
  const made = sys.sockets.socket({ type: 'udp' });
  if (!made.ok) return { kind: 'unsent', errno: made.errno };
  const socket = made.value;
  try {
    const query = queryMessage(sys, question);
    const bytes = emitDns(query);
    if (bytes === undefined) return { kind: 'unsent', errno: 'EINVAL' };
    const unreachable = socket.connect(server.address, question.port);
    if (unreachable !== undefined) return { kind: 'unsent', errno: unreachable };
    if (hooks.sending) yield* hooks.sending(query, bytes.length);
    const start = sys.now();
    const sent = socket.send(bytes);
    if (!sent.ok) return { kind: 'failed', errno: sent.errno };
    const came = yield* receive(sys, socket, query.id, start + question.seconds * SECOND);
    if (!('message' in came)) return { kind: 'failed', errno: came.errno };
    return { kind: 'reply', reply: { ...came, server, microseconds: sys.now() - start } };
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
