import './faults.css';
import { Ban, ChevronDown, Crown, HeartPulse, SplitSquareHorizontal, Users } from 'lucide-react';
import { Content, Item, Portal, Root, Separator, Trigger } from 'radix-ui/dropdown-menu';
import type { ReactNode } from 'react';
import { changeAll } from '../canvas/gestures/act.ts';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { useFaultDialog } from './open.ts';
import { type Situation, situationsOf } from './situations.ts';

const icons: Readonly<Record<Situation['id'], ReactNode>> = {
  leader: <Crown aria-hidden />,
  split: <SplitSquareHorizontal aria-hidden />,
  majority: <Users aria-hidden />,
  heal: <HeartPulse aria-hidden />,
};

/** What can befall a swarm, each with words that say what will happen. */
export function SituationsMenu({ cluster }: { readonly cluster: string }) {
  return (
    <Root modal={false}>
      <Trigger className="situations-button nopan nokey" aria-label={t('situations.aria')}>
        {t('situations.menu')}
        <ChevronDown aria-hidden />
      </Trigger>
      <Portal>
        <Content className="menu situations" align="end" sideOffset={6} collisionPadding={8}>
          <Items cluster={cluster} />
        </Content>
      </Portal>
    </Root>
  );
}

function Items({ cluster }: { readonly cluster: string }) {
  const view = useLab((lab) => lab.view);
  const situations = view === undefined ? [] : situationsOf(view, cluster);
  return (
    <>
      {situations.map((one) => (
        <SituationItem
          key={one.id}
          icon={icons[one.id]}
          title={one.title}
          what={one.what}
          disabled={one.changes.length === 0}
          onSelect={() => changeAll(one.changes)}
        />
      ))}
      <Separator className="menu-separator" />
      <SituationItem
        icon={<Ban aria-hidden />}
        title={t('faults.menu.block')}
        what={t('situations.block.what')}
        onSelect={() => useFaultDialog.getState().show({ kind: 'faults', machine: undefined })}
      />
    </>
  );
}

interface SituationItemProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly what: string;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

function SituationItem({ icon, title, what, disabled = false, onSelect }: SituationItemProps) {
  return (
    <Item className="menu-item situation" disabled={disabled} onSelect={onSelect}>
      {icon}
      <span>
        <strong>{title}</strong>
        <small>{what}</small>
      </span>
    </Item>
  );
}
