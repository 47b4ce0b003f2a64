import './faults.css';
import { ChevronDown } from 'lucide-react';
import { Content, Item, Portal, Root, Separator, Trigger } from 'radix-ui/dropdown-menu';
import { t } from '../common/messages.ts';
import { SituationItems } from './SituationItems.tsx';

/** A button that opens what can befall a swarm. */
export function SituationsMenu({ cluster }: { readonly cluster: string }) {
  return (
    <Root modal={false}>
      <Trigger className="situations-button nopan nokey" aria-label={t('situations.aria')}>
        {t('situations.menu')}
        <ChevronDown aria-hidden />
      </Trigger>
      <Portal>
        <Content className="menu situations" align="end" sideOffset={6} collisionPadding={8}>
          <SituationItems cluster={cluster} Item={Item} Separator={Separator} />
        </Content>
      </Portal>
    </Root>
  );
}
