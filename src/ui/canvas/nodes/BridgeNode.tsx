import { Handle, type NodeProps, Position, useConnection } from '@xyflow/react';
import { memo } from 'react';
import type { NetnsView, WorldView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { useLab } from '../../store/lab.ts';
import { linkTrouble } from '../describe.ts';
import type { BridgeNodeType } from '../flow.ts';
import { useIsFar } from '../level.ts';
import { Address } from './Address.tsx';
import { DeviceChip } from './DeviceChip.tsx';
import { NetworkShape, tintClass } from './NetworkShape.tsx';
import { WireHandles } from './WireHandles.tsx';

/** The file of the namespace that a device is in. */
function namespaceFile(view: WorldView | undefined, uid: number | undefined): string | undefined {
  const has = ({ devices }: NetnsView): boolean => devices.some((device) => device.uid === uid);
  return view?.hosts.flatMap((host) => host.namespaces).find((netns) => netns.kind === 'overlay' && has(netns))?.file;
}

/** A network's bridge: its name and addresses, and a port for every veth that hangs on it. */
export const BridgeNode = memo(function BridgeNode({ data, selected }: NodeProps<BridgeNodeType>) {
  const { mark, network, device, ports, host } = data.box;
  const select = useLab((lab) => lab.select);
  const deviceSelected = useLab((lab) => lab.selection?.kind === 'device' && lab.selection.uid === device?.uid);
  const joining = useConnection((connection) => connection.inProgress);
  const isFar = useIsFar();
  const trouble = device && linkTrouble(device);
  const file = useLab((lab) => (network?.driver === 'overlay' ? namespaceFile(lab.view, device?.uid) : undefined));
  return (
    <div
      className={`bridge-box box ${tintClass(mark.tint)}`}
      data-selected={selected || undefined}
      data-link={trouble === undefined ? 'up' : 'down'}
      data-own-namespace={file === undefined ? undefined : true}
    >
      {file !== undefined && <span className="bridge-namespace">{t('canvas.overlayNamespace', { file })}</span>}
      <WireHandles />
      <div className="bridge-title">
        <NetworkShape tint={mark.tint} />
        <strong className="bridge-name">{mark.name}</strong>
        <span className="badge">{network ? network.driver : t('canvas.byHand')}</span>
        {network?.internal && <span className="badge">{t('canvas.internal')}</span>}
        {trouble !== undefined && <span className="link-trouble">{trouble}</span>}
      </div>
      {device && (
        <button
          type="button"
          className="bridge-device"
          data-uid={device.uid}
          data-selected={deviceSelected || undefined}
          tabIndex={selected ? 0 : -1}
          aria-pressed={deviceSelected}
          onClick={(event) => {
            event.stopPropagation();
            select({ kind: 'device', uid: device.uid });
          }}
        >
          <strong>{device.name}</strong>
          <Address device={device} />
        </button>
      )}
      {!isFar &&
        ports.map((port) => <DeviceChip key={port.device.uid} {...port} look="port" host={host} tabbable={selected} />)}
      <Handle
        id="join"
        type="target"
        position={Position.Bottom}
        className="join-handle"
        data-open={joining || undefined}
      />
    </div>
  );
});
