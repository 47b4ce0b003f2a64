import { expect, it } from 'vitest';
import { partKeys } from './part-keys.ts';
import { actionOf, isOffered, listActions } from './table.ts';

it('gives no key to two actions that can be done at once', () => {
  const offered = listActions().filter(([, action]) => isOffered(action));
  const chords = offered.flatMap(([, { keys = [] }]) => keys);
  expect(chords).toEqual([...new Set(chords)]);
});

it('names every action and every key', () => {
  for (const [id, { label }] of listActions()) expect(label(), id).not.toBe('');
  for (const { label } of partKeys) expect(label()).not.toBe('');
});

it('finds what a chord means, by either of its names', () => {
  expect(actionOf(['Ctrl K'])?.chord).toBe('Ctrl K');
  expect(actionOf(['!', 'Ctrl `'])?.chord).toBe('Ctrl `');
  expect(actionOf(['Ctrl Alt Q'])).toBeUndefined();
});
