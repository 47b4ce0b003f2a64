import './records.css';
import { ArrowDown } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { t } from '../common/messages.ts';
import { useLab } from '../store/lab.ts';
import { useLayout } from '../store/layout.ts';
import { BackgroundToggle } from './BackgroundToggle.tsx';
import { Chips } from './Chips.tsx';
import { FilterBox } from './FilterBox.tsx';
import { ColumnWidths, HeaderRow, useShownColumns } from './HeaderRow.tsx';
import { useRecordKeys } from './keys.ts';
import { groupsOf, type Line, type Lines, linesOf } from './lines.ts';
import { useMarked } from './marked.ts';
import { Gap, GroupRow, RecordRow } from './RecordRow.tsx';
import { RowMenu } from './RowMenu.tsx';
import { useSearch, watchRecords } from './search.ts';
import { Tools } from './Tools.tsx';
import { useSpeltRecords, useTitles } from './use-spelt.ts';
import { ROW_HEIGHT, useWindow } from './use-window.ts';

function ShowChoice() {
  const show = useSearch((search) => search.show);
  const set = useSearch((search) => search.set);
  return (
    <fieldset className="segmented" aria-label={t('records.show')}>
      {(['packets', 'drops', 'all'] as const).map((one) => (
        <button type="button" key={one} aria-pressed={show === one} onClick={() => set({ show: one })}>
          {t(`records.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

function Count({ count }: { readonly count: number }) {
  const percent = useSearch((search) => Math.floor(search.progress * 100));
  return (
    <span className="muted record-count">
      {percent < 100 ? t('records.searching', { percent }) : t('records.count', { count })}
    </span>
  );
}

/** How many records have come while the end was not followed. */
function useUnseen(count: number, following: boolean): number {
  const seen = useRef(count);
  if (following || count < seen.current) seen.current = count;
  return count - seen.current;
}

const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + 10,
  PageUp: (at) => at - 10,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The line that is in the tab order: what is selected, a group's heading that was gone to, or the last one. */
function useCurrent(lines: Lines) {
  const rows = useSearch((search) => search.rows);
  const selected = useLab((lab) => (lab.selection?.kind === 'record' ? lab.selection.seq : undefined));
  const [heading, setHeading] = useState<number>();
  const index = selected === undefined ? -1 : rows.indexOf(selected);
  const at = heading ?? (index < 0 ? -1 : lines.lineOf(index));
  const goTo = (line: number) => {
    const what = lines.at(line);
    if (what === undefined) return;
    setHeading(what.kind === 'group' ? line : undefined);
    if (what.kind === 'row') useLab.getState().select({ kind: 'record', seq: rows.at(what.index, 'seq') });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a record that is selected takes the place of a heading
  useEffect(() => setHeading(undefined), [selected]);
  return { selected, at, goTo };
}

/** Line numbers to draw: those in sight, and the current one, so that the focus is never lost. */
function drawn(first: number, last: number, current: number, count: number): readonly number[] {
  const inSight = Array.from({ length: last - first }, (_, i) => first + i);
  if (current < 0 || current >= count || (current >= first && current < last)) return inSight;
  return current < first ? [current, ...inSight] : [...inSight, current];
}

function useFolding() {
  const rows = useSearch((search) => search.rows);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const toggle = useCallback((group: number) => {
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(group)) next.add(group);
      return next;
    });
  }, []);
  return { folded, toggle, foldAll: () => setFolded(groupsOf(rows)), unfoldAll: () => setFolded(new Set()) };
}

/** The list of what happened to packets. Selecting a row shows it in the inspector and on the map. */
export default function RecordList() {
  const { rows, changes, group } = useSearch();
  useEffect(() => watchRecords(), []);
  useRecordKeys();
  const folding = useFolding();
  const isGrouped = group !== 'none';
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows change within; `changes` counts how often
  const lines = useMemo(() => linesOf(rows, isGrouped, folding.folded), [rows, changes, isGrouped, folding.folded]);
  const sight = useWindow(lines.count);
  const { follow } = sight;
  const { toggle: toggleGroup } = folding;
  // A group that is unfolded is to be read, not run away from.
  const toggle = useCallback(
    (one: number) => {
      follow(false);
      toggleGroup(one);
    },
    [follow, toggleGroup],
  );
  const current = useCurrent(lines);
  const unseen = useUnseen(rows.count, sight.following);
  const grid = useRef<HTMLTableElement>(null);
  const hasFocus = useRef(false);
  const moved = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another current line is the occasion, not new rows
  useEffect(() => {
    if (current.at >= 0 && (moved.current || !sight.following || current.selected !== undefined))
      sight.reveal(current.at);
    moved.current = false;
  }, [current.selected, current.at >= 0, group, moved.current && current.at]);
  // Rows come and go as they are scrolled: while the list has the focus, the current one is to have it.
  useLayoutEffect(() => {
    const row = grid.current?.querySelector<HTMLElement>('[tabindex="0"][data-line]');
    const { activeElement } = document;
    const isLost = activeElement === document.body || grid.current?.contains(activeElement) === true;
    const isOnRow = activeElement instanceof HTMLElement && activeElement.closest('thead') === null;
    if (hasFocus.current && isLost && isOnRow && row !== activeElement) row?.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const line = lines.at(current.at);
    const move = moves[event.key];
    if (move !== undefined && lines.count > 0) {
      const to = move(current.at < 0 ? lines.count : current.at, lines.count);
      moved.current = true;
      current.goTo(Math.min(Math.max(to, 0), lines.count - 1));
    } else if (!actOn(line, event.key, current.selected, toggle)) return;
    event.preventDefault();
  };
  const numbers = drawn(sight.first, sight.last, current.at, lines.count);
  return (
    <section className="records" aria-label={t('records.label')}>
      <div className="record-filter">
        <ShowChoice />
        <FilterBox />
        <Count count={rows.count} />
        <BackgroundToggle />
        <Tools foldAll={folding.foldAll} unfoldAll={folding.unfoldAll} />
      </div>
      <Chips />
      <div className="record-body">
        <div ref={sight.box} className="record-scroll" onScroll={sight.onScroll}>
          <RowMenu>
            <table
              ref={grid}
              className="record-grid"
              role={isGrouped ? 'treegrid' : 'grid'}
              aria-label={t('records.label')}
              aria-rowcount={lines.count + 1}
              tabIndex={current.at < 0 ? 0 : undefined}
              onKeyDown={onKeyDown}
              onFocus={() => {
                hasFocus.current = true;
              }}
              onBlur={({ currentTarget, target, relatedTarget }) => {
                if (relatedTarget !== null) hasFocus.current = currentTarget.contains(relatedTarget);
                // A row that is drawn no more takes the focus with it: the next current one shall have it.
                else
                  requestAnimationFrame(() => {
                    hasFocus.current =
                      hasFocus.current && (!target.isConnected || target.contains(document.activeElement));
                  });
              }}
            >
              <Grid numbers={numbers} lines={lines} current={current.at} toggle={toggle} />
            </table>
          </RowMenu>
          {lines.count === 0 && <Empty />}
        </div>
        {unseen > 0 && (
          <button type="button" className="newer-pill" onClick={() => sight.follow(true)}>
            <ArrowDown className="newer-arrow" aria-hidden />
            {t('records.newer', { count: unseen })}
          </button>
        )}
      </div>
    </section>
  );
}

/** Enter and the keys that fold, mark and inspect; answers whether the key was one of them. */
function actOn(
  line: Line | undefined,
  key: string,
  selected: number | undefined,
  toggle: (group: number) => void,
): boolean {
  if (line?.kind === 'group') {
    const folds = (key === 'ArrowLeft' && line.open) || (key === 'ArrowRight' && !line.open);
    if (!folds && key !== 'Enter' && key !== ' ') return false;
    toggle(line.group);
    return true;
  }
  if (selected === undefined) return false;
  if (key === 'Enter') useLayout.getState().setInspectorOpen(true);
  else if (key === 'm' || key === 'M') useMarked.getState().toggle(selected);
  else return false;
  return true;
}

interface GridProps {
  /** Of the lines that are drawn, in order. */
  readonly numbers: readonly number[];
  readonly lines: Lines;
  readonly current: number;
  readonly toggle: (group: number) => void;
}

/** The header and the lines that are drawn, with gaps for those that are not. */
function Grid({ numbers, lines, current, toggle }: GridProps) {
  const rows = useSearch((search) => search.rows);
  const group = useSearch((search) => search.group);
  const columns = useShownColumns();
  const shown = numbers.flatMap((number) => {
    const line = lines.at(number);
    return line === undefined ? [] : [{ number, line }];
  });
  const seqs = shown.flatMap(({ line }) => (line.kind === 'row' ? [rows.at(line.index, 'seq')] : []));
  const heads = shown.flatMap(({ line }) => (line.kind === 'group' ? [line.first] : []));
  const records = useSpeltRecords(seqs);
  const titles = useTitles(heads, group);
  const end = (shown.at(-1)?.number ?? -1) + 1;
  return (
    <>
      <ColumnWidths columns={columns} />
      <HeaderRow columns={columns} />
      <tbody>
        {shown.flatMap(({ number, line }, i) => {
          const hidden = number - (shown[i - 1]?.number ?? -1) - 1;
          const gap = hidden > 0 ? [<Gap key={i === 0 ? 'gap above' : 'gap'} height={hidden * ROW_HEIGHT} />] : [];
          if (line.kind === 'group') {
            return [
              ...gap,
              <GroupRow
                key={`group ${line.group}`}
                group={line}
                title={titles.get(line.first)}
                line={number}
                columns={columns.length}
                current={number === current}
                toggle={toggle}
              />,
            ];
          }
          const seq = rows.at(line.index, 'seq');
          return [
            ...gap,
            <RecordRow
              key={seq}
              seq={seq}
              record={records.get(seq)}
              line={number}
              columns={columns}
              current={number === current}
              level={group === 'none' ? undefined : 2}
            />,
          ];
        })}
        <Gap height={(lines.count - end) * ROW_HEIGHT} />
      </tbody>
    </>
  );
}

function Empty() {
  const isSearching = useSearch((search) => search.progress < 1);
  const isEmpty = useLab((lab) => lab.records.next === lab.records.first);
  const words = isEmpty ? t('records.none') : isSearching ? t('records.wait') : t('records.noneMatch');
  return <p className="panel-note">{words}</p>;
}
