// A host that is in a swarm: its agent always, its manager while its certificate says so.
// Source: swarmkit node/node.go. Not modelled: waiting for a role that the managers have yet to settle before a removed manager starts again.
import { formatRfc3339Nano } from '../../base/time.ts';
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, type Task as Routine, sleepUntil, WaitQueue } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import { Agent } from '../agent/agent.ts';
import type { ManagerApi } from '../agent/session.ts';
import { tlsInfoOf } from '../ca/read-certificate.ts';
import type { ResourceApi } from '../dispatcher/protocol.ts';
import { SwarmError } from '../errors.ts';
import type { Founding } from '../manager/defaults.ts';
import type { SwarmNode, Task } from '../objects.ts';
import { type Connection, dial, parseRemote } from '../rpc/client.ts';
import type { Credentials, Identity } from '../rpc/credentials.ts';
import type { AttachingExecutor } from './attachments.ts';
import { connectionLine, dispatcherClient, doorLine, type Line, logBrokerClient, resourceClient } from './clients.ts';
import { type Certificate, type NodeState, newMembership } from './disk.ts';
import { Manager, ownCaller, type Welcome } from './manager.ts';
import { Renewer } from './renewer.ts';

/** How long a node waits before it tries again to get what it needs from a manager. */
const RETRY: SimTime = SECOND;

export class Node {
  /** Woken when the session with a manager, or the manager's part, has changed. */
  readonly changed = new WaitQueue();
  readonly state: NodeState;
  /** A session with a dispatcher stands. */
  registered = false;
  /** It has had a session, and as a manager is in the group: what it waits for when it begins. */
  ready = false;
  lastError: SwarmError | undefined;
  readonly #machine: Machine;
  readonly #agent: Agent;
  readonly #renewer: Renewer;
  readonly #routines = new Set<Routine<void>>();
  #manager: Manager | undefined;
  #connection: Connection | undefined;
  /** Connections under an older certificate, which the session of now may still go over. */
  readonly #outgrown: Connection[] = [];
  #wantedRole: string;
  #closed = false;

