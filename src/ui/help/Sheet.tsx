import './sheet.css';
import { X } from 'lucide-react';
import { Close, Content, Description, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import type { ReactNode } from 'react';
import { t } from '../common/messages.ts';
import { useLayout } from '../store/layout.ts';

interface SheetProps {
  readonly title: string;
  readonly description: string;
  readonly wide?: boolean;
  /** Where the page's own dialogs do not keep it. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** A dialog over the page. Esc or a press outside closes it. */
export function Sheet({ title, description, wide = false, onClose, children }: SheetProps) {
  const setDialog = useLayout((layout) => layout.setDialog);
  const close = onClose ?? (() => setDialog(undefined));
  return (
    <Root open onOpenChange={(open) => !open && close()}>
      <Portal>
        <Overlay className="overlay" />
        <Content className={`sheet ${wide ? 'wide' : ''}`}>
          <div className="sheet-head">
            <Title>{title}</Title>
            <Close className="icon-button" aria-label={t('dialog.close')}>
              <X aria-hidden />
            </Close>
          </div>
          <Description className="muted">{description}</Description>
          {children}
        </Content>
      </Portal>
    </Root>
  );
}
