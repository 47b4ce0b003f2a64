import { expect, it } from 'vitest';
import { arrow, controlOf, useHeldCtrl, withHeldCtrl } from './key-row.ts';

it.each([
  ['c', '\u0003'],
  ['D', '\u0004'],
  ['[', '\u001b'],
  ['1', '1'],
  ['ls', 'ls'],
])('Ctrl with %s', (typed, sent) => {
  expect(controlOf(typed)).toBe(sent);
});

it('holds Ctrl for one letter', () => {
  useHeldCtrl.setState({ held: true });
  expect(withHeldCtrl('c')).toBe('\u0003');
  expect(withHeldCtrl('c')).toBe('c');
});

it('knows both ways to send a cursor key', () => {
  expect(arrow('up', false)).toBe('\u001b[A');
  expect(arrow('left', true)).toBe('\u001bOD');
});
