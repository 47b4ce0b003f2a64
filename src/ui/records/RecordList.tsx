import './records.css';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { TraceRecord } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { ProtocolBadge } from '../common/ProtocolBadge.tsx';
import { seconds } from '../common/time.ts';
import { dropReason, recordKind } from '../inspect/record-words.ts';
import { useLab } from '../store/lab.ts';
import { BackgroundToggle } from './BackgroundToggle.tsx';
import { useRecords } from './use-records.ts';

const ROW = 28;
/** Rows drawn beyond the edges, so that scrolling does not show a gap. */
const BEYOND = 12;

interface RowProps {
  readonly record: TraceRecord;
  readonly index: number;
  readonly current: boolean;
}

type Show = 'packets' | 'drops' | 'all';

function matches(record: TraceRecord, show: Show, words: readonly string[]): boolean {
  if (show === 'drops' && record.kind !== 'drop') return false;
  if (show === 'packets' && record.kind !== 'hop' && record.kind !== 'drop') return false;
  if (words.length === 0) return true;
  const text =
    `${record.protocol} ${record.netns} ${record.deviceName ?? ''} ${record.info} ${record.why}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function Row({ record, index, current }: RowProps) {
  const select = useLab((lab) => lab.select);
  const why = record.reason === undefined ? record.why : dropReason(record.reason);
  return (
    <tr
      id={`record-${record.seq}`}
      className={`${record.kind} ${current ? 'current' : ''}`}
      aria-rowindex={index + 2}
      aria-selected={current}
      onPointerDown={() => select({ kind: 'record', seq: record.seq })}
    >
      <td className="number">{seconds(record.time)}</td>
      <td>
        {record.netns}
        {record.deviceName !== undefined && <small>{record.deviceName}</small>}
      </td>
      <td>
        <ProtocolBadge protocol={record.protocol} dropped={record.kind === 'drop'} />{' '}
        <span className="what">{recordKind(record.kind)}</span>
      </td>
      <td className="info" title={record.info}>
        {record.info}
      </td>
      <td className="why" title={why}>
        {why}
      </td>
    </tr>
  );
}

/** Stands in for the rows out of sight. */
function Gap({ rows }: { readonly rows: number }) {
  return <tr aria-hidden style={{ height: rows * ROW }} />;
}

function Filter(props: {
  readonly show: Show;
  readonly setShow: (show: Show) => void;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly count: number;
}) {
  return (
    <div className="record-filter">
      <fieldset className="segmented" aria-label={t('records.show')}>
        {(['packets', 'drops', 'all'] as const).map((show) => (
          <button type="button" key={show} aria-pressed={props.show === show} onClick={() => props.setShow(show)}>
            {t(`records.${show}`)}
          </button>
        ))}
      </fieldset>
      <label className="search">
        <Search aria-hidden />
        <input
          type="search"
          value={props.text}
          placeholder={t('records.filter')}
          aria-label={t('records.filterLabel')}
          onChange={(event) => props.setText(event.target.value)}
        />
      </label>
      <span className="muted">{t('records.count', { count: props.count })}</span>
      <BackgroundToggle />
    </div>
  );
}

/** Which rows of a long list are in sight, and how to follow its end. */
function useWindow(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const follow = useRef(true);
  const [sight, setSight] = useState({ top: 0, height: 300 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setSight({ top: element.scrollTop, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new rows are the occasion to follow the end
  useEffect(() => {
    const element = box.current;
    if (element !== null && follow.current) element.scrollTop = element.scrollHeight;
  }, [count]);
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    follow.current = element.scrollTop + element.clientHeight >= element.scrollHeight - ROW;
    setSight({ top: element.scrollTop, height: element.clientHeight });
  };
  const reveal = (index: number) => {
    const element = box.current;
    if (element === null) return;
    const top = index * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    // One row's height more for the header, which sticks to the top.
    const bottom = top + 2 * ROW;
    if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
  };
  const first = Math.max(0, Math.floor(sight.top / ROW) - BEYOND);
  const last = Math.min(count, Math.ceil((sight.top + sight.height) / ROW) + BEYOND);
  return { box, onScroll, reveal, first, last };
}

const moves: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + 10,
  PageUp: (at) => at - 10,
  Home: () => 0,
  End: (_, count) => count - 1,
};

const COLUMNS = ['records.time', 'records.where', 'records.what', 'records.packet', 'records.why'] as const;

/** The list of what happened to packets. Selecting a row shows it in the inspector and on the map. */
export function RecordList() {
  const background = useLab((lab) => lab.pacing.background === true);
  const records = useRecords(background);
  const selected = useLab((lab) => (lab.selection?.kind === 'record' ? lab.selection.seq : undefined));
  const select = useLab((lab) => lab.select);
  const [show, setShow] = useState<Show>('packets');
  const [text, setText] = useState('');
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return records.filter((record) => matches(record, show, words));
  }, [records, show, text]);
  const { box, onScroll, reveal, first, last } = useWindow(shown.length);
  const at = shown.findIndex((record) => record.seq === selected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new selection is the occasion to show it, not new rows
  useEffect(() => {
    if (at >= 0) reveal(at);
  }, [selected]);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (move === undefined || shown.length === 0) return;
    event.preventDefault();
    const to = Math.min(Math.max(move(at < 0 ? shown.length : at, shown.length), 0), shown.length - 1);
    const record = shown[to];
    if (record === undefined) return;
    select({ kind: 'record', seq: record.seq });
  };
  return (
    <section className="records" aria-label={t('records.label')}>
      <Filter show={show} setShow={setShow} text={text} setText={setText} count={shown.length} />
      <div ref={box} className="record-scroll" onScroll={onScroll}>
        <table
          className="record-grid"
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are chosen by keyboard, as in a grid
          role="grid"
          aria-label={t('records.label')}
          aria-rowcount={shown.length + 1}
          aria-activedescendant={selected === undefined ? undefined : `record-${selected}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr aria-rowindex={1}>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {first > 0 && <Gap rows={first} />}
            {shown.slice(first, last).map((record, i) => (
              <Row key={record.seq} record={record} index={first + i} current={record.seq === selected} />
            ))}
            {last < shown.length && <Gap rows={shown.length - last} />}
          </tbody>
        </table>
        {shown.length === 0 && (
          <p className="panel-note">{records.length === 0 ? t('records.none') : t('records.noneMatch')}</p>
        )}
      </div>
    </section>
  );
}
