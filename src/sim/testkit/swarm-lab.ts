// A whole swarm without hosts: one leader over a log of its own, agents joined to its dispatcher directly, executors that pretend.
// Source: ours; the executors behave as the engine's do in time and outcome.
// Not modelled: the network between nodes (a node can be cut off), images, containers.
import { RandomStream } from '../base/random.ts';
import { formatRfc3339Nano } from '../base/time.ts';
import { MILLISECOND, Scheduler, SECOND, type SimTime } from '../des/scheduler.ts';
import { type Blocking, Task as Routine, sleepUntil, WaitQueue } from '../des/task.ts';
import { Agent } from '../swarm/agent/agent.ts';
import type { ManagerApi } from '../swarm/agent/session.ts';
import { AgentStorage } from '../swarm/agent/storage.ts';
import type { RaftMembers } from '../swarm/control/members.ts';
import { ClusterError, type ControlApi } from '../swarm/control.ts';
import type { ResourceApi } from '../swarm/dispatcher/protocol.ts';
import { SwarmError } from '../swarm/errors.ts';
import { type Executor, type TaskController, TaskFailure } from '../swarm/executor.ts';
import { defaultSpec, newNode, unknownDescription } from '../swarm/manager/defaults.ts';
import { Leader } from '../swarm/manager/leader.ts';
import type { ManagerStatus, NodeDescription, ServiceSpec, SwarmNode, Task, TlsInfo } from '../swarm/objects.ts';
import type { Proposer, StoreAction } from '../swarm/store/actions.ts';
import { Store } from '../swarm/store/store.ts';

/** 2026-02-01T09:30:00Z */
const EPOCH = 1_769_938_200_000;
const tls: TlsInfo = { TrustRoot: 'root', CertIssuerSubject: '', CertIssuerPublicKey: '' };

/** How tasks of an image fare. */
export interface Behaviour {
  readonly prepare?: SimTime;
  readonly start?: SimTime;
  readonly stop?: SimTime;
  /** How long it runs, for ever unless given, and how it ends. */
  readonly run?: SimTime;
  readonly exitCode?: number;
  /** Why it cannot be prepared. */
  readonly rejected?: string;
}

export class PretendedNode implements Executor {
  readonly changed = new WaitQueue();
  readonly running = new Set<string>();
  readonly configured: SwarmNode[] = [];
  keys = 0;
  readonly #lab: SwarmLab;
  readonly #description: NodeDescription;

  constructor(lab: SwarmLab, hostname: string) {
    this.#lab = lab;
    this.#description = {
      ...unknownDescription,
      Hostname: hostname,
      Platform: { Architecture: 'x86_64', OS: 'linux' },
      Resources: { NanoCPUs: 2_000_000_000, MemoryBytes: 4_000_000_000 },
      Engine: {
        EngineVersion: '28.5.2',
        Plugins: ['bridge', 'host', 'overlay'].map((Name) => ({ Type: 'Network', Name })),
      },
    };
  }

  describe(TLSInfo: TlsInfo): NodeDescription {
    return { ...this.#description, TLSInfo };
  }

  configure(node: SwarmNode): void {
    this.configured.push(node);
  }

  setNetworkKeys(): void {
    this.keys++;
  }

  *reset(): Blocking<void> {
    yield* this.#lab.sleep(MILLISECOND);
  }

  controller(task: Task): TaskController {
    const behaviour = this.#lab.behaviours.get(task.Spec.ContainerSpec?.Image ?? '') ?? {};
    const sleep = (time: SimTime): Blocking<void> => this.#lab.sleep(time);
    const { running } = this;
    const end = function* (): Blocking<void> {
      yield* sleep(behaviour.stop ?? 50 * MILLISECOND);
      running.delete(task.ID);
    };
    return {
      *prepare() {
        yield* sleep(behaviour.prepare ?? 100 * MILLISECOND);
        if (behaviour.rejected !== undefined) throw new TaskFailure(behaviour.rejected);
      },
      *start() {
        yield* sleep(behaviour.start ?? 100 * MILLISECOND);
        running.add(task.ID);
      },
      *wait() {
        if (!running.has(task.ID)) throw new TaskFailure('task: non-zero exit (255)', 255);
        if (behaviour.run === undefined) for (;;) yield { on: [] };
        yield* sleep(behaviour.run);
        running.delete(task.ID);
        const code = behaviour.exitCode ?? 0;
        if (code !== 0) throw new TaskFailure(`task: non-zero exit (${code})`, code);
      },
      shutdown: end,
      terminate: end,
      remove: end,
      status: () => ({ containerId: `c-${task.ID}`, pid: 1, exitCode: 0 }),
      *logs(options, publish) {
        const from = { nodeId: task.NodeID, serviceId: task.ServiceID, taskId: task.ID, at: EPOCH };
        for (let line = 1; line <= 2; line++) yield* publish([{ ...from, stream: 'stdout', data: `line ${line}\n` }]);
        if (options.follow) for (;;) yield { on: [] };
      },
      ports: () => (task.endpoint?.Ports ?? []).filter((port) => port.PublishMode === 'host'),
      update: () => undefined,
    };
  }
}

