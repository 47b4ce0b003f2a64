import { describe, expect, it } from 'vitest';
import { sketchWorld } from './layout/testkit.ts';
import { findThings, thingsByWord, thingsOf } from './things.ts';

const view = sketchWorld([
  {
    networks: ['bridge', 'front'],
    containers: [
      { id: 'web', networks: ['bridge', 'front'] },
      { id: 'webserver', networks: ['front'] },
      { id: 'db', networks: ['front'], stopped: true },
    ],
  },
]);
const things = thingsOf(view);
const names = (text: string) => findThings(things, text).map(({ kind, name }) => `${kind} ${name}`);

describe('finding', () => {
  it('puts what has the very name first', () => {
    expect(names('web').slice(0, 2)).toEqual(['container web', 'container webserver']);
  });

  it('finds containers by their networks, and wants all words', () => {
    expect(names('front')[0]).toBe('network front');
    expect(names('front db')).toEqual(['container db']);
    expect(names('')).toEqual([]);
    expect(names('nothing-of-that-name')).toEqual([]);
  });

  it('finds by address and by MAC', () => {
    const device = view.hosts[0]?.namespaces.find((one) => one.containerId === 'web')?.devices.at(-1);
    const address = device?.addresses[0]?.split('/')[0] ?? '';
    expect(names(address)).toContain('container web');
    expect(names(device?.mac.toUpperCase() ?? '')).toContain('container web');
  });
});

describe('words of a terminal', () => {
  it('point at the one thing that has them', () => {
    const words = thingsByWord(things);
    expect(words.get('web')?.kind).toBe('container');
    expect(words.get('front')?.kind).toBe('network');
    expect(words.get('node1')?.kind).toBe('host');
  });

  it('do not point anywhere for what many share', () => {
    const image = view.hosts[0]?.containers[0]?.image ?? '';
    expect(thingsByWord(things).get(image)).toBeUndefined();
  });
});
