import { describe, expect, it } from 'vitest';
import type { FieldView, LayerView } from '../../sim/trace/record.ts';
import { fieldAt, neighbourOf, onWire, piecesOf } from './field-order.ts';
import { changedLines } from './live-lines.ts';
import { lineOf } from './marked-row.ts';

const bits = (key: string, offset: number, from: number, count: number): FieldView => {
  return { key, label: key, value: '', offset, length: Math.ceil((from + count) / 8), bits: { from, count } };
};
const bytes = (key: string, offset: number, length: number): FieldView => ({
  key,
  label: key,
  value: '',
  offset,
  length,
});
const layer = (...fields: FieldView[]): LayerView => ({ name: 'L', summary: '', offset: 0, length: 0, fields });

const header = layer(
  bits('version', 0, 0, 4),
  bits('ihl', 0, 4, 4),
  bytes('tos', 1, 1),
  bytes('length', 2, 2),
  { ...bytes('guess', 0, 1), derived: true },
  bytes('mac', 4, 6),
  bytes('data', 10, 40),
);

describe('a field diagram', () => {
  it('has rows of 32 bits, each field in its place; long ones as one row', () => {
    expect(
      piecesOf(header).map(
        ({ field, row, from, count, named }) => `${field.key} ${row} ${from}+${count}${named ? ' named' : ''}`,
      ),
    ).toEqual([
      'version 0 0+4 named',
      'ihl 0 4+4 named',
      'tos 0 8+8 named',
      'length 0 16+16 named',
      'mac 1 0+32 named',
      'mac 2 0+16',
      'data 3 0+32 named',
    ]);
  });

  it('goes from field to field in the order of the wire, and finds the smallest one at a byte', () => {
    expect(onWire(header).map(({ key }) => key)).toEqual(['version', 'ihl', 'tos', 'length', 'mac', 'data']);
    expect(neighbourOf([header], header.fields[1], 1)?.key).toBe('tos');
    expect(neighbourOf([header], header.fields[0], -1)?.key).toBe('version');
    expect(neighbourOf([header], undefined, -1)?.key).toBe('data');
    expect(fieldAt([header], 0)?.key).toBe('version');
    expect(fieldAt([header], 7)?.key).toBe('mac');
    expect(fieldAt([header], 99)).toBeUndefined();
  });
});

describe('a live table', () => {
  it('marks lines that are new or different, not those that have moved', () => {
    expect(changedLines('a\nb\nc', 'c\na\nb2\nb')).toEqual([2]);
    expect(changedLines('a', 'a\na')).toEqual([1]);
  });

  it('does not take a connection for another because its time runs', () => {
    expect(changedLines('tcp      6 431999 ESTABLISHED src=1', 'tcp      6 431990 ESTABLISHED src=1')).toEqual([]);
    expect(changedLines('icmp     1 29 src=1 id=1', 'icmp     1 29 src=1 id=2')).toEqual([0]);
  });
});

describe('a link to a line', () => {
  const text = 'Chain A (policy)\nnum\n1    DROP\n\nChain B (policy)\nnum\n1    ACCEPT\n2    DROP\n';
  const to = { target: { kind: 'host', host: 'node1' }, section: 'Rules' } as const;

  it('finds a rule below the heading of its chain', () => {
    expect(lineOf(text, { ...to, line: '1 ', under: 'Chain B ' })).toBe(6);
    expect(lineOf(text, { ...to, line: '2 ', under: 'Chain A ' })).toBeUndefined();
    expect(lineOf(text, { ...to, line: '1 ', under: 'Chain C ' })).toBeUndefined();
  });

  it('finds a line by what it holds', () => {
    expect(lineOf(text, { ...to, line: 'DROP' })).toBe(2);
  });
});
