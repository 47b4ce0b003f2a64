import { describe, expect, test } from 'vitest';
import { runDocker } from '../cli/fakes.ts';
import type { Sys } from '../host/sys.ts';
import { composeCommands } from './group.ts';
import { compose } from './plugin.ts';

const files: Readonly<Record<string, string>> = {
  '/shop/compose.yaml': 'services:\n  web: {image: nginx}\n  worker: {image: busybox}\n  db: {image: redis}\n',
};

function words(...typed: readonly string[]): string[] {
  const sys = {
    cwd: '/shop',
    env: new Map<string, string>(),
    resolve: (path: string) => (path.startsWith('/') ? path : `/${path}`),
    fs: {
      stat: (path: string) => (path in files ? { type: 'file' } : undefined),
      readFile: (path: string) => (path in files ? { ok: true, value: files[path] } : { ok: false, errno: 'ENOENT' }),
    },
  };
  return compose.complete(sys as unknown as Sys, typed).map(({ text }) => text);
}

test('completes sub-commands, flags and services of the file', () => {
  expect(words('st')).toEqual(['start', 'stats', 'stop']);
  expect(words('-p', 'x', 'up', '--no-st')).toEqual(['--no-start']);
  expect(words('--project-n')).toEqual(['--project-name']);
  expect(words('up', '-d', 'w')).toEqual(['web', 'worker']);
  expect(words('stop', 'web', '')).toEqual(['worker', 'db']);
  expect(words('exec', 'web', '')).toEqual([]);
  expect(words('-f', '/no.yaml', 'up', '')).toEqual([]);
});

describe('the table', () => {
  const leaves = composeCommands.flatMap((c) => (c.kind === 'leaf' ? [c] : []));

  test.each(leaves)('docker compose $name has flags and letters once each, and help', ({ name, flags }) => {
    const letters = flags.flatMap((f) => f.short ?? []);
    expect(new Set(flags.map((f) => f.name)).size).toBe(flags.length);
    expect(new Set(letters).size).toBe(letters.length);
    const { stdout, stderr, exit } = runDocker(['compose', name, '--help']);
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
    expect(stdout.startsWith(`Usage:  docker compose ${name}`)).toBe(true);
  });
});

test.each([
  [['compose', 'version'], 'Docker Compose version v2.40.3\n', '', 0],
  [['compose', 'version', '--short'], '2.40.3\n', '', 0],
  [['compose', 'up', '--nope'], '', 'unknown flag: --nope\n', 1],
  [['compose', 'exec', 'web'], '', 'requires at least 2 arg(s), only received 1\n', 1],
  [['compose', 'ls', 'x'], '', 'unknown command "x" for "docker compose ls"\n', 1],
  [['compose', '--progress', 'x', 'ls'], '', 'unsupported --progress value "x"\n', 1],
  [['compose', 'bridge'], '', 'hoplab: not simulated yet: docker compose bridge\n', 125],
  [['compose', '--dry-run', 'ls'], '', 'hoplab: not simulated yet: docker compose --dry-run\n', 125],
] as const)('docker %j', (argv, stdout, stderr, exit) => {
  expect(runDocker(argv)).toMatchObject({ stdout, stderr, exit });
});
