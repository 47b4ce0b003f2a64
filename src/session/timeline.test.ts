import { describe, expect, it } from 'vitest';
import { HOP_COLUMNS, hopColumn } from '../sim/trace/record.ts';
import { parseLab } from './lab-file.ts';
import type { Frame, TimelineView } from './protocol.ts';
import { Desk } from './testkit.ts';

const SECOND = 1_000_000;

/** What a page would show of all that it was told. */
function shown(frames: readonly Frame[]) {
  const texts = new Map<string, string>();
  let timeline: TimelineView | undefined;
  for (const frame of frames) {
    if (frame.rewound) {
      const there = new Set(frame.rewound.terminals.map((one) => one.tty));
      for (const tty of texts.keys()) if (!there.has(tty)) texts.delete(tty);
      for (const { tty, text } of frame.rewound.rewritten) texts.set(tty, text);
    }
    for (const { tty, text } of frame.output ?? []) texts.set(tty, (texts.get(tty) ?? '') + text);
    timeline = frame.timeline ?? timeline;
  }
  const view = frames.findLast((frame) => frame.view)?.view;
  const containers = view?.hosts[0]?.containers.map((one) => one.name);
  return { texts, timeline, containers, frame: frames.at(-1) };
}

/** A desk where these lines were typed, and answered. */
function typed(...lines: readonly string[]): Desk {
  const desk = new Desk();
  desk.pass(100);
  desk.session.openTerminal('t1', 'node1', 80, 24);
  desk.pass(1000);
  for (const line of lines) {
    desk.session.type('t1', `${line}\r`);
    desk.pass(6000);
  }
  return desk;
}

