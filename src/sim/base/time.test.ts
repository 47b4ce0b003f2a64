import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  civilTime,
  epochMs,
  formatRfc3339,
  formatRfc3339Fixed,
  formatRfc3339Nano,
  parseIso,
  strftime,
} from './time.ts';

const moment = Date.UTC(2026, 1, 3, 14, 5, 9) + 12.345;

describe('calendar', () => {
  it('agrees with the platform for four thousand years', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(4000, 0, 1) }), (ms) => {
        const t = civilTime(ms);
        expect(epochMs(t.year, t.month, t.day, t.hour, t.minute, t.second, t.millisecond)).toBe(ms);
        const real = new Date(ms);
        expect([t.year, t.month - 1, t.day, t.weekday]).toEqual([
          real.getUTCFullYear(),
          real.getUTCMonth(),
          real.getUTCDate(),
          real.getUTCDay(),
        ]);
      }),
    );
  });

  it('writes and reads RFC 3339', () => {
    expect(formatRfc3339(moment)).toBe('2026-02-03T14:05:09Z');
    expect(formatRfc3339Nano(moment)).toBe('2026-02-03T14:05:09.012345Z');
    expect(formatRfc3339Nano(Math.floor(moment / 1000) * 1000)).toBe('2026-02-03T14:05:09Z');
    expect(formatRfc3339Fixed(moment)).toBe('2026-02-03T14:05:09.012345000Z');
    expect(parseIso('2026-02-03T14:05:09.012345Z')).toBeCloseTo(moment, 3);
    expect(parseIso('2026-02-03T16:05:09+02:00')).toBe(Date.UTC(2026, 1, 3, 14, 5, 9));
    expect(parseIso('2026-02-03')).toBe(Date.UTC(2026, 1, 3));
    for (const wrong of ['', 'now', '2026-13-01', '2026-02-30', '2025-02-29', '2026-02-03T24:00:00Z']) {
      expect(parseIso(wrong), wrong).toBeUndefined();
    }
  });

  // Expected texts are GNU date's: date -u -d @1770127509 +FORMAT
  it.each([
    ['%Y-%m-%d %H:%M:%S', '2026-02-03 14:05:09'],
    ['%a %A %b %B %e %-d %j', 'Tue Tuesday Feb February  3 3 034'],
    ['%I:%M %p %k %l %P', '02:05 PM 14  2 pm'],
    ['%s %u %w %y %C %U', '1770127509 2 2 26 20 05'],
    ['%D %F %R %T %r', '02/03/26 2026-02-03 14:05 14:05:09 02:05:09 PM'],
    ['%Z %z %:z %% %n|%t|', 'UTC +0000 +00:00 % \n|\t|'],
    ['%-H %-M %_M %^a %Q', '14 5  5 TUE %Q'],
    ['%N', '012345000'],
  ])('strftime %s', (format, text) => {
    expect(strftime(format, moment)).toBe(text);
  });
});
