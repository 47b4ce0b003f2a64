// The listening side of a manager's API: takes connections, runs a task for every call and subscription.
// Source: google.golang.org/grpc server; swarmkit manager/manager.go (what is served), ca/auth.go (who may call what).
// Not modelled: the local control socket: the daemon calls itself directly.
import type { Ip4 } from '../../base/ip4.ts';
import type { Blocking, Task } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import type { StreamSocket } from '../../linux/socket.ts';
import { roleUnits } from '../ca/certificate.ts';
import type { Subscription } from '../dispatcher/protocol.ts';
import { SwarmError } from '../errors.ts';
import { Channel } from './channel.ts';
import { seedsOf } from './client.ts';
import { type Credentials, examine, type Identity } from './credentials.ts';
import type { Frame } from './frame.ts';

/** Who calls: what its certificate says, and the address that it calls from. */
export interface Peer extends Identity {
  readonly address: Ip4;
}

/** What the listening side shows, and whom it lets in. */
export interface Gate {
  credentials(): Credentials;
  /** The own cluster's id. */
  cluster(): string;
  /** The node's certificate has been made void by its removal. */
  isRemoved(nodeId: string): boolean;
}

/** Who may call a method: anybody, any node of the cluster, or its managers alone. */
export type Access = 'anybody' | 'nodes' | 'managers';

export type Method =
  | { readonly access: Access; readonly call: (body: unknown, peer: Peer) => Blocking<unknown> }
  | { readonly access: Access; readonly stream: (body: unknown, peer: Peer) => Blocking<Subscription<unknown>> };

export type Methods = Readonly<Record<string, Method>>;

/** net.core.somaxconn, which Go's listeners ask for. */
const BACKLOG = 4096;

export class Server {
  readonly #machine: Machine;
  readonly #gate: Gate;
  readonly #methods: Methods;
  readonly #listener: StreamSocket;
  readonly #accepting: Task<void>;
  readonly #connections = new Set<ServedConnection>();

  /** Listens on `port` of every address. Throws SwarmError when it is taken. */
  constructor(machine: Machine, port: number, gate: Gate, methods: Methods) {
    this.#machine = machine;
    this.#gate = gate;
    this.#methods = methods;
    const made = machine.enclosure.netns.sockets.stream();
    if (!made.ok) throw new SwarmError('Unknown', made.errno);
    this.#listener = made.value;
    this.#listener.dualStack = true;
    const refused = this.#listener.bind(0, port) ?? this.#listener.listen(BACKLOG);
    if (refused !== undefined) {
      this.#listener.close();
      throw new SwarmError('Unknown', `listen tcp 0.0.0.0:${port}: bind: address already in use`);
    }
    this.#accepting = machine.startTask(this.#accept());
  }

  /** Takes no more connections and ends those that there are. */
  close(): void {
    this.#accepting.kill();
    this.#listener.close();
    for (const connection of this.#connections) connection.close();
    this.#connections.clear();
  }

  *#accept(): Blocking<void> {
    for (;;) {
      const socket = this.#listener.accept();
      if (socket === undefined) {
        yield { on: [this.#listener.readable] };
        continue;
      }
      const connection = new ServedConnection(this.#machine, socket, this.#gate, this.#methods);
      this.#connections.add(connection);
      this.#machine.startTask(this.#serve(connection));
    }
  }

  *#serve(connection: ServedConnection): Blocking<void> {
    try {
      yield* connection.run();
    } finally {
      connection.close();
      this.#connections.delete(connection);
    }
  }
}

class ServedConnection {
  readonly #machine: Machine;
  readonly #channel: Channel;
  readonly #address: Ip4;
  readonly #gate: Gate;
  readonly #methods: Methods;
  readonly #running = new Map<number, Task<void>>();
  #peer: Peer | undefined;

  constructor(machine: Machine, socket: StreamSocket, gate: Gate, methods: Methods) {
    this.#machine = machine;
    this.#address = socket.peerAddress()?.address ?? 0;
    this.#gate = gate;
    this.#methods = methods;
    this.#channel = new Channel(socket, seedsOf(socket, 'server'), (body) => machine.startTask(body));
  }

  *run(): Blocking<void> {
    for (;;) {
      const frame = yield* this.#channel.receive();
      if (frame === undefined) return;
      this.#take(frame);
    }
  }

  close(): void {
    this.#channel.close();
    for (const task of this.#running.values()) task.kill();
    this.#running.clear();
  }

  #take(frame: Frame): void {
    if (frame.kind === 'hello') {
      const { chain, trustRoot } = this.#gate.credentials();
      const found = examine(frame.certificate, trustRoot, this.#machine.wallClock());
      if ('mistrust' in found) {
        this.#channel.post({ kind: 'alert', text: found.mistrust.alert });
        return;
      }
      this.#peer = { ...found.identity, address: this.#address };
      this.#channel.post({ kind: 'hello', certificate: chain });
    } else if (frame.kind === 'call' || frame.kind === 'subscribe') {
      this.#running.set(frame.stream, this.#machine.startTask(this.#answer(frame.stream, frame.method, frame.body)));
    } else if (frame.kind === 'cancel') {
      this.#running.get(frame.stream)?.kill();
      this.#running.delete(frame.stream);
    }
  }

  *#answer(stream: number, name: string, body: unknown): Blocking<void> {
    try {
      const method = this.#allowed(name);
      if ('call' in method.method) {
        const answer = yield* method.method.call(body, method.peer);
        this.#channel.post({ kind: 'answer', stream, body: answer ?? null });
      } else {
        yield* this.#carry(stream, yield* method.method.stream(body, method.peer));
      }
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      this.#channel.post({ kind: 'failure', stream, code: error.code, message: error.message });
    } finally {
      this.#running.delete(stream);
    }
  }

  *#carry(stream: number, subscription: Subscription<unknown>): Blocking<void> {
    try {
      for (;;) {
        const item = yield* subscription.next();
        if (item === undefined) break;
        this.#channel.post({ kind: 'item', stream, body: item });
      }
      this.#channel.post({ kind: 'end', stream });
    } finally {
      subscription.close();
    }
  }

  #allowed(name: string): { readonly method: Method; readonly peer: Peer } {
    const method = Object.hasOwn(this.#methods, name) ? this.#methods[name] : undefined;
    const peer = this.#peer;
    if (method === undefined || peer === undefined) throw new SwarmError('Unimplemented', `unknown method ${name}`);
    if (method.access === 'anybody') return { method, peer };
    const refusal = this.#refusal(method.access, peer);
    if (refusal === undefined) return { method, peer };
    const cause = `rpc error: code = PermissionDenied desc = Permission denied: ${refusal}`;
    throw new SwarmError('PermissionDenied', `Permission denied: unauthorized peer role: ${cause}`);
  }

  /** Source: swarmkit ca/auth.go AuthorizeOrgAndRole, authorizeOrg. */
  #refusal(access: 'nodes' | 'managers', { role, nodeId, cluster }: Peer): string | undefined {
    if (role === undefined || (access === 'managers' && role !== 'manager')) {
      const units = access === 'managers' ? [roleUnits.manager] : [roleUnits.worker, roleUnits.manager];
      return `remote certificate not part of OUs: [${units.join(' ')}]`;
    }
    if (this.#gate.isRemoved(nodeId)) return `node ${nodeId} was removed from swarm`;
    const own = this.#gate.cluster();
    return cluster === own ? undefined : `remote certificate not part of organization: ${own}`;
  }
}
