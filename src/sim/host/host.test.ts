// Processes, signals, pid namespaces, pipes and sockets of a host.
import { describe, expect, test } from 'vitest';
import { WaitQueue } from '../des/task.ts';
import { bareHost } from '../testkit/bare-host.ts';
import { runCommand } from '../testkit/machine.ts';
import type { Host } from './host.ts';
import type { HttpStream } from './http.ts';
import type { Launched, LaunchOptions } from './machine.ts';
import type { Program, Signal } from './sys.ts';

const pipes = { kind: 'pipes', stdin: false } as const;

function program(name: string, main: Program['main']): Program {
  return { name, summary: name, main };
}

/** A container that runs `argv`. */
function contain(host: Host, ...argv: string[]) {
  const netns = host.kernel.createNetns('c1');
  const enclosure = host.createEnclosure('c1', host.createFileSystem(netns), netns, host.enclosure.programs);
  const exec = (...words: string[]): Launched => launch(host, { enclosure, argv: words });
  return { enclosure, init: exec(...argv), exec };
}

function launch(host: Host, options: Partial<LaunchOptions> & { argv: readonly string[] }): Launched {
  const launched = host.launch({ enclosure: host.enclosure, env: new Map(), cwd: '/', stdio: pipes, ...options });
  if (!launched.ok) throw new Error(launched.errno);
  return launched.value;
}

const run = (host: Host, microseconds: number) => host.scheduler.runUntil(host.scheduler.now + microseconds);

describe('signals', () => {
  test('end a process by default; the status names them', () => {
    const host = bareHost();
    const sleep = launch(host, { argv: ['sleep', '100'] });
    run(host, 1000);
    sleep.kill('SIGTERM');
    expect(sleep.status()).toEqual({ kind: 'signaled', signal: 'SIGTERM' });
  });

  test('that are handled cut waits short and do not kill', () => {
    const seen: [Signal, number][] = [];
    const handles = program('handles', function* (sys) {
      sys.onSignal('SIGTERM', () => seen.push(['SIGTERM', sys.now()]));
      yield* sys.sleep(60_000_000);
      return 7;
    });
    const host = bareHost([handles]);
    const process = launch(host, { argv: ['handles'] });
    run(host, 1000);
    process.kill('SIGTERM');
    run(host, 0);
    expect(seen).toEqual([['SIGTERM', 1000]]);
    expect(process.status()).toEqual({ kind: 'exited', status: 7 });
  });

  test('a broken pipe kills its writer, and the shell sees 141', () => {
    expect(runCommand(bareHost(), 'set -o pipefail; yes | head -n 3; echo $?').stdout).toBe('y\ny\ny\n141\n');
  });

  test('a group gets what a negative number names', () => {
    const host = bareHost();
    const result = runCommand(host, 'sleep 100 & sleep 100 & kill -TERM 0; wait; echo no');
    expect(result.exit).toBe(143);
    expect(host.enclosure.processes().map(({ argv }) => argv[0])).toEqual(['/sbin/init']);
  });
});

describe('a pid namespace', () => {
  test('numbers from 1, and the host sees the same processes under its own numbers', () => {
    const host = bareHost();
    const { enclosure, init } = contain(host, 'sleep', '100');
    run(host, 1000);
    expect(enclosure.processes()).toMatchObject([{ pid: 1, ppid: 0, argv: ['sleep', '100'] }]);
    expect(host.enclosure.processes().map(({ pid }) => pid)).toEqual([1, init.pid]);
    expect(init.pid).toBeGreaterThan(1);
  });

  test('its first process only gets signals that it handles; SIGKILL works from outside only', () => {
    const host = bareHost();
    const { init, exec } = contain(host, 'sleep', '100');
    run(host, 1000);
    init.kill('SIGTERM');
    exec('bash', '-c', 'kill -9 1; kill -TERM 1');
    run(host, 10_000);
    expect(init.status()).toBeUndefined();
    runCommand(host, `kill -9 ${init.pid}`);
    expect(init.status()).toEqual({ kind: 'signaled', signal: 'SIGKILL' });
  });

  test('ends with its first process', () => {
    const host = bareHost();
    const { enclosure, init, exec } = contain(host, 'sleep', '100');
    const other = exec('sleep', '200');
    run(host, 1000);
    init.kill('SIGKILL');
    run(host, 1000);
    expect(other.status()).toEqual({ kind: 'signaled', signal: 'SIGKILL' });
    expect(enclosure.processes()).toEqual([]);
  });

  test('orphans are adopted and reaped', () => {
    const host = bareHost();
    runCommand(host, '(sleep 1 &) ; true');
    run(host, 2_000_000);
    expect(host.enclosure.processes().map(({ argv }) => argv[0])).toEqual(['/sbin/init']);
    expect(host.enclosure.pids.size).toBe(1);
  });
});

