import { describe, expect, it } from 'vitest';
import { sketchWorld } from '../layout/testkit.ts';
import { emptySketch } from '../sketch.ts';
import { arrange, tables } from './rows.ts';

const view = sketchWorld([
  {
    networks: ['bridge', 'front'],
    containers: [
      { id: 'c10', networks: ['front'] },
      { id: 'c2', networks: ['bridge', 'front'] },
      { id: 'c1', networks: ['bridge'], stopped: true },
    ],
  },
]);
const sketch = {
  ...emptySketch,
  notes: [{ id: 'note:1', x: 0, y: 0, text: 'Look here' }],
  groups: [{ id: 'group:1', name: 'Front', tint: 0, members: [] }],
};
const rowsOf = (kind: string) => tables.find((table) => table.kind === kind)?.rows(view, sketch, undefined) ?? [];
const firsts = (rows: ReturnType<typeof rowsOf>) => rows.map((row) => row.cells[0]);

describe('tables', () => {
  it('have a cell for every column', () => {
    for (const table of tables)
      for (const row of table.rows(view, sketch, undefined))
        expect(row.cells, table.kind).toHaveLength(table.columns.length);
  });

  it('say which containers are on a network', () => {
    const front = rowsOf('networks').find((row) => row.cells[0] === 'front');
    expect(front?.cells).toContain('c10, c2');
  });

  it('name both ends of a veth pair', () => {
    const eth0 = rowsOf('devices').find((row) => row.cells[0] === 'eth0' && row.cells[2] === 'c10');
    expect(eth0?.cells.at(-1)).toMatch(/^veth\S* \(node1\)$/);
  });
});

describe('arrange', () => {
  it('orders numbers within names as numbers, both ways', () => {
    const rows = rowsOf('containers');
    expect(firsts(arrange(rows, '', { column: 0, down: false }))).toEqual(['c1', 'c2', 'c10']);
    expect(firsts(arrange(rows, '', { column: 0, down: true }))).toEqual(['c10', 'c2', 'c1']);
    expect(firsts(arrange(rows, '', undefined))).toEqual(['c10', 'c2', 'c1']);
  });

  it('keeps the rows that have all words in any cell', () => {
    expect(firsts(arrange(rowsOf('containers'), 'bridge running', undefined))).toEqual(['c2']);
  });

  it('has what the reader drew upon the map', () => {
    expect(rowsOf('annotations').map(({ cells, box }) => [box, cells[0]])).toEqual([
      ['note:1', 'Look here'],
      ['group:1', 'Front'],
    ]);
  });
});
