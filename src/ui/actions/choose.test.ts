import { expect, it } from 'vitest';
import { chooseEntries } from './choose.ts';
import type { Entry, EntryKind } from './entries.ts';

const entry = (kind: EntryKind, label: string, detail?: string): Entry => ({
  id: `${kind} ${label}`,
  kind,
  label,
  ...(detail === undefined ? {} : { detail }),
  ...(kind === 'do' ? { whenSought: true as const } : {}),
  act: () => undefined,
});

const entries = [
  entry('action', 'Play or pause'),
  entry('thing', 'web', 'node1'),
  entry('thing', 'db', 'node1 · web_default'),
  entry('do', 'Stop web', 'node1'),
];

/** Stands for a fuzzy score: whole words count most. */
const score = (text: string, sought: string) => (text === sought ? 1 : text.includes(sought) ? 0.5 : 0);
const lines = (sought: string) =>
  chooseEntries(entries, sought, score).flatMap(({ entries: of }) => of.map(({ label }) => label));

it('shows what there is before anything is typed, but not all that can be done with each thing', () => {
  expect(lines('')).toEqual(['Play or pause', 'web', 'db']);
});

it('puts what is called so before what is only somewhere of that name', () => {
  expect(lines('web')).toEqual(['web', 'db', 'Stop web']);
  expect(chooseEntries(entries, 'web', score).map(({ kind }) => kind)).toEqual(['thing', 'do']);
});

it('finds nothing where nothing fits', () => {
  expect(lines('zebra')).toEqual([]);
});
