// A task manager: drives one task on its node, from the assignment to its end, and turns round when it is wanted otherwise.
// Source: swarmkit agent/task.go.
// Where swarmkit cancels the context of a step under way, the step's generator is ended where it waits (its `finally` blocks run).
import type { Scheduler } from '../../des/scheduler.ts';
import { Task as Routine } from '../../des/task.ts';
import type { TaskController } from '../executor.ts';
import { compareStates, type Task, type TaskStatus } from '../objects.ts';
import { sameAssignment } from '../store/equal.ts';
import { doTask, type Step } from './do-task.ts';

export class TaskManager {
  readonly controller: TaskController;
  readonly #scheduler: Scheduler;
  readonly #now: () => string;
  readonly #report: (taskId: string, status: TaskStatus) => void;
  #task: Task;
  #step: Routine<Step> | undefined;
  #closed = false;

  constructor(
    scheduler: Scheduler,
    task: Task,
    controller: TaskController,
    now: () => string,
    report: (taskId: string, status: TaskStatus) => void,
  ) {
    this.#scheduler = scheduler;
    this.#task = task;
    this.controller = controller;
    this.#now = now;
    this.#report = report;
    this.#run();
  }

  get task(): Task {
    return this.#task;
  }

  /** The manager's word on the task has changed. Its status here is the true one; a desired state never goes back. */
  update(task: Task): void {
    if (this.#closed || sameAssignment(task, this.#task)) return;
    if (compareStates(task.DesiredState, this.#task.DesiredState) < 0) return;
    this.#task = { ...task, Status: this.#task.Status };
    this.controller.update(this.#task);
    this.#step?.kill();
    this.#run();
  }

  /** Stops driving it. */
  close(): void {
    this.#closed = true;
    this.#step?.kill();
    this.#step = undefined;
  }

  #run(): void {
    const body = doTask(this.#task, this.controller, this.#now);
    const step: Routine<Step> = new Routine(this.#scheduler, body, (outcome) => {
      if (this.#step !== step || outcome.kind === 'killed') return;
      this.#step = undefined;
      if (outcome.value === undefined || this.#closed) return;
      this.#task = { ...this.#task, Status: outcome.value };
      this.#report(this.#task.ID, outcome.value);
      this.#run();
    });
    this.#step = step;
  }
}
