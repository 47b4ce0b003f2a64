import { ArrowDown, ArrowUp, EllipsisVertical } from 'lucide-react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { IconButton } from '../../common/IconButton.tsx';
import { t } from '../../common/messages.ts';
import { useLab } from '../../store/lab.ts';
import { same } from '../flow.ts';
import { useGesture } from '../gestures/active.ts';
import { NameField } from '../nodes/EditableName.tsx';
import type { Order, Row } from './rows.ts';

interface ThingTableProps {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly order: Order | undefined;
  readonly setOrder: (order: Order) => void;
}

const moves: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** Up and down go from name to name: one stop of the tab key is enough for a table. */
function onRowKey(event: KeyboardEvent<HTMLElement>): void {
  const move = moves[event.key];
  if (!move || !(event.target instanceof HTMLElement) || !event.target.matches('.row-name')) return;
  const names = [...event.currentTarget.querySelectorAll<HTMLElement>('.row-name')];
  event.preventDefault();
  names[move(names.indexOf(event.target), names.length - 1)]?.focus();
}

/** One sort of things, a row for each. */
export function ThingTable({ title, columns, rows, order, setOrder }: ThingTableProps) {
  const selection = useLab((lab) => lab.selection);
  const isSelected = (row: Row) => selection !== undefined && same(row.selection, selection);
  const first = Math.max(0, rows.findIndex(isSelected));
  return (
    <table className="thing-table">
      <caption className="visually-hidden">{title}</caption>
      <thead>
        <tr>
          {columns.map((column, i) => (
            <ColumnHead key={column} column={column} index={i} order={order} setOrder={setOrder} />
          ))}
          <th scope="col">
            <span className="visually-hidden">{t('table.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={onRowKey}>
        {rows.map((row, i) => (
          <ThingRow key={row.key} row={row} selected={isSelected(row)} tabbable={i === first} />
        ))}
        {rows.length === 0 && (
          <tr>
            <td className="table-none" colSpan={columns.length + 1}>
              {t('table.none')}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

interface ColumnHeadProps extends Pick<ThingTableProps, 'order' | 'setOrder'> {
  readonly column: string;
  readonly index: number;
}

function ColumnHead({ column, index, order, setOrder }: ColumnHeadProps) {
  const isOrdered = order?.column === index;
  const down = isOrdered && order.down;
  return (
    <th scope="col" aria-sort={isOrdered ? (down ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => setOrder({ column: index, down: isOrdered && !down })}>
        {column}
        {isOrdered && (down ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
      </button>
    </th>
  );
}

/** Opens the menu that a right click on the row opens, beneath the button. */
function openMenu(event: MouseEvent<HTMLElement>): void {
  const { left, bottom } = event.currentTarget.getBoundingClientRect();
  const at = { bubbles: true, cancelable: true, clientX: left, clientY: bottom };
  event.currentTarget.dispatchEvent(new window.MouseEvent('contextmenu', at));
}

interface ThingRowProps {
  readonly row: Row;
  readonly selected: boolean;
  readonly tabbable: boolean;
}

function ThingRow({ row, selected, tabbable }: ThingRowProps) {
  const select = useLab((lab) => lab.select);
  const [name = '', ...cells] = row.cells;
  return (
    <tr data-box={row.box} data-device={row.uid} data-selected={selected || undefined}>
      <th scope="row">
        <RowName row={row} name={name} selected={selected} tabbable={tabbable} />
      </th>
      {cells.map((cell, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the name's button does the same.
        <td key={i} onClick={() => select(row.selection)}>
          {cell}
        </td>
      ))}
      <td className="row-actions">
        {(row.uid !== undefined || (row.box !== undefined && row.selection !== undefined)) && (
          <IconButton
            label={t('table.actionsOf', { name })}
            aria-haspopup="menu"
            tabIndex={tabbable ? 0 : -1}
            onClick={openMenu}
          >
            <EllipsisVertical aria-hidden />
          </IconButton>
        )}
      </td>
    </tr>
  );
}

function RowName({ row, name, selected, tabbable }: ThingRowProps & { readonly name: string }) {
  const select = useLab((lab) => lab.select);
  const isRenamed = useGesture((gesture) => row.box !== undefined && gesture.renaming === row.box);
  const rename = useGesture((gesture) => gesture.rename);
  if (isRenamed && row.selection?.kind === 'container')
    return <NameField host={row.selection.host} name={name} close={() => rename(undefined)} />;
  return (
    <button
      type="button"
      className="row-name"
      aria-pressed={selected}
      tabIndex={tabbable ? 0 : -1}
      onClick={() => select(row.selection)}
    >
      {name}
    </button>
  );
}
