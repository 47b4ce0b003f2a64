import { Handle, type NodeProps, Position } from '@xyflow/react';
import { Cable } from 'lucide-react';
import { memo } from 'react';
import { t } from '../../common/messages.ts';
import type { ContainerNodeType } from '../flow.ts';
import { DeviceChip } from './DeviceChip.tsx';
import { EditableName } from './EditableName.tsx';
import { NetworkShape, tintClass } from './NetworkShape.tsx';
import { WireHandles } from './WireHandles.tsx';

/** A container: its own network namespace with its interfaces. A stopped one has none and is only outlined. */
export const ContainerNode = memo(function ContainerNode({ id, data, selected }: NodeProps<ContainerNodeType>) {
  const { container, ports, absent, loopback, host } = data.box;
  const note =
    container.networkMode === 'host'
      ? t('canvas.hostMode')
      : container.networkMode === 'none'
        ? t('canvas.noneMode')
        : absent.length > 0
          ? t('canvas.joinsAgain')
          : '';
  return (
    <div className="container-box box" data-state={container.state} data-selected={selected || undefined}>
      <WireHandles />
      {ports.map((port) => (
        <DeviceChip key={port.device.uid} {...port} look="interface" tabbable={selected} />
      ))}
      {absent.map((one) => (
        <span
          key={one.network.name}
          className={`chip chip-absent ${tintClass(one.network.tint)}`}
          style={{ left: one.place.x, top: one.place.y, width: one.place.width, height: one.place.height }}
        >
          <NetworkShape tint={one.network.tint} />
          <span className="chip-name">{one.network.name}</span>
        </span>
      ))}
      {ports.length === 0 && absent.length === 0 && <span className="container-note">{note}</span>}
      <div className="nameplate">
        <span className="name-row">
          <EditableName box={id} host={host} name={container.name} />
          {container.state !== 'running' && <span className="state">{container.state}</span>}
        </span>
        <span className="container-image">{container.image}</span>
      </div>
      {loopback && <DeviceChip {...loopback} look="loopback" tabbable={selected} />}
      <Handle
        id="connect"
        type="source"
        position={Position.Top}
        className="connect-handle"
        title={t('canvas.aria.connect', { name: container.name })}
      >
        <Cable aria-hidden />
      </Handle>
    </div>
  );
});
