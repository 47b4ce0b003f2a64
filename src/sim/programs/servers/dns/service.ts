// Port 53, over UDP and TCP: takes queries, has them answered, each on its own, and sends what comes of it.
// Source: RFC 1035 4.2, RFC 6891 6.2.5 (sizes), RFC 7766 (TCP); reply addresses as named's own (IP_PKTINFO).
// Not modelled: limits on clients, idle timeouts of connections.
import type { Blocking, Signal, Sys } from '../../../host/sys.ts';
import type { Socket, StreamSocket } from '../../../linux/socket.ts';
import { DNS_PORT, type DnsMessage, type DnsQuestion, emitDns, parseDns, RCODE_FORMERR } from '../../../wire/dns.ts';
import type { DnsRecord } from '../../../wire/dns-record.ts';
import { DnsStreamReader, framedDns } from '../../../wire/dns-stream.ts';
import { Threads } from '../threads.ts';

/** The largest answer over UDP, and what is said to be taken: dnsflagday.net 2020, the default of BIND and Unbound. */
export const EDNS_SIZE = 1232;
const PLAIN_SIZE = 512; // RFC 1035 2.3.4
const MAX_TCP_SIZE = 0xffff;
const BACKLOG = 10; // named's tcp-listen-queue
/** CPU time a query, microseconds. */
export const EFFORT = 60;
const endings: readonly Signal[] = ['SIGTERM', 'SIGINT'];

/** What an answer says; the rest follows from the query. */
export interface DnsReply {
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly recursionAvailable: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authority?: readonly DnsRecord[];
  readonly additional?: readonly DnsRecord[];
}

/** Answers one question; may wait. */
export type Answerer = (question: DnsQuestion, query: DnsMessage) => Blocking<DnsReply>;

/** Serves until it is told to end; answers the exit status. Other threads of the server's may run beside. */
export function* serveDns(sys: Sys, name: string, answer: Answerer): Blocking<number> {
  const threads = new Threads(sys);
  let ended = false;
  for (const signal of endings) {
    sys.onSignal(signal, () => {
      ended = true;
    });
  }
  const udp = sys.sockets.socket({ type: 'udp' });
  const tcp = sys.sockets.stream();
  try {
    const failed =
      !udp.ok || !tcp.ok
        ? 'EACCES'
        : (udp.value.bind(0, DNS_PORT) ?? tcp.value.bind(0, DNS_PORT) ?? tcp.value.listen(BACKLOG));
    if (failed !== undefined || !udp.ok || !tcp.ok) {
      yield* sys.error(`${name}: could not listen on port ${DNS_PORT}: ${failed}\n`);
      return 1;
    }
    threads.start(serveDatagrams(sys, threads, udp.value, answer));
    threads.start(acceptStreams(sys, threads, tcp.value, answer));
    yield* threads.run(() => ended);
    return 0;
  } finally {
    if (udp.ok) udp.value.close();
    if (tcp.ok) tcp.value.close();
  }
}

function* serveDatagrams(sys: Sys, threads: Threads, socket: Socket, answer: Answerer): Blocking<void> {
  for (;;) {
    while (socket.receiveError() !== undefined);
    for (let got = socket.receive(); got; got = socket.receive()) {
      const to = { address: got.from, port: got.fromPort, source: got.to };
      threads.start(
        respond(got.payload, answer, false, (bytes) => {
          socket.send(bytes, to);
        }),
      );
    }
    yield* sys.wait([socket.readable]);
  }
}

function* acceptStreams(sys: Sys, threads: Threads, listener: StreamSocket, answer: Answerer): Blocking<void> {
  for (;;) {
    for (let socket = listener.accept(); socket; socket = listener.accept()) {
      threads.start(serveStream(sys, threads, socket, answer));
    }
    yield* sys.wait([listener.readable]);
  }
}

function* serveStream(sys: Sys, threads: Threads, socket: StreamSocket, answer: Answerer): Blocking<void> {
  const reader = new DnsStreamReader();
  try {
    for (;;) {
      const read = socket.read();
      if (read === 'eof' || (read === undefined && socket.takeError() !== undefined)) return;
      if (read === undefined) {
        yield* sys.wait([socket.readable]);
        continue;
      }
      for (const query of reader.add(read)) {
        threads.start(
          respond(query, answer, true, (bytes) => {
            socket.write(framedDns(bytes));
          }),
        );
      }
    }
  } finally {
    socket.close();
  }
}

function* respond(
  bytes: Uint8Array,
  answer: Answerer,
  overTcp: boolean,
  send: (reply: Uint8Array) => void,
): Blocking<void> {
  const query = parseDns(bytes);
  if (query === undefined || query.response) return;
  const [question] = query.questions;
  const reply: DnsReply =
    question === undefined
      ? { rcode: RCODE_FORMERR, authoritative: false, recursionAvailable: false, answers: [] }
      : yield* answer(question, query);
  const limit = overTcp ? MAX_TCP_SIZE : sizeLimit(query);
  const emitted = emitReply(query, reply, limit);
  if (emitted !== undefined) send(emitted);
}

function sizeLimit({ edns }: DnsMessage): number {
  return edns === undefined ? PLAIN_SIZE : Math.min(Math.max(edns.udpSize, PLAIN_SIZE), EDNS_SIZE);
}

/** What does not fit loses what is only helpful first; then the reply says that it is cut. */
function emitReply(query: DnsMessage, reply: DnsReply, limit: number): Uint8Array | undefined {
  const message: DnsMessage = {
    ...query,
    ...reply,
    response: true,
    truncated: false,
    authority: reply.authority ?? [],
    additional: reply.additional ?? [],
    authenticData: false,
    edns: query.edns && { udpSize: EDNS_SIZE, options: new Uint8Array(0) },
  };
  const whole = emitDns(message);
  if (whole === undefined || whole.length <= limit) return whole;
  const bare = emitDns({ ...message, authority: [], additional: [] });
  if (bare === undefined || bare.length <= limit) return bare;
  return emitDns({ ...message, truncated: true, answers: [], authority: [], additional: [] });
}
