import { Handle, Position } from '@xyflow/react';

/** React Flow draws an edge only between handles; ours run from device to device, so these are never seen. */
export function WireHandles() {
  return (
    <>
      <Handle id="in" type="target" position={Position.Top} className="wire-handle" isConnectable={false} />
      <Handle id="out" type="source" position={Position.Bottom} className="wire-handle" isConnectable={false} />
    </>
  );
}
