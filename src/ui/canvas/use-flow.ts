// Between the lab's store and React Flow: nodes and edges from the picture, and what the reader does to them.
import { applyNodeChanges, type Connection, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Selection, useLab } from '../store/lab.ts';
import { useArrangement } from './arrangement.ts';
import { choose, useChosen } from './chosen.ts';
import { type LabNode, toEdges, toNodes, type WireEdgeType, wireSelection } from './flow.ts';
import { framed } from './framing.ts';
import { connect } from './gestures/act.ts';
import { connectable } from './gestures/commands.ts';
import type { Picture, Point } from './layout/model.ts';
import { isSandbox } from './layout/sandboxes.ts';

type PositionChange = Extract<NodeChange<LabNode>, { type: 'position' }>;

/** Chooses what React Flow says is selected now. */
function chooseBy(changes: readonly NodeChange<LabNode>[], nodes: readonly LabNode[]): void {
  const ids = new Set(nodes.filter((node) => node.selected).map((node) => node.id));
  let isChanged = false;
  for (const change of changes) {
    if (change.type !== 'select') continue;
    isChanged = true;
    if (change.selected) ids.add(change.id);
    else ids.delete(change.id);
  }
  if (isChanged) choose(ids);
}

/** A frame takes what it is around with it. */
function withMembers(moves: readonly PositionChange[], nodes: readonly LabNode[]): readonly PositionChange[] {
  const moving = new Set(moves.map((move) => move.id));
  return moves.flatMap((move) => {
    const node = nodes.find((one) => one.id === move.id);
    if (node?.type !== 'group' || move.position === undefined) return [move];
    const [dx, dy] = [move.position.x - node.position.x, move.position.y - node.position.y];
    const members = nodes.filter(({ id }) => node.data.box.group.members.includes(id) && !moving.has(id));
    const along = members.map(({ id, position }) => {
      const dragging = move.dragging === undefined ? {} : { dragging: move.dragging };
      return { type: 'position' as const, id, position: { x: position.x + dx, y: position.y + dy }, ...dragging };
    });
    return [move, ...along];
  });
}

/** The list as it was, where every one in it is. */
function kept<T>(before: T[], now: T[]): T[] {
  return before.length === now.length && now.every((one, i) => one === before[i]) ? before : now;
}

/** React Flow's nodes and edges for a picture, keeping what has not changed, and its handlers. */
export function useFlow(picture: Picture | undefined, selection: Selection | undefined) {
  const [nodes, setNodes] = useState<LabNode[]>([]);
  const [edges, setEdges] = useState<WireEdgeType[]>([]);
  const chosen = useChosen((state) => state.ids);
  /** A frame is being drawn around boxes: the wires within are not meant. */
  const isFraming = useRef(false);
  useEffect(() => {
    if (!picture) return;
    setNodes((before) => kept(before, toNodes(picture, selection, before, chosen)));
    setEdges((before) => kept(before, toEdges(picture, selection, before)));
  }, [picture, selection, chosen]);
  const onNodesChange = useCallback(
    (changes: NodeChange<LabNode>[]) => {
      chooseBy(changes, nodes);
      const moves = changes.filter((change) => change.type === 'position');
      if (moves.length === 0) return;
      const all = withMembers(moves, nodes);
      const dragged = new Set(all.map(({ id }) => id));
      setNodes((before) => framed(applyNodeChanges([...all], before), dragged));
      const ended = new Map<string, Point>();
      for (const { id, dragging, position } of all)
        if (dragging === false && position && !id.startsWith('group:')) ended.set(id, position);
      if (ended.size > 0) useArrangement.getState().move(ended);
    },
    [nodes],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireEdgeType>[]) => {
      const selected = changes.find((change) => change.type === 'select' && change.selected);
      if (selected?.type !== 'select' || isFraming.current) return;
      const wire = edges.find((edge) => edge.id === selected.id)?.data?.wire;
      if (wire) useLab.getState().select(wireSelection(wire));
    },
    [edges],
  );
  const onSelectionStart = useCallback(() => {
    isFraming.current = true;
  }, []);
  const onSelectionEnd = useCallback(() => {
    isFraming.current = false;
  }, []);
  return { nodes, edges, onNodesChange, onEdgesChange, onSelectionStart, onSelectionEnd };
}

type Ends = Pick<Connection, 'source' | 'target'>;

/** What a line drawn from a container to a network would join, if they are not joined yet. */
function joining({ source, target }: Ends) {
  const boxes = useArrangement.getState().picture?.boxes ?? [];
  const from = boxes.find((box) => box.id === source)?.data;
  const to = boxes.find((box) => box.id === target)?.data;
  if (from?.kind !== 'container' || to?.kind !== 'bridge' || !to.network || from.host !== to.host) return undefined;
  const host = useLab.getState().view?.hosts.find((one) => one.name === from.host);
  const free = host && connectable(host, from.container).some((network) => network.id === to.network?.id);
  return free ? { host: from.host, network: to.network.name, container: from.container.name } : undefined;
}

export const canJoin = (ends: Ends): boolean => joining(ends) !== undefined;

/** Types the command for a line that was drawn. */
export function join(ends: Ends): void {
  const found = joining(ends);
  if (found) connect(found.host, found.network, found.container);
}

/** A double click on a container is a shell in it; the camera stays. */
export function openShell(_: unknown, node: LabNode): void {
  const { box } = node.data;
  if (box.kind === 'container' && box.container.state === 'running' && !isSandbox(box.container))
    useLab.getState().openShell(box.host, box.container.name);
}
