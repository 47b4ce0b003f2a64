import { describe, expect, it } from 'vitest';
import { chordsOf, isSingle } from './chord.ts';

const press = (key: string, code: string, held = '') => ({
  key,
  code,
  ctrlKey: held.includes('c'),
  metaKey: held.includes('m'),
  altKey: held.includes('a'),
  shiftKey: held.includes('s'),
});

describe('names of key presses', () => {
  it.each([
    [press(' ', 'Space'), 'Space'],
    [press('s', 'KeyS'), 'S'],
    [press('z', 'KeyZ', 'c'), 'Ctrl Z'],
    [press('z', 'KeyY', 'c'), 'Ctrl Z'],
    [press('Z', 'KeyZ', 'cs'), 'Ctrl Shift Z'],
    [press('k', 'KeyK', 'm'), 'Ctrl K'],
    [press('?', 'Slash', 's'), '?'],
    [press('>', 'IntlBackslash', 's'), '>'],
    [press('!', 'Digit1', 's'), 'Shift 1'],
    [press('^', 'Backquote', 'c'), 'Ctrl `'],
    [press('F10', 'F10', 's'), 'Shift F10'],
  ])('%o is %s', (event, chord) => {
    expect(chordsOf(event)).toContain(chord);
  });

  it('takes a bracket typed with AltGr for the bracket', () => {
    expect(chordsOf(press('[', 'Digit8', 'ca'), true)).toContain('[');
  });

  it.each([
    ['S', true],
    ['Space', true],
    ['?', true],
    ['Shift 1', true],
    ['Ctrl Z', false],
    ['F8', false],
    ['Escape', false],
  ])('%s alone: %s', (chord, single) => {
    expect(isSingle(chord)).toBe(single);
  });
});
