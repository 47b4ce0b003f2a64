import { beforeEach, describe, expect, it } from 'vitest';
import { attachScreen, deliverOutput, forgetAllOutput, lastLine, rewriteOutput } from './output.ts';

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

  it('gives all of the text to a screen that takes the place of another', () => {
    const seen: string[] = [];
    attachScreen('a', () => undefined)();
    deliverOutput('a', 'one');
    rewriteOutput('a', 'two');
    deliverOutput('a', 'three');
    attachScreen('a', (text) => seen.push(text));
    expect(seen).toEqual(['two', 'three']);
  });

  it('keeps the latest of a long text', () => {
    let seen = '';
    for (let i = 0; i < 400; i++) deliverOutput('a', `${i}:`.padEnd(10_000, '.'));
    attachScreen('a', (text) => {
      seen += text;
    });
    expect(seen.length).toBeLessThanOrEqual(2_000_000);
    expect(seen).toMatch(/399:\.+$/);
  });

  it('tells the line with the cursor', () => {
    deliverOutput('a', 'one\r\ntw');
    deliverOutput('a', 'o');
    expect(lastLine('a')).toBe('two');
    expect(lastLine('b')).toBe('');
  });

  it('rewrites a terminal when another moment is shown: at once, from an empty screen', () => {
    const shown: string[] = [];
    deliverOutput('again', 'root@node1:~# docker ps');
    rewriteOutput('again', 'root@node1:~# ');
    expect(lastLine('again')).toBe('root@node1:~# ');
    attachScreen('again', (text) => shown.push(text));
    rewriteOutput('again', 'bye');
    expect(shown).toEqual(['root@node1:~# ', '\u001bcbye']);
  });
});
