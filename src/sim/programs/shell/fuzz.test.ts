// Whatever is typed or run, the shell neither throws nor hangs.
import fc from 'fast-check';
import { test } from 'vitest';
import { bareHost } from '../../testkit/bare-host.ts';
import { runCommand, TerminalProbe } from '../../testkit/machine.ts';

const pieces = [
  'echo',
  'if',
  'then',
  'fi',
  'for x in',
  'do',
  'done',
  'while',
  'case',
  'esac',
  '((',
  '))',
  '[[',
  ']]',
  '{',
  '}',
  '(',
  ')',
  '$(',
  '`',
  '"',
  "'",
  '\\',
  '|',
  '||',
  '&&',
  '&',
  ';',
  ';;',
  '\n',
  '<',
  '>',
  '>>',
  '<<E',
  '<<<',
  '2>&1',
  '$x',
  '${x',
  '${x:-',
  '}',
  '$((',
  '1',
  '+',
  '/',
  '0',
  '*',
  '?',
  '[a-',
  ']',
  '!',
  '~',
  '{a,b}',
  '{1..9}',
  'x=',
  'a[1]=',
  '=(',
  'f()',
  'break',
  'return',
  'exit',
  'set -e',
  'shift',
  'read x',
  'eval',
  'printf %d',
  'test',
  'trap',
  'exec',
  'local',
  'wait',
  'kill $$',
  '$@',
  '"$@"',
  '$!',
  '%',
  '#',
  ' ',
  '\t',
  'é',
  '漢',
];
const script = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((words) => words.join(' '));
const keys = fc.array(
  fc.oneof(
    fc.constantFrom(...pieces, '\r', '\x03', '\x04', '\t', '\x1b[A', '\x1b[', '\x12', '\x7f', '\x15', '\x17', '\x1a'),
    fc.string({ maxLength: 4 }),
  ),
  { maxLength: 20 },
);

test('scripts made of fragments end', () => {
  fc.assert(
    fc.property(script, (text) => {
      runCommand(bareHost(), text, { stdin: '1\n2\n', limit: 2_000_000 });
    }),
    { numRuns: 400, seed: 7 },
  );
});

test('keys in any order leave a terminal that goes on', () => {
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 100 }), (typed, columns) => {
      const terminal = new TerminalProbe(bareHost(), columns);
      for (const text of typed) terminal.type(text, 20_000);
    }),
    { numRuns: 100, seed: 7 },
  );
});
