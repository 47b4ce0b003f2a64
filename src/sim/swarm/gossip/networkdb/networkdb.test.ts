import { describe, expect, it } from 'vitest';
import type { Port } from '../../../testkit/gossip-lab.ts';
import { NetworkDbLab as Lab, NET, TABLE } from '../../../testkit/networkdb-lab.ts';

describe('the tables of a network', () => {
  it('tell its nodes of entries, and only them', () => {
    const lab = new Lab(3);
    lab.join(0, 1);
    expect(lab.node(0).createEntry(TABLE, NET, 'a', { ip: '10.0.0.2', name: 'münchen' })).toBe(true);
    lab.run(1);
    expect(lab.node(1).getEntry(TABLE, NET, 'a')).toEqual({ ip: '10.0.0.2', name: 'münchen' });
    expect(lab.node(2).getEntry(TABLE, NET, 'a')).toBeUndefined();
    lab.node(0).updateEntry(TABLE, NET, 'a', { ip: '10.0.0.3' });
    lab.run(1);
    lab.node(0).deleteEntry(TABLE, NET, 'a');
    lab.run(1);
    expect(lab.heard[1]).toEqual([
      'create endpoint_table/a {"ip":"10.0.0.2","name":"m\u00fcnchen"}',
      'update endpoint_table/a {"ip":"10.0.0.3"}',
      'delete endpoint_table/a {"ip":"10.0.0.3"}',
    ]);
    expect([lab.heard[0], lab.heard[2]]).toEqual([[], []]);
    expect(lab.node(1).getEntry(TABLE, NET, 'a')).toBeUndefined();
  });

  it('are sent whole to who joins later, and empty when it leaves', () => {
    const lab = new Lab(3);
    lab.join(0, 1);
    lab.node(0).createEntry(TABLE, NET, 'a', 1);
    lab.node(1).createEntry(TABLE, NET, 'b', 2);
    lab.run(1);
    lab.join(2);
    expect(lab.keys(2)).toEqual(['a', 'b']);
    expect(lab.peers(0)).toEqual(['0.0.0.1', '0.0.0.2', '0.0.0.3']);
    lab.node(2).createEntry(TABLE, NET, 'c', 3);
    lab.run(1);
    expect(lab.keys(0)).toEqual(['a', 'b', 'c']);
    lab.node(2).leaveNetwork(NET);
    lab.run(1);
    expect([lab.keys(0), lab.keys(1), lab.keys(2)]).toEqual([['a', 'b'], ['a', 'b'], []]);
    expect(lab.heard[0]).toContain('delete endpoint_table/c 3');
    expect(lab.peers(1)).toEqual(['0.0.0.1', '0.0.0.2']);
  });

  it('remember deleted entries for half an hour', () => {
    const lab = new Lab(2);
    lab.join(0, 1);
    lab.node(0).createEntry(TABLE, NET, 'a', 1);
    lab.node(0).deleteEntry(TABLE, NET, 'a');
    expect(lab.node(0).createEntry(TABLE, NET, 'a', 2)).toBe(false);
    expect(lab.node(0).deleteEntry(TABLE, NET, 'a')).toBe(false);
    expect(lab.node(0).updateEntry(TABLE, NET, 'b', 2)).toBe(false);
    lab.run(31 * 60);
    expect(lab.node(0).createEntry(TABLE, NET, 'a', 2)).toBe(true);
    lab.run(1);
    expect(lab.node(1).getEntry(TABLE, NET, 'a')).toBe(2);
  });
});

describe('nodes that go', () => {
  it('take their entries along when they crash, within seven seconds or so', () => {
    const lab = new Lab(3);
    lab.join(0, 1, 2);
    lab.node(2).createEntry(TABLE, NET, 'c', 3);
    lab.run(1);
    lab.node(2).close();
    lab.run(4);
    expect(lab.keys(0)).toEqual(['c']);
    lab.run(5);
    for (const i of [0, 1]) {
      expect(lab.keys(i)).toEqual([]);
      expect(lab.peers(i)).toEqual(['0.0.0.1', '0.0.0.2']);
      expect(lab.heard[i]).toEqual(['create endpoint_table/c 3', 'delete endpoint_table/c 3']);
    }
  });

  it('take them along at once when they leave', () => {
    const lab = new Lab(3);
    lab.join(0, 1, 2);
    lab.node(2).createEntry(TABLE, NET, 'c', 3);
    lab.run(1);
    const leaving = lab.start(lab.node(2).leave());
    lab.run(1);
    expect([lab.keys(0), lab.keys(1)]).toEqual([[], []]);
    lab.run(2);
    expect(leaving.outcome).toEqual({ kind: 'returned', value: undefined });
    expect(lab.node(0).clusterPeers()).toHaveLength(2);
  });

  it('come back under a new name, and the old one is forgotten', () => {
    const lab = new Lab(3);
    lab.join(0, 1, 2);
    lab.node(2).createEntry(TABLE, NET, 'old', 1);
    lab.run(1);
    lab.node(2).close();
    lab.run(1);
    const back = lab.add(3);
    lab.run(1);
    lab.start(back.joinNetwork(NET));
    lab.run(1);
    back.createEntry(TABLE, NET, 'new', 1);
    lab.run(1);
    expect([lab.keys(0), lab.keys(1)]).toEqual([['new'], ['new']]);
    expect(lab.peers(0)).toEqual(['0.0.0.1', '0.0.0.2', '0.0.0.3']);
  });
});

describe('a partition', () => {
  it('empties each side of the other’s entries, and heals by itself', () => {
    const lab = new Lab(4);
    lab.join(0, 1, 2, 3);
    for (let i = 0; i < 4; i++) lab.node(i).createEntry(TABLE, NET, `n${i}`, i);
    lab.run(1);
    for (const i of [2, 3]) (lab.ports[i] as Port).island = 1;
    lab.run(60);
    expect([lab.keys(0), lab.keys(3)]).toEqual([
      ['n0', 'n1'],
      ['n2', 'n3'],
    ]);
    for (const i of [2, 3]) (lab.ports[i] as Port).island = 0;
    lab.run(60);
    for (let i = 0; i < 4; i++) expect(lab.keys(i)).toEqual(['n0', 'n1', 'n2', 'n3']);
  });

  it('of all from where they joined is mended by going back there', () => {
    const lab = new Lab(3);
    lab.join(0, 1, 2);
    for (const [i, port] of lab.ports.entries()) port.island = i;
    lab.run(120);
    expect(lab.node(2).clusterPeers()).toHaveLength(1);
    for (const port of lab.ports) port.island = 0;
    lab.run(90);
    for (const node of lab.nodes) expect(node.clusterPeers()).toHaveLength(3);
  });
});

it('spreads a table event to fifty nodes within a second and a half', () => {
  const lab = new Lab(50);
  lab.join(...lab.nodes.keys());
  lab.run(5);
  lab.node(7).createEntry(TABLE, NET, 'a', 1);
  lab.run(1.5);
  const knowing = lab.nodes.filter((node) => node.getEntry(TABLE, NET, 'a') !== undefined);
  expect(knowing.length).toBeGreaterThan(48);
  lab.run(40);
  for (let i = 0; i < 50; i++) expect(lab.keys(i)).toEqual(['a']);
});
