import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneHost } from '../sim/scenario/worlds.ts';
import { Lab } from './lab.ts';
import { parseLab } from './lab-file.ts';
import type { LabFile } from './protocol.ts';

const SECOND = 1_000_000;
const fresh: LabFile = { format: 'hoplab', version: 1, seed: 1, world: oneHost, inputs: [], time: 0 };
const always = () => false;

const lines = [
  'docker run -d --name c1 busybox sleep 3000',
  'docker rm -f c1',
  'ping -c 2 172.17.0.2',
  'docker network create web',
  'docker network rm web',
  'echo hello > f; cat f',
  'docker ps',
  'sleep 2; false',
];

/** A lab in which these lines were typed, two seconds apart. */
function typed(commands: readonly string[]): Lab {
  const lab = new Lab(fresh);
  lab.apply({ kind: 'tty.open', tty: 't1', host: 'node1', columns: 100, rows: 30 });
  for (const command of commands) {
    lab.runUntil(lab.now + 2 * SECOND);
    lab.apply({ kind: 'tty.data', tty: 't1', text: `${command}\r` });
  }
  lab.runUntil(lab.now + 3 * SECOND);
  return lab;
}

/** What tells two worlds apart: the whole trace and all terminals' text. */
function stateOf(lab: Lab): string {
  lab.takeNews();
  return lab.world.fingerprint();
}

/** The same moment made from nothing but the inputs. */
function replayed(lab: Lab, time: number): string {
  const inputs = lab.branch.inputs.filter((input) => input.at <= time);
  const other = new Lab({ ...fresh, inputs, time });
  other.replay(always);
  return stateOf(other);
}

it('prepares what takes long slice by slice, and comes to the same world', () => {
  const file: LabFile = {
    ...fresh,
    setup: ['docker run -d --name c1 busybox sleep 3000', 'docker network create web'],
  };
  let real = 0;
  const slow = new Lab(file, () => (real += 100));
  const progress: number[] = [];
  for (; slow.replaying; slow.replay(() => true)) progress.push(slow.progress);
  expect(progress.length).toBeGreaterThan(5);
  expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  expect(progress).toContain(0.5);
  const quick = new Lab(file);
  expect(quick.replaying).toBe(false);
  expect(stateOf(slow)).toBe(stateOf(quick));
});

