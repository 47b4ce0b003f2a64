import { Content, Item, Label, Portal, Root, Trigger } from 'radix-ui/dropdown-menu';
import { t } from '../../common/messages.ts';
import { useLab } from '../../store/lab.ts';
import { connect } from './act.ts';
import { useGesture } from './active.ts';
import { connectable } from './commands.ts';

/** The networks that a container can join, as a menu beside it: the way without dragging. */
export function NetworkChoice() {
  const connecting = useGesture((gesture) => gesture.connecting);
  const close = useGesture((gesture) => gesture.connect);
  const host = useLab((lab) => lab.view?.hosts.find((one) => one.name === connecting?.host));
  const container = host?.containers.find((one) => one.id === connecting?.id);
  if (!connecting || !host || !container) return null;
  const networks = connectable(host, container);
  return (
    <Root open onOpenChange={(open) => !open && close(undefined)}>
      <Trigger asChild>
        <span className="menu-anchor" style={{ left: connecting.at.x, top: connecting.at.y }} />
      </Trigger>
      <Portal>
        <Content className="menu canvas-menu" collisionPadding={8}>
          <Label className="menu-label">{t('canvas.menu.connectTo', { name: container.name })}</Label>
          {networks.length === 0 && (
            <Item className="menu-item" disabled>
              {t('canvas.menu.noNetwork')}
            </Item>
          )}
          {networks.map((network) => (
            <Item
              key={network.id}
              className="menu-item"
              onSelect={() => connect(host.name, network.name, container.name)}
            >
              {network.name}
            </Item>
          ))}
        </Content>
      </Portal>
    </Root>
  );
}
