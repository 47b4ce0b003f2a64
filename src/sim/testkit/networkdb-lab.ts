// A cluster of networkdb nodes on a network that loses nothing, for tests.
// Source: moby's libnetwork/networkdb/memcluster_test.go has the same purpose.
// Not for: packets (swarm/gossip/gossip.test.ts).
import { RandomSource, type RandomStream } from '../base/random.ts';
import { SECOND } from '../des/scheduler.ts';
import { type Blocking, Task } from '../des/task.ts';
import { Keyring } from '../swarm/gossip/encoding/keyring.ts';
import { NODE_TABLE } from '../swarm/gossip/networkdb/delegate.ts';
import { NetworkDb } from '../swarm/gossip/networkdb/networkdb.ts';
import { GossipNetwork, type Port } from './gossip-lab.ts';

/** A network that nodes can take part in, and a table of it. */
export const NET = 'net1';
export const TABLE = 'endpoint_table';

/** Nodes of one cluster that have joined the first one's. */
export class NetworkDbLab {
  readonly network = new GossipNetwork();
  readonly #random: RandomStream;
  readonly nodes: NetworkDb[] = [];
  readonly ports: Port[] = [];
  /** What each node's watchers have heard. */
  readonly heard: string[][] = [];

  constructor(count: number, seed = 1) {
    this.#random = new RandomSource(seed).stream('networkdb');
    for (let i = 0; i < count; i++) this.add(i + 1);
    this.run(2);
  }

  add(address: number): NetworkDb {
    const port = this.network.plug(address);
    const { scheduler } = this.network;
    const node = new NetworkDb({
      scheduler,
      random: this.#random,
      nodeId: this.#random.hex(12),
      address,
      keyring: new Keyring([new Uint8Array(16)]),
      transport: port,
      startTask: (body) => new Task(scheduler, body),
    });
    const heard: string[] = [];
    node.watch('', '', ({ kind, table, key, value }) => {
      if (table !== NODE_TABLE) heard.push(`${kind} ${table}/${key} ${JSON.stringify(value)}`);
    });
    node.start();
    if (this.nodes.length > 0) this.start(node.join([1]));
    this.nodes.push(node);
    this.ports.push(port);
    this.heard.push(heard);
    this.run(0.61);
    return node;
  }

  start<T>(body: Blocking<T>): Task<T> {
    return new Task(this.network.scheduler, body);
  }

  run(seconds: number): void {
    this.network.run(Math.round(seconds * SECOND));
  }

  /** Lets nodes take part in the network. */
  join(...indices: number[]): void {
    for (const i of indices) this.start((this.nodes[i] as NetworkDb).joinNetwork(NET));
    this.run(2);
  }

  node(i: number): NetworkDb {
    return this.nodes[i] as NetworkDb;
  }

  keys(i: number): string[] {
    return this.node(i)
      .walk(TABLE, NET)
      .map(({ key }) => key);
  }

  peers(i: number): string[] {
    return this.node(i)
      .peers(NET)
      .map(({ ip }) => ip)
      .sort();
  }
}
