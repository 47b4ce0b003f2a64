import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { Stage } from './stage.ts';

/** The packets, on one canvas over the map. It has no role: the packet list tells the same to those who do not see it. */
export function PacketLayer() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  useEffect(() => {
    const map = canvas.current?.parentElement;
    const pen = canvas.current?.getContext('2d');
    if (!canvas.current || !map || !pen) return;
    const stage = new Stage(canvas.current, pen, flow);
    stage.start(map);
    return () => stage.stop();
  }, [flow]);
  return <canvas ref={canvas} className="packet-layer" />;
}
