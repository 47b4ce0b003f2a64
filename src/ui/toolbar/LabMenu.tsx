import {
  ChevronDown,
  Download,
  FilePlus2,
  FileStack,
  FolderOpen,
  LibraryBig,
  RotateCcw,
  Server,
  Share2,
} from 'lucide-react';
import { Content, Item, Portal, Root, Separator, Trigger } from 'radix-ui/dropdown-menu';
import { type ReactNode, useRef } from 'react';
import { t } from '../common/messages.ts';
import { downloadCapture, downloadLab, openLabFile } from '../lab/labs.ts';
import { useLayout } from '../store/layout.ts';

interface EntryProps {
  readonly icon: ReactNode;
  readonly label: string;
  readonly onSelect: () => void;
}

function Entry({ icon, label, onSelect }: EntryProps) {
  return (
    <Item className="menu-item" onSelect={onSelect}>
      {icon}
      {label}
    </Item>
  );
}

/** The lab's name, and what can be done with a lab as a whole. */
export function LabMenu({ title }: { readonly title: string }) {
  const file = useRef<HTMLInputElement>(null);
  const setDialog = useLayout((layout) => layout.setDialog);
  return (
    <>
      <Root modal={false}>
        <Trigger className="quiet-button lab-name" aria-label={t('lab.menu', { title })}>
          <span>{title}</span>
          <ChevronDown aria-hidden />
        </Trigger>
        <Portal>
          <Content className="menu" align="start" sideOffset={4}>
            <Entry icon={<FilePlus2 aria-hidden />} label={t('lab.new')} onSelect={() => setDialog('new-lab')} />
            <Entry icon={<LibraryBig aria-hidden />} label={t('labs.open')} onSelect={() => setDialog('labs')} />
            <Entry icon={<RotateCcw aria-hidden />} label={t('lab.reset')} onSelect={() => setDialog('reset-lab')} />
            <Separator className="menu-separator" />
            <Entry icon={<FolderOpen aria-hidden />} label={t('lab.open')} onSelect={() => file.current?.click()} />
            <Entry icon={<Share2 aria-hidden />} label={t('share.menu')} onSelect={() => setDialog('share')} />
            <Entry icon={<Download aria-hidden />} label={t('lab.download')} onSelect={() => void downloadLab()} />
            <Entry icon={<Server aria-hidden />} label={t('reality.open')} onSelect={() => setDialog('reality')} />
            <Entry icon={<FileStack aria-hidden />} label={t('lab.capture')} onSelect={() => void downloadCapture()} />
          </Content>
        </Portal>
      </Root>
      <input
        ref={file}
        type="file"
        accept=".hoplab,application/json,image/png,image/svg+xml"
        hidden
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = '';
          if (chosen !== undefined) void openLabFile(chosen);
        }}
      />
    </>
  );
}
