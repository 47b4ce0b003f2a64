import { describe, expect, it } from 'vitest';
import { describeBox } from './describe.ts';
import { toEdges, toNodes } from './flow.ts';
import { layout } from './layout/layout.ts';
import { sketchWorld } from './layout/testkit.ts';

const draw = (ids: readonly string[]) =>
  layout({
    view: sketchWorld([{ networks: ['bridge'], containers: ids.map((id) => ({ id, networks: ['bridge'] })) }]),
    memory: new Map(),
    moved: new Map(),
  }).picture;

describe('toNodes', () => {
  it('gives the very same nodes and edges for what has not changed, so that they are not drawn again', () => {
    const nodes = toNodes(draw(['web', 'db']), undefined, []);
    const edges = toEdges(draw(['web', 'db']), undefined, []);
    expect(toNodes(draw(['web', 'db']), undefined, nodes).every((node, i) => node === nodes[i])).toBe(true);
    expect(toEdges(draw(['web', 'db']), undefined, edges).every((edge, i) => edge === edges[i])).toBe(true);
    const more = toNodes(draw(['web', 'db', 'api']), undefined, nodes);
    expect(more.filter((node) => !nodes.includes(node)).map((node) => node.id)).toEqual([
      'host:node1',
      'ns:node1',
      'kernel:node1',
      'network:node1:bridge',
      'container:node1:api',
    ]);
  });

  it('selects what the lab has selected, and the wire of a selected interface', () => {
    const picture = draw(['web', 'db']);
    const nodes = toNodes(picture, { kind: 'container', host: 'node1', id: 'web' }, []);
    expect(nodes.filter((node) => node.selected).map((node) => node.id)).toEqual(['container:node1:web']);
    const wire = picture.wires.find((one) => one.attachment?.container === 'db');
    const edges = toEdges(picture, { kind: 'device', uid: wire?.from.uid ?? -1 }, []);
    expect(edges.filter((edge) => edge.selected).map((edge) => edge.id)).toEqual([wire?.id]);
  });

  it('leaves a box that is being dragged where the pointer has it', () => {
    const picture = draw(['web']);
    const nodes = toNodes(picture, undefined, []).map((node) =>
      node.id === 'container:node1:web' ? { ...node, dragging: true, position: { x: 1, y: 2 } } : node,
    );
    const next = toNodes(picture, undefined, nodes).find((node) => node.id === 'container:node1:web');
    expect(next?.position).toEqual({ x: 1, y: 2 });
  });
});

describe('describeBox', () => {
  it('says what each thing is', () => {
    const said = draw(['web']).boxes.map((box) => describeBox(box.data));
    expect(said).toEqual([
      'Switch switch1',
      'Router router, 192.168.99.1/24',
      'Host node1, 1 container',
      'Network namespace of node1',
      'Device lo, 127.0.0.1/8, of host node1',
      'Device eth0, 192.168.99.101/24, of host node1',
      'Hooks and tables of node1',
      'Network bridge, driver bridge, bridge docker0, 172.17.0.1/16',
      'Container web, running, 172.17.0.3 on bridge',
    ]);
  });
});
