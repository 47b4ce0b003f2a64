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

  it.each([
    [['root@node1:~# '], 'root@node1:~# '],
    [['ls\r\na b\r\n', 'root@node1', ':~# '], 'root@node1:~# '],
    [['\u001b[1;32mroot@node1\u001b[0m:~# \u001b[?2004h'], 'root@node1:~# '],
    [['\u001b]0;title\u0007root@node1:~# '], 'root@node1:~# '],
    [['half\rroot@node1:~# '], 'root@node1:~# '],
  ])('tells the last line of %j', (texts, line) => {
    for (const text of texts) deliverOutput('a', text);
    expect(lastLine('a')).toBe(line);
  });
});
