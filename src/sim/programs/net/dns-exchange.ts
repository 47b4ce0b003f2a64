// Asking one name server: questions out of one UDP socket, answers matched by their identifiers; over TCP what was cut.
// Source: glibc resolv/res_send.c send_dg (A and AAAA leave together), send_vc. Not modelled: EDNS, cookies.
import type { Ip4 } from '../../base/ip4.ts';
import { SECOND } from '../../des/scheduler.ts';
import type { Blocking, Sys } from '../../host/sys.ts';
import type { Socket } from '../../linux/socket.ts';
import { DNS_PORT, type DnsMessage, type DnsQuestion, emitDns, parseDns } from '../../wire/dns.ts';
import { exchangeOverTcp } from './dns-tcp.ts';

/** What came of asking one server: an answer for each question in order, silence, or "nobody listens there". */
export type Exchange =
  | { readonly kind: 'answered'; readonly answers: readonly DnsMessage[] }
  | { readonly kind: 'timeout' | 'refused' | 'malformed' };

/** How the questions of one lookup leave: out of one socket, or each out of its own, as threads ask that know nothing of each other. */
export type Asking = 'together' | 'apart';

/** Sends the questions to `server` and waits for all answers or `seconds`. */
export function* askServer(
  sys: Sys,
  server: Ip4,
  questions: readonly DnsQuestion[],
  seconds: number,
  asking: Asking = 'together',
): Blocking<Exchange> {
  const sockets: Socket[] = [];
  try {
    const ids = questions.map(() => sys.random('dns query id').int(0, 0xffff));
    for (const [at, question] of questions.entries()) {
      if (at === 0 || asking === 'apart') {
        const made = sys.sockets.socket({ type: 'udp' });
        if (!made.ok) return { kind: 'refused' };
        sockets.push(made.value);
        if (made.value.connect(server, DNS_PORT) !== undefined) return { kind: 'refused' };
      }
      const bytes = emitDns(query(ids[at] ?? 0, question));
      if (!bytes) return { kind: 'malformed' };
      if (sockets.at(-1)?.send(bytes).ok !== true) return { kind: 'refused' };
    }
    const asked = yield* collect(sys, sockets, questions, ids, sys.now() + seconds * SECOND);
    return asked.kind === 'answered' ? yield* completed(sys, server, questions, asked.answers, seconds) : asked;
  } finally {
    for (const socket of sockets) socket.close();
  }
}

/** An answer that was cut is asked for again over TCP. */
function* completed(
  sys: Sys,
  server: Ip4,
  questions: readonly DnsQuestion[],
  answers: readonly DnsMessage[],
  seconds: number,
): Blocking<Exchange> {
  const whole: DnsMessage[] = [];
  for (const [at, answer] of answers.entries()) {
    const question = questions[at];
    const bytes = answer.truncated && question ? emitDns(query(answer.id, question)) : undefined;
    if (bytes === undefined) {
      whole.push(answer);
      continue;
    }
    const to = { address: server, port: DNS_PORT };
    const got = yield* exchangeOverTcp(sys, to, bytes, answer.id, sys.now() + seconds * SECOND);
    if (!got.ok) return { kind: got.errno === 'timeout' ? 'timeout' : 'refused' };
    whole.push(got.message);
  }
  return { kind: 'answered', answers: whole };
}

function* collect(
  sys: Sys,
  sockets: readonly Socket[],
  questions: readonly DnsQuestion[],
  ids: readonly number[],
  deadline: number,
): Blocking<Exchange> {
  const answers: (DnsMessage | undefined)[] = questions.map(() => undefined);
  for (;;) {
    for (const socket of sockets) {
      if (socket.receiveError()) return { kind: 'refused' };
      for (let datagram = socket.receive(); datagram; datagram = socket.receive()) {
        const message = parseDns(datagram.payload);
        const at = message
          ? questions.findIndex((question, n) => ids[n] === message.id && isAnswerTo(message, question))
          : -1;
        if (message && at >= 0) answers[at] = message;
      }
    }
    const all = answers.filter((message) => message !== undefined);
    if (all.length === questions.length) return { kind: 'answered', answers: all };
    if (sys.now() >= deadline) return { kind: 'timeout' };
    const queues = sockets.map((socket) => socket.readable);
    yield* sys.wait(queues, deadline);
  }
}

function query(id: number, question: DnsQuestion): DnsMessage {
  return {
    id,
    response: false,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    rcode: 0,
    questions: [question],
    answers: [],
  };
}

function isAnswerTo(message: DnsMessage, question: DnsQuestion): boolean {
  const [asked] = message.questions;
  if (!message.response) return false;
  return (
    asked === undefined || (asked.type === question.type && asked.name.toLowerCase() === question.name.toLowerCase())
  );
}
