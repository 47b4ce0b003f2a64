// Tasks as orchestrators make and judge them.
// Source: swarmkit manager/orchestrator/{task,service,slot}.go, api/defaults/service.go.
// Not modelled: log drivers given by the cluster as task defaults.
import type { RandomStream } from '../../base/random.ts';
import { parseIso } from '../../base/time.ts';
import {
  compareStates,
  type Service,
  type ServiceMode,
  type SwarmNode,
  type Task,
  type TaskSpec,
  type TaskState,
} from '../objects.ts';
import { equal } from '../store/equal.ts';
import { newId } from '../store/identity.ts';
import type { ReadTables } from '../store/tables.ts';
import type { Draft, Transaction } from '../store/transaction.ts';
import { constraintsOf, nodeMeets } from './constraint.ts';

/** api/defaults: Service.Task.Restart.Delay, nanoseconds. */
export const DEFAULT_RESTART_DELAY = 5_000_000_000;

export type ModeName = 'Replicated' | 'Global' | 'ReplicatedJob' | 'GlobalJob';

export function modeOf(mode: ServiceMode): ModeName {
  if ('Replicated' in mode) return 'Replicated';
  if ('Global' in mode) return 'Global';
  return 'ReplicatedJob' in mode ? 'ReplicatedJob' : 'GlobalJob';
}

export function isJob(mode: ServiceMode): boolean {
  const name = modeOf(mode);
  return name === 'ReplicatedJob' || name === 'GlobalJob';
}

export type TaskDraft = Draft<'task'>;

/** A task of a service as it is now: for a slot, or for a node. */
export function newTask(random: RandomStream, now: string, service: Service, slot: number, nodeId: string): TaskDraft {
  return {
    ID: newId(random),
    Name: '',
    Labels: {},
    Spec: service.Spec.TaskTemplate,
    ServiceID: service.ID,
    Slot: slot,
    NodeID: nodeId,
    Status: { Timestamp: now, State: 'new', Message: 'created', PortStatus: {} },
    DesiredState: 'running',
    NetworksAttachments: [],
    serviceAnnotations: { Name: service.Spec.Name, Labels: service.Spec.Labels },
    endpoint: { Spec: service.Spec.EndpointSpec ?? {} },
    specVersion: service.specVersion,
  };
}

/** Sets the desired state unless the task is gone or has gone further; true when it was set. */
export function setDesiredState(tx: Transaction, taskId: string, state: TaskState): boolean {
  const task = tx.get('task', taskId);
  if (task === undefined || compareStates(task.DesiredState, state) >= 0) return false;
  tx.update('task', { ...task, DesiredState: state });
  return true;
}

export function restartCondition(spec: TaskSpec): 'none' | 'on-failure' | 'any' {
  return spec.RestartPolicy?.Condition ?? 'any';
}

/** No task may stay on such a node. */
export function isInvalidNode(node: SwarmNode | undefined): boolean {
  return node === undefined || node.Status.State === 'down' || node.Spec.Availability === 'drain';
}

export function hasEnded(task: Task): boolean {
  return compareStates(task.Status.State, 'running') > 0;
}

/** It shall run (or get there). */
export function isWanted(task: Task): boolean {
  return compareStates(task.DesiredState, 'running') <= 0;
}

/** Whether a task has to be replaced for its service's spec of now. */
export function isDirty(service: Service, task: Task, node: SwarmNode | undefined): boolean {
  if (task.specVersion === service.specVersion) return false;
  const wanted = service.Spec.TaskTemplate;
  if (!equal(wanted.Placement, task.Spec.Placement)) {
    const { Placement: _wanted, ...wantedRest } = wanted;
    const { Placement: _actual, ...actualRest } = task.Spec;
    if (equal(wantedRest, actualRest) && node !== undefined && nodeMeets(constraintsOf(wanted.Placement), node)) {
      return false;
    }
  }
  return (
    !equal(wanted, task.Spec) ||
    (task.endpoint !== undefined && !equal(service.Spec.EndpointSpec ?? {}, task.endpoint.Spec))
  );
}

/** When its status was reported: milliseconds since 1970. */
export function reportedAt(task: Task): number {
  return parseIso(task.Status.appliedAt ?? task.Status.Timestamp) ?? 0;
}

/** TasksByTimestamp: oldest status first. */
export function byTimestamp(tasks: Iterable<Task>): Task[] {
  return [...tasks]
    .map((task) => ({ task, at: reportedAt(task) }))
    .sort((a, b) => a.at - b.at)
    .map(({ task }) => task);
}

/** A slot of a replicated service, or a node of a global one: the tasks that follow each other there. */
export type Slot = readonly Task[];

/** SetServiceTasksRemove: what becomes of the tasks of a service that was removed. */
export function removalOfTasks(tables: ReadTables, serviceId: string): ((tx: Transaction) => void)[] {
  return [...tables.tasksOfService(serviceId)].map((task) => (tx: Transaction) => {
    setDesiredState(tx, task.ID, 'remove');
  });
}
