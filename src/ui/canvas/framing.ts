// Frames of groups while what they are around is being dragged.
import type { LabNode } from './flow.ts';
import { absoluteRects, frameAround } from './layout/annotate.ts';

/** The nodes with each frame around where its members are now; a frame that is itself dragged stays where it was put. */
export function framed(nodes: LabNode[], dragged: ReadonlySet<string>): LabNode[] {
  if (!nodes.some(({ type, id }) => type === 'group' && !dragged.has(id))) return nodes;
  const rects = absoluteRects(
    nodes.map(({ id, parentId, position: { x, y }, width = 0, height = 0 }) => {
      return { id, parent: parentId, x, y, width, height };
    }),
  );
  return nodes.map((node) => {
    if (node.type !== 'group' || dragged.has(node.id)) return node;
    const frame = frameAround(node.data.box.group.members.flatMap((id) => rects.get(id) ?? []));
    if (frame === undefined) return node;
    const { x, y, width, height } = frame;
    const before = node.position;
    if (before.x === x && before.y === y && node.width === width && node.height === height) return node;
    return { ...node, position: { x, y }, width, height, measured: { width, height } };
  });
}
