import { describe, expect, it } from 'vitest';
import { EMPTY_LINE, follow } from './cursor-line.ts';

const PROMPT = 'root@node1:~# ';

describe('the line with the cursor', () => {
  it.each([
    [[PROMPT], PROMPT],
    [['ls\r\na b\r\n', 'root@node1', ':~# '], PROMPT],
    [[`\u001b[1;32mroot@node1\u001b[0m:~# \u001b[?2004h`], PROMPT],
    [[`\u001b]0;a title\u0007${PROMPT}`], PROMPT],
    [[`\u001b]0;a title\u001b\\${PROMPT}`], PROMPT],
    [[`half\r\u001b[J${PROMPT}`], PROMPT],
    [[`\r\u001b[J${PROMPT}\r\u001b[14C`], PROMPT],
    [[`\r\u001b[J${PROMPT}`, `e\r\u001b[15C`], `${PROMPT}e`],
    [[`${PROMPT}abc`, '\b \b', '\b \b'], `${PROMPT}a  `],
    [[`${PROMPT}abc\r\u001b[15C\u001b[K`], `${PROMPT}a`],
    [[`abc\u001b[H\u001b[2J${PROMPT}`], PROMPT],
    [['abc\u001b[2DX'], 'aXc'],
  ])('after %j', (outputs, text) => {
    expect(outputs.reduce(follow, EMPTY_LINE).text).toBe(text);
  });

  it('takes sequences that come in pieces', () => {
    const output = `\r\u001b[J\u001b]0;t\u0007\u001b[1;32m${PROMPT}\r\u001b[14C`;
    expect([...output].reduce(follow, EMPTY_LINE)).toEqual(follow(EMPTY_LINE, output));
  });
});
