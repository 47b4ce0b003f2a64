import { FileDown, SquareTerminal } from 'lucide-react';
import { Item, Label, Separator } from 'radix-ui/context-menu';
import type { DeviceView, WorldView } from '../../session/protocol.ts';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { shellQuote } from '../terminal/run.ts';
import { exportCapture } from './Tools.tsx';

interface Found {
  readonly host: string;
  /** The container whose device it is; of the host's own, undefined. */
  readonly container: string | undefined;
  readonly device: DeviceView;
}

/** A device that a host or one of its containers has. */
function find(view: WorldView | undefined, uid: number): Found | undefined {
  for (const { name, namespaces, containers } of view?.hosts ?? []) {
    for (const { kind, containerId, devices } of namespaces) {
      const device = devices.find((one) => one.uid === uid);
      if (device === undefined) continue;
      if (kind !== 'host' && containerId === undefined) return undefined;
      return { host: name, container: containers.find(({ id }) => id === containerId)?.name, device };
    }
  }
  return undefined;
}

/** `tcpdump -n -i eth0` on a host; within a container's namespace, which need not have a tcpdump of its own. */
function tcpdumpCommand(device: string, container: string | undefined): string {
  const command = `tcpdump -n -i ${shellQuote(device)}`;
  if (container === undefined) return command;
  return `nsenter -n -t $(docker inspect -f '{{.State.Pid}}' ${shellQuote(container)}) ${command}`;
}

/** In a device's menu: look on at its packets, or take away what has passed. */
export function CaptureItems({ uid }: { readonly uid: number }) {
  const run = useLab((lab) => lab.run);
  const found = find(useLab.getState().view, uid);
  if (found === undefined) return null;
  const { host, container, device } = found;
  const name = [host, container, device.name].filter(Boolean).join('-');
  return (
    <>
      <Label className="menu-label">{device.name}</Label>
      <Item className="menu-item" onSelect={() => run(host, tcpdumpCommand(device.name, container))}>
        <SquareTerminal aria-hidden />
        {t('capture.here')}
      </Item>
      <Item className="menu-item" onSelect={() => void exportCapture(name, { device: uid })}>
        <FileDown aria-hidden />
        {t('capture.save')}
      </Item>
      <Separator className="menu-separator" />
    </>
  );
}
