import { ChevronDown, ChevronRight, Network, Play, Trash2, Unplug } from 'lucide-react';
import {
  Content,
  Item,
  Label,
  Portal,
  Root,
  Separator,
  Sub,
  SubContent,
  SubTrigger,
  Trigger,
} from 'radix-ui/context-menu';
import { type MouseEvent, type ReactNode, useRef, useState } from 'react';
import type { HostView } from '../../../session/protocol.ts';
import { keyName } from '../../actions/chord.ts';
import { t } from '../../common/messages.ts';
import { SituationItems } from '../../faults/SituationItems.tsx';
import { CaptureItems } from '../../records/CaptureItems.tsx';
import { useLab } from '../../store/lab.ts';
import { useArrangement } from '../arrangement.ts';
import type { Point } from '../layout/model.ts';
import { useSketch } from '../sketch.ts';
import { createNetwork, hostOf, removalOf, remove, runImage } from './act.ts';
import { useGesture } from './active.ts';
import { ContainerItems } from './ContainerItems.tsx';
import { toggleCollapsed } from './layout-acts.ts';
import { CableItems, MachineItems } from './MachineItems.tsx';
import { SwitchItems } from './SwitchItems.tsx';
import { type Target, targetAt, targetOfElement } from './target.ts';

interface CanvasMenuProps {
  /** From a point of the screen to the map's own. */
  readonly toMap: (point: Point) => Point;
  readonly children: ReactNode;
}

/** The map's menu, by right click or Shift+F10: for whatever is there, the commands that Docker has for it. */
export function CanvasMenu({ toMap, children }: CanvasMenuProps) {
  const [target, setTarget] = useState<Target>();
  const [device, setDevice] = useState<number>();
  const renameNext = useRef<string>(undefined);
  const host = useLab((lab) => {
    const name = target && hostOf(target);
    return lab.view?.hosts.find((one) => one.name === name);
  });
  const find = (event: MouseEvent) => {
    const { picture } = useArrangement.getState();
    if (!picture || !(event.target instanceof Element)) return;
    const onMap = event.target.closest('.react-flow__pane, .react-flow__node-host') !== null;
    const direct = targetOfElement(event.target, picture);
    const uid = event.target.closest('.chip')?.getAttribute('data-uid');
    setDevice(uid == null ? undefined : Number(uid));
    setTarget(direct ?? (onMap ? targetAt(toMap({ x: event.clientX, y: event.clientY }), picture) : undefined));
  };
  return (
    <Root modal={false}>
      {/* A finger that rests opens the menu without a click of the right button. */}
      <Trigger asChild onContextMenu={find} onPointerDown={(event) => event.pointerType !== 'mouse' && find(event)}>
        {children}
      </Trigger>
      {target && (host !== undefined || standsAlone(target)) && (
        <Portal>
          <Content
            className={target.kind === 'cluster' ? 'menu canvas-menu situations' : 'menu canvas-menu'}
            collisionPadding={8}
            onCloseAutoFocus={(event) => {
              // The menu gives focus back to the map as it closes; the field for a new name must have it instead.
              if (renameNext.current === undefined) return;
              event.preventDefault();
              useGesture.getState().rename(renameNext.current);
              renameNext.current = undefined;
            }}
          >
            {device !== undefined && <CaptureItems uid={device} />}
            <MenuItems
              target={target}
              host={host}
              rename={(box) => {
                renameNext.current = box;
              }}
            />
          </Content>
        </Portal>
      )}
    </Root>
  );
}

/** Its menu needs no host: a switch's, a swarm's, a router's cable's. */
const standsAlone = ({ kind }: Target): boolean => kind === 'switch' || kind === 'cluster' || kind === 'wire';

interface MenuItemsProps {
  readonly target: Target;
  readonly host: HostView | undefined;
  readonly rename: (box: string) => void;
}

function MenuItems({ target, host, rename }: MenuItemsProps) {
  switch (target.kind) {
    case 'switch':
      return <SwitchItems name={target.name} />;
    case 'cluster':
      return (
        <>
          <Label className="menu-label">{t('cluster.title')}</Label>
          <SituationItems cluster={target.cluster} Item={Item} Separator={Separator} />
        </>
      );
    case 'wire':
      return <WireItems target={target} />;
    default:
      return host === undefined ? null : <HostItems target={target} host={host} rename={rename} />;
  }
}

function WireItems({ target }: { readonly target: Extract<Target, { readonly kind: 'wire' }> }) {
  if (target.wire.cable) return <CableItems cable={target.wire.cable} />;
  if (removalOf(target) === undefined) return null;
  return (
    <Item className="menu-item danger" onSelect={() => remove(target)}>
      <Unplug aria-hidden />
      {t('canvas.menu.disconnect', { network: target.wire.attachment?.network ?? '' })}
      <kbd>{keyName('Del')}</kbd>
    </Item>
  );
}

interface HostItemsProps {
  readonly target: Extract<Target, { readonly kind: 'container' | 'bridge' | 'host' }>;
  readonly host: HostView;
  readonly rename: (box: string) => void;
}

function HostItems({ target, host, rename }: HostItemsProps) {
  switch (target.kind) {
    case 'container':
      return <ContainerItems target={target} host={host} rename={rename} />;
    case 'bridge':
      return (
        <>
          <Label className="menu-label">{target.box.mark.name}</Label>
          {target.box.network && <RunItems target={target} host={host} />}
          <Separator className="menu-separator" />
          <Item className="menu-item danger" onSelect={() => remove(target)}>
            <Trash2 aria-hidden />
            {t('canvas.menu.removeNetwork')}
            <kbd>{keyName('Del')}</kbd>
          </Item>
        </>
      );
    case 'host':
      return (
        <>
          <Label className="menu-label">{host.name}</Label>
          {host.power === 'on' && (
            <>
              <RunItems target={target} host={host} />
              <Item className="menu-item" onSelect={() => createNetwork(target)}>
                <Network aria-hidden />
                {t('canvas.menu.newNetwork')}
              </Item>
              <FoldItem host={host.name} />
              <Separator className="menu-separator" />
            </>
          )}
          <MachineItems host={host} />
        </>
      );
  }
}

function RunItems({ target, host }: { readonly target: Target; readonly host: HostView }) {
  return (
    <Sub>
      <SubTrigger className="menu-item">
        <Play aria-hidden />
        {t('canvas.menu.run')}
      </SubTrigger>
      <Portal>
        <SubContent className="menu canvas-menu" collisionPadding={8}>
          {host.images.map((image) => (
            <Item key={image.name} className="menu-item" onSelect={() => runImage(image.name, target)}>
              {image.name}
            </Item>
          ))}
        </SubContent>
      </Portal>
    </Sub>
  );
}

function FoldItem({ host }: { readonly host: string }) {
  const isCollapsed = useSketch(({ sketch }) => sketch.collapsed.includes(host));
  return (
    <Item className="menu-item" onSelect={() => toggleCollapsed(host)}>
      {isCollapsed ? <ChevronRight aria-hidden /> : <ChevronDown aria-hidden />}
      {t(isCollapsed ? 'canvas.expand' : 'canvas.collapse', { host })}
    </Item>
  );
}
