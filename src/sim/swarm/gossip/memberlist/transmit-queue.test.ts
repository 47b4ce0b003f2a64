import { expect, it } from 'vitest';
import { TransmitQueue } from './transmit-queue.ts';

/** A queue in a cluster of three: four transmissions each. */
const queue = (): TransmitQueue<string> => new TransmitQueue<string>(() => 3);

it('sends what was sent least first, then the largest, then the newest', () => {
  const q = queue();
  q.add('old', 10);
  q.add('large', 30);
  q.add('new', 10);
  expect(q.take(2, 34)).toEqual(['large']);
  expect(q.take(2, 12)).toEqual(['new']);
  expect(q.take(2, 100)).toEqual(['old', 'large', 'new']);
});

it('fills the room with what fits', () => {
  const q = queue();
  q.add('large', 90);
  q.add('middle', 50);
  q.add('small', 20);
  expect(q.take(2, 80)).toEqual(['middle', 'small']);
  expect(q.take(2, 10)).toEqual([]);
});

it('lets go after as many transmissions as the cluster needs', () => {
  const q = queue();
  let finished = 0;
  q.add('news', 10, 'x', () => finished++);
  for (let i = 0; i < 3; i++) expect(q.take(2, 100)).toEqual(['news']);
  expect([q.length, finished]).toEqual([1, 0]);
  expect(q.take(2, 100)).toEqual(['news']);
  expect([q.length, finished]).toEqual([0, 1]);
  expect(q.take(2, 100)).toEqual([]);
});

it('replaces news of the same name, and only that', () => {
  const q = queue();
  let finished = 0;
  q.add('first of x', 10, 'x', () => finished++);
  q.add('of y', 10, 'y');
  q.add('unnamed', 10);
  q.take(2, 100);
  q.add('second of x', 10, 'x');
  expect(finished).toBe(1);
  expect(q.take(2, 100)).toEqual(['second of x', 'unnamed', 'of y']);
});