  constructor(machine: Machine, executor: AttachingExecutor, state: NodeState) {
    this.#machine = machine;
    this.state = state;
    this.#wantedRole = state.certificate.role;
    this.#agent = new Agent({
      scheduler: machine.scheduler,
      random: machine.random('swarm agent'),
      now: () => this.#now(),
      executor,
      storage: state.storage,
      tls: () => this.state.tls,
      connect: () => this.#connect(),
      onManagers: (managers) => {
        if (managers.length > 0) this.state.managers = managers;
      },
      onNode: (node) => this.#onNode(node),
      onRootCa: (pem) => this.#onRootCa(pem),
      onSession: (error) => {
        this.registered = error === undefined;
        this.lastError = error;
        this.#noteChange();
      },
    });
    this.#renewer = new Renewer({
      scheduler: machine.scheduler,
      random: machine.random('certificate renewal'),
      wallClock: () => machine.wallClock(),
      certificate: () => this.state.certificate,
      renew: () => this.#renew(),
      onRenewed: (certificate) => this.#onRenewed(certificate),
    });
  }

  get manager(): Manager | undefined {
    return this.#manager;
  }

  identity(): Identity {
    const { nodeId, role, cluster } = this.state.certificate;
    return { nodeId, role, cluster };
  }

  credentials(): Credentials {
    return { chain: this.state.certificate.pem, trustRoot: this.state.tls.TrustRoot };
  }

  /** Begins, as what the disk says it is. `founding` is for who makes a new swarm. */
  start(founding?: Founding): void {
    if (this.state.membership !== undefined) this.#startManager(founding);
    else if (this.state.certificate.role === 'manager') this.#spawn(this.#becomeManager());
    this.#agent.start();
    this.#spawn(this.#renewer.run());
  }

  tasks(): readonly Task[] {
    return this.#agent.tasks();
  }

  /** The managers' counter for attachments. */
  *resources(): Blocking<ResourceApi> {
    return resourceClient(yield* this.#line());
  }

  /** Removes every task, then stops. */
  *leave(): Blocking<void> {
    yield* this.#agent.leave();
    this.close();
  }

  /** Stops at once; containers stay. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const routine of this.#routines) routine.kill();
    this.#agent.stop();
    this.#connection?.close();
    this.#closeOutgrown();
    this.#manager?.close();
    this.#manager = undefined;
    this.changed.wake();
  }

  #noteChange(): void {
    const isAdmitted = this.state.certificate.role === 'worker' || this.state.membership !== undefined;
    if (this.registered && isAdmitted) this.ready = true;
    this.changed.wake();
  }

  #now(): string {
    return formatRfc3339Nano(this.#machine.wallClock());
  }

  #spawn(body: Blocking<void>): void {
    const routine = this.#machine.startTask(body);
    this.#routines.add(routine);
  }

  // ---- ways to the managers

  *#connect(): Blocking<ManagerApi> {
    this.#closeOutgrown();
    const line = yield* this.#line();
    return { dispatcher: dispatcherClient(line), logBroker: logBrokerClient(line) };
  }

  #closeOutgrown(): void {
    for (const connection of this.#outgrown.splice(0)) connection.close();
  }

  /** A way to the leader: over the own door, or over a connection to a manager that answers. */
  *#line(): Blocking<Line> {
    const { nodeId } = this.state.certificate;
    if (this.#manager !== undefined) {
      return doorLine(this.#manager.door, ownCaller(nodeId, this.state.advertiseAddr));
    }
    return connectionLine(yield* this.#remote());
  }

  *#remote(): Blocking<Connection> {
    if (this.#connection?.alive) return this.#connection;
    const others = this.#machine.random('choice of managers').shuffle([...this.state.managers]);
    let failure = new SwarmError('Unavailable', 'no remote manager');
    for (const { addr, nodeId } of others) {
      const remote = parseRemote(addr);
      if (remote === undefined || nodeId === this.state.certificate.nodeId) continue;
      try {
        this.#connection = yield* dial(this.#machine, remote, this.credentials());
        return this.#connection;
      } catch (error) {
        if (!(error instanceof SwarmError)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  // ---- certificates and roles

  #onNode(node: SwarmNode): void {
    const isNewRole = node.Spec.Role !== this.#wantedRole;
    this.#wantedRole = node.Spec.Role;
    if (isNewRole) this.#renewer.ask(node.Spec.Role);
    else if (node.certificateState === 'rotate') this.#renewer.ask();
  }

  *#renew(): Blocking<Certificate> {
    const line = yield* this.#line();
    return (yield* line.call('ca.renew', [])) as Certificate;
  }

  #onRenewed(certificate: Certificate): void {
    const { role } = this.state.certificate;
    this.state.certificate = certificate;
    this.state.tls = tlsInfoOf(certificate.pem, this.state.tls.TrustRoot);
    // The connection of before shows the old certificate: whoever asks from now on gets another, the session goes on.
    if (this.#connection !== undefined) this.#outgrown.push(this.#connection);
    this.#connection = undefined;
    if (certificate.role === 'worker') this.#stopManager();
    else if (role !== 'manager' || this.#manager === undefined) this.#spawn(this.#becomeManager());
    this.#agent.tlsChanged();
    this.changed.wake();
  }

  #onRootCa(trustRoot: string): void {
    this.state.tls = { ...this.state.tls, TrustRoot: trustRoot };
    this.#agent.tlsChanged();
  }

  /** Asks the other managers to be let into their group, until they do. */
  *#becomeManager(): Blocking<void> {
    const membership = newMembership(this.#machine.random('raft ids').hex(16));
    const { nodeId } = this.state.certificate;
    const addr = `${this.state.advertiseAddr}:${this.state.listenPort}`;
    this.#startManager(undefined, membership);
    for (;;) {
      try {
        const connection = yield* this.#remote();
        const member = { id: membership.raftId, nodeId, addr };
        const welcome = (yield* connection.call('raft.join', [member])) as Welcome;
        this.state.membership = membership;
        this.#manager?.member.meet(welcome.members);
        this.#noteChange();
        return;
      } catch (error) {
        if (!(error instanceof SwarmError)) throw error;
        this.lastError = error;
        this.changed.wake();
      }
      yield* sleepUntil(this.#machine.scheduler.now + RETRY);
    }
  }

  #startManager(founding: Founding | undefined, membership = this.state.membership): void {
    if (membership === undefined) return;
    this.#manager = new Manager({
      machine: this.#machine,
      membership,
      chronicle: this.state.elections,
      port: this.state.listenPort,
      now: () => this.#now(),
      identity: () => this.identity(),
      credentials: () => this.credentials(),
      papers: () => ({ tls: this.state.tls, dataPathPort: this.state.dataPathPort }),
      founding,
      onRemoved: () => this.#stopManager(),
    });
    if (founding !== undefined) this.#manager.member.campaign();
    this.changed.wake();
  }

  #stopManager(): void {
    this.#manager?.close();
    this.#manager = undefined;
    this.state.membership = undefined;
    this.changed.wake();
  }
}
