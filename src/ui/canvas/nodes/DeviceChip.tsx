import { memo } from 'react';
import type { DeviceView } from '../../../session/protocol.ts';
import { t } from '../../common/messages.ts';
import { CaptureBadge } from '../../records/CaptureBadge.tsx';
import { useSearch } from '../../records/search.ts';
import { useLab } from '../../store/lab.ts';
import { linkTrouble, mainAddress } from '../describe.ts';
import type { NetworkMark, Rect } from '../layout/model.ts';
import { Address } from './Address.tsx';
import { PortLine } from './KernelNode.tsx';
import { NetworkShape, tintClass } from './NetworkShape.tsx';

interface DeviceChipProps {
  readonly device: DeviceView;
  readonly place: Rect;
  readonly network: NetworkMark | undefined;
  /** A port on a bridge shows its name alone; an interface its address too; a loopback is small. */
  readonly look: 'port' | 'interface' | 'loopback';
  /** Of a port: whose bridge it is on. */
  readonly host?: string;
  /** In the tab order, once the box that it is in is selected. */
  readonly tabbable: boolean;
}

/** A device inside a box: selectable by itself. */
export const DeviceChip = memo(function DeviceChip({ device, place, network, look, host, tabbable }: DeviceChipProps) {
  const selected = useLab((lab) => lab.selection?.kind === 'device' && lab.selection.uid === device.uid);
  const select = useLab((lab) => lab.select);
  const crossed = useSearch((search) => search.crossed.has(device.uid));
  const trouble = linkTrouble(device);
  const address = mainAddress(device);
  return (
    <button
      type="button"
      className={`chip chip-${look} ${tintClass(network?.tint)}`}
      style={{ left: place.x, top: place.y, width: place.width, height: place.height }}
      data-uid={device.uid}
      data-kind={device.kind}
      data-link={trouble === undefined ? 'up' : 'down'}
      data-selected={selected || undefined}
      data-crossed={crossed || undefined}
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={selected}
      aria-label={[device.name, address, trouble, network?.name, device.captured ? t('capture.running') : undefined]
        .filter(Boolean)
        .join(', ')}
      onClick={(event) => {
        event.stopPropagation();
        select({ kind: 'device', uid: device.uid });
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
      }}
    >
      {look === 'interface' && network && <NetworkShape tint={network.tint} />}
      <span className="chip-name">{device.name}</span>
      {device.captured && <CaptureBadge />}
      {look === 'port' && host !== undefined && <PortLine host={host} uid={device.uid} />}
      {look === 'interface' && (
        <span className="chip-facts">
          <Address device={device} />
          <span className="chip-mac">{device.mac}</span>
        </span>
      )}
      {trouble !== undefined && look !== 'loopback' && <span className="link-trouble">{trouble}</span>}
    </button>
  );
});
