import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorldView } from '../../../session/protocol.ts';
import { layout } from './layout.ts';
import type { Memory } from './memory.ts';
import type { Point } from './model.ts';
import { absolute, type ContainerSketch, complaints, type HostSketch, sketchWorld } from './testkit.ts';

const noMemory: Memory = new Map();
const nothingMoved: ReadonlyMap<string, Point> = new Map();
const draw = (view: WorldView, memory = noMemory, moved = nothingMoved) => layout({ view, memory, moved });

const names = ['web', 'db', 'cache', 'queue', 'api', 'auth', 'mail', 'job', 'log', 'probe'];
const containerArbitrary: fc.Arbitrary<readonly ContainerSketch[]> = fc
  .uniqueArray(fc.constantFrom(...names), { maxLength: names.length })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          networks: fc.oneof(
            fc.uniqueArray(fc.constantFrom('bridge', 'front', 'back'), { minLength: 1, maxLength: 3 }),
            fc.constantFrom(['host'], ['none']),
          ),
          stopped: fc.boolean(),
        }),
      ),
    ),
  );
const hostArbitrary: fc.Arbitrary<HostSketch> = containerArbitrary.map((containers) => ({
  networks: ['bridge', 'front', 'back'],
  containers,
}));

const many = (count: number): HostSketch => ({
  networks: ['bridge'],
  containers: Array.from({ length: count }, (_, i) => ({ id: `c${i}`, networks: ['bridge'] })),
});

describe('layout', () => {
  it('draws the same whether or not it knows what has not changed', () => {
    fc.assert(
      fc.property(hostArbitrary, hostArbitrary, hostArbitrary, (one, two, other) => {
        const first = sketchWorld([one, two]);
        const [changed] = sketchWorld([other]).hosts;
        const second = { ...first, hosts: [changed ?? [], first.hosts[1] ?? []].flat() };
        const before = draw(first);
        const known = layout({ view: second, memory: before.memory, moved: nothingMoved, drawn: before.drawn });
        const { picture } = draw(second, before.memory);
        const byId = (boxes: readonly { readonly id: string }[]) => new Map(boxes.map((box) => [box.id, box]));
        expect(byId(known.picture.boxes)).toEqual(byId(picture.boxes));
        expect(byId(known.picture.wires)).toEqual(byId(picture.wires));
        expect(known.picture.devices).toEqual(picture.devices);
        expect(known.drawn.get('node2')).toBe(before.drawn.get('node2'));
      }),
      { numRuns: 40 },
    );
  });

  it('draws a fresh host: its card, its bridge, no containers', () => {
    const { picture } = draw(sketchWorld([{ networks: ['bridge'], containers: [] }]));
    expect(picture.boxes.map((box) => box.data.kind)).toEqual([
      'switch',
      'router',
      'host',
      'namespace',
      'device',
      'device',
      'kernel',
      'bridge',
    ]);
    expect(picture.wires.map((wire) => wire.kind)).toEqual(['cable', 'cable']);
    expect(complaints(picture)).toEqual([]);
  });

  it('wires a container to its bridge, from port to eth0', () => {
    const { picture } = draw(
      sketchWorld([{ networks: ['bridge'], containers: [{ id: 'web', networks: ['bridge'] }] }]),
    );
    const veth = picture.wires.find((wire) => wire.kind === 'veth');
    expect(veth).toMatchObject({
      from: { box: 'network:node1:bridge' },
      to: { box: 'container:node1:web', name: 'eth0' },
      run: { kind: 'vertical' },
      live: true,
      attachment: { host: 'node1', network: 'bridge', container: 'web' },
    });
  });

  it('keeps the row of a stopped container, without a wire', () => {
    const { picture } = draw(
      sketchWorld([{ networks: ['bridge'], containers: [{ id: 'web', networks: ['bridge'], stopped: true }] }]),
    );
    const web = picture.boxes.find((box) => box.id === 'container:node1:web');
    expect(web?.data).toMatchObject({ ports: [], absent: [{ network: { name: 'bridge' } }] });
    expect(picture.wires.filter((wire) => wire.kind === 'veth')).toEqual([]);
  });

  it('never overlaps boxes and keeps each within its parent', () => {
    fc.assert(
      fc.property(fc.array(hostArbitrary, { minLength: 1, maxLength: 3 }), (hosts) => {
        expect(complaints(draw(sketchWorld(hosts)).picture)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('moves nobody when a container goes, and gives its place to the next', () => {
    const sketch = (ids: readonly string[]): HostSketch => ({
      networks: ['bridge'],
      containers: ids.map((id) => ({ id, networks: ['bridge'] })),
    });
    const first = draw(sketchWorld([sketch(['a', 'b', 'c'])]));
    const second = draw(sketchWorld([sketch(['a', 'c'])]), first.memory);
    const third = draw(sketchWorld([sketch(['a', 'c', 'd'])]), second.memory);
    const was = absolute(first.picture);
    const now = absolute(third.picture);
    for (const id of ['a', 'c'])
      expect(now.get(`container:node1:${id}`)).toMatchObject({
        x: was.get(`container:node1:${id}`)?.x,
        y: was.get(`container:node1:${id}`)?.y,
      });
    expect(now.get('container:node1:d')).toMatchObject({
      x: was.get('container:node1:b')?.x,
      y: was.get('container:node1:b')?.y,
    });
  });

  it('keeps everyone in their cell through any change', () => {
    fc.assert(
      fc.property(hostArbitrary, hostArbitrary, (before, after) => {
        const first = draw(sketchWorld([before]));
        const second = draw(sketchWorld([after]), first.memory);
        expect(complaints(second.picture)).toEqual([]);
        const areas = (memory: Memory) => memory.get('node1');
        for (const [id, home] of areas(second.memory)?.homes ?? []) {
          if (areas(first.memory)?.homes.get(id) !== home) continue;
          const place = areas(first.memory)?.bridges.of.get(home) ?? -1;
          expect(areas(second.memory)?.areas.get(place)?.of.get(id)).toBe(
            areas(first.memory)?.areas.get(place)?.of.get(id),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves a dragged box where it was put, and grows the host around it', () => {
    const view = sketchWorld([{ networks: ['bridge'], containers: [{ id: 'web', networks: ['bridge'] }] }]);
    const moved = new Map([['container:node1:web', { x: 1500, y: 900 }]]);
    const { picture } = draw(view, noMemory, moved);
    expect(picture.boxes.find((box) => box.id === 'container:node1:web')).toMatchObject({ x: 1500, y: 900 });
    expect(complaints(picture)).toEqual([]);
  });

  it('lays three hundred containers out without overlap', () => {
    const { picture } = draw(sketchWorld([many(300)]));
    expect(picture.wires).toHaveLength(302);
    expect(complaints(picture)).toEqual([]);
  });

  it('draws no more of a folded host than its header, with its cables', () => {
    const view = sketchWorld([{ networks: ['bridge'], containers: [{ id: 'web', networks: ['bridge'] }] }]);
    const { picture } = layout({ view, memory: noMemory, moved: nothingMoved, collapsed: new Set(['node1']) });
    expect(picture.boxes.map((box) => box.data.kind)).toEqual(['switch', 'router', 'host']);
    expect(picture.wires.map((wire) => [wire.kind, wire.to.box])).toContainEqual(['cable', 'host:node1']);
    expect(picture.wires.filter((wire) => wire.kind === 'veth')).toEqual([]);
    const eth0 = view.hosts[0]?.namespaces.find((one) => one.containerId === 'web')?.devices.at(-1);
    expect(picture.devices.get(eth0?.uid ?? -1)?.box).toBe('host:node1');
  });
});
