import { Bookmark, ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import type { GroupTitle } from '../../session/protocol.ts';
import type { TraceRecord } from '../../sim/trace/record.ts';
import { t } from '../common/messages.ts';
import { ProtocolBadge } from '../common/ProtocolBadge.tsx';
import { protocolToken } from '../common/protocol.ts';
import { seconds } from '../common/time.ts';
import { dropReason, recordKind } from '../inspect/record-words.ts';
import { useLab } from '../store/lab.ts';
import type { ColumnName } from './columns.ts';
import type { GroupLine } from './lines.ts';
import { useMarked } from './marked.ts';

function Cell({ column, record }: { readonly column: ColumnName; readonly record: TraceRecord }) {
  const isDrop = record.kind === 'drop';
  switch (column) {
    case 'time':
      return seconds(record.time);
    case 'where':
      return (
        <>
          {record.netns}
          {record.deviceName !== undefined && <small>{record.deviceName}</small>}
        </>
      );
    case 'protocol':
      return (
        <>
          <ProtocolBadge protocol={record.protocol} dropped={isDrop} />
          <span className="protocol-name" aria-hidden>
            {record.protocol}
          </span>
        </>
      );
    case 'what':
      return recordKind(record.kind);
    case 'packet':
      return record.info;
    case 'why':
      return record.reason === undefined ? record.why : dropReason(record.reason);
  }
}

const titled: readonly ColumnName[] = ['packet', 'why', 'where'];

function titleOf(column: ColumnName, record: TraceRecord): string | undefined {
  if (!titled.includes(column)) return undefined;
  if (column === 'packet') return record.info;
  return column === 'why' ? record.why : `${record.netns} ${record.deviceName ?? ''}`;
}

interface RecordRowProps {
  readonly seq: number;
  /** Undefined until the worker has spelt it out. */
  readonly record: TraceRecord | undefined;
  /** Its line, from 0. */
  readonly line: number;
  readonly columns: readonly ColumnName[];
  readonly current: boolean;
  readonly level: number | undefined;
}

/** One record. The current one is in the tab order. */
export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { seq, record, line, columns, current, level } = props;
  const select = useLab((lab) => lab.select);
  const marked = useMarked((state) => state.marked.has(seq));
  return (
    <tr
      data-seq={seq}
      data-line={line}
      className={`record-row ${record?.kind ?? 'unknown'} ${current ? 'current' : ''} ${level === 2 ? 'within' : ''}`}
      style={record && { ['--stripe' as string]: `var(${protocolToken(record.protocol)})` }}
      aria-rowindex={line + 2}
      aria-level={level}
      aria-selected={current}
      tabIndex={current ? 0 : -1}
      onClick={() => select({ kind: 'record', seq })}
    >
      {columns.map((column, i) => (
        <td key={column} className={column} aria-colindex={i + 1} title={record && titleOf(column, record)}>
          {i === 0 && marked && <Bookmark className="row-mark" role="img" aria-label={t('records.marked')} />}
          {record && <Cell column={column} record={record} />}
        </td>
      ))}
    </tr>
  );
});

interface GroupRowProps {
  readonly group: GroupLine;
  readonly title: GroupTitle | undefined;
  readonly line: number;
  readonly columns: number;
  readonly current: boolean;
  readonly toggle: (group: number) => void;
}

/** The heading of a group, which folds it. */
export const GroupRow = memo(function GroupRow({ group, title, line, columns, current, toggle }: GroupRowProps) {
  const { open, count } = group;
  const text = title?.text === '' ? t('records.groupUnknown') : (title?.text ?? '');
  return (
    <tr
      data-line={line}
      className={`group-row ${current ? 'current' : ''}`}
      aria-rowindex={line + 2}
      aria-level={1}
      aria-expanded={open}
      tabIndex={current ? 0 : -1}
      onClick={() => toggle(group.group)}
    >
      <td colSpan={columns}>
        <div className="group-line">
          {open ? (
            <ChevronDown className="fold-sign" aria-hidden />
          ) : (
            <ChevronRight className="fold-sign" aria-hidden />
          )}
          <strong>{text}</strong>
          {title?.host !== undefined && <small>{title.host}</small>}
          <small className="group-count">{t('records.groupCount', { count })}</small>
        </div>
      </td>
    </tr>
  );
});

/** Stands in for the lines out of sight. */
export function Gap({ height }: { readonly height: number }) {
  return height > 0 ? <tr aria-hidden style={{ height }} /> : null;
}
