import { beforeEach, describe, expect, it } from 'vitest';
import { attachScreen, deliverOutput, forgetAllOutput, lastLine } from './output.ts';

beforeEach(forgetAllOutput);

describe('output', () => {
  it('waits for its screen, then goes on to it', () => {
    const seen: string[] = [];
    deliverOutput('a', 'one');
    deliverOutput('a', 'two');
    attachScreen('a', (text) => seen.push(text));
    deliverOutput('a', 'three');
    expect(seen).toEqual(['one', 'two', 'three']);
  });

  it('waits again when its screen goes', () => {
    const seen: string[] = [];
    attachScreen('a', (text) => seen.push(text))();
    deliverOutput('a', 'later');
    expect(seen).toEqual([]);
    attachScreen('a', (text) => seen.push(text));
    expect(seen).toEqual(['later']);
  });

  it('tells the line with the cursor', () => {
    deliverOutput('a', 'one\r\ntw');
    deliverOutput('a', 'o');
    expect(lastLine('a')).toBe('two');
    expect(lastLine('b')).toBe('');
  });
});
