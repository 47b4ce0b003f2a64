// Text in columns, for what no tool prints.

const GAP = 3;

/** Rows as columns that stand below each other; the first row is the title. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd((widths[i] ?? 0) + GAP))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
