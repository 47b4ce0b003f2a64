// The embedded DNS server of a sandbox on user-defined networks: 127.0.0.11:53 inside the container's namespace.
// Source: moby libnetwork/resolver.go. The real one listens on random ports behind a DNAT rule of the container's own; until
// address translation is simulated it listens on port 53 itself. Not modelled: TCP, EDNS, SRV, the limit of 1024 queries at once.
import { formatAddress, type IpAddress } from '../../base/cidr.ts';
import { type Ip4, ip4, parseIp4 } from '../../base/ip4.ts';
import type { RandomStream } from '../../base/random.ts';
import { type Scheduler, SECOND } from '../../des/scheduler.ts';
import type { Blocking, Task } from '../../des/task.ts';
import type { Datagram, Socket, SocketFactory } from '../../linux/socket.ts';
import {
  DNS_PORT,
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
  emitDns,
  parseDns,
  RCODE_NOERROR,
  RCODE_REFUSED,
  RCODE_SERVFAIL,
  TYPE_A,
  TYPE_AAAA,
  TYPE_PTR,
} from '../../wire/dns.ts';
import { EMBEDDED_RESOLVER, type ExternalServer } from './resolvconf.ts';

/** resolver.go respTTL, seconds */
const ANSWER_TTL = 600;
/** resolver.go maxExtDNS */
const MAX_EXTERNAL_SERVERS = 3;
/** resolver.go extIOTimeout */
const EXCHANGE_TIMEOUT = 4 * SECOND;
const TYPE_MX = 15;

/** What a resolver knows of its sandbox. */
export interface NameBackend {
  /** Addresses of a name; undefined when no network of the sandbox knows it. */
  resolveName(name: string, family: 4 | 6): readonly IpAddress[] | undefined;
  /** The name of an address: `web.mynet`. */
  resolveAddress(address: string): string | undefined;
  /** Whether queries may leave through the host: false on internal networks alone. */
  forwards(): boolean;
}

/** What a resolver uses of its host. */
export interface ResolverHost {
  readonly scheduler: Scheduler;
  readonly hostSockets: SocketFactory;
  readonly random: RandomStream;
  startTask(body: Blocking<void>): Task<void>;
}

export class Resolver {
  /** Those behind it, in the order of resolv.conf. */
  servers: readonly ExternalServer[] = [];
  /** `ndots` where the user set it: single-label names then stay inside. */
  ndots: number | undefined;
  readonly #host: ResolverHost;
  readonly #sockets: SocketFactory;
  readonly #backend: NameBackend;
  readonly #tasks = new Set<Task<void>>();
  #socket: Socket | undefined;

  constructor(host: ResolverHost, sockets: SocketFactory, backend: NameBackend) {
    this.#host = host;
    this.#sockets = sockets;
    this.#backend = backend;
  }

  /** Listens. False when port 53 of 127.0.0.11 is taken. */
  start(): boolean {
    const made = this.#sockets.socket({ type: 'udp' });
    if (!made.ok || made.value.bind(ip4(EMBEDDED_RESOLVER), DNS_PORT) !== undefined) return false;
    this.#socket = made.value;
    this.#run(this.#serve(made.value));
    return true;
  }

  stop(): void {
    for (const task of this.#tasks) task.kill();
    this.#tasks.clear();
    this.#socket?.close();
    this.#socket = undefined;
  }

  #run(body: Blocking<void>): void {
    for (const task of this.#tasks) if (task.outcome !== undefined) this.#tasks.delete(task);
    this.#tasks.add(this.#host.startTask(body));
  }

  *#serve(socket: Socket): Blocking<void> {
    while (this.#socket === socket) {
      const datagram = socket.receive();
      if (datagram === undefined) {
        while (socket.receiveError() !== undefined);
        yield { on: [socket.readable] };
      } else {
        this.#answer(socket, datagram);
      }
    }
  }

