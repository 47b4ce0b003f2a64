import { BaseEdge, type EdgeProps, useInternalNode } from '@xyflow/react';
import { memo } from 'react';
import type { WireEdgeType } from '../flow.ts';
import { pathOf } from '../layout/route.ts';
import { tintClass } from '../nodes/NetworkShape.tsx';
import { CableMark, useParted } from './CableMark.tsx';
import { middleOf, wireLine } from './geometry.ts';

/** A veth pair or a cable, from device to device, wherever their boxes are now. */
export const WireEdge = memo(function WireEdge({
  data,
  source,
  target,
  selected,
  interactionWidth,
}: EdgeProps<WireEdgeType>) {
  const from = useInternalNode(source);
  const to = useInternalNode(target);
  const isParted = useParted(data?.wire.cable);
  if (!data || !from || !to) return null;
  const { wire } = data;
  const line = wireLine(wire, from, to);
  const path = pathOf(line);
  const tint = tintClass(wire.kind === 'cable' ? undefined : wire.network?.tint);
  return (
    <g
      className={`wire wire-${wire.kind} ${tint}`}
      data-live={wire.live || undefined}
      data-cut={wire.cable?.cut || isParted || undefined}
      data-selected={selected || undefined}
    >
      {selected && <path className="wire-halo" d={path} />}
      <BaseEdge path={path} className="wire-line" interactionWidth={interactionWidth ?? 18} />
      {wire.cable && <CableMark cable={wire.cable} at={middleOf(line)} />}
    </g>
  );
});
