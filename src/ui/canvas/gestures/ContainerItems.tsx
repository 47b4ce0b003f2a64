// A container's menu: what Docker has for it, and what one can do to it.
import {
  Cable,
  CirclePause,
  CirclePlay,
  CopyPlus,
  Cpu,
  Pencil,
  Play,
  RotateCw,
  Skull,
  Square,
  SquareTerminal,
  Trash2,
  Unplug,
} from 'lucide-react';
import { Item, Label, Portal, Separator, Sub, SubContent, SubTrigger } from 'radix-ui/context-menu';
import { type ReactNode, useEffect, useState } from 'react';
import type { HostView, ProcessView } from '../../../session/protocol.ts';
import { keyName } from '../../actions/chord.ts';
import { t } from '../../common/messages.ts';
import { door } from '../../store/door.ts';
import { useLab } from '../../store/lab.ts';
import type { ContainerBox } from '../layout/model.ts';
import { connect, remove } from './act.ts';
import {
  connectable,
  disconnectCommand,
  killCommand,
  killProcessCommand,
  networksOf,
  pauseCommand,
  restartCommand,
  startCommand,
  stopCommand,
  unpauseCommand,
} from './commands.ts';
import { duplicate } from './copies.ts';
import type { Target } from './target.ts';

interface ContainerItemsProps {
  readonly target: Extract<Target, { kind: 'container' }>;
  readonly host: HostView;
  readonly rename: (box: string) => void;
}

export function ContainerItems({ target, host, rename }: ContainerItemsProps) {
  const { box } = target;
  const { container } = box;
  const { run, openShell } = useLab.getState();
  const running = container.state === 'running';
  return (
    <>
      <Label className="menu-label">{container.name}</Label>
      <Item className="menu-item" disabled={!running} onSelect={() => openShell(host.name, container.name)}>
        <SquareTerminal aria-hidden />
        {t('canvas.menu.shell')}
      </Item>
      <PowerItems box={box} />
      <ProcessItems box={box} />
      <Separator className="menu-separator" />
      <Item className="menu-item" onSelect={() => rename(target.id)}>
        <Pencil aria-hidden />
        {t('canvas.menu.rename')}
        <kbd>{keyName('F2')}</kbd>
      </Item>
      {container.service === undefined && (
        <Item className="menu-item" onSelect={() => duplicate({ host: host.name, id: container.id })}>
          <CopyPlus aria-hidden />
          {t('canvas.menu.duplicate')}
          <kbd>{keyName('Ctrl D')}</kbd>
        </Item>
      )}
      <ConnectItems host={host} box={box} />
      {networksOf(host, container).map((network) => (
        <Item
          key={network}
          className="menu-item"
          onSelect={() => run(host.name, disconnectCommand(network, container.name))}
        >
          <Unplug aria-hidden />
          {t('canvas.menu.disconnect', { network })}
        </Item>
      ))}
      <Separator className="menu-separator" />
      <Item className="menu-item danger" onSelect={() => remove(target)}>
        <Trash2 aria-hidden />
        {t('canvas.menu.remove')}
        <kbd>{keyName('Del')}</kbd>
      </Item>
    </>
  );
}

interface CommandItemProps {
  readonly box: ContainerBox;
  readonly icon: ReactNode;
  readonly text: string;
  readonly command: (name: string) => string;
}

function CommandItem({ box, icon, text, command }: CommandItemProps) {
  const run = useLab((lab) => lab.run);
  return (
    <Item className="menu-item" onSelect={() => run(box.host, command(box.container.name))}>
      {icon}
      {text}
    </Item>
  );
}

/** Starting, and the ways to stop or to be stopped. */
function PowerItems({ box }: { readonly box: ContainerBox }) {
  const { state } = box.container;
  if (state === 'paused')
    return (
      <CommandItem
        box={box}
        icon={<CirclePlay aria-hidden />}
        text={t('canvas.menu.unpause')}
        command={unpauseCommand}
      />
    );
  if (state !== 'running')
    return <CommandItem box={box} icon={<Play aria-hidden />} text={t('canvas.menu.start')} command={startCommand} />;
  return (
    <>
      <CommandItem box={box} icon={<Square aria-hidden />} text={t('canvas.menu.stop')} command={stopCommand} />
      <CommandItem box={box} icon={<RotateCw aria-hidden />} text={t('canvas.menu.restart')} command={restartCommand} />
      <CommandItem box={box} icon={<CirclePause aria-hidden />} text={t('canvas.menu.pause')} command={pauseCommand} />
      <CommandItem box={box} icon={<Skull aria-hidden />} text={t('canvas.menu.kill')} command={killCommand} />
    </>
  );
}

/** The processes in it, each to be killed. */
function ProcessItems({ box }: { readonly box: ContainerBox }) {
  return (
    <Sub>
      <SubTrigger className="menu-item" disabled={box.container.state !== 'running'}>
        <Cpu aria-hidden />
        {t('canvas.menu.processes')}
      </SubTrigger>
      <Portal>
        <SubContent className="menu canvas-menu" collisionPadding={8}>
          <ProcessList box={box} />
        </SubContent>
      </Portal>
    </Sub>
  );
}

function ProcessList({ box }: { readonly box: ContainerBox }) {
  const [processes, setProcesses] = useState<readonly ProcessView[]>([]);
  const run = useLab((lab) => lab.run);
  const { host, container } = box;
  useEffect(() => {
    let wanted = true;
    door()
      ?.processes(host, container.id)
      .then(
        (found) => wanted && setProcesses(found),
        () => undefined,
      );
    return () => {
      wanted = false;
    };
  }, [host, container.id]);
  return processes.map(({ pid, command }) => (
    <Item key={pid} className="menu-item" onSelect={() => run(host, killProcessCommand(container.name, pid))}>
      <Skull aria-hidden />
      {t('canvas.menu.killProcess', { pid })}
      <code className="menu-command">{command}</code>
    </Item>
  ));
}

function ConnectItems({ host, box }: { readonly host: HostView; readonly box: ContainerBox }) {
  const networks = connectable(host, box.container);
  return (
    <Sub>
      <SubTrigger className="menu-item" disabled={networks.length === 0}>
        <Cable aria-hidden />
        {t('canvas.menu.connect')}
        <kbd>{keyName('L')}</kbd>
      </SubTrigger>
      <Portal>
        <SubContent className="menu canvas-menu" collisionPadding={8}>
          {networks.map((network) => (
            <Item
              key={network.id}
              className="menu-item"
              onSelect={() => connect(host.name, network.name, box.container.name)}
            >
              {network.name}
            </Item>
          ))}
        </SubContent>
      </Portal>
    </Sub>
  );
}
