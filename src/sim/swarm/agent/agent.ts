// The agent of a node: keeps a session with a manager's dispatcher, does what it is assigned, and reports.
// Source: swarmkit agent/{agent,session,reporter}.go.
// Not modelled: nothing that a user could see.
import type { RandomStream } from '../../base/random.ts';
import { MILLISECOND, type Scheduler, SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, Task as Routine, WaitQueue } from '../../des/task.ts';
import type { ManagerPeer, SessionMessage } from '../dispatcher/protocol.ts';
import { SwarmError } from '../errors.ts';
import type { Executor } from '../executor.ts';
import type { EncryptionKey, NodeDescription, SwarmNode, Task, TlsInfo } from '../objects.ts';
import { equal, sameNode } from '../store/equal.ts';
import { LogSubscriptions } from './log-subscriptions.ts';
import { Reporter } from './reporter.ts';
import { type ManagerApi, Session } from './session.ts';
import type { AgentStorage } from './storage.ts';
import { Worker } from './worker.ts';

/** initialSessionFailureBackoff, maxSessionFailureBackoff */
const INITIAL_BACKOFF = 100 * MILLISECOND;
const MAX_BACKOFF = 8 * SECOND;
/** nodeUpdatePeriod: so often an agent looks whether its description has changed. It is told when it has, and waits for the tick. */
const NODE_UPDATE_PERIOD = 20 * SECOND;

export interface AgentOptions {
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  /** The wall clock as RFC 3339 text. */
  readonly now: () => string;
  readonly executor: Executor;
  readonly storage: AgentStorage;
  /** Of the node's certificate as it is now. */
  readonly tls: () => TlsInfo;
  /** A connection to any manager; another one after a failure if there is one. Throws SwarmError when none answers. */
  readonly connect: () => Blocking<ManagerApi>;
  /** The managers, as the session tells them. */
  readonly onManagers: (managers: readonly ManagerPeer[]) => void;
  /** The node object has changed: its role may have. */
  readonly onNode: (node: SwarmNode) => void;
  readonly onRootCa: (pem: string) => void;
  /** A session stands, or has ended with an error. */
  readonly onSession: (error: SwarmError | undefined) => void;
}

export class Agent {
  readonly #options: AgentOptions;
  readonly #worker: Worker;
  readonly #reporter: Reporter;
  readonly #logs: LogSubscriptions;
  readonly #routines: Routine<void>[] = [];
  /** Woken when the session of now should end, or the agent leave. */
  readonly #changed = new WaitQueue();
  #session: Session | undefined;
  #description: NodeDescription | undefined;
  #node: SwarmNode | undefined;
  #keys: readonly EncryptionKey[] = [];
  #leaving = false;
  #backoff: SimTime = 0;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#reporter = new Reporter(() => this.#session);
    this.#worker = new Worker(options.scheduler, options.executor, options.storage, options.now, (id, status) => {
      this.#reporter.report(id, status);
    });
    this.#logs = new LogSubscriptions(options.scheduler, this.#worker);
  }

  start(): void {
    this.#worker.resume();
    this.#spawn(this.#reporter.run());
    this.#spawn(this.#run());
    this.#spawn(this.#watchDescription());
  }

  /** Tasks that run here. */
  tasks(): readonly Task[] {
    return this.#worker.tasks();
  }

  /** The certificate has been renewed: the manager is to know. */
  tlsChanged(): void {
    this.#describeAgain();
  }

  /** Removes every task; returns when their containers are gone. */
  *leave(): Blocking<void> {
    this.#leaving = true;
    this.#worker.apply('complete', []);
    yield* this.#worker.settled();
  }

  /** Ends at once: the session is cut, containers stay. */
  stop(): void {
    for (const routine of this.#routines) routine.kill();
    this.#session?.close();
    this.#session = undefined;
    this.#logs.close();
    this.#worker.close();
  }

  #spawn(body: Blocking<void>): void {
    this.#routines.push(new Routine(this.#options.scheduler, body));
  }

  *#run(): Blocking<void> {
    const { scheduler, random } = this.#options;
    let sessionId = '';
    for (;;) {
      const delay = this.#backoff > 0 ? random.int(0, this.#backoff - 1) : 0;
      const start = scheduler.now + delay;
      while (scheduler.now < start) yield { on: [], until: start };
      const error = yield* this.#one(sessionId);
      sessionId = this.#session?.id || sessionId;
      this.#session?.close();
      this.#session = undefined;
      if (error === undefined) continue;
      this.#options.onSession(error);
      this.#backoff = Math.min(INITIAL_BACKOFF + 2 * this.#backoff, MAX_BACKOFF);
    }
  }

  /** One session, from its beginning to its end: with an error, or without one when the agent wants another. */
  *#one(sessionId: string): Blocking<SwarmError | undefined> {
    const { executor, tls, connect, scheduler } = this.#options;
    try {
      const description = executor.describe(tls());
      this.#description = description;
      const session = new Session(scheduler, yield* connect());
      this.#session = session;
      yield* session.open({ description, sessionId });
      this.#options.onSession(undefined);
      this.#backoff = 0;
      this.#reporter.reportAll(this.#worker.statuses());
      while (session.error === undefined && !session.closed) {
        const handled = this.#drain(session);
        if (!handled) yield { on: [session.changed, this.#changed] };
      }
      return session.error;
    } catch (error) {
      if (error instanceof SwarmError) return error;
      throw error;
    }
  }

  /** Handles what has come; false when nothing had. */
  #drain(session: Session): boolean {
    const message = session.takeMessage();
    if (message !== undefined) this.#handle(message);
    const assignments = session.takeAssignments();
    if (assignments !== undefined && !this.#leaving) this.#worker.apply(assignments.type, assignments.changes);
    const subscription = session.takeSubscription();
    if (subscription !== undefined) this.#logs.apply(subscription, session.logBroker);
    return message !== undefined || assignments !== undefined || subscription !== undefined;
  }

  #handle(message: SessionMessage): void {
    const { executor, onManagers, onNode, onRootCa } = this.#options;
    onManagers(message.managers);
    if (message.node !== undefined && (this.#node === undefined || !sameNode(this.#node, message.node))) {
      this.#node = message.node;
      executor.configure(message.node);
      onNode(message.node);
    }
    if (message.rootCa !== '' && message.rootCa !== this.#options.tls().TrustRoot) onRootCa(message.rootCa);
    const known = new Set(this.#keys.map((key) => key.lamportTime));
    if (!message.networkKeys.some((key) => !known.has(key.lamportTime))) return;
    this.#keys = message.networkKeys;
    executor.setNetworkKeys(message.networkKeys);
  }

  *#watchDescription(): Blocking<void> {
    const { scheduler, executor } = this.#options;
    const begin = scheduler.now;
    for (;;) {
      yield { on: [executor.changed] };
      const tick = begin + (Math.floor((scheduler.now - begin) / NODE_UPDATE_PERIOD) + 1) * NODE_UPDATE_PERIOD;
      while (scheduler.now < tick) yield { on: [], until: tick };
      this.#describeAgain();
    }
  }

  /** A new description goes out with a new session. */
  #describeAgain(): void {
    const session = this.#session;
    if (session === undefined || !session.registered) return;
    const { executor, tls } = this.#options;
    if (equal(executor.describe(tls()), this.#description)) return;
    session.close();
    this.#changed.wake();
  }
}
