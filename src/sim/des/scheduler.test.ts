import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EventTarget, Scheduler } from './scheduler.ts';

class Log implements EventTarget {
  readonly seen: unknown[] = [];
  onEvent(_code: number, arg: unknown): void {
    this.seen.push(arg);
  }
}

test('equal times run first in, first out', () => {
  const scheduler = new Scheduler();
  const log = new Log();
  for (const name of ['a', 'b', 'c']) scheduler.at(5, log, 0, name);
  scheduler.at(3, log, 0, 'first');
  scheduler.runUntil(10);
  expect(log.seen).toEqual(['first', 'a', 'b', 'c']);
  expect(scheduler.now).toBe(10);
});

test('a cancelled event does not run, and its id never cancels a later one', () => {
  const scheduler = new Scheduler();
  const log = new Log();
  const id = scheduler.at(5, log, 0, 'gone');
  scheduler.cancel(id);
  scheduler.runUntil(5);
  scheduler.at(6, log, 0, 'kept');
  scheduler.cancel(id);
  scheduler.runUntil(6);
  expect(log.seen).toEqual(['kept']);
});

test('what an event schedules for the same instant runs in that instant, behind the rest', () => {
  const scheduler = new Scheduler();
  const order: string[] = [];
  const late: EventTarget = { onEvent: () => order.push('late') };
  scheduler.at(1, { onEvent: () => scheduler.after(0, late, 0) }, 0);
  scheduler.at(1, { onEvent: () => order.push('second') }, 0);
  scheduler.runInstant();
  expect(order).toEqual(['second', 'late']);
});

test('an event in the past is a defect', () => {
  const scheduler = new Scheduler();
  scheduler.runUntil(10);
  expect(() => scheduler.at(9, new Log(), 0)).toThrow();
});

test('any mixture of events and cancellations runs like a sorted list', () => {
  const operation = fc.record({ time: fc.nat(50), cancels: fc.boolean() });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 3000 }), (operations) => {
      const scheduler = new Scheduler();
      const log = new Log();
      const kept: { time: number; index: number }[] = [];
      operations.forEach(({ time, cancels }, index) => {
        const id = scheduler.at(time, log, 0, index);
        if (cancels) scheduler.cancel(id);
        else kept.push({ time, index });
      });
      scheduler.runUntil(100);
      kept.sort((a, b) => a.time - b.time || a.index - b.index);
      expect(log.seen).toEqual(kept.map(({ index }) => index));
    }),
    { numRuns: 50 },
  );
});
