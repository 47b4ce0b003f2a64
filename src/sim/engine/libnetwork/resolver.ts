// The embedded DNS server of a sandbox on user-defined networks: 127.0.0.11 inside the container's namespace.
// Source: moby libnetwork/resolver.go, resolver_unix.go.
// Not modelled: SRV, the limit of 1024 queries at once.
import type { IpAddress } from '../../base/cidr.ts';
import { ip4, parseIp4 } from '../../base/ip4.ts';
import type { RandomStream } from '../../base/random.ts';
import type { Scheduler } from '../../des/scheduler.ts';
import type { Blocking, Task } from '../../des/task.ts';
import type { NetNamespace } from '../../linux/namespace.ts';
import type { Netfilter } from '../../linux/netfilter.ts';
import type { Socket, SocketFactory, StreamSocket } from '../../linux/socket.ts';
import type { Decision } from '../../trace/decision.ts';
import {
  type DnsMessage,
  type DnsQuestion,
  parseDns,
  RCODE_NOERROR,
  RCODE_REFUSED,
  RCODE_SERVFAIL,
} from '../../wire/dns.ts';
import { type DnsRecord, TYPE_A, TYPE_AAAA, TYPE_MX, TYPE_PTR } from '../../wire/dns-record.ts';
import { EMBEDDED_RESOLVER, type ExternalServer } from './resolvconf.ts';
import { exchangeDatagrams, exchangeOverStream, OWNER } from './resolver-exchange.ts';
import { chosenRecords, forwardedAnswer, noServerAnswered } from './resolver-reasons.ts';
import { ANSWER_TTL, addressOfReverse, addressRecord, emitAnswer } from './resolver-records.ts';
import { leadQueries } from './resolver-rules.ts';
import { serveStream } from './resolver-stream.ts';

/** net.Listen asks for net.core.somaxconn: 4096 since Linux 5.4. */
const BACKLOG = 4096;
/** resolver.go maxExtDNS */
const MAX_EXTERNAL_SERVERS = 3;

/** Sends an answer's bytes; `because` says where they come from. */
type Reply = (answer: Uint8Array, because: Decision) => void;

/** What a resolver knows of its sandbox. */
export interface NameBackend {
  /** Addresses of a name; undefined when no network of the sandbox knows it. */
  resolveName(name: string, family: 4 | 6): readonly IpAddress[] | undefined;
  /** The name of an address: `web.mynet`. */
  resolveAddress(address: string): string | undefined;
  /** Whose address it is, in words for the trace. */
  ownerOf(address: string): string | undefined;
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
  readonly #netfilter: Netfilter;
  readonly #backend: NameBackend;
  readonly #tasks = new Set<Task<void>>();
  #udp: Socket | undefined;
  #tcp: StreamSocket | undefined;

  constructor(host: ResolverHost, netns: NetNamespace, backend: NameBackend) {
    this.#host = host;
    this.#sockets = netns.sockets;
    this.#netfilter = netns.net.netfilter;
    this.#backend = backend;
  }

  /** Listens on ports of the kernel's choice, and has the namespace's own packet filter lead port 53 there. False when it cannot. */
  start(): boolean {
    const udp = this.#sockets.socket({ type: 'udp' });
    const tcp = this.#sockets.stream?.();
    if (!udp.ok || tcp?.ok !== true) return false;
    udp.value.owner = tcp.value.owner = OWNER;
    this.#udp = udp.value;
    this.#tcp = tcp.value;
    const address = ip4(EMBEDDED_RESOLVER);
    const failed = udp.value.bind(address, 0) ?? tcp.value.bind(address, 0) ?? tcp.value.listen(BACKLOG);
    if (failed !== undefined) {
      this.stop();
      return false;
    }
    leadQueries(this.#netfilter, udp.value.localAddress().port, tcp.value.localAddress().port);
    this.#run(this.#serve(udp.value));
    this.#run(this.#accept(tcp.value));
    return true;
  }

  stop(): void {
    for (const task of this.#tasks) task.kill();
    this.#tasks.clear();
    this.#udp?.close();
    this.#tcp?.close();
    this.#udp = undefined;
    this.#tcp = undefined;
  }

  #run(body: Blocking<void>): void {
    for (const task of this.#tasks) if (task.outcome !== undefined) this.#tasks.delete(task);
    this.#tasks.add(this.#host.startTask(body));
  }

  *#serve(socket: Socket): Blocking<void> {
    while (this.#udp === socket) {
      const datagram = socket.receive();
      if (datagram === undefined) {
        while (socket.receiveError() !== undefined);
        yield { on: [socket.readable] };
      } else {
        const to = { address: datagram.from, port: datagram.fromPort };
        this.#answer(datagram.payload, false, (bytes, because) => void socket.send(bytes, { ...to, because }));
      }
    }
  }

  *#accept(listener: StreamSocket): Blocking<void> {
    while (this.#tcp === listener) {
      const connection = listener.accept();
      if (connection === undefined) yield { on: [listener.readable] };
      else this.#run(serveStream(connection, (query, reply) => this.#answer(query, true, reply)));
    }
  }

  #answer(bytes: Uint8Array, overTcp: boolean, reply: Reply): void {
    const query = parseDns(bytes);
    const question = query?.questions[0];
    if (query === undefined || question === undefined || query.response) return;
    const local = this.#localAnswer(question);
    if (local === undefined) {
      this.#run(this.#forward(bytes, query, overTcp, reply));
      return;
    }
    const answer = emitAnswer(query, true, RCODE_NOERROR, local, overTcp);
    if (answer !== undefined)
      reply(
        answer,
        chosenRecords(question, local, (address) => this.#backend.ownerOf(address)),
      );
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
  *#forward(bytes: Uint8Array, query: DnsMessage, overTcp: boolean, reply: Reply): Blocking<void> {
    for (const server of this.servers.slice(0, MAX_EXTERNAL_SERVERS)) {
      if (server.viaHost && !this.#backend.forwards()) continue;
      const address = parseIp4(server.address);
      if (address === undefined) continue;
      const sockets = server.viaHost ? this.#host.hostSockets : this.#sockets;
      const exchange = overTcp ? exchangeOverStream : exchangeDatagrams;
      const answer = yield* exchange({ scheduler: this.#host.scheduler, sockets, address, query: bytes, id: query.id });
      const message = answer && parseDns(answer);
      if (answer === undefined || message === undefined) continue;
      if (message.rcode === RCODE_SERVFAIL || message.rcode === RCODE_REFUSED) continue;
      reply(answer, forwardedAnswer(query, server.address));
      return;
    }
    const failure = emitAnswer(query, false, RCODE_SERVFAIL, [], overTcp);
    if (failure !== undefined) reply(failure, noServerAnswered(query, this.servers));
  }
}
