import './faults.css';
import { ViewportPortal } from '@xyflow/react';
import { useArrangement } from '../canvas/arrangement.ts';
import { riftOf } from '../canvas/layout/rift.ts';
import { useLab } from '../store/lab.ts';

const none: readonly string[] = [];

/** Between the parts of a parted network: hatching. Hosts and cables say in words which they are. */
export function Rift() {
  const apart = useLab((lab) => lab.view?.faults?.apart) ?? none;
  const picture = useArrangement((arrangement) => arrangement.picture);
  if (picture === undefined || apart.length === 0) return null;
  return (
    <ViewportPortal>
      {riftOf(picture, apart).map(({ x, y, width, height }) => (
        <div
          key={`${x} ${y}`}
          className="rift"
          style={{ width, height, transform: `translate(${x}px, ${y}px)` }}
          aria-hidden
        />
      ))}
    </ViewportPortal>
  );
}
