// What stands for itself: a host's card or loopback, and the switches and routers between hosts.
import type { NodeProps } from '@xyflow/react';
import { EthernetPort, Globe, Router } from 'lucide-react';
import { memo } from 'react';
import { t } from '../../common/messages.ts';
import { linkTrouble } from '../describe.ts';
import type { DeviceNodeType, InternetNodeType, RouterNodeType, SwitchNodeType } from '../flow.ts';
import { Address } from './Address.tsx';
import { WireHandles } from './WireHandles.tsx';

export const DeviceNode = memo(function DeviceNode({ data, selected }: NodeProps<DeviceNodeType>) {
  const { device } = data.box;
  const trouble = linkTrouble(device);
  return (
    <div
      className={`device-box box device-${device.kind}`}
      data-selected={selected || undefined}
      data-link={trouble === undefined ? 'up' : 'down'}
    >
      <WireHandles />
      {device.kind !== 'loopback' && <EthernetPort aria-hidden />}
      <span className="device-names">
        <span className="device-name">
          {device.name}
          {trouble !== undefined && <span className="link-trouble">{trouble}</span>}
        </span>
        <Address device={device} />
        {device.kind !== 'loopback' && <span className="device-mac">{device.mac}</span>}
      </span>
    </div>
  );
});

export const SwitchNode = memo(function SwitchNode({ data, selected }: NodeProps<SwitchNodeType>) {
  const { name, ports } = data.box;
  return (
    <div className="switch-box box" data-selected={selected || undefined}>
      <WireHandles />
      <span className="hardware-name">
        <strong>{name}</strong>
        {name !== t('canvas.switch') && <span>{t('canvas.switch')}</span>}
      </span>
      {ports.map((port) => (
        <span
          key={port.uid}
          className="switch-port"
          data-link={port.cabled ? 'up' : 'down'}
          data-edge={port.place.y === 0 ? 'top' : 'bottom'}
          style={{ left: port.place.x, top: port.place.y, width: port.place.width, height: port.place.height }}
        >
          {port.vlans && <span className="port-vlans">{port.vlans}</span>}
        </span>
      ))}
    </div>
  );
});

export const RouterNode = memo(function RouterNode({ data, selected }: NodeProps<RouterNodeType>) {
  const { name, ports, addresses } = data.box;
  return (
    <div className="router-box box" data-selected={selected || undefined}>
      <WireHandles />
      {ports.map(({ device, place }) => (
        <span
          key={device.uid}
          className="router-port"
          data-link={linkTrouble(device) === undefined ? 'up' : 'down'}
          data-side={place.x > 0 ? 'right' : 'left'}
          style={{ left: place.x, top: place.y, width: place.width, height: place.height }}
        >
          {device.name}
        </span>
      ))}
      <Router aria-hidden />
      <span className="hardware-name">
        <strong>{name}</strong>
        <span className="router-address">
          {addresses.find((address) => !address.startsWith('127.')) ?? t('canvas.router')}
        </span>
      </span>
    </div>
  );
});

export const InternetNode = memo(function InternetNode({ selected }: NodeProps<InternetNodeType>) {
  return (
    <div className="internet-box box" data-selected={selected || undefined}>
      <WireHandles />
      <Globe aria-hidden />
      <strong>{t('canvas.internet')}</strong>
    </div>
  );
});
