import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refused, runDocker } from './fakes.ts';
import { root } from './root.ts';

const common = [
  '--help',
  '-h',
  '-f',
  '--format',
  '{{.ID}}',
  '{{json .}}',
  '-q',
  '-a',
  '--',
  '-it',
  '-d',
  '--rm',
  '-p',
  '80:80',
  'x',
  'a=b',
  '',
  '-',
];
const names = root.commands.flatMap((c) => [c.name, ...(c.kind === 'group' ? c.commands.map((s) => s.name) : [])]);

test('no line of words makes the client itself fail', () => {
  const word = fc.oneof(fc.constantFrom(...names), fc.constantFrom(...common), fc.string({ maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 7 }), (words) => {
      const { stdout, stderr, exit } = runDocker(words, () => refused('no'));
      expect([0, 1, 64, 125, 126, 127]).toContain(exit);
      if (exit !== 0) expect(stdout + stderr).not.toBe('');
    }),
    { numRuns: 1500 },
  );
});

describe('the tables', () => {
  const leaves = root.commands
    .flatMap((c) =>
      c.kind === 'group'
        ? c.commands.map((s) => ({ path: `${c.name} ${s.name}`, command: s }))
        : [{ path: c.name, command: c }],
    )
    .flatMap(({ path, command }) => (command.kind === 'leaf' ? [{ path, command }] : []));

  test.each(leaves)('docker $path names each flag and letter once', ({ command }) => {
    const flags = command.flags.map((f) => f.name);
    const letters = command.flags.flatMap((f) => f.short ?? []);
    expect(new Set(flags).size).toBe(flags.length);
    expect(new Set(letters).size).toBe(letters.length);
    for (const f of command.flags) if (f.sameAs) expect(flags).toContain(f.sameAs);
  });

  test.each(leaves)('docker $path has help', ({ path }) => {
    const { stdout, stderr, exit } = runDocker([...path.split(' '), '--help']);
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
    expect(stdout).toMatch(new RegExp(`^Usage:  docker ${path}`));
  });
});

test.each(['-v', '--version'])('docker %s', (flag) => {
  expect(runDocker([flag])).toMatchObject({ stdout: 'Docker version 28.5.2, build ecc6942\n', exit: 0 });
});

test('docker alone shows its help where errors go', () => {
  const { stdout, stderr, exit } = runDocker([]);
  expect({ stdout, exit }).toEqual({ stdout: '', exit: 0 });
  expect(stderr).toBe(runDocker(['--help']).stdout);
});
