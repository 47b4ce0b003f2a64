import { ArrowDown, ArrowUp, Bookmark, BookmarkMinus, Copy, Filter, FilterX, ListPlus } from 'lucide-react';
import { Content, Item, Portal, Root, Separator, Sub, SubContent, SubTrigger, Trigger } from 'radix-ui/context-menu';
import { type MouseEvent, type ReactNode, useState } from 'react';
import { keyName } from '../actions/chord.ts';
import { t } from '../common/messages.ts';
import { door } from '../store/door.ts';
import { useLab } from '../store/lab.ts';
import { useMarked } from './marked.ts';
import { alongFlow } from './move.ts';
import { rememberFilter } from './recent.ts';
import { useSearch } from './search.ts';

type Way = 'only' | 'without' | 'more';

function combined(filter: string, one: string, way: Way): string {
  if (way === 'only' || (filter.trim() === '' && way === 'more')) return one;
  const part = way === 'without' ? `!(${one})` : one;
  return filter.trim() === '' ? part : `(${filter}) and ${part}`;
}

const icons = { only: <Filter aria-hidden />, without: <FilterX aria-hidden />, more: <ListPlus aria-hidden /> };

function FilterItems({ way, filters }: { readonly way: Way; readonly filters: readonly string[] }) {
  const apply = (one: string) => {
    const filter = combined(useSearch.getState().filter, one, way);
    useSearch.getState().set({ filter });
    rememberFilter(filter);
  };
  return (
    <Sub>
      <SubTrigger className="menu-item">
        {icons[way]}
        {t(`records.menu.${way}`)}
      </SubTrigger>
      <Portal>
        <SubContent className="menu filter-menu" collisionPadding={8}>
          {filters.map((one) => (
            <Item key={one} className="menu-item" onSelect={() => apply(one)}>
              <code>{one}</code>
            </Item>
          ))}
        </SubContent>
      </Portal>
    </Sub>
  );
}

async function copyRecord(seq: number): Promise<void> {
  const detail = await door()?.record(seq);
  if (detail === undefined) return;
  const { time, host, netns, deviceName, kind, info, why } = detail.record;
  await navigator.clipboard.writeText(
    [(time / 1_000_000).toFixed(6), host, netns, deviceName, kind, info, why].join('\t'),
  );
}

/** The menu of a record: filters that its values make, the rest of its conversation, a mark. */
export function RowMenu({ children }: { readonly children: ReactNode }) {
  const [seq, setSeq] = useState(-1);
  const [filters, setFilters] = useState<readonly string[]>([]);
  const marked = useMarked((state) => state.marked.has(seq));
  const toggleMark = useMarked((state) => state.toggle);
  const open = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest('[data-seq]') : null;
    const current = useLab.getState().selection;
    const found = Number(row?.getAttribute('data-seq') ?? (current?.kind === 'record' ? current.seq : -1));
    setSeq(found);
    setFilters([]);
    if (found < 0) return;
    useLab.getState().select({ kind: 'record', seq: found });
    door()
      ?.filtersFor(found)
      .then(setFilters, () => undefined);
  };
  return (
    <Root modal={false}>
      <Trigger asChild onContextMenu={open}>
        {children}
      </Trigger>
      {seq >= 0 && (
        <Portal>
          <Content className="menu" collisionPadding={8}>
            {(['only', 'without', 'more'] as const).map((way) => (
              <FilterItems key={way} way={way} filters={filters} />
            ))}
            <Separator className="menu-separator" />
            <Item className="menu-item" onSelect={() => void alongFlow(-1)}>
              <ArrowUp aria-hidden />
              {t('records.menu.before')}
              <kbd>{keyName('Ctrl ,')}</kbd>
            </Item>
            <Item className="menu-item" onSelect={() => void alongFlow(1)}>
              <ArrowDown aria-hidden />
              {t('records.menu.after')}
              <kbd>{keyName('Ctrl .')}</kbd>
            </Item>
            <Separator className="menu-separator" />
            <Item className="menu-item" onSelect={() => toggleMark(seq)}>
              {marked ? <BookmarkMinus aria-hidden /> : <Bookmark aria-hidden />}
              {marked ? t('records.menu.unmark') : t('records.menu.mark')}
              <kbd>{keyName('M')}</kbd>
            </Item>
            <Item className="menu-item" onSelect={() => void copyRecord(seq)}>
              <Copy aria-hidden />
              {t('records.menu.copy')}
            </Item>
          </Content>
        </Portal>
      )}
    </Root>
  );
}
