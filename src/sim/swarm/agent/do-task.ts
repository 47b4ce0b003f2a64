// One step of a task towards its desired state, as the states prescribe it.
// Source: swarmkit agent/exec/controller.go (Do, Resolve).
// Not modelled: errors that are only temporary (an engine that restarts under the agent).
import type { Blocking } from '../../des/task.ts';
import { type TaskController, TaskFailure } from '../executor.ts';
import { compareStates, type Task, type TaskState, type TaskStatus } from '../objects.ts';

/** The status after the step; undefined when there is nothing to do. */
export type Step = TaskStatus | undefined;

/** The status of a task that has come to its node. */
export function accepted(task: Task, now: string): TaskStatus {
  if (compareStates(task.Status.State, 'accepted') >= 0) return task.Status;
  const { Err: _, ...status } = task.Status;
  return { ...status, State: 'accepted', Message: 'accepted', Timestamp: now };
}

/** Takes a task one step further. Waits as long as the step takes: for its whole life while it runs. */
export function* doTask(task: Task, controller: TaskController, now: () => string): Blocking<Step> {
  const step = nextStep(task, controller);
  if (step === undefined) return undefined;
  try {
    yield* step.act();
    const { Err: _, ...status } = task.Status;
    return withRuntime({ ...status, State: step.state, Message: step.message, Timestamp: now() }, controller);
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    const state = compareStates(task.Status.State, 'starting') < 0 ? 'rejected' : 'failed';
    const status: TaskStatus = { ...task.Status, State: state, Err: error.message, Timestamp: now() };
    return withRuntime(status, controller, error.exitCode);
  }
}

interface Transition {
  readonly state: TaskState;
  readonly message: string;
  act(): Blocking<void>;
}

function* nothing(): Blocking<void> {}

function nextStep(task: Task, controller: TaskController): Transition | undefined {
  const { State } = task.Status;
  const past = compareStates(State, task.DesiredState);
  if (compareStates(task.DesiredState, 'shutdown') >= 0) {
    if (compareStates(State, 'complete') >= 0) return undefined;
    return { state: 'shutdown', message: 'shutdown', act: () => controller.shutdown() };
  }
  if (past > 0) return undefined;
  switch (State) {
    case 'preparing':
      return { state: 'ready', message: 'prepared', act: () => controller.prepare() };
    case 'starting':
      return { state: 'running', message: 'started', act: () => controller.start() };
    case 'running':
      return { state: 'complete', message: 'finished', act: () => controller.wait() };
  }
  if (past >= 0) return undefined;
  switch (State) {
    case 'new':
    case 'pending':
    case 'assigned':
      return { state: 'accepted', message: 'accepted', act: nothing };
    case 'accepted':
      return { state: 'preparing', message: 'preparing', act: nothing };
    case 'ready':
      return { state: 'starting', message: 'starting', act: nothing };
    default:
      return undefined;
  }
}

/** From `starting` on, a status tells of the container and of the ports on the node. */
function withRuntime(status: TaskStatus, controller: TaskController, exitCode?: number): TaskStatus {
  if (compareStates(status.State, 'starting') < 0) return status;
  const container = controller.status();
  const before = status.ContainerStatus ?? { ContainerID: '', PID: 0, ExitCode: 0 };
  const Ports = controller.ports();
  return {
    ...status,
    ContainerStatus: {
      ContainerID: container?.containerId ?? before.ContainerID,
      PID: container?.pid ?? before.PID,
      ExitCode: exitCode ?? container?.exitCode ?? before.ExitCode,
    },
    PortStatus: Ports.length > 0 ? { Ports } : {},
  };
}
