import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { Stage } from './stage.ts';

/** The packets, on one canvas over the map. It has no role: the packet list tells the same to those who do not see it. */
export function PacketLayer() {
  const holder = useRef<HTMLDivElement>(null);
  const flow = useStoreApi();
  useEffect(() => {
    const map = holder.current?.parentElement;
    if (!holder.current || !map) return;
    const stage = new Stage(holder.current, flow);
    stage.start(map);
    return () => stage.stop();
  }, [flow]);
  return <div ref={holder} className="packet-layer" />;
}