  #answer(socket: Socket, datagram: Datagram): void {
    const query = parseDns(datagram.payload);
    const question = query?.questions[0];
    if (query === undefined || question === undefined || query.response) return;
    const local = this.#localAnswer(question);
    if (local === undefined) {
      this.#run(this.#forward(socket, datagram, query));
      return;
    }
    reply(socket, datagram, { ...query, recursionAvailable: true, rcode: RCODE_NOERROR, answers: local });
  }

  /** The records that the sandbox's own networks give; undefined when the question is for others. */
  #localAnswer(question: DnsQuestion): readonly DnsRecord[] | undefined {
    const { name, type } = question;
    if (type === TYPE_A || type === TYPE_AAAA) {
      const addresses = this.#backend.resolveName(name, type === TYPE_A ? 4 : 6);
      if (addresses !== undefined) {
        return this.#host.random.shuffle(addresses).map((address) => addressRecord(name, type, address));
      }
      return this.ndots !== undefined && this.ndots > 0 && !name.includes('.') ? [] : undefined;
    }
    if (type === TYPE_PTR) {
      const address = addressOfReverse(name);
      const found = address && this.#backend.resolveAddress(address);
      return found ? [{ name, type, ttl: ANSWER_TTL, data: { kind: 'name', name: found } }] : undefined;
    }
    if (type === TYPE_MX && this.#backend.resolveName(name, 4) !== undefined) return [];
    return undefined;
  }

  /** Asks the servers behind, one after the other. */
  *#forward(socket: Socket, datagram: Datagram, query: DnsMessage): Blocking<void> {
    for (const server of this.servers.slice(0, MAX_EXTERNAL_SERVERS)) {
      if (server.viaHost && !this.#backend.forwards()) continue;
      const address = parseIp4(server.address);
      if (address === undefined) continue;
      const answer = yield* this.#exchange(server, address, datagram.payload, query.id);
      const message = answer && parseDns(answer);
      if (answer === undefined || message === undefined) continue;
      if (message.rcode === RCODE_SERVFAIL || message.rcode === RCODE_REFUSED) continue;
      socket.send(answer, { address: datagram.from, port: datagram.fromPort });
      return;
    }
    reply(socket, datagram, { ...query, recursionAvailable: false, rcode: RCODE_SERVFAIL, answers: [] });
  }

  /** One question to one server: its answer's bytes, undefined when it is silent or out of reach. */
  *#exchange(server: ExternalServer, address: Ip4, query: Uint8Array, id: number): Blocking<Uint8Array | undefined> {
    const made = (server.viaHost ? this.#host.hostSockets : this.#sockets).socket({ type: 'udp' });
    if (!made.ok) return undefined;
    const socket = made.value;
    try {
      if (socket.connect(address, DNS_PORT) !== undefined || !socket.send(query).ok) return undefined;
      const deadline = this.#host.scheduler.now + EXCHANGE_TIMEOUT;
      while (this.#host.scheduler.now < deadline) {
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
}

function reply(
  socket: Socket,
  to: Datagram,
  message: Omit<DnsMessage, 'response' | 'authoritative' | 'truncated'>,
): void {
  // miekg/dns SetReply copies neither AD nor the OPT record of a query.
  const flags = { response: true, authoritative: false, truncated: false, authenticData: false };
  const bytes = emitDns({ ...message, ...flags, edns: undefined });
  if (bytes !== undefined) socket.send(bytes, { address: to.from, port: to.fromPort });
}

function addressRecord(name: string, type: number, address: IpAddress): DnsRecord {
  const data =
    type === TYPE_A
      ? { kind: 'a' as const, address: Number(address.value) }
      : { kind: 'bytes' as const, bytes: bytesOf(address.value) };
  return { name, type, ttl: ANSWER_TTL, data };
}

function bytesOf(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(120 - 8 * i)) & 0xffn));
}

/** The address that a name below in-addr.arpa or ip6.arpa stands for. */
function addressOfReverse(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower.endsWith('.in-addr.arpa')) {
    return lower.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
  }
  if (!lower.endsWith('.ip6.arpa')) return undefined;
  const digits = lower.slice(0, -'.ip6.arpa'.length).split('.').reverse().join('');
  return /^[0-9a-f]{32}$/.test(digits) ? formatAddress({ family: 6, value: BigInt(`0x${digits}`) }) : undefined;
}
