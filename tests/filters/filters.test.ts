// Filters against the packets that they must select, and against tshark where one is installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/session/filter/compile.ts';
import { Subject } from '../../src/session/filter/subject.ts';
import { captureFile } from '../../src/sim/trace/capture.ts';
import { STEP, scene } from './scene.ts';
import { common, own } from './table.ts';

const { trace, names } = scene();

function selected(filter: string): string {
  const predicate = compileFilter(filter);
  return names
    .filter((_, seq) => {
      const subject = Subject.at(trace, seq);
      return subject !== undefined && predicate(subject);
    })
    .join(', ');
}

describe('a filter', () => {
  it.each([...common, ...own])('%s', (filter, expected) => {
    expect(selected(filter)).toBe(expected);
  });
});

/** Shorter than the time from one frame to the next, and no part of it: tshark drops a last interval that is empty but for its edge. */
const INTERVAL = 4;

/** What each filter selects: the statistics of intervals so short that none has two frames. */
function selectedByTshark(file: string, filters: readonly string[]): string[] {
  const statistics = [`io,stat,${(INTERVAL / 1_000_000).toFixed(6)}`, ...filters].join(',');
  const options = ['-n', '-q', '-r', file, '-z', statistics];
  const table = execFileSync('tshark', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const rows = table.split('\n').filter((line) => line.includes(' <> '));
  const cells = rows.map((row) => row.split('|').slice(2, -1).map(Number));
  return filters.map((_, column) =>
    names.filter((_name, at) => cells[Math.floor((at * STEP) / INTERVAL)]?.[column * 2] === 1).join(', '),
  );
}

describe.skipIf(spawnSync('tshark', ['--version']).status !== 0)('tshark on the exported capture', () => {
  it('selects the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'filters-'));
    const file = join(folder, 'scene.pcapng');
    writeFileSync(file, captureFile(trace, 0, { device: (uid) => uid === 1 }));
    // Commas part the filters from each other.
    const plain = common.map(([filter]) => filter).filter((filter) => !filter.includes(','));
    const others = common.map(([filter]) => filter).filter((filter) => filter.includes(','));
    const found = new Map<string, string>();
    for (const [at, selection] of selectedByTshark(file, plain).entries()) found.set(plain[at] ?? '', selection);
    for (const filter of others) {
      const options = ['-n', '-r', file, '-Y', filter, '-T', 'fields', '-e', 'frame.number'];
      const numbers = execFileSync('tshark', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      const at = numbers.split('\n').filter(Boolean).map(Number);
      found.set(filter, names.filter((_, seq) => at.includes(seq + 1)).join(', '));
    }
    rmSync(folder, { recursive: true });
    expect([...found]).toEqual([...plain, ...others].map((filter) => [filter, selected(filter)]));
  }, 30_000);
});
