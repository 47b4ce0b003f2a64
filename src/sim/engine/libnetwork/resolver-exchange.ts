// How the embedded DNS server asks a server behind it: over what its client asked over.
// Source: moby libnetwork/resolver.go (exchange, dialExtDNS); RFC 7766.
// Not modelled: connections that are kept for further questions.
import type { Ip4 } from '../../base/ip4.ts';
import { type Scheduler, SECOND } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { SocketFactory, StreamSocket } from '../../linux/socket.ts';
import { DNS_PORT, parseDns } from '../../wire/dns.ts';
import { DnsStreamReader, framedDns } from '../../wire/dns-stream.ts';

/** Whose sockets the embedded server's are: it is a part of the daemon, inside the container's namespace. */
export const OWNER = 'dockerd’s embedded DNS server';
/** resolver.go extIOTimeout: for dialling, and again for the exchange. */
const EXCHANGE_TIMEOUT = 4 * SECOND;

export interface Enquiry {
  readonly scheduler: Scheduler;
  /** Of the host's namespace or the container's. */
  readonly sockets: SocketFactory;
  readonly address: Ip4;
  readonly query: Uint8Array;
  readonly id: number;
}

/** The answer's bytes over UDP; undefined when the server is silent or out of reach. */
export function* exchangeDatagrams(enquiry: Enquiry): Blocking<Uint8Array | undefined> {
  const { scheduler, sockets, address, query, id } = enquiry;
  const made = sockets.socket({ type: 'udp' });
  if (!made.ok) return undefined;
  const socket = made.value;
  socket.owner = OWNER;
  try {
    if (socket.connect(address, DNS_PORT) !== undefined || !socket.send(query).ok) return undefined;
    const deadline = scheduler.now + EXCHANGE_TIMEOUT;
    while (scheduler.now < deadline) {
      const answer = socket.receive();
      if (answer !== undefined && parseDns(answer.payload)?.id === id) return answer.payload;
      if (socket.receiveError() !== undefined) return undefined;
      if (answer === undefined) yield { on: [socket.readable], until: deadline };
    }
    return undefined;
  } finally {
    socket.close();
  }
}

/** The same over TCP. */
export function* exchangeOverStream(enquiry: Enquiry): Blocking<Uint8Array | undefined> {
  const made = enquiry.sockets.stream?.();
  if (made?.ok !== true) return undefined;
  const socket = made.value;
  socket.owner = OWNER;
  try {
    return (yield* dial(enquiry, socket)) ? yield* readAnswer(enquiry, socket) : undefined;
  } finally {
    socket.close();
  }
}

function* dial({ scheduler, address }: Enquiry, socket: StreamSocket): Blocking<boolean> {
  if (socket.connect(address, DNS_PORT) !== undefined) return false;
  const until = scheduler.now + EXCHANGE_TIMEOUT;
  while (socket.state === 'SYN_SENT' && scheduler.now < until) yield { on: [socket.writable], until };
  return socket.state === 'ESTABLISHED';
}

function* readAnswer({ scheduler, query, id }: Enquiry, socket: StreamSocket): Blocking<Uint8Array | undefined> {
  const reader = new DnsStreamReader();
  const until = scheduler.now + EXCHANGE_TIMEOUT;
  socket.write(framedDns(query));
  while (scheduler.now < until) {
    const read = socket.read();
    if (read === 'eof' || (read === undefined && socket.takeError() !== undefined)) return undefined;
    if (read === undefined) yield { on: [socket.readable], until };
    else for (const answer of reader.add(read)) if (parseDns(answer)?.id === id) return answer;
  }
  return undefined;
}
