import { expect, it } from 'vitest';
import { RandomSource } from '../../base/random.ts';
import { Scheduler, SECOND } from '../../des/scheduler.ts';
import { WaitQueue } from '../../des/task.ts';
import { Host, loginEnvironment } from '../../host/host.ts';
import type { Blocking, Program, Sys } from '../../host/sys.ts';
import { BareKernel } from '../../testkit/bare-kernel.ts';
import { Threads } from './threads.ts';

/** What threads note, with the second of virtual time, when one process runs them for a while. */
function notes(make: (sys: Sys, note: (word: string) => void) => readonly Blocking<void>[]): string[] {
  const scheduler = new Scheduler();
  const noted: string[] = [];
  const program: Program = {
    name: 'p',
    summary: '',
    *main(sys) {
      const threads = new Threads(sys);
      const until = sys.now() + 10 * SECOND;
      const note = (word: string): void => {
        noted.push(`${Math.round(sys.now() / SECOND)} ${word}`);
      };
      for (const body of make(sys, note)) threads.start(body);
      yield* threads.run(() => sys.now() >= until);
      return 0;
    },
  };
  const host = new Host({
    ...{ name: 'h', scheduler, random: new RandomSource(1), kernel: new BareKernel(), startsAt: 0 },
    programs: new Map([['/usr/bin/p', program]]),
  });
  const stdio = { kind: 'pipes', stdin: false } as const;
  host.launch({ enclosure: host.enclosure, argv: ['p'], env: loginEnvironment(), cwd: '/', stdio });
  scheduler.runUntil(20 * SECOND);
  return noted;
}

function* pause(sys: Sys, seconds: number): Blocking<void> {
  const until = sys.now() + seconds * SECOND;
  while (sys.now() < until) yield* sys.wait([], until);
}

it('what one thread tells another one is heard at once, in whatever order they stand', () => {
  const heard = notes((sys, note) => {
    const told = new WaitQueue();
    let word = '';
    function* listener(): Blocking<void> {
      while (word === '') yield* sys.wait([told], sys.now() + 9 * SECOND);
      note(word);
    }
    function* teller(): Blocking<void> {
      yield* pause(sys, 2);
      word = 'hello';
      told.wake();
      yield* pause(sys, 5);
    }
    return [listener(), teller()];
  });
  expect(heard).toEqual(['2 hello']);
});

it('each sleeps for itself', () => {
  const woken = notes((sys, note) => {
    function* sleeper(seconds: number): Blocking<void> {
      yield* pause(sys, seconds);
      note(String(seconds));
    }
    return [sleeper(3), sleeper(1), sleeper(2)];
  });
  expect(woken).toEqual(['1 1', '2 2', '3 3']);
});
