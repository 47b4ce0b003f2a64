import { useStore, ViewportPortal } from '@xyflow/react';
import { useArrangement } from '../arrangement.ts';
import { pathOf } from '../layout/route.ts';
import { tintClass } from '../nodes/NetworkShape.tsx';
import { tunnelOf } from './geometry.ts';

/** What no wire joins, and frames pass: the ways from VXLAN devices through the host's kernel to its card. */
export function Tunnels() {
  const tunnels = useArrangement((arrangement) => arrangement.picture?.tunnels);
  const devices = useArrangement((arrangement) => arrangement.picture?.devices);
  // The nodes are what the places are measured from: a drag must draw the ways again.
  const nodes = useStore((flow) => flow.nodes);
  const lookup = useStore((flow) => flow.nodeLookup);
  if (!tunnels || !devices || tunnels.length === 0 || nodes.length === 0) return null;
  return (
    <ViewportPortal>
      <svg className="tunnels" aria-hidden focusable="false">
        {tunnels.map((way) => {
          const line = tunnelOf(way, devices, (id) => lookup.get(id));
          return line && <path key={way.vxlan} className={tintClass(way.mark.tint)} d={pathOf(line)} />;
        })}
      </svg>
    </ViewportPortal>
  );
}
