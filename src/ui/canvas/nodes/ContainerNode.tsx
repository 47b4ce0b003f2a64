import { Handle, type NodeProps, Position } from '@xyflow/react';
import { Cable } from 'lucide-react';
import { memo } from 'react';
import type { ContainerView, WorldView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { type Selection, useLab } from '../../store/lab.ts';
import type { ContainerNodeType } from '../flow.ts';
import { isSandbox } from '../layout/sandboxes.ts';
import { useIsFar } from '../level.ts';
import { DeviceChip } from './DeviceChip.tsx';
import { EditableName } from './EditableName.tsx';
import { NamespaceLines } from './KernelNode.tsx';
import { NetworkShape, tintClass } from './NetworkShape.tsx';
import { WireHandles } from './WireHandles.tsx';

const sandboxWords = { lb: 'canvas.balancer', ingress: 'canvas.mesh' } as const;

/** `www.1` of `www.1.k2ys0d1xbn…`: what tells tasks apart. Those of a global service have their node's id there, and their place says that. */
function taskName({ name, service }: ContainerView): string {
  if (service === undefined) return name;
  const slot = name.slice(service.length + 1).split('.')[0] ?? '';
  return /^\d+$/.test(slot) ? `${service}.${slot}` : service;
}

function isTaskOf(selection: Selection | undefined, view: WorldView | undefined, { service }: ContainerView): boolean {
  if (selection?.kind !== 'service' || service === undefined) return false;
  const cluster = view?.clusters?.find((one) => one.id === selection.cluster);
  return cluster?.services.find((one) => one.id === selection.id)?.name === service;
}

/** A container: its own network namespace with its interfaces. A stopped one has none and is only outlined. */
export const ContainerNode = memo(function ContainerNode({ id, data, selected }: NodeProps<ContainerNodeType>) {
  const { container, ports, absent, loopback, host, netns } = data.box;
  const sandbox = isSandbox(container) ? container.sandbox : undefined;
  const isFar = useIsFar();
  const isOfSelected = useLab(({ selection, view }) => isTaskOf(selection, view, container));
  const note =
    container.networkMode === 'host'
      ? t('canvas.hostMode')
      : container.networkMode === 'none'
        ? t('canvas.noneMode')
        : absent.length > 0
          ? t('canvas.joinsAgain')
          : '';
  return (
    <div
      className="container-box box"
      data-state={container.state}
      data-selected={selected || undefined}
      data-sandbox={sandbox}
      data-of-selected={isOfSelected || undefined}
    >
      <WireHandles />
      {!isFar &&
        ports.map((port) => <DeviceChip key={port.device.uid} {...port} look="interface" tabbable={selected} />)}
      {!isFar &&
        absent.map((one) => (
          <span
            key={one.network.name}
            className={`chip chip-absent ${tintClass(one.network.tint)}`}
            style={{ left: one.place.x, top: one.place.y, width: one.place.width, height: one.place.height }}
          >
            <NetworkShape tint={one.network.tint} />
            <span className="chip-name">{one.network.name}</span>
          </span>
        ))}
      {!isFar && ports.length === 0 && absent.length === 0 && <span className="container-note">{note}</span>}
      <div className="nameplate">
        <span className="name-row">
          {container.service === undefined && sandbox === undefined ? (
            <EditableName box={id} host={host} name={container.name} />
          ) : (
            <span className="container-name" title={container.name}>
              {taskName(container)}
            </span>
          )}
          {container.state !== 'running' && <span className="state">{container.state}</span>}
        </span>
        <span className="container-image">{sandbox === undefined ? container.image : t(sandboxWords[sandbox])}</span>
        {!isFar && <NamespaceLines host={host} netns={netns} />}
      </div>
      {loopback && !isFar && <DeviceChip {...loopback} look="loopback" tabbable={selected} />}
      {sandbox === undefined && (
        <Handle
          id="connect"
          type="source"
          position={Position.Top}
          className="connect-handle"
          title={t('canvas.aria.connect', { name: container.name })}
        >
          <Cable aria-hidden />
        </Handle>
      )}
    </div>
  );
});
