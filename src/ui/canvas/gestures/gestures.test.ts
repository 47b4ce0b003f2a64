import { describe, expect, it } from 'vitest';
import { layout } from '../layout/layout.ts';
import { sketchWorld } from '../layout/testkit.ts';
import { removalOf } from './act.ts';
import { connectable, networksOf, renameCommand } from './commands.ts';
import { targetAt, targetOfSelection } from './target.ts';

const view = sketchWorld([
  {
    networks: ['bridge', 'my net'],
    containers: [
      { id: 'web', networks: ['bridge'] },
      { id: 'odd name', networks: ['bridge', 'my net'] },
    ],
  },
]);
const { picture } = layout({ view, memory: new Map(), moved: new Map() });
const host = view.hosts[0];
const [web, odd] = host?.containers ?? [];
if (!host || !web || !odd) throw new Error('the sketch has a host with two containers');

/** The middle of a box in the map's own measure. */
function middleOf(id: string) {
  let at = picture.boxes.find((box) => box.id === id);
  let x = (at?.width ?? 0) / 2;
  let y = (at?.height ?? 0) / 2;
  for (; at; at = picture.boxes.find((box) => box.id === at?.parent)) {
    x += at.x;
    y += at.y;
  }
  return { x, y };
}

describe('targets', () => {
  it('finds the innermost box at a point', () => {
    expect(targetAt(middleOf('container:node1:web'), picture)).toMatchObject({
      kind: 'container',
      id: 'container:node1:web',
    });
    expect(targetAt(middleOf('network:node1:my net'), picture)).toMatchObject({
      kind: 'bridge',
      id: 'network:node1:my net',
    });
  });

  it('means the nearest host where nothing is', () => {
    expect(targetAt({ x: 9999, y: 9999 }, picture)).toMatchObject({ kind: 'host', host: 'node1' });
  });

  it('means the attachment of a selected interface', () => {
    const wire = picture.wires.find((one) => one.attachment?.network === 'my net');
    const target = targetOfSelection({ kind: 'device', uid: wire?.to.uid ?? -1 }, picture);
    expect(target && removalOf(target)).toBe("docker network disconnect 'my net' 'odd name'");
  });
});

describe('commands', () => {
  it('take away what is selected, quoted as a shell needs it', () => {
    const removal = (selection: Parameters<typeof targetOfSelection>[0]) => {
      const target = targetOfSelection(selection, picture);
      return target && removalOf(target);
    };
    expect(removal({ kind: 'container', host: 'node1', id: 'web' })).toBe('docker rm -f web');
    expect(removal({ kind: 'network', host: 'node1', id: 'my net' })).toBe("docker network rm 'my net'");
    expect(removal({ kind: 'host', host: 'node1' })).toBeUndefined();
    expect(renameCommand('web', "it's")).toBe("docker rename web 'it'\\''s'");
  });

  it('know which networks a container is on, and which it could join', () => {
    expect(networksOf(host, odd)).toEqual(['bridge', 'my net']);
    expect(connectable(host, web).map((network) => network.name)).toEqual(['my net']);
    expect(connectable(host, odd)).toEqual([]);
  });
});