export class SwarmLab {
  readonly scheduler = new Scheduler();
  readonly random: RandomStream;
  readonly store: Store;
  readonly behaviours = new Map<string, Behaviour>();
  readonly executors = new Map<string, PretendedNode>();
  readonly members = new Map<string, ManagerStatus>();
  leader: Leader;
  readonly #agents = new Map<string, Agent>();
  readonly #storages = new Map<string, AgentStorage>();
  readonly #cut = new Set<string>();
  readonly #latency: SimTime;

  /** `nodes` hosts node1 …, of which node1 leads; raft takes `latency` to commit. */
  constructor(nodes: number, seed = 1, latency: SimTime = 0) {
    this.random = new RandomStream(seed);
    this.#latency = latency;
    this.store = new Store(this.#raft(), () => this.now());
    this.members.set('node1', { Leader: true, Reachability: 'reachable', Addr: '10.1.0.1:2377' });
    this.leader = this.#newLeader();
    this.leader.start();
    this.run(SECOND / 10);
    for (let i = 1; i <= nodes; i++) this.join(`node${i}`);
    this.run(SECOND);
  }

  now(): string {
    return formatRfc3339Nano(EPOCH + this.scheduler.now / MILLISECOND);
  }

  run(time: SimTime): void {
    this.scheduler.runUntil(this.scheduler.now + time);
  }

  *sleep(time: SimTime): Blocking<void> {
    const until = this.scheduler.now + time;
    while (this.scheduler.now < until) yield* sleepUntil(until);
  }

  get control(): ControlApi {
    return this.leader.control();
  }

  resources(nodeId: string): ResourceApi {
    return this.leader.resources({ nodeId, addr: '10.1.0.1' });
  }

  /** What a call answers soon, or the text of its refusal. */
  call<T>(body: Blocking<T>): T | string {
    const answer = this.later(body);
    this.run(MILLISECOND + 20 * this.#latency);
    return answer();
  }

  /** Begins a call; asked later, tells its answer or the text of its refusal. */
  later<T>(body: Blocking<T>): () => T | string {
    let result: T | string = 'no answer';
    new Routine(
      this.scheduler,
      (function* (): Blocking<void> {
        try {
          result = yield* body;
        } catch (error) {
          if (error instanceof SwarmError) result = error.text();
          else if (error instanceof ClusterError) result = error.message;
          else throw error;
        }
      })(),
    );
    return () => result;
  }

  /** What a call answers; a refusal fails the test. */
  ask<T extends object>(body: Blocking<T>): T {
    const result = this.call(body);
    if (typeof result === 'string') throw new Error(result);
    return result;
  }

  join(id: string): void {
    if (this.store.get('node', id) === undefined) {
      this.call(this.store.update((tx) => tx.create('node', newNode(id, 'worker', 'active'))));
    }
    if (!this.executors.has(id)) this.executors.set(id, new PretendedNode(this, id));
    this.boot(id);
  }

  boot(id: string): void {
    const executor = this.executors.get(id);
    if (executor === undefined) throw new Error(`no node ${id}`);
    const storage = this.#storages.get(id) ?? new AgentStorage();
    this.#storages.set(id, storage);
    this.#cut.delete(id);
    const agent = new Agent({
      scheduler: this.scheduler,
      random: this.random,
      now: () => this.now(),
      executor,
      storage,
      tls: () => tls,
      connect: () => this.#connect(id),
      onManagers: () => undefined,
      onNode: () => undefined,
      onRootCa: () => undefined,
      onSession: () => undefined,
    });
    this.#agents.set(id, agent);
    agent.start();
  }

  agent(id: string): Agent {
    const agent = this.#agents.get(id);
    if (agent === undefined) throw new Error(`no agent on ${id}`);
    return agent;
  }

  /** The daemon stops and leaves its containers. */
  stopDaemon(id: string): void {
    this.agent(id).stop();
    this.#agents.delete(id);
  }

  /** The host loses power. */
  crash(id: string): void {
    this.#agents.get(id)?.stop();
    this.#agents.delete(id);
    this.#cut.add(id);
    this.executors.get(id)?.running.clear();
  }

  /** The host goes on but reaches nobody, until it is healed. */
  isolate(id: string): void {
    this.#cut.add(id);
  }

  heal(id: string): void {
    if (this.#agents.has(id)) this.#cut.delete(id);
  }

  /** Another leader over the same log. */
  changeLeader(): void {
    this.leader.stop();
    this.leader = this.#newLeader();
    this.leader.start();
  }

  service(name: string): Task[] {
    const service = this.store.byName('service', name);
    return service === undefined ? [] : [...this.store.tasksOfService(service.ID)];
  }

  /** `web.1 node1 running`, lines in the order of slots. */
  ps(name: string): string[] {
    return this.service(name)
      .filter((task) => task.DesiredState === 'running')
      .sort((a, b) => a.Slot - b.Slot)
      .map((task) => `${name}.${task.Slot || task.NodeID} ${task.NodeID} ${task.Status.State}`);
  }

  /** Commits every proposal, also one whose leader has gone meanwhile. */
  #raft(): Proposer {
    const lab = this;
    let last = 0;
    return {
      get version(): number {
        return last;
      },
      *propose(actions: readonly StoreAction[]): Blocking<number> {
        last++;
        const index = last;
        try {
          if (lab.#latency > 0) yield* lab.sleep(lab.#latency);
        } finally {
          lab.store.applyCommitted(actions, index);
        }
        return index;
      },
    };
  }

  #newLeader(): Leader {
    const members: RaftMembers = {
      members: () => [...this.members.keys()].map((nodeId) => ({ nodeId })),
      statusOf: (id) => this.members.get(id),
      canRemove: () => this.members.size > 2 || this.members.size === 1,
      // biome-ignore lint/correctness/useYield: there is no raft
      remove: function* (this: SwarmLab, id: string): Blocking<void> {
        this.members.delete(id);
      }.bind(this),
    };
    return new Leader({
      store: this.store,
      scheduler: this.scheduler,
      random: this.random,
      members,
      managers: { managers: () => [{ nodeId: 'node1', addr: '10.1.0.1:2377' }], onChange: () => () => undefined },
      founding: {
        nodeId: 'node1',
        availability: 'active',
        cluster: {
          ID: 'cluster',
          Spec: defaultSpec,
          TLSInfo: tls,
          RootRotationInProgress: false,
          DataPathPort: 4789,
          DefaultAddrPool: ['10.0.0.0/8'],
          SubnetSize: 24,
          JoinTokens: { Worker: 'SWMTKN-1-root-worker', Manager: 'SWMTKN-1-root-manager' },
          encryptionKeys: [],
          encryptionKeyClock: 0,
          blacklisted: [],
        },
      },
    });
  }

  *#connect(id: string): Blocking<ManagerApi> {
    yield* this.#cross(id);
    const caller = { nodeId: id, addr: `10.1.0.${id.slice(4)}` };
    const api = this.leader.dispatcher(caller);
    const logBroker = this.leader.logBroker(caller);
    const through = <A extends readonly unknown[], T>(call: (...args: A) => Blocking<T>) => {
      const cross = (): Blocking<void> => this.#cross(id);
      return function* (...args: A): Blocking<T> {
        yield* cross();
        return yield* call(...args);
      };
    };
    return {
      dispatcher: {
        session: through(api.session),
        heartbeat: through(api.heartbeat),
        updateTaskStatus: through(api.updateTaskStatus),
        assignments: through(api.assignments),
      },
      logBroker: { listen: through(logBroker.listen), publish: through(logBroker.publish) },
    };
  }

  /** The way to the leader. */
  *#cross(id: string): Blocking<void> {
    yield* this.sleep(MILLISECOND);
    if (this.#cut.has(id)) throw new SwarmError('Unavailable', 'no route to host');
  }
}

/** A service of `replicas` tasks, as the client asks for it. */
export function replicated(name: string, replicas: number, more: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    Name: name,
    Labels: {},
    TaskTemplate: {
      ContainerSpec: { Image: 'nginx:latest' },
      RestartPolicy: { Condition: 'any', Delay: 5_000_000_000, MaxAttempts: 0 },
      Placement: {},
      ForceUpdate: 0,
      Runtime: 'container',
    },
    Mode: { Replicated: { Replicas: replicas } },
    EndpointSpec: { Mode: 'vip' },
    ...more,
  };
}
