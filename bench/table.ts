// What a benchmark answers, and how it is printed.

export type Row = Readonly<Record<string, string | number>>;

export interface Bench {
  /** For choosing it on the command line. */
  readonly name: string;
  readonly title: string;
  run(): Row[] | Promise<Row[]>;
}

/** The rows as an aligned table with a header. */
export function formatTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((c) => String(row[c] ?? '')))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  return lines.map((line) => line.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ')).join('\n');
}
