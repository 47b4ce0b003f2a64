// Lines of time for inspectors: what happened when, on which machine; also as text, for copying.
import { epochMs, parseIso } from '../sim/base/time.ts';
import type { World } from '../sim/world.ts';
import { columns } from './columns.ts';
import type { Happening, Inspection } from './protocol.ts';

type Section = Inspection['sections'][number];

const SECOND = 1_000_000;

const stamp = (time: number): string => (time / SECOND).toFixed(3);

/** Times are virtual seconds since the lab began. */
export function happeningSection(title: string, happenings: readonly Happening[]): Section {
  const rows = happenings.map(({ time, who, text }) => [stamp(time), who, text]);
  const text = rows.length === 0 ? '' : `${columns([['SECONDS', 'WHERE', 'WHAT'], ...rows])}\n`;
  return { title, command: '', text, happenings };
}

/** The virtual time of a time stamp of the world's wall clock. */
export function virtualTime({ startsAt }: World, stamped: string): number {
  return Math.max(0, Math.round((parseIso(stamped) ?? epochMs(2026, 1, 1)) * 1000 - startsAt));
}
