import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { RandomStream } from '../../base/random.ts';
import { SECOND } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import { threeHosts } from '../../scenario/worlds.ts';
import { World } from '../../world.ts';
import { type KeyPair, newKeyPair, nodeCertificate, pem, rootCertificate } from '../ca/certificate.ts';
import { firstOf } from '../ca/read-certificate.ts';
import { MessagePipe } from '../dispatcher/pipe.ts';
import { SwarmError } from '../errors.ts';
import type { NodeRole } from '../objects.ts';
import { type Connection, dial, parseRemote } from './client.ts';
import { type Credentials, NOBODY } from './credentials.ts';
import { FrameReader, FrameWriter } from './frame.ts';
import { type Gate, type Methods, Server } from './server.ts';

const bareHosts = { ...threeHosts, hosts: threeHosts.hosts.map((host) => ({ ...host, docker: false })) };

/** Roots of two swarms, and what their nodes show. */
class Swarm {
  readonly #random: RandomStream;
  readonly #key: KeyPair;
  readonly trustRoot: string;
  readonly #cluster: string;

  constructor(seed: number, cluster = 'c') {
    this.#random = new RandomStream(seed);
    this.#key = newKeyPair(this.#random);
    this.trustRoot = pem('CERTIFICATE', rootCertificate(this.#key, this.#random, NOW));
    this.#cluster = cluster;
  }

  of(nodeId: string, role: NodeRole, expiryMs = 3_600_000, cluster = this.#cluster): Credentials {
    const signer = { root: firstOf(this.trustRoot), key: this.#key };
    const name = { nodeId, role, cluster };
    const der = nodeCertificate(name, newKeyPair(this.#random), signer, this.#random, NOW, expiryMs);
    return { chain: pem('CERTIFICATE', der), trustRoot: this.trustRoot };
  }
}

const NOW = new World(bareHosts, 1).machine('node1')?.wallClock() ?? 0;
const swarm = new Swarm(1);
const worker = swarm.of('w', 'worker');
const manager = swarm.of('m', 'manager');

class Pair {
  readonly world = new World(bareHosts, 1);
  readonly pipe = new MessagePipe<unknown>();
  readonly server: Server;

  constructor() {
    const pipe = this.pipe;
    const methods: Methods = {
      echo: {
        access: 'nodes',
        // biome-ignore lint/correctness/useYield: it answers at once
        *call(body, peer) {
          return { body, from: peer.nodeId };
        },
      },
      refuse: {
        access: 'anybody',
        // biome-ignore lint/correctness/useYield: it answers at once
        *call() {
          throw new SwarmError('NotFound', 'service x not found');
        },
      },
      never: {
        access: 'anybody',
        *call() {
          for (;;) yield { on: [] };
        },
      },
      watch: {
        access: 'managers',
        // biome-ignore lint/correctness/useYield: the pipe is there
        *stream() {
          return pipe;
        },
      },
    };
    const gate: Gate = {
      credentials: () => manager,
      cluster: () => 'c',
      isRemoved: (nodeId) => nodeId === 'removed',
    };
    this.server = new Server(this.machine('node1'), 2377, gate, methods);
  }

  machine(name: string): Machine {
    const machine = this.world.machine(name);
    if (machine === undefined) throw new Error(`no host ${name}`);
    return machine;
  }

  /** Runs `body` on node2 for a minute at most; answers what it returned or threw. */
  run<T>(body: (machine: Machine) => Blocking<T>): T | SwarmError {
    const machine = this.machine('node2');
    let result: T | SwarmError | undefined;
    machine.startTask(
      (function* () {
        try {
          result = yield* body(machine);
        } catch (error) {
          if (!(error instanceof SwarmError)) throw error;
          result = error;
        }
      })(),
    );
    this.world.runUntil(this.world.now + 60 * SECOND);
    if (result === undefined) throw new Error('it has not come to an end');
    return result;
  }
}

const node1 = { address: ip4('192.168.99.101'), port: 2377 };

describe('calls between daemons', () => {
  it('answers a node with what the handler returns', () => {
    const answer = new Pair().run(function* (machine) {
      const connection = yield* dial(machine, node1, worker);
      return yield* connection.call('echo', { text: 'grüß', long: 'x'.repeat(40_000) });
    });
    expect(answer).toMatchObject({ from: 'w', body: { text: 'grüß' } });
  });

  it('carries refusals with their code', () => {
    const answer = new Pair().run(function* (machine) {
      const connection = yield* dial(machine, node1, worker);
      return yield* connection.call('refuse', {});
    });
    expect((answer as SwarmError).text()).toBe('rpc error: code = NotFound desc = service x not found');
  });

  it('lets strangers and workers do only what is theirs', () => {
    const pair = new Pair();
    const denied = (credentials: Credentials, method: string): string => {
      const answer = pair.run(function* (machine) {
        const connection = yield* dial(machine, node1, credentials);
        return yield* connection.subscribe(method, {}).next();
      });
      return answer instanceof SwarmError ? answer.text() : 'allowed';
    };
    const refusal =
      'rpc error: code = PermissionDenied desc = Permission denied: unauthorized peer role: rpc error: code = PermissionDenied desc = Permission denied: ';
    expect(denied(NOBODY, 'echo')).toBe(`${refusal}remote certificate not part of OUs: [swarm-worker swarm-manager]`);
    expect(denied(swarm.of('w', 'worker', 3_600_000, 'another'), 'echo')).toBe(
      `${refusal}remote certificate not part of organization: c`,
    );
    expect(denied(swarm.of('removed', 'worker'), 'echo')).toBe(`${refusal}node removed was removed from swarm`);
    expect(denied(worker, 'watch')).toBe(`${refusal}remote certificate not part of OUs: [swarm-manager]`);
    expect(denied(worker, 'nosuch')).toContain('code = Unimplemented');
  });

  it('believes certificates only that come from the own root and are in their time', () => {
    const pair = new Pair();
    const other = new Swarm(2);
    const reach = (credentials: Credentials): string => {
      const answer = pair.run((machine) => dial(machine, node1, credentials));
      return answer instanceof SwarmError ? answer.message : 'connected';
    };
    expect(reach(worker)).toBe('connected');
    expect(reach(NOBODY)).toBe('connected');
    expect(reach({ ...other.of('w', 'worker'), trustRoot: swarm.trustRoot })).toBe(
      'connection error: desc = "error reading server preface: remote error: tls: unknown certificate authority"',
    );
    expect(reach({ ...worker, trustRoot: other.trustRoot })).toBe(
      'connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    );
    expect(reach(swarm.of('w', 'worker', -7_200_000))).toContain('remote error: tls: expired certificate');
  });

  it('gives up after the time limit', () => {
    const answer = new Pair().run(function* (machine) {
      const connection = yield* dial(machine, node1, worker);
      return yield* connection.call('never', {}, 3 * SECOND);
    });
    expect(answer).toMatchObject({ code: 'DeadlineExceeded', message: 'context deadline exceeded' });
  });

  it('streams until the end, and tells of a lost connection', () => {
    const pair = new Pair();
    const seen: unknown[] = [];
    let connection: Connection | undefined;
    pair.pipe.write(1);
    const answer = pair.run(function* (machine) {
      connection = yield* dial(machine, node1, manager);
      const items = connection.subscribe('watch', {});
      seen.push(yield* items.next());
      pair.pipe.write(2);
      seen.push(yield* items.next());
      pair.server.close();
      return yield* items.next();
    });
    expect(seen).toEqual([1, 2]);
    expect(answer).toMatchObject({ code: 'Unavailable' });
    expect(connection?.alive).toBe(false);
  });

  it('says why nobody answers', () => {
    const pair = new Pair();
    const refused = pair.run((machine) => dial(machine, { ...node1, port: 2378 }, worker));
    expect((refused as SwarmError).message).toContain('dial tcp 192.168.99.101:2378: connect: connection refused');
    const absent = pair.run((machine) => dial(machine, { ...node1, address: ip4('192.168.99.200') }, worker));
    expect((absent as SwarmError).message).toMatch(/no route to host|i\/o timeout/);
  });
});

describe('frames', () => {
  it('are found again in pieces of any size, and foreign bytes are refused', () => {
    const writer = new FrameWriter(7);
    const frames = [1, 2, 3].map((stream) => ({ kind: 'answer', stream, body: 'y'.repeat(stream * 9000) }) as const);
    const bytes = frames.flatMap((frame) => [...writer.write(frame)]);
    const reader = new FrameReader(7);
    const found = [];
    for (let at = 0; at < bytes.length; at += 1000) {
      found.push(...(reader.read(Uint8Array.from(bytes.slice(at, at + 1000))) ?? []));
    }
    expect(found).toEqual(frames);
    expect(new FrameReader(7).read(Uint8Array.from([0x47, 0x45, 0x54, 0x20, 0x2f]))).toBeUndefined();
  });
});

describe('remote addresses', () => {
  it.each([
    ['192.168.99.101:2377', 2377],
    ['192.168.99.101', 2377],
    ['192.168.99.101:99999', undefined],
    ['node1:2377', undefined],
    ['', undefined],
  ])('%s', (text, port) => {
    expect(parseRemote(text)?.port).toBe(port);
  });
});
