import { describe, expect, it } from 'vitest';
import type { WorldView } from '../../session/protocol.ts';
import { changes } from './changes.ts';
import { isImportant, type News, tell } from './news.ts';

type Host = WorldView['hosts'][number];

const container = (name: string, state: string, networks: readonly string[] = []): Host['containers'][number] => ({
  id: name,
  name,
  image: 'nginx',
  command: 'nginx',
  state,
  networkMode: 'bridge',
  attachments: networks.map((network) => ({ network, address: undefined, aliases: [] })),
  ports: '',
});

const world = (change: Partial<Host>): WorldView => ({
  version: 1,
  hosts: [{ name: 'node1', power: 'on', namespaces: [], networks: [], containers: [], images: [], ...change }],
  switches: [],
  routers: [],
});

const told = (before: Partial<Host>, now: Partial<Host>) => tell(changes(world(before), world(now)));

describe('changes', () => {
  it('tells of containers that come, change and go', () => {
    expect(told({}, { containers: [container('web', 'running')] })).toEqual(['Container web runs on node1.']);
    expect(told({ containers: [container('web', 'running')] }, { containers: [container('web', 'exited')] })).toEqual([
      'Container web on node1 has stopped.',
    ]);
    expect(told({ containers: [container('web', 'exited')] }, {})).toEqual(['Container web was removed from node1.']);
  });

  it('tells of networks that are joined', () => {
    const before = { containers: [container('web', 'running')] };
    expect(told(before, { containers: [container('web', 'running', ['red'])] })).toEqual([
      'Container web joined network red.',
    ]);
  });

  it('does not take what a host without power has for removed', () => {
    expect(told({ containers: [container('web', 'running')] }, { power: 'off' })).toEqual(['Host node1 is off.']);
  });

  it('tells nothing where nothing has happened', () => {
    const same = { containers: [container('web', 'running', ['red'])] };
    expect(told(same, same)).toEqual([]);
  });
});

describe('tell', () => {
  const runs = (name: string): News => ({ kind: 'running', name, host: 'node1' });

  it('folds several of a kind', () => {
    expect(tell([runs('a'), runs('b'), runs('c')])).toEqual(['3 containers started.']);
  });

  it('says three sentences, and how much there was besides', () => {
    const news: News[] = [
      runs('a'),
      { kind: 'hostOff', host: 'node2' },
      { kind: 'service', name: 'api' },
      { kind: 'noService', name: 'old' },
      { kind: 'noLeader', host: 'node3' },
    ];
    expect(tell(news)).toHaveLength(4);
    expect(tell(news).at(-1)).toBe('2 more things happened.');
  });

  it('knows what matters', () => {
    expect(isImportant(runs('a'))).toBe(true);
    expect(isImportant({ kind: 'done', host: 'node1', text: 'docker ps' })).toBe(false);
  });
});
