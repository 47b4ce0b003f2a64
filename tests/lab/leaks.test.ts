// What is gone leaves nothing behind: processes, events, memory.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { oneHost } from '../../src/sim/scenario/worlds.ts';
import { runCommand } from '../../src/sim/testkit/machine.ts';
import { World } from '../../src/sim/world.ts';

const SECOND = 1_000_000;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function heapUsed(): number {
  for (let i = 0; i < 3; i++) collect();
  return process.memoryUsage().heapUsed;
}

function oneMachine() {
  const world = new World(oneHost, 1);
  world.runUntil(2 * SECOND);
  const machine = world.machine('node1');
  if (machine === undefined) throw new Error('the world has no node1');
  const state = () => ({ processes: machine.enclosure.processes().length, events: machine.scheduler.pending });
  return { world, machine, state, before: state() };
}

describe('nothing is left behind by', () => {
  it('300 containers', { timeout: 30_000 }, () => {
    const { world, machine, state, before } = oneMachine();
    const comeAndGo = (): void => {
      const run =
        'for i in $(seq 100); do docker run -d --name c$i alpine sleep 1d >/dev/null; done; docker ps -q | wc -l';
      expect(runCommand(machine, run).stdout).toBe('100\n');
      expect(runCommand(machine, 'docker rm -f $(docker ps -aq) | wc -l').stdout).toBe('100\n');
      world.runUntil(world.now + 60 * SECOND);
    };
    // Until the trace and the logs are as full as they get.
    for (let round = 0; round < 5; round++) comeAndGo();
    const heap = heapUsed();
    for (let round = 0; round < 3; round++) comeAndGo();
    expect(heapUsed() - heap).toBeLessThan(1_000_000);
    expect(state()).toEqual(before);
  });

  it('30 terminals that are closed while commands run', () => {
    const { world, state, before } = oneMachine();
    for (let i = 0; i < 30; i++) {
      const tty = `t${i}`;
      world.apply({ at: world.now, kind: 'tty.open', tty, host: 'node1', columns: 80, rows: 24 });
      world.runUntil(world.now + SECOND);
      world.apply({ at: world.now, kind: 'tty.data', tty, text: 'sleep 1000 &\rping 172.17.0.1\r' });
      world.runUntil(world.now + SECOND);
      expect(state().processes).toBe(before.processes + 3);
      world.apply({ at: world.now, kind: 'tty.close', tty });
      world.runUntil(world.now + SECOND);
    }
    world.runUntil(world.now + 1000 * SECOND);
    expect(state()).toEqual(before);
  });

  it('more background jobs than there may be processes', () => {
    const { machine, state, before } = oneMachine();
    const loop = 'for i in $(seq 5000); do : & done; wait; echo "done $?"';
    expect(runCommand(machine, loop)).toEqual({ stdout: 'done 0\n', stderr: '', exit: 0 });
    expect(state()).toEqual(before);
  });

  it('jobs that are killed', () => {
    const { world, state, before } = oneMachine();
    world.apply({ at: world.now, kind: 'tty.open', tty: 't1', host: 'node1', columns: 80, rows: 24 });
    world.runUntil(world.now + SECOND);
    world.apply({ at: world.now, kind: 'tty.data', tty: 't1', text: 'sleep 1000 &\r(sleep 1000; :) &\rkill %1 %2\r' });
    world.runUntil(world.now + SECOND);
    expect(state().processes).toBe(before.processes + 1);
  });
});
