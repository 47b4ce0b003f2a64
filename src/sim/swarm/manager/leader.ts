// What a manager does only while it leads: orchestrators, scheduler, allocator, dispatcher, key and role managers over one store.
// Source: swarmkit manager/manager.go (becomeLeader, becomeFollower).
// Not modelled: CSI volumes; what the certificate authority answers is the node's own part.
import type { RandomStream } from '../../base/random.ts';
import type { Scheduler } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import { Allocator } from '../allocator/allocator.ts';
import { reconcileRoots } from '../ca/reconciler.ts';
import { signCertificates } from '../ca/signer.ts';
import { NodeResources } from '../control/attachments.ts';
import { LeaderControl } from '../control/control.ts';
import type { RaftMembers } from '../control/members.ts';
import type { ControlApi } from '../control.ts';
import { Dispatcher, type ManagersView } from '../dispatcher/dispatcher.ts';
import type { Caller, DispatcherApi, ResourceApi } from '../dispatcher/protocol.ts';
import { keepKeys } from '../keymanager/key-manager.ts';
import { LogBroker } from '../logbroker/broker.ts';
import type { LogBrokerApi, LogsApi } from '../logbroker/protocol.ts';
import { ConstraintEnforcer } from '../orchestrator/constraint-enforcer.ts';
import { GlobalOrchestrator } from '../orchestrator/global.ts';
import { JobsOrchestrator } from '../orchestrator/jobs.ts';
import { type LoopBody, runLoop } from '../orchestrator/loop.ts';
import { ReplicatedOrchestrator } from '../orchestrator/replicated.ts';
import { TaskReaper } from '../orchestrator/task-reaper.ts';
import type { Explanation } from '../scheduler/explanation.ts';
import { TaskScheduler } from '../scheduler/scheduler.ts';
import type { Store } from '../store/store.ts';
import { type Founding, found, poolsOf } from './defaults.ts';
import { Ground } from './ground.ts';
import { RoleManager } from './role-manager.ts';

export interface LeaderOptions {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly random: RandomStream;
  readonly members: RaftMembers;
  readonly managers: ManagersView;
  /** What the store has to hold at least, of the swarm's founder: written as far as it is not there. */
  readonly founding: Founding | undefined;
}

export class Leader {
  readonly #ground: Ground;
  readonly #options: LeaderOptions;
  readonly #control: LeaderControl;
  readonly #scheduler: TaskScheduler;
  readonly #dispatcher: Dispatcher;
  readonly #logBroker: LogBroker;

  constructor(options: LeaderOptions) {
    this.#options = options;
    this.#ground = new Ground(options.store, options.scheduler, options.random);
    this.#control = new LeaderControl(options.store, options.random, options.members);
    this.#scheduler = new TaskScheduler(this.#ground);
    this.#dispatcher = new Dispatcher(this.#ground, options.managers);
    this.#logBroker = new LogBroker(this.#ground);
  }

  /** This manager leads now: raft has applied all that was committed before. */
  start(): void {
    this.#ground.start(this.#begin());
  }

  /** It leads no more (or stops): every loop ends where it waits, every session of a node with it. */
  stop(): void {
    this.#dispatcher.stop();
    this.#logBroker.stop();
    this.#ground.stopAll();
  }

  control(): ControlApi {
    return this.#control;
  }

  dispatcher(caller: Caller): DispatcherApi {
    return this.#dispatcher.for(caller);
  }

  resources(caller: Caller): ResourceApi {
    return new NodeResources(this.#ground.store, this.#ground.random, caller.nodeId);
  }

  /** Where tasks' logs are read. */
  logs(): LogsApi {
    return this.#logBroker;
  }

  /** Where a node publishes them. */
  logBroker(caller: Caller): LogBrokerApi {
    return this.#logBroker.for(caller);
  }

  /** Why a task is on its node, or on none. */
  explain(taskId: string): Explanation | undefined {
    return this.#scheduler.explain(taskId);
  }

  *#begin(): Blocking<void> {
    const ground = this.#ground;
    const { founding, random, members } = this.#options;
    if (founding !== undefined) yield* ground.store.update((tx) => found(tx, founding, random));
    const [cluster] = ground.store.all('cluster');
    const { pools, size } = poolsOf(cluster);
    const loops: readonly LoopBody[] = [
      new Allocator(ground, pools, size),
      new ReplicatedOrchestrator(ground),
      new GlobalOrchestrator(ground),
      new JobsOrchestrator(ground),
      new ConstraintEnforcer(ground),
    ];
    ground.start(keepKeys(ground));
    ground.start(reconcileRoots(ground));
    ground.start(signCertificates(ground));
    ground.start(this.#dispatcher.run());
    ground.start(this.#scheduler.run());
    ground.start(new TaskReaper(ground).run());
    ground.start(new RoleManager(ground, members).run());
    for (const loop of loops) ground.start(runLoop(ground, loop));
  }
}
