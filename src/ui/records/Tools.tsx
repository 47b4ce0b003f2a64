import { Bookmark, ChevronsDownUp, ChevronsUpDown, FileDown, RotateCcw, Settings2 } from 'lucide-react';
import {
  CheckboxItem,
  Content,
  Item,
  ItemIndicator,
  Label,
  Portal,
  RadioGroup,
  RadioItem,
  Root,
  Separator,
  Trigger,
} from 'radix-ui/dropdown-menu';
import { toast } from 'sonner';
import type { CaptureScope, RecordQuery } from '../../session/protocol.ts';
import { download } from '../common/download.ts';
import { Tip } from '../common/IconButton.tsx';
import { t } from '../common/messages.ts';
import { door } from '../store/door.ts';
import { columnNames, useColumns } from './columns.ts';
import { useMarked } from './marked.ts';
import { currentQuery, useSearch } from './search.ts';

/** Hands out the packets of a scope as a file that Wireshark reads. */
export async function exportCapture(name: string, scope: CaptureScope): Promise<void> {
  const capture = await door()?.capture(scope);
  if (capture === undefined) return;
  const file = `${name.replace(/[^\w.-]+/g, '-')}.pcapng`;
  download(file, new Uint8Array(capture));
  toast.success(t('file.saved', { name: file }));
}

const groups = ['none', 'flow', 'cause'] as const satisfies readonly RecordQuery['group'][];

function Groups() {
  const group = useSearch((search) => search.group);
  const set = useSearch((search) => search.set);
  return (
    <RadioGroup value={group}>
      <Label className="menu-label">{t('records.group')}</Label>
      {groups.map((one) => (
        <RadioItem key={one} value={one} className="menu-item check-item" onSelect={() => set({ group: one })}>
          <span className="check-place">
            <ItemIndicator>●</ItemIndicator>
          </span>
          {t(`records.group.${one}`)}
        </RadioItem>
      ))}
    </RadioGroup>
  );
}

function Columns() {
  const { hidden, toggle, reset } = useColumns();
  return (
    <>
      <Label className="menu-label">{t('records.columns')}</Label>
      {columnNames
        .filter((name) => name !== 'packet')
        .map((name) => (
          <CheckboxItem
            key={name}
            className="menu-item check-item"
            checked={!hidden.includes(name)}
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={() => toggle(name)}
          >
            <span className="check-place">
              <ItemIndicator>✓</ItemIndicator>
            </span>
            {t(`records.${name}`)}
          </CheckboxItem>
        ))}
      <Item className="menu-item" onSelect={reset}>
        <RotateCcw aria-hidden />
        {t('records.columnsReset')}
      </Item>
    </>
  );
}

interface ToolsProps {
  readonly foldAll: () => void;
  readonly unfoldAll: () => void;
}

/** What is seldom needed: groups, columns, export, marks. */
export function Tools({ foldAll, unfoldAll }: ToolsProps) {
  const isGrouped = useSearch((search) => search.group !== 'none');
  const { marked, clear } = useMarked();
  return (
    <Root modal={false}>
      <Tip label={t('records.tools')}>
        <Trigger className="icon-button" aria-label={t('records.tools')}>
          <Settings2 aria-hidden />
        </Trigger>
      </Tip>
      <Portal>
        <Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          <Groups />
          {isGrouped && (
            <>
              <Item className="menu-item" onSelect={foldAll}>
                <ChevronsDownUp aria-hidden />
                {t('records.foldAll')}
              </Item>
              <Item className="menu-item" onSelect={unfoldAll}>
                <ChevronsUpDown aria-hidden />
                {t('records.unfoldAll')}
              </Item>
            </>
          )}
          <Separator className="menu-separator" />
          <Columns />
          <Separator className="menu-separator" />
          <Item className="menu-item" onSelect={() => void exportCapture('packets', { query: currentQuery() })}>
            <FileDown aria-hidden />
            {t('records.export')}
          </Item>
          {marked.size > 0 && (
            <Item className="menu-item" onSelect={clear}>
              <Bookmark aria-hidden />
              {t('records.clearMarks')}
            </Item>
          )}
        </Content>
      </Portal>
    </Root>
  );
}
