// Hosts that are in a swarm over a simulated network, with executors that only pretend to run containers: for tests of swarm mode itself.
// Source: the world three-hosts, without Docker on its hosts.
// Not for: anything that a task's container does.
import { SECOND } from '../des/scheduler.ts';
import { type Blocking, WaitQueue } from '../des/task.ts';
import type { Machine } from '../host/machine.ts';
import { threeHosts } from '../scenario/worlds.ts';
import { Swarm } from '../swarm/component.ts';
import { ClusterError, type InitRequest, type JoinRequest } from '../swarm/control.ts';
import { SwarmError } from '../swarm/errors.ts';
import type { ContainerStatus, Executor, TaskController } from '../swarm/executor.ts';
import type { EncryptionKey, NodeDescription, SwarmNode, Task, TlsInfo } from '../swarm/objects.ts';
import { World } from '../world.ts';

/** Runs tasks by saying so. */
export class PretendingExecutor implements Executor {
  readonly changed = new WaitQueue();
  readonly running = new Set<string>();
  readonly keys: EncryptionKey[] = [];
  node: SwarmNode | undefined;
  readonly #hostname: string;

  constructor(hostname: string) {
    this.#hostname = hostname;
  }

  describe(tls: TlsInfo): NodeDescription {
    return {
      Hostname: this.#hostname,
      Platform: { Architecture: 'x86_64', OS: 'linux' },
      Resources: { NanoCPUs: 2e9, MemoryBytes: 6e9 },
      Engine: { EngineVersion: '28.5.2', Plugins: [{ Type: 'Network', Name: 'overlay' }] },
      TLSInfo: tls,
    };
  }

  configure(node: SwarmNode): void {
    this.node = node;
  }

  setNetworkKeys(keys: readonly EncryptionKey[]): void {
    this.keys.splice(0, this.keys.length, ...keys);
  }

  // biome-ignore lint/correctness/useYield: nothing runs really
  *reset(): Blocking<void> {
    this.running.clear();
  }

  controller(task: Task): TaskController {
    const { running } = this;
    const ended = new WaitQueue();
    // biome-ignore lint/correctness/useYield: it stops at once
    const stop = function* (): Blocking<void> {
      running.delete(task.ID);
      ended.wake();
    };
    return {
      *prepare() {},
      // biome-ignore lint/correctness/useYield: it runs at once
      *start() {
        running.add(task.ID);
      },
      *wait() {
        while (running.has(task.ID)) yield { on: [ended] };
      },
      shutdown: stop,
      terminate: stop,
      remove: stop,
      status: (): ContainerStatus => ({ containerId: task.ID, pid: 1, exitCode: 0 }),
      *logs() {},
      ports: () => [],
      update: () => {},
    };
  }
}

export class SwarmHosts {
  readonly world: World;
  readonly swarms = new Map<string, Swarm>();
  readonly executors = new Map<string, PretendingExecutor>();

  constructor(seed = 1) {
    this.world = new World(
      { ...threeHosts, hosts: threeHosts.hosts.map((host) => ({ ...host, docker: false })) },
      seed,
    );
    for (const { name } of threeHosts.hosts) {
      const executor = new PretendingExecutor(name);
      this.executors.set(name, executor);
      this.swarms.set(name, new Swarm(this.machine(name), executor));
    }
  }

  machine(name: string): Machine {
    const machine = this.world.machine(name);
    if (machine === undefined) throw new TypeError(`no host ${name}`);
    return machine;
  }

  swarm(name: string): Swarm {
    const swarm = this.swarms.get(name);
    if (swarm === undefined) throw new TypeError(`no host ${name}`);
    return swarm;
  }

  pass(seconds: number): void {
    this.world.runUntil(this.world.now + seconds * SECOND);
  }

  /** Runs a call on a host until it has ended; answers what it returned, throws what it threw. */
  ask<T>(name: string, body: (swarm: Swarm) => Blocking<T>): T {
    let result: { readonly value: T } | { readonly error: unknown } | undefined;
    const swarm = this.swarm(name);
    this.machine(name).startTask(
      (function* () {
        try {
          result = { value: yield* body(swarm) };
        } catch (error) {
          if (!(error instanceof SwarmError || error instanceof ClusterError)) throw error;
          result = { error };
        }
      })(),
    );
    const until = this.world.now + 120 * SECOND;
    while (result === undefined && this.world.now < until) this.pass(0.1);
    if (result === undefined) throw new Error('no answer after two minutes');
    const settled = result as { readonly value: T } | { readonly error: unknown };
    if ('error' in settled) throw settled.error;
    return settled.value;
  }

  init(name: string, change: Partial<InitRequest> = {}): string {
    return this.ask(name, (swarm) => swarm.init({ ...initRequest, ...change }));
  }

  join(name: string, joinToken: string, remote = '192.168.99.101:2377', change: Partial<JoinRequest> = {}): void {
    const { listenAddr, advertiseAddr, dataPathAddr, availability } = initRequest;
    const request = {
      listenAddr,
      advertiseAddr,
      dataPathAddr,
      availability,
      remoteAddrs: [remote],
      joinToken,
      ...change,
    };
    this.ask(name, (swarm) => swarm.join(request));
  }

  tokens(name = 'node1'): { readonly Worker: string; readonly Manager: string } {
    const [cluster] = this.ask(name, (swarm) => swarm.control().list('cluster'));
    if (cluster === undefined) throw new TypeError('no cluster');
    return cluster.JoinTokens;
  }

  /** `node1 ready leader`, one line a node, by name. */
  nodes(name = 'node1'): readonly string[] {
    return this.ask(name, (swarm) => swarm.control().list('node'))
      .map((node) => {
        const manager = node.ManagerStatus;
        return [
          node.Description.Hostname,
          node.Status.State,
          manager === undefined ? 'worker' : manager.Leader ? 'leader' : manager.Reachability,
        ].join(' ');
      })
      .sort();
  }
}

const initRequest: InitRequest = {
  listenAddr: '0.0.0.0:2377',
  advertiseAddr: '',
  dataPathAddr: '',
  dataPathPort: 0,
  forceNewCluster: false,
  defaultAddrPool: [],
  subnetSize: 0,
  spec: {},
  autoLockManagers: false,
  availability: 'active',
};
