// Between the lab's store and React Flow: nodes and edges from the picture, and what the reader does to them.
import { applyNodeChanges, type Connection, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useState } from 'react';
import { type Selection, useLab } from '../store/lab.ts';
import { useArrangement } from './arrangement.ts';
import { type LabNode, selectionOf, toEdges, toNodes, type WireEdgeType, wireSelection } from './flow.ts';
import { connect } from './gestures/act.ts';
import { connectable } from './gestures/commands.ts';
import type { Picture } from './layout/model.ts';
import { isSandbox } from './layout/sandboxes.ts';

type Change = NodeChange<LabNode> | EdgeChange<WireEdgeType>;

/** The lab's selection is the only one: what React Flow says of selecting goes there. */
function selectBy(changes: readonly Change[], find: (id: string) => Selection | undefined): void {
  const selects = changes.filter((change) => change.type === 'select');
  const chosen = selects.find((change) => change.selected);
  if (chosen) useLab.getState().select(find(chosen.id));
  else if (selects.length > 0) useLab.getState().select(undefined);
}

/** React Flow's nodes and edges for a picture, keeping what has not changed, and its handlers. */
export function useFlow(picture: Picture | undefined, selection: Selection | undefined) {
  const [nodes, setNodes] = useState<LabNode[]>([]);
  const [edges, setEdges] = useState<WireEdgeType[]>([]);
  useEffect(() => {
    if (!picture) return;
    setNodes((before) => toNodes(picture, selection, before));
    setEdges((before) => toEdges(picture, selection, before));
  }, [picture, selection]);
  const onNodesChange = useCallback(
    (changes: NodeChange<LabNode>[]) => {
      selectBy(changes, (id) => {
        const box = nodes.find((node) => node.id === id)?.data.box;
        return box && selectionOf(box);
      });
      const moves = changes.filter((change) => change.type === 'position');
      if (moves.length === 0) return;
      setNodes((before) => applyNodeChanges(moves, before));
      for (const move of moves)
        if (move.dragging === false && move.position) useArrangement.getState().move(move.id, move.position);
    },
    [nodes],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireEdgeType>[]) =>
      selectBy(changes, (id) => {
        const wire = edges.find((edge) => edge.id === id)?.data?.wire;
        return wire && wireSelection(wire);
      }),
    [edges],
  );
  return { nodes, edges, onNodesChange, onEdgesChange };
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
