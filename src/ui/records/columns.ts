// Which columns the list of records has, and how wide they are; kept between visits.
import * as v from 'valibot';
import { create } from 'zustand';
import { rem } from '../common/rem.ts';
import { safeStorage } from '../common/storage.ts';

const KEY = 'hoplab.recordColumns';
export const columnNames = ['time', 'where', 'protocol', 'what', 'packet', 'why'] as const;
export type ColumnName = (typeof columnNames)[number];

export const NARROWEST = rem(3);
export const WIDEST = rem(56.25);
const usual: Readonly<Record<ColumnName, number>> = {
  time: rem(7.875),
  where: rem(10.5),
  protocol: rem(5.5),
  what: rem(6),
  packet: rem(26.25),
  why: rem(16.25),
};

const width = v.pipe(v.number(), v.minValue(NARROWEST), v.maxValue(WIDEST));
const schema = v.object({
  widths: v.record(v.picklist(columnNames), width),
  hidden: v.array(v.picklist(columnNames)),
});

interface ColumnsState {
  readonly widths: Readonly<Record<ColumnName, number>>;
  readonly hidden: readonly ColumnName[];
  resize(column: ColumnName, width: number): void;
  toggle(column: ColumnName): void;
  reset(): void;
}

function load(): Pick<ColumnsState, 'widths' | 'hidden'> {
  try {
    const result = v.safeParse(schema, JSON.parse(safeStorage.getItem(KEY) ?? '{}'));
    if (result.success) return { widths: { ...usual, ...result.output.widths }, hidden: result.output.hidden };
  } catch {
    // Not JSON: as if nothing had been kept.
  }
  return { widths: usual, hidden: [] };
}

export const useColumns = create<ColumnsState>()((set, get) => {
  const keep = (change: Partial<ColumnsState>) => {
    set(change);
    const { widths, hidden } = get();
    safeStorage.setItem(KEY, JSON.stringify({ widths, hidden }));
  };
  return {
    ...load(),
    resize: (column, to) => {
      const wide = Math.round(Math.min(WIDEST, Math.max(NARROWEST, to)));
      keep({ widths: { ...get().widths, [column]: wide } });
    },
    toggle: (column) => {
      const { hidden } = get();
      // The packet itself stays: a list without it says nothing.
      if (column === 'packet') return;
      keep({ hidden: hidden.includes(column) ? hidden.filter((one) => one !== column) : [...hidden, column] });
    },
    reset: () => keep({ widths: usual, hidden: [] }),
  };
});
