import './faults.css';
import { Ban, Crown, HeartPulse, SplitSquareHorizontal, Users } from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
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

interface ItemProps {
  readonly className: string;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

interface SituationItemsProps {
  readonly cluster: string;
  /** Those of the menu that they are in: one that a button opens, or one of the map. */
  readonly Item: ComponentType<ItemProps>;
  readonly Separator: ComponentType<{ readonly className: string }>;
}

/** What can befall a swarm, each with words that say what will happen. */
export function SituationItems({ cluster, Item, Separator }: SituationItemsProps) {
  const view = useLab((lab) => lab.view);
  const situations = view === undefined ? [] : situationsOf(view, cluster);
  return (
    <>
      {situations.map(({ id, title, what, changes }) => (
        <Item
          key={id}
          className="menu-item situation"
          disabled={changes.length === 0}
          onSelect={() => changeAll(changes)}
        >
          {icons[id]}
          <Words title={title} what={what} />
        </Item>
      ))}
      <Separator className="menu-separator" />
      <Item
        className="menu-item situation"
        onSelect={() => useFaultDialog.getState().show({ kind: 'faults', machine: undefined })}
      >
        <Ban aria-hidden />
        <Words title={t('faults.menu.block')} what={t('situations.block.what')} />
      </Item>
    </>
  );
}

function Words({ title, what }: { readonly title: string; readonly what: string }) {
  return (
    <span>
      <strong>{title}</strong>
      <small>{what}</small>
    </span>
  );
}
