import { describe, expect, it } from 'vitest';
import { tenMinuteLab } from '../../bench/replay.ts';
import { Lab } from '../../src/session/lab.ts';
import { parseLab } from '../../src/session/lab-file.ts';
import { LabDriver } from './driver.ts';

function played(seed = 1): LabDriver {
  const driver = new LabDriver({ seed });
  driver.run('docker run -d --name c1 busybox sleep 3000');
  driver.run('ping -c 2 172.17.0.2');
  return driver;
}

describe('a lab', () => {
  it('made again from its file is the same, to the last record and letter', () => {
    const { lab } = played();
    const file = lab.save();
    const again = new Lab(file);
    again.replay(() => false);
    expect(again.world.now).toBe(lab.world.now);
    expect(again.world.eventsRun).toBe(lab.world.eventsRun);
    expect(again.world.fingerprint()).toBe(lab.world.fingerprint());
    expect(again.save()).toEqual(file);
  });

  it('is the same when its replay is cut into slices', () => {
    const file = played().lab.save();
    const whole = new Lab(file);
    whole.replay(() => false);
    const sliced = new Lab(file);
    let calls = 0;
    while (sliced.replaying) sliced.replay(() => ++calls % 7 === 0);
    expect(sliced.world.fingerprint()).toBe(whole.world.fingerprint());
  });

  it('differs under another seed', () => {
    expect(played(2).lab.world.fingerprint()).not.toBe(played(1).lab.world.fingerprint());
  });

  it('goes on from where it was saved', () => {
    const driver = played();
    const again = new Lab(driver.lab.save());
    again.replay(() => false);
    again.apply({ kind: 'tty.data', tty: 't1', text: 'docker ps -q | wc -l\r' });
    again.world.runUntil(again.world.now + 2_000_000);
    expect(
      again.world
        .takeOutput()
        .map((one) => one.text)
        .join(''),
    ).toMatch(/\n1\r?\n/);
  });

  it('writes files that it reads', () => {
    const file = played().lab.save();
    expect(parseLab(JSON.parse(JSON.stringify(file)))).toEqual({ ok: true, value: file });
  });

  it('replays ten minutes of work', () => {
    const lab = new Lab(tenMinuteLab());
    lab.replay(() => false);
    expect(lab.world.now).toBe(600_000_000);
    expect(lab.world.trace.hops).toBeGreaterThan(100);
  });
});

describe('a lab file from outside', () => {
  const good = { format: 'hoplab', version: 1, seed: 1, world: tenMinuteLab().world, inputs: [], time: 0 };
  it.each([
    ['nothing', null],
    ['text', 'docker'],
    ['another format', { ...good, format: 'other' }],
    ['a newer version', { ...good, version: 2 }],
    ['a member too many', { ...good, run: 'rm -rf /' }],
    ['a negative time', { ...good, time: -1 }],
    [
      'inputs against time',
      {
        ...good,
        time: 9,
        inputs: [
          { at: 9, kind: 'tty.close', tty: 'a' },
          { at: 3, kind: 'tty.close', tty: 'a' },
        ],
      },
    ],
    ['inputs after its end', { ...good, inputs: [{ at: 3, kind: 'tty.close', tty: 'a' }] }],
    ['an unknown input', { ...good, inputs: [{ at: 0, kind: 'eval', text: '1' }] }],
    ['a host without a name', { ...good, world: { ...good.world, hosts: [{ name: '', nics: [] }] } }],
    [
      'an address that is none',
      { ...good, world: { ...good.world, hosts: [{ name: 'a', nics: [{ name: 'eth0', address: '1.2.3.400/24' }] }] } },
    ],
    [
      'a cable to nowhere',
      { ...good, world: { ...good.world, hosts: [{ name: 'a', nics: [{ name: 'eth0', cable: 'x' }] }] } },
    ],
  ])('%s is refused with a reason', (_what, json) => {
    const result = parseLab(json);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems.join()).not.toBe('');
  });
});
