import { expect, test } from 'vitest';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { type ProgressLines, progressLines } from './progress-lines.ts';

/** What a client prints, on a terminal so wide or into a pipe. */
function printed(columns: number | undefined, body: (lines: ProgressLines) => Blocking<void>, quiet = false): string {
  let out = '';
  // biome-ignore lint/correctness/useYield: nothing here takes time
  function* print(text: string): Blocking<void> {
    out += text;
  }
  const stdout = columns === undefined ? undefined : { columns };
  const client = { stdout, sys: { print }, print: (line: string) => print(`${line}\n`) } as unknown as Client;
  for (const _wait of body(progressLines(client, quiet))) throw new Error('nothing to wait for');
  return out;
}

function* show(lines: ProgressLines): Blocking<void> {
  yield* lines.show({ id: 'overall progress', action: '0 out of 1 tasks' });
  yield* lines.show({ id: '1/1', action: ' ' });
  yield* lines.show({ id: '1/1', action: 'running  ', bar: { current: 9, total: 9 } });
  yield* lines.show({ id: 'overall progress', action: '1 out of 1 tasks' });
  yield* lines.say('job complete');
}

test('into a pipe every change is a line, and bars are none', () => {
  expect(printed(undefined, show)).toBe(
    'overall progress: 0 out of 1 tasks\n1/1:  \noverall progress: 1 out of 1 tasks\njob complete\n',
  );
});

test('on a terminal each line is drawn where it first stood', () => {
  const up = (lines: number, text: string): string => `\x1b[${lines}A\x1b[2K\r${text} \r\x1b[${lines}B`;
  const bar = `[${'='.repeat(50)}>]`;
  expect(printed(120, show)).toBe(
    [
      `\n${up(1, 'overall progress: 0 out of 1 tasks')}`,
      `\n${up(1, '1/1:  ')}`,
      up(1, `1/1: running   ${bar}`),
      up(2, 'overall progress: 1 out of 1 tasks'),
      'job complete\n',
    ].join(''),
  );
});

test('a narrow terminal has no room for bars', () => {
  expect(printed(80, show)).not.toContain('[=');
});

test('--quiet says nothing', () => {
  expect(printed(120, show, true)).toBe('');
});
