// In the worlds of all recordings: every drop and every choice has an explanation that names its cause.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { playedWorld, type Recording } from '../../src/sim/testkit/recording.ts';
import type { RecordKind, TraceRecord } from '../../src/sim/trace/record.ts';

const folder = new URL('../recordings/', import.meta.url);
const load = (name: string): Recording => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

/** Kinds of records that tell of a choice between ways. */
const choices: ReadonlySet<RecordKind> = new Set(['bridge', 'route', 'neigh', 'netfilter']);

/** What is missing, in words; undefined for what is explained. */
function missing(record: TraceRecord): string | undefined {
  const { kind, why, cause, reason, hint, seq, netns, info } = record;
  const where = `${seq} ${kind} ${reason ?? ''} in ${netns}, ${info}`;
  if (kind === 'hop') return undefined;
  if (why.trim() === '') return `${where}: no words`;
  if (cause === undefined) return `${where}: no cause`;
  if (kind === 'drop' && !hint) return `${where}: no remedy`;
  const isNamed = cause.facts.length > 0 || cause.creator !== undefined;
  if (choices.has(kind) && !isNamed) return `${where}: its cause is not named: ${why}`;
  return undefined;
}

describe('the recordings’ worlds', () => {
  const told = { choices: 0, drops: 0 };

  it.each(names)('%s leaves nothing unexplained', (name) => {
    const { world } = playedWorld(load(name), load);
    // Nothing has been forgotten: these are all.
    expect(world.trace.first).toBe(0);
    const records = world.trace.records(0, world.trace.next);
    for (const { kind } of records) {
      if (kind === 'drop') told.drops++;
      else if (choices.has(kind)) told.choices++;
    }
    const unexplained = records.flatMap((record) => missing(record) ?? []);
    expect([unexplained.length, ...unexplained.slice(0, 5)]).toEqual([0]);
  });

  it('make choices and drop packets, so that there is something to explain', () => {
    expect(told.choices).toBeGreaterThan(100);
    expect(told.drops).toBeGreaterThan(10);
  });
});
