// The shell against real bash 5.2.15: bash.transcript holds what `bash -c` answered, command by command.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bareHost } from '../../testkit/bare-host.ts';
import { runCommand } from '../../testkit/machine.ts';

interface Step {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** `$ ` begins a command, `> ` continues it, `| ` is output, `! ` errors, `= ` a status that is not 0; `\` at the end: no newline. */
function readTranscript(text: string): Step[] {
  return text
    .trimEnd()
    .split(/\n\n(?=\$ )/)
    .map((block) => {
      const lines = block.split('\n').map((line) => [line.slice(0, 2), line.slice(2)] as const);
      const all = (mark: string) => lines.filter(([first]) => first === mark).map(([, rest]) => rest);
      const output = (mark: string) =>
        all(mark)
          .map((line) => `${line}\n`)
          .join('')
          .replace(/\\\n$/, '');
      const command = lines.filter(([first]) => first === '$ ' || first === '> ').map(([, rest]) => rest);
      return {
        command: command.join('\n'),
        stdout: output('| '),
        stderr: output('! '),
        exit: Number(all('= ')[0] ?? 0),
      };
    });
}

const transcript = readTranscript(readFileSync(new URL('bash.transcript', import.meta.url), 'utf8'));

describe('bash -c', () => {
  test.each(transcript)('$command', ({ command, ...expected }) => {
    expect(runCommand(bareHost(), command, { stdin: '' })).toEqual(expected);
  });
});