describe('loops', () => {
  test('that only compute are stopped after a minute', () => {
    const spin = program('spin', function* (sys) {
      for (;;) yield* sys.compute(10_000);
    });
    const host = bareHost([spin]);
    expect(runCommand(host, 'spin')).toMatchObject({
      stderr: expect.stringContaining('hoplab: stopped: spin computed for a minute without waiting for anything\n'),
      exit: 137,
    });
  });

  test('in which no time passes are stopped', () => {
    const stuck = program('stuck', function* () {
      for (;;) yield { on: [], until: 0 };
    });
    const result = runCommand(bareHost([stuck]), 'stuck');
    expect(result.stderr).toContain('hoplab: stopped: stuck looped without time passing\n');
    expect(result.exit).toBe(137);
  });

  test('that make processes run into a limit', () => {
    const result = runCommand(bareHost(), 'f() { f | f & }; f; sleep 2', { limit: 2_000_000 });
    expect(result.stderr).toContain('Resource temporarily unavailable');
  });
});

describe('executables', () => {
  test.each([
    ['a script with an interpreter', '#!/bin/bash -e\necho "$0 $1"; false; echo no\n', 'x', '/tmp/s x\n'],
    ['a script without', 'echo plain $1\n', 'y', 'plain y\n'],
  ])('%s', (_, text, argument, output) => {
    const host = bareHost();
    host.enclosure.fs.writeFile('/tmp/s', text, { executable: true });
    expect(runCommand(host, `/tmp/s ${argument}`).stdout).toBe(output);
  });

  test('a program that is removed is gone, one that is renamed is there', () => {
    const host = bareHost();
    expect(runCommand(host, 'rm /usr/bin/seq; seq 2').exit).toBe(127);
  });

  test('links lead to programs', () => {
    expect(runCommand(bareHost(), '/bin/echo via /bin; ln -s /usr/bin/seq /tmp/count; /tmp/count 1').stdout).toBe(
      'via /bin\n1\n',
    );
  });
});

describe('unix sockets', () => {
  const client = program('client', function* (sys) {
    const answer = yield* sys.http('/var/run/test.sock', { method: 'GET', path: '/x' });
    yield* sys.print(answer.ok ? `${answer.value.status} ${answer.value.body ?? ''}\n` : `${answer.errno}\n`);
    if (answer.ok) yield* answer.value.stream?.read() ?? sys.sleep(0);
    return 0;
  });

  test('answer, or say that nobody is there', () => {
    const host = bareHost([client]);
    expect(runCommand(host, 'client').stdout).toBe('ENOENT\n');
    host.enclosure.fs.writeFile('/run/test.sock', '');
    expect(runCommand(host, 'client').stdout).toBe('ECONNREFUSED\n');
    host.enclosure.fs.remove('/run/test.sock');
    host.listen('/var/run/test.sock', {
      *serve({ path }) {
        yield { on: [], until: host.scheduler.now + 500 };
        return { status: 200, body: path };
      },
    });
    expect(runCommand(host, 'client; ls -l /run/test.sock | cut -c1')).toMatchObject({ stdout: '200 /x\ns\n' });
  });

  test('a client that dies hangs up its stream, and does not stop the server', () => {
    const host = bareHost([client]);
    let closed = 0;
    let served = 0;
    const stream: HttpStream = {
      readable: new WaitQueue(),
      ready: () => false,
      *read() {
        yield { on: [] };
        return undefined;
      },
      *write() {
        yield { on: [] };
      },
      closeWrite: () => undefined,
      close: () => {
        closed++;
      },
    };
    host.listen('/run/test.sock', {
      *serve() {
        yield { on: [], until: host.scheduler.now + 1_000_000 };
        served++;
        return { status: 101, stream };
      },
    });
    const early = launch(host, { argv: ['client'] });
    const late = launch(host, { argv: ['client'] });
    run(host, 500_000);
    early.kill('SIGKILL');
    run(host, 1_000_000);
    expect([served, closed]).toEqual([2, 1]);
    late.kill('SIGKILL');
    expect(closed).toBe(2);
  });
});

test('/proc/sys is the namespace’s own', () => {
  const host = bareHost();
  const command =
    'cat /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/ip_forward; echo x > /proc/sys/net/ipv4/ip_forward';
  expect(runCommand(host, command)).toEqual({
    stdout: '0\n1\n',
    stderr: 'bash: line 1: echo: write error: Invalid argument\n',
    exit: 1,
  });
});

test('time passes as the kernel would take it, and the wall clock follows', () => {
  const host = bareHost();
  runCommand(host, 'sleep 5');
  expect(host.scheduler.now).toBeGreaterThan(5_000_000);
  expect(host.scheduler.now).toBeLessThan(5_010_000);
  expect(host.wallClock()).toBe(1_700_000_000_000 + host.scheduler.now / 1000);
});
