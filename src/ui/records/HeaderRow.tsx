import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { t } from '../common/messages.ts';
import { PHONE, useMedia } from '../common/use-media.ts';
import { type ColumnName, columnNames, NARROWEST, useColumns, WIDEST } from './columns.ts';

const KEY_STEP = 16;

/** Drags a column's edge, or moves it by the arrow keys; the column may be on either side of its grip. */
function Grip({ column, side }: { readonly column: ColumnName; readonly side: 1 | -1 }) {
  const width = useColumns((columns) => columns.widths[column]);
  const resize = useColumns((columns) => columns.resize);
  const from = useRef<{ readonly x: number; readonly width: number }>(undefined);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (from.current !== undefined) resize(column, from.current.width + side * (event.clientX - from.current.x));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: KEY_STEP, ArrowLeft: -KEY_STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    resize(column, width + side * step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line between columns that can be moved is no <hr>
    <span
      className="column-grip"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('records.resize', { column: t(`records.${column}`) })}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onKeyDown={onKeyDown}
    />
  );
}

/** The rest is in the inspector, one tap away. */
const onPhones: readonly ColumnName[] = ['time', 'protocol', 'packet'];

/** The columns that are shown, in order. */
export function useShownColumns(): readonly ColumnName[] {
  const hidden = useColumns((columns) => columns.hidden);
  if (useMedia(PHONE)) return onPhones;
  return columnNames.filter((name) => !hidden.includes(name));
}

/** The widths of the columns; the packet has the rest. */
export function ColumnWidths({ columns }: { readonly columns: readonly ColumnName[] }) {
  const widths = useColumns((all) => all.widths);
  return (
    <colgroup>
      {columns.map((name) => (
        <col key={name} style={name === 'packet' ? undefined : { width: widths[name] }} />
      ))}
    </colgroup>
  );
}

export function HeaderRow({ columns }: { readonly columns: readonly ColumnName[] }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column, i) => (
          <th key={column} scope="col" aria-colindex={i + 1}>
            {t(`records.${column}`)}
            {column !== 'packet' && column !== 'why' && <Grip column={column} side={1} />}
            {column === 'packet' && i < columns.length - 1 && <Grip column="why" side={-1} />}
          </th>
        ))}
      </tr>
    </thead>
  );
}
