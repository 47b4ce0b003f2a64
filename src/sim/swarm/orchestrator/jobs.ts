// The orchestrator of jobs: tasks that run once to their end, so many in all, or one on every node.
// Source: swarmkit manager/orchestrator/jobs/{orchestrator,replicated/reconciler,global/reconciler}.go.
// Not modelled: nothing that a user could see.
import type { Blocking } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import { compareStates, type Service, type SwarmNode, type Task } from '../objects.ts';
import type { ObjectEvent } from '../store/actions.ts';
import type { Transaction } from '../store/transaction.ts';
import { constraintsOf, nodeMeets } from './constraint.ts';
import { inheritTasks, type LoopBody } from './loop.ts';
import { RestartSupervisor } from './restart.ts';
import { hasEnded, isInvalidNode, isJob, newTask, removalOfTasks, setDesiredState } from './task.ts';

type Change = (tx: Transaction) => void;

/** The run of the job that a task belongs to is the one that runs now. */
function isCurrent(service: Service, task: Task): boolean {
  return task.JobIteration !== undefined && task.JobIteration.Index === service.JobStatus?.JobIteration.Index;
}

function wantsCompletion(task: Task): boolean {
  return compareStates(task.DesiredState, 'complete') <= 0;
}

export class JobsOrchestrator implements LoopBody {
  readonly tables = ['service', 'task'] as const;
  readonly #ground: Ground;
  readonly #restarts: RestartSupervisor;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#restarts = new RestartSupervisor(ground);
  }

  *begin(): Blocking<void> {
    const { store } = this.#ground;
    yield* inheritTasks(this.#ground, this.#restarts, {
      isRelated: (service) => isJob(service.Spec.Mode),
      fix: () => undefined,
      instance: (task) => (task.Slot === 0 ? `node ${task.NodeID}` : `slot ${task.Slot}`),
    });
    for (const service of [...store.all('service')]) yield* this.#reconcile(service);
  }

  *event(event: ObjectEvent): Blocking<void> {
    const { store } = this.#ground;
    if (event.table === 'service') {
      if (event.kind !== 'delete') yield* this.#reconcile(event.object);
      else if (isJob(event.object.Spec.Mode)) {
        yield* store.batch(removalOfTasks(store, event.object.ID));
        this.#restarts.forget(event.object.ID);
      }
    } else if (event.table === 'task' && event.kind === 'update') {
      if (event.object.JobIteration === undefined || !hasEnded(event.object) || !wantsCompletion(event.object)) return;
      const service = store.get('service', event.object.ServiceID);
      if (service !== undefined) yield* this.#reconcile(service);
    }
  }

  *commit(): Blocking<void> {}

  *#reconcile(service: Service): Blocking<void> {
    const mode = service.Spec.Mode;
    if (!isJob(mode)) return;
    const tasks = [...this.#ground.store.tasksOfService(service.ID)];
    const changes =
      'ReplicatedJob' in mode
        ? this.#replicated(service, tasks, mode.ReplicatedJob.MaxConcurrent, mode.ReplicatedJob.TotalCompletions)
        : this.#global(service, tasks);
    yield* this.#ground.store.batch(changes);
  }

  #replicated(service: Service, tasks: readonly Task[], concurrent: number, total: number): Change[] {
    const current = tasks.filter((task) => isCurrent(service, task));
    const complete = current.filter((task) => task.Status.State === 'complete');
    const running = current.filter((task) => task.Status.State !== 'complete' && wantsCompletion(task));
    const slots = new Set([...complete, ...running].map((task) => task.Slot));
    const missing = Math.min(concurrent - running.length, total - complete.length - running.length);
    const changes: Change[] = [];
    for (let i = 0; i < missing; i++) {
      let slot = 0;
      while (slots.has(slot)) slot++;
      slots.add(slot);
      changes.push(this.#create(service, slot, ''));
    }
    changes.push(...this.#restartsOf(service, running));
    const stale = tasks.filter((task) => task.JobIteration !== undefined && !isCurrent(service, task));
    changes.push(...stale.filter((task) => !hasEnded(task)).map(remove));
    return changes;
  }

  #global(service: Service, tasks: readonly Task[]): Change[] {
    const constraints = constraintsOf(service.Spec.TaskTemplate.Placement);
    const nodes = [...this.#ground.store.all('node')].filter((node) => nodeMeets(constraints, node));
    const current = tasks.filter((task) => isCurrent(service, task) && wantsCompletion(task));
    const byNode = new Map(current.map((task) => [task.NodeID, task]));
    const takes = (node: SwarmNode): boolean => node.Spec.Availability === 'active' && node.Status.State === 'ready';
    const changes: Change[] = nodes
      .filter((node) => takes(node) && !byNode.has(node.ID))
      .map((node) => this.#create(service, 0, node.ID));
    changes.push(...this.#restartsOf(service, current));
    const stale = tasks.filter((task) => task.JobIteration !== undefined && !isCurrent(service, task));
    changes.push(...stale.map(remove));
    for (const node of nodes.filter(isInvalidNode)) {
      const task = byNode.get(node.ID);
      if (task !== undefined && !hasEnded(task)) changes.push((tx) => setDesiredState(tx, task.ID, 'shutdown'));
    }
    return changes;
  }

  #create(service: Service, slot: number, nodeId: string): Change {
    return (tx) => {
      if (tx.get('service', service.ID) === undefined) return;
      tx.create('task', {
        ...newTask(this.#ground.random, this.#ground.store.now(), service, slot, nodeId),
        DesiredState: 'complete',
        JobIteration: { Index: service.JobStatus?.JobIteration.Index ?? 0 },
      });
    };
  }

  /** Restarts those that ended in another way than well. */
  #restartsOf(service: Service, tasks: readonly Task[]): Change[] {
    return tasks
      .filter((task) => compareStates(task.Status.State, 'complete') > 0)
      .map((task) => (tx: Transaction) => {
        const now = tx.get('task', task.ID);
        if (now !== undefined && wantsCompletion(now)) this.#restarts.restart(tx, service, now);
      });
  }
}

function remove(task: Task): Change {
  return (tx) => setDesiredState(tx, task.ID, 'remove');
}
