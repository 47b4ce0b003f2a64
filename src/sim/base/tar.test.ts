import { describe, expect, it } from 'vitest';
import { readTar, type TarEntry, writeTar } from './tar.ts';

const entry = (name: string, more: Partial<TarEntry> = {}): TarEntry => ({
  ...{ name, type: 'file', text: '', target: '', executable: false, modified: 1_795_243_426 },
  ...more,
});

describe('tar archives', () => {
  it.each([
    ['nothing', []],
    ['a file', [entry('a', { text: 'hello\n' })]],
    ['letters of several bytes', [entry('ä', { text: 'größer €\n'.repeat(100) })]],
    ['a tree', [entry('d', { type: 'directory', executable: true }), entry('d/x', { text: 'x', executable: true })]],
    ['a link', [entry('l', { type: 'symlink', target: '/etc/hosts', executable: true })]],
    ['a long name', [entry(`${'directory/'.repeat(12)}file`, { text: 'deep' })]],
  ])('keep %s', (_what, entries) => {
    expect(readTar(writeTar(entries))).toEqual(entries);
  });

  it('consist of blocks: a header for each entry, its content, and two empty ones', () => {
    expect(writeTar([entry('a', { text: 'hello\n' })])).toHaveLength(2048);
    expect(readTar('no archive'.repeat(100))).toBeUndefined();
  });
});
