import { describe, expect, it } from 'vitest';
import { ip4 } from '../../base/ip4.ts';
import { EngineLab } from '../../testkit/engine.ts';

describe('a container that takes over an address', () => {
  it('tells those who knew it at another MAC', () => {
    const lab = new EngineLab();
    lab.container('c1');
    const net = lab.engine.daemon.containers.get('c1').running?.enclosure.netns.net;
    const eth0 = net?.link('eth0')?.ifindex ?? 0;
    const next = ip4('172.17.0.3');
    net?.addNeighbour(eth0, next, 0x020000000001, 'STALE', false);
    lab.pass(5);
    lab.container('c2');
    lab.pass(0.5);
    const mac = lab.engine.daemon.containers.get('c2').running?.enclosure.netns.net.link('eth0')?.mac;
    expect(net?.neighbours().find((each) => each.ip === next)?.mac).toBe(mac);
  });

  it('makes no entries where nobody asked', () => {
    const lab = new EngineLab();
    lab.container('c1');
    lab.container('c2');
    lab.pass(5);
    expect(lab.engine.daemon.containers.get('c1').running?.enclosure.netns.net.neighbours()).toEqual([]);
  });
});
