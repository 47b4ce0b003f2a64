// What GNU coreutils 9.1, grep 3.8, sed 4.9, mawk 1.3.4, jq 1.6 and findutils 4.9, diffutils 3.8 and bash 5.2 of Debian 12 answered, command by command.
// Each row: command line, standard input, standard output, exit status, standard error.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RandomSource } from '../base/random.ts';
import { Scheduler } from '../des/scheduler.ts';
import { Host } from '../host/host.ts';
import { BareKernel } from '../testkit/bare-kernel.ts';
import { runCommand } from '../testkit/machine.ts';
import { programSet } from './index.ts';

type Row = [command: string, input: string, stdout: string, exit: number, stderr: string];

const files: Readonly<Record<string, string>> = {
  a: 'banana 3 x\napple 10 y\ncherry 2 z\napple 1 w\n',
  b: 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\ntwelve\n',
  c: 'k:v:1\nno separators\n:empty:\na b:c d:e f',
  'd/f1': 'hello world\n',
  'd/e/f2': 'deep hello\nbye\n',
  j: '{"a":[1,2,{"b":"x y"}],"c":null,"d":{"e":1.5,"f":true}}\n',
};
const programs = programSet('host');

function machine(): Host {
  const scheduler = new Scheduler();
  const random = new RandomSource(1);
  const startsAt = Date.UTC(2026, 1, 3, 14, 5, 9);
  const host = new Host({ name: 'node1', scheduler, random, kernel: new BareKernel(), startsAt, programs });
  host.enclosure.fs.makeDirectory('/srv/d/e', true);
  for (const [name, text] of Object.entries(files)) host.enclosure.fs.writeFile(`/srv/${name}`, text);
  return host;
}

describe.each(['text', 'bytes', 'grep-sed', 'awk', 'jq', 'system', 'shell', 'diff', 'comm'])(
  '%s tools answer as the real ones',
  (table) => {
    const rows: Row[] = JSON.parse(readFileSync(new URL(`transcripts/${table}.json`, import.meta.url), 'utf8'));
    it.each(rows)('%s', (command, stdin, stdout, exit, stderr) => {
      expect(runCommand(machine(), command, { cwd: '/srv', stdin })).toEqual({ stdout, exit, stderr });
    });
  },
);

describe('streams', () => {
  it.each([
    ['yes | head -3', 'y\ny\ny\n'],
    ['yes a b | head -1', 'a b\n'],
    ['(echo one; sleep 2; echo two) | grep --line-buffered t', 'two\n'],
    ['(echo one; sleep 5; echo two) | timeout 2 sed s/o/0/', '0ne\n'],
    ["(echo 1; sleep 5; echo 2) | timeout 2 awk '{print $1 + 1}'", '2\n'],
    ['(echo \'{"a":1}\'; sleep 5; echo 2) | timeout 2 jq .a', '1\n'],
    ['echo start > log; (sleep 3; echo more >> log) & timeout 6 tail -f log', 'start\nmore\n'],
    ['seq 1 inf 2>&1 | head -1', "seq: invalid floating point argument: 'inf'\n"],
  ])('%s', (command, stdout) => {
    expect(runCommand(machine(), command, { cwd: '/srv' }).stdout).toBe(stdout);
  });

  it.each([
    "awk 'BEGIN{while(1);}'",
    "sed ':a;ba' a",
    "jq -n '[repeat(1)]|length'",
    'awk \'BEGIN{while(1)x=x x "a"}\'',
  ])('stops what loops for ever: %s', (command) => {
    expect(runCommand(machine(), command, { cwd: '/srv' }).exit).not.toBe(0);
  });

  it('is not held up by patterns that backtrack', () => {
    const { exit } = runCommand(
      machine(),
      "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | grep -E '^(a*)*(a|aa)+$'",
    );
    expect(exit).toBe(1);
  });
});

describe('what is missing', () => {
  it('says so and fails', () => {
    expect(runCommand(machine(), 'strace -p 1')).toEqual({
      stdout: '',
      stderr: 'hoplab: not simulated yet: strace\n',
      exit: 125,
    });
  });

  it('gives each image its own programs', () => {
    expect(programSet('busybox').has('/bin/sh')).toBe(true);
    expect(programSet('busybox').has('/bin/jq')).toBe(false);
    expect(programSet('nginx').has('/usr/sbin/nginx')).toBe(true);
    expect(programSet('toolbox').get('/usr/bin/cat')).not.toBe(programSet('toolbox').get('/bin/cat'));
  });
});