describe('a lab that goes through time', () => {
  it('is the same at any moment, from whichever parked world it comes', () => {
    const command = fc.constantFrom(...lines);
    const moment = fc.double({ min: 0, max: 1, noNaN: true });
    const moves = fc.array(fc.record({ to: moment, parks: fc.nat(3) }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 5 }), moves, (commands, seeks) => {
        const lab = typed(commands);
        const { end } = lab;
        const last = stateOf(lab);
        for (const { to, parks } of seeks) {
          let instants = 0;
          lab.park(() => ++instants > parks * 1000);
          const time = Math.floor(to * end);
          lab.seek(time);
          lab.replay(always);
          expect(lab.now).toBe(time);
          expect(stateOf(lab)).toBe(replayed(lab, time));
        }
        lab.seek(end);
        lab.replay(always);
        expect(stateOf(lab)).toBe(last);
      }),
      { numRuns: 15 },
    );
  });

  it('goes on by itself through what was done, until the end', () => {
    const lab = typed(['docker run -d --name c1 busybox sleep 3000']);
    const { end } = lab;
    const last = stateOf(lab);
    lab.seek(SECOND);
    lab.replay(always);
    expect(lab.past).toBe(true);
    lab.runUntil(end);
    expect(lab.past).toBe(false);
    expect(stateOf(lab)).toBe(last);
  });

  it('forks where something is typed in the past, and keeps what had come after', () => {
    const lab = typed(['docker run -d --name c1 busybox sleep 3000', 'docker rm -f c1']);
    const last = stateOf(lab);
    const { end } = lab;
    lab.seek(3.5 * SECOND);
    lab.replay(always);
    lab.apply({ kind: 'tty.data', tty: 't1', text: 'docker network create web\r' });
    lab.runUntil(lab.now + 2 * SECOND);
    expect(lab.history.branches).toHaveLength(2);
    expect(lab.branch.notes.map((note) => [note.text, note.changed])).toEqual([
      ['docker run -d --name c1 busybox sleep 3000', true],
      ['docker network create web', true],
    ]);
    const forked = stateOf(lab);
    expect(forked).toBe(replayed(lab, lab.now));
    lab.switchTo(1);
    lab.replay(always);
    expect(lab.now).toBe(end);
    expect(stateOf(lab)).toBe(last);
    lab.switchTo(2);
    lab.replay(always);
    expect(stateOf(lab)).toBe(forked);
  });

  it('forks nothing where nothing had been done afterwards', () => {
    const lab = typed(['docker ps']);
    lab.seek(lab.end - SECOND);
    lab.replay(always);
    lab.park(always);
    lab.apply({ kind: 'tty.data', tty: 't1', text: 'docker images\r' });
    lab.runUntil(lab.now + SECOND);
    expect(lab.history.branches).toHaveLength(1);
    lab.seek(lab.end - 1000);
    lab.replay(always);
    expect(stateOf(lab)).toBe(replayed(lab, lab.now));
  });

  it('is saved with all its branches, and opened where it stood', () => {
    const lab = typed(['docker run -d --name c1 busybox sleep 3000', 'docker rm -f c1']);
    lab.seek(3 * SECOND);
    lab.replay(always);
    lab.apply({ kind: 'tty.data', tty: 't1', text: 'docker network create web\r' });
    lab.runUntil(lab.now + 2 * SECOND);
    lab.history.addBookmark('here', 4 * SECOND);
    lab.seek(2.5 * SECOND);
    lab.replay(always);
    const saved = lab.save();
    const parsed = parseLab(JSON.parse(JSON.stringify(saved)));
    if (!parsed.ok) throw new Error(parsed.problems.join());
    const again = new Lab(parsed.value);
    again.replay(always);
    while (again.replaying) again.replay(always);
    expect(again.now).toBe(lab.now);
    expect(stateOf(again)).toBe(stateOf(lab));
    expect(again.save()).toEqual(saved);
    expect(again.history.branches.map((one) => one.inputs.length)).toEqual(
      lab.history.branches.map((one) => one.inputs.length),
    );
    again.seek(again.end);
    again.replay(always);
    expect(stateOf(again)).toBe(replayed(lab, lab.end));
  });

  it('is opened at the time at which its page was left, if that is later than what was saved', () => {
    const lab = typed(['docker ps']);
    lab.history.addBookmark('here', SECOND);
    const later = { ...lab.save(), time: lab.end + 5 * SECOND };
    const again = new Lab(later);
    again.replay(always);
    expect(again.now).toBe(later.time);
    expect(again.past).toBe(false);
  });

  it('does not open with a history that leads elsewhere', () => {
    const lab = typed(['docker ps']);
    lab.seek(SECOND);
    lab.replay(always);
    const saved = lab.save();
    const history = saved.history ?? { current: 0, branches: [], bookmarks: [] };
    const [branch] = history.branches;
    if (!branch) throw new Error('no branch was saved');
    const wrong = [
      { ...history, current: 7 },
      { ...history, branches: [branch, branch] },
      { ...history, branches: [{ ...branch, inputs: [] }] },
      { ...history, branches: [{ ...branch, end: 0 }] },
      { ...history, branches: [{ ...branch, parent: 1 }] },
      { ...history, bookmarks: [{ branch: 2, time: 0, name: '' }] },
    ];
    for (const one of wrong) expect(parseLab({ ...saved, history: one }).ok).toBe(false);
    expect(parseLab(saved).ok).toBe(true);
  });
});
