import { describe, expect, it } from 'vitest';
import { HOP_COLUMNS } from '../sim/trace/record.ts';
import { World } from '../sim/world.ts';
import { parseLab } from './lab-file.ts';
import type { Change } from './protocol.ts';
import { Desk, fresh } from './testkit.ts';

describe('a session', () => {
  it('shows the world, runs a terminal and pushes what moves', () => {
    const desk = new Desk();
    desk.pass(200);
    const view = desk.frames.findLast((frame) => frame.view)?.view;
    expect(view?.hosts[0]?.networks.map((network) => network.name)).toEqual(['none', 'host', 'bridge']);
    desk.session.openTerminal('t1', 'node1', 80, 24);
    desk.session.type('t1', 'docker run -d --name c1 busybox sleep 3000; ping -c 1 172.17.0.2\r');
    desk.pass(20_000);
    expect(desk.text).toContain('1 packets transmitted, 1 received');
    const hops = desk.frames.flatMap((frame) => [...(frame.hops ?? [])]);
    expect(hops.length).toBeGreaterThan(4 * HOP_COLUMNS);
    expect(desk.frames.findLast((frame) => frame.view)?.view?.hosts[0]?.containers[0]?.name).toBe('c1');
  });

  it('stands still while paused, and steps by hops', () => {
    const desk = new Desk();
    desk.session.openTerminal('t1', 'node1', 80, 24);
    desk.pass(1000);
    desk.session.setPacing({ playing: false, speed: 1 });
    const { time } = desk.last;
    desk.session.type('t1', 'ping -c 1 192.168.99.1\r');
    desk.pass(5000);
    expect(desk.last.time).toBe(time);
    const before = desk.frames.length;
    desk.session.step();
    const stepped = desk.frames.slice(before).flatMap((frame) => [...(frame.hops ?? [])]);
    expect(stepped.length).toBe(HOP_COLUMNS);
    expect(desk.last.pacing.playing).toBe(false);
  });

  it('makes a saved lab again, with its pace kept', () => {
    const desk = new Desk();
    desk.session.openTerminal('t1', 'node1', 80, 24);
    desk.session.type('t1', 'docker network create web\r');
    desk.pass(3000);
    const file = desk.session.save();
    const fingerprint = desk.session.fingerprint();
    const again = new Desk(fresh);
    again.session.setPacing({ playing: false, speed: 1 });
    again.session.open(file, undefined, (frame) => again.frames.push(frame));
    again.pass(5000);
    expect(again.session.fingerprint()).toBe(fingerprint);
    expect(again.text).toContain('docker network create web');
  });

  it('stops at a defect of the simulator and offers what a report needs', () => {
    const desk = new Desk();
    desk.session.openTerminal('t1', 'node1', 80, 24);
    desk.pass(500);
    const { runUntil } = World.prototype;
    World.prototype.runUntil = () => {
      throw new Error('a frame was counted twice');
    };
    try {
      desk.session.type('t1', 'ls\r');
    } finally {
      World.prototype.runUntil = runUntil;
    }
    expect(desk.last.crash).toMatchObject({ message: 'a frame was counted twice', lab: { format: 'hoplab' } });
    expect(desk.last.crash?.lab.inputs.map((input) => input.kind)).toEqual(['tty.open', 'tty.data']);
    const { time } = desk.last;
    desk.pass(2000);
    expect(desk.last.time).toBe(time);
  });

  it('inspects what is there, and says nothing of what is not', () => {
    const desk = new Desk();
    desk.pass(200);
    const host = desk.session.inspect({ kind: 'host', host: 'node1' });
    expect(host?.sections.map((section) => section.command)).toEqual([
      'ip addr',
      'ip route',
      'ip neigh',
      'iptables -t nat -L -n -v --line-numbers',
      'iptables -t filter -L -n -v --line-numbers',
      'conntrack -L',
      'ss -tuanp',
    ]);
    expect(host?.sections[3]?.text).toMatch(/MASQUERADE.*172.17.0.0\/16/);
    const network = desk.frames
      .findLast((frame) => frame.view)
      ?.view?.hosts[0]?.networks.find((one) => one.name === 'bridge');
    const bridge = desk.session.inspect({ kind: 'network', host: 'node1', id: network?.id ?? '' });
    expect(bridge?.sections[0]?.text).toContain('docker0');
    expect(desk.session.inspect({ kind: 'device', uid: network?.bridge ?? 0 })?.title).toBe('docker0');
    expect(desk.session.inspect({ kind: 'container', host: 'node1', id: 'nothing' })).toBeUndefined();
    expect(desk.session.inspect({ kind: 'host', host: 'nowhere' })).toBeUndefined();
    expect(desk.session.record(1e9)).toBeUndefined();
  });

  it('changes machines and cables, and makes it all again from a saved lab', () => {
    const desk = new Desk();
    desk.pass(200);
    expect(desk.session.apply({ kind: 'host.add' })).toBeUndefined();
    expect(
      desk.session.apply({ kind: 'cable.set', machine: 'node1', nic: 'eth0', link: { loss: 30 } }),
    ).toBeUndefined();
    expect(desk.session.apply({ kind: 'cable.cut', machine: 'node9', nic: 'eth0' })).toBe('No such file or directory');
    const odd = JSON.parse('{"kind":"cable.set","machine":"node1","nic":"eth0","link":{"loss":101}}') as Change;
    expect(desk.session.apply(odd)).toBe('not a change of a world');
    desk.session.openTerminal('a', 'node2', 80, 24);
    desk.pass(300);
    desk.session.type('a', 'ping -c 5 192.168.99.101\r');
    desk.pass(4000);
    desk.session.apply({ kind: 'host.off', host: 'node1' });
    desk.pass(8000);
    const view = desk.frames.findLast((frame) => frame.view)?.view;
    expect(view?.hosts.map(({ name, power }) => `${name} ${power}`)).toEqual(['node1 off', 'node2 on']);
    expect(view?.switches[0]?.ports.map(({ cable }) => cable?.loss)).toEqual([0, 30, 0]);
    const saved = parseLab(JSON.parse(JSON.stringify(desk.session.save())));
    if (!saved.ok) throw new Error(saved.problems.join());
    const again = new Desk(saved.value);
    again.session.setPacing({ playing: false, speed: 1 });
    again.pass(10_000);
    expect(again.session.fingerprint()).toBe(desk.session.fingerprint());
  });
});
