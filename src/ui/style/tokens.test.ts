import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { familyOf, tokensOf } from './tokens.ts';

const sheet = readFileSync(new URL('../common/tokens.css', import.meta.url), 'utf8');
const found = tokensOf(sheet);

it('finds every token that the first rule has, each once', () => {
  const first = sheet.slice(0, sheet.indexOf('\n}'));
  expect(found.map(({ name }) => name)).toEqual([...first.matchAll(/^\s+(--[\w-]+):/gm)].map(([, name]) => name));
});

it('knows colours and their families', () => {
  const colours = found.filter(({ kind }) => kind === 'colour').map(({ name }) => name);
  expect(colours).toContain('--panel');
  expect(colours.filter((name) => familyOf(name) === 'networks')).toHaveLength(8);
  expect(colours.filter((name) => familyOf(name) === 'protocols')).toContain('--on-proto');
});