describe('the line of time', () => {
  it('marks what was typed, and shows the past as it was and the present as it is', () => {
    const desk = typed('docker run -d --name c1 busybox sleep 3000', 'docker ps');
    desk.session.setPacing({ playing: false, speed: 1 });
    const before = shown(desk.frames);
    expect(before.timeline?.marks.map(({ kind, text, host }) => [kind, text, host])).toEqual([
      ['command', 'docker run -d --name c1 busybox sleep 3000', 'node1'],
      ['command', 'docker ps', 'node1'],
    ]);
    expect(before.timeline?.end).toBeUndefined();
    const fingerprint = desk.session.fingerprint();
    const end = desk.last.time;
    desk.session.seek(SECOND);
    const past = shown(desk.frames);
    expect(past.containers).toEqual([]);
    expect(past.texts.get('t1')).toMatch(/root@node1:~# $/);
    expect(past.texts.get('t1')).not.toContain('docker');
    expect(past.frame).toMatchObject({ time: SECOND, pacing: { playing: false } });
    expect(past.timeline).toMatchObject({ end, forks: true });
    desk.session.seek(end);
    expect(desk.session.fingerprint()).toBe(fingerprint);
    const after = shown(desk.frames);
    expect(after.containers).toEqual(['c1']);
    expect(after.texts).toEqual(before.texts);
  });

  it('undoes and redoes what changed the world, and skips what did not', () => {
    const desk = typed('docker ps', 'docker run -d --name c1 busybox sleep 3000', 'docker ps', 'docker rm -f c1');
    expect(shown(desk.frames).timeline).toMatchObject({ undo: 'docker rm -f c1' });
    desk.session.travel({ kind: 'undo' });
    expect(shown(desk.frames)).toMatchObject({
      containers: ['c1'],
      timeline: { undo: 'docker run -d --name c1 busybox sleep 3000', redo: 'docker rm -f c1' },
    });
    desk.session.travel({ kind: 'undo' });
    expect(shown(desk.frames).containers).toEqual([]);
    expect(shown(desk.frames).timeline?.undo).toBeUndefined();
    desk.session.travel({ kind: 'redo' });
    expect(shown(desk.frames).containers).toEqual(['c1']);
    desk.session.travel({ kind: 'redo' });
    expect(shown(desk.frames).containers).toEqual([]);
    expect(shown(desk.frames).timeline?.end).toBeUndefined();
  });

  it('goes on from the past when it is typed in there, and leaves what had come after on its branch', () => {
    const desk = typed('docker run -d --name c1 busybox sleep 3000', 'docker network create web');
    desk.session.travel({ kind: 'undo' });
    desk.pass(2000);
    const stood = desk.last.time;
    desk.pass(2000);
    expect(desk.last.time).toBe(stood);
    desk.session.resize('t1', 100, 30);
    expect(shown(desk.frames).timeline?.branches).toHaveLength(1);
    desk.session.type('t1', 'docker rm -f c1\r');
    desk.pass(4000);
    const { timeline, containers, frame } = shown(desk.frames);
    expect(containers).toEqual([]);
    expect(frame?.pacing.playing).toBe(true);
    expect(timeline?.branches.map((one) => one.name)).toEqual(['', 'docker rm -f c1']);
    let differences = desk.session.compareBranch(1);
    while (differences === undefined) differences = desk.session.compareBranch(1);
    expect(
      differences.map(({ what, name, here, there }) => [what, name, here !== undefined, there !== undefined]),
    ).toEqual(
      expect.arrayContaining([
        ['container', 'c1', false, true],
        ['network', 'web', false, true],
        ['terminal', 't1', true, true],
      ]),
    );
    desk.session.editHistory({ kind: 'rename', branch: 2, name: '  without c1 ' });
    desk.session.editHistory({ kind: 'bookmark', name: 'here' });
    const saved = parseLab(JSON.parse(JSON.stringify(desk.session.save())));
    if (!saved.ok) throw new Error(saved.problems.join());
    const again = new Desk(saved.value);
    again.pass(3000);
    again.session.travel({ kind: 'branch', branch: 1 });
    const there = shown(again.frames);
    expect(there.containers).toEqual(['c1']);
    expect(there.timeline?.branches.map((one) => one.name)).toEqual(['', 'without c1']);
    again.session.editHistory({ kind: 'close', branch: 1 });
    again.pass(3000);
    const left = shown(again.frames);
    expect(left.containers).toEqual([]);
    expect(left.timeline?.branches).toMatchObject([{ name: 'without c1', parent: undefined }]);
    expect(left.timeline?.marks.filter((mark) => mark.kind === 'bookmark')).toHaveLength(1);
  });

  it('takes back what a shell wrote, and not what went on by itself meanwhile', () => {
    const undone = (line: string) => shown(typed(line).frames).timeline?.undo;
    for (const line of [
      'echo hi > f',
      'mkdir -p a/b',
      'touch f',
      'rm /etc/hostname',
      'echo a | tee f >/dev/null',
      'sysctl -w net.ipv4.ip_forward=0',
    ]) {
      expect(undone(line)).toBe(line);
    }
    for (const line of ['ls', 'cat /etc/hostname > /dev/null', 'ip addr', 'docker ps', 'ping -c 1 192.168.99.1']) {
      expect(undone(line)).toBeUndefined();
    }
    const desk = typed(
      'docker run -d --name c1 busybox sleep 7',
      'echo hi > f; sed -i s/hi/ho/ f',
      'sleep 4',
      'docker ps',
    );
    expect(shown(desk.frames).timeline?.undo).toBe('echo hi > f; sed -i s/hi/ho/ f');
    desk.session.travel({ kind: 'undo' });
    expect(desk.session.readFile('node1', '/root/f').ok).toBe(false);
    desk.session.travel({ kind: 'redo' });
    expect(desk.session.readFile('node1', '/root/f')).toMatchObject({ ok: true, value: 'ho\n' });
  });

  it('begins a branch where it is asked to, with nothing done on it yet', () => {
    const desk = typed('docker run -d --name c1 busybox sleep 3000', 'docker rm -f c1');
    desk.session.travel({ kind: 'undo' });
    const { frame } = shown(desk.frames);
    desk.session.editHistory({ kind: 'fork' });
    const forked = shown(desk.frames);
    expect(forked.timeline?.branches).toMatchObject([
      { id: 1, parent: undefined },
      { id: 2, parent: 1, name: '', forkedAt: frame?.time },
    ]);
    expect(forked).toMatchObject({ containers: ['c1'], timeline: { branch: 2, forks: false, end: undefined } });
    desk.session.editHistory({ kind: 'fork' });
    expect(shown(desk.frames).timeline).toMatchObject({ branch: 3, forks: false });
    desk.session.travel({ kind: 'branch', branch: 1 });
    expect(shown(desk.frames).containers).toEqual([]);
  });

  it('steps from hop to hop, from packet to packet and from command to command, both ways', () => {
    const desk = typed('docker run -d --name c1 busybox sleep 3000', 'ping -c 2 172.17.0.2');
    const hopTimes = (since: number) =>
      desk.frames.slice(since).flatMap(({ hops }) => {
        const packed = [...(hops ?? [])];
        return packed.filter((_, i) => i % HOP_COLUMNS === hopColumn.time);
      });
    const { length } = desk.frames;
    desk.session.step('hop', true);
    const last = desk.last.time;
    desk.session.step('hop', true);
    expect(desk.last.time).toBeLessThan(last);
    desk.session.step('hop');
    expect(desk.last.time).toBe(last);
    // Each step shows the hop that begins where it stands.
    expect(hopTimes(length).filter((time) => time === last).length).toBeGreaterThanOrEqual(2);
    desk.session.step('packet', true);
    const packet = desk.last.time;
    expect(packet).toBeLessThan(last);
    desk.session.step('packet');
    expect(desk.last.time).toBeGreaterThanOrEqual(last);
    desk.session.step('event', true);
    const marks = shown(desk.frames).timeline?.marks.map((mark) => mark.time);
    expect(desk.last.time).toBe(marks?.[1]);
    desk.session.step('event', true);
    expect(desk.last.time).toBe(marks?.[0]);
    desk.session.step('event');
    expect(desk.last.time).toBe(marks?.[1]);
  });

  it('skips idle time to the next thing that matters', () => {
    const desk = typed('docker run -d --name c1 busybox sleep 60');
    const before = desk.last.time;
    desk.session.travel({ kind: 'skip' });
    desk.pass(200);
    expect(desk.last.time - before).toBeGreaterThan(40 * SECOND);
    expect(desk.frames.findLast((frame) => frame.view)?.view?.hosts[0]?.containers[0]?.state).toBe('exited');
  });

  it('lets idle time pass quickly for those in a hurry', () => {
    const desk = typed();
    const before = desk.last.time;
    desk.session.setPacing({ playing: true, speed: 1, hurry: true });
    desk.pass(1000);
    expect(desk.last.time - before).toBeGreaterThan(10 * SECOND);
  });

  it('opens in the past where it was saved there, and stands', () => {
    const desk = typed('docker run -d --name c1 busybox sleep 3000');
    desk.session.seek(SECOND);
    const again = new Desk(desk.session.save());
    again.pass(3000);
    expect(again.last).toMatchObject({ time: SECOND, pacing: { playing: false } });
    expect(shown(again.frames).timeline).toMatchObject({ redo: 'docker run -d --name c1 busybox sleep 3000' });
    expect(again.session.fingerprint()).toBe(desk.session.fingerprint());
  });
});
