import { expect, test } from 'vitest';
import { Scheduler } from './scheduler.ts';
import { type Blocking, sleepUntil, Task, WaitQueue } from './task.ts';

test('a task sleeps until its deadline, or until a queue speaks', () => {
  const scheduler = new Scheduler();
  const queue = new WaitQueue();
  const times: number[] = [];
  const task = new Task(
    scheduler,
    (function* (): Blocking<string> {
      yield* sleepUntil(100);
      times.push(scheduler.now);
      yield { on: [queue], until: 1000 };
      times.push(scheduler.now);
      return 'done';
    })(),
  );
  scheduler.runUntil(300);
  queue.wake();
  scheduler.runUntil(2000);
  expect(times).toEqual([100, 300]);
  expect(task.outcome).toEqual({ kind: 'returned', value: 'done' });
});

test('a killed task runs its finally blocks and tells so once', () => {
  const scheduler = new Scheduler();
  const said: string[] = [];
  const task = new Task(
    scheduler,
    (function* (): Blocking<void> {
      try {
        yield { on: [] };
      } finally {
        said.push('finally');
      }
    })(),
    (outcome) => said.push(outcome.kind),
  );
  scheduler.runUntil(10);
  task.kill();
  task.kill();
  expect(said).toEqual(['finally', 'killed']);
});

test('a task that kills itself goes on to its next wait and no further', () => {
  const scheduler = new Scheduler();
  const said: string[] = [];
  const tasks: Task<void>[] = [];
  const task = new Task(
    scheduler,
    (function* (): Blocking<void> {
      for (const own of tasks) own.kill();
      said.push('still here');
      yield { on: [] };
      said.push('never');
    })(),
  );
  tasks.push(task);
  scheduler.runUntil(10);
  expect(said).toEqual(['still here']);
  expect(task.outcome).toEqual({ kind: 'killed' });
});

test('a task that loops at one instant is stopped', () => {
  const scheduler = new Scheduler();
  const queue = new WaitQueue();
  let stopped = false;
  const task = new Task(
    scheduler,
    (function* (): Blocking<void> {
      for (;;) yield { on: [queue], until: scheduler.now };
    })(),
    undefined,
    () => {
      stopped = true;
    },
  );
  scheduler.runUntil(1);
  expect([stopped, task.outcome?.kind]).toEqual([true, 'killed']);
});

test('waiters of one queue wake in the order in which they came', () => {
  const scheduler = new Scheduler();
  const queue = new WaitQueue();
  const order: number[] = [];
  for (const n of [1, 2, 3]) {
    new Task(
      scheduler,
      (function* (): Blocking<void> {
        yield { on: [queue] };
        order.push(n);
      })(),
    );
  }
  scheduler.runUntil(1);
  queue.wake();
  scheduler.runUntil(1);
  expect(order).toEqual([1, 2, 3]);
});
