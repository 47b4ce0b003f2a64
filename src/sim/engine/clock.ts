// The daemon's clock: wall-clock moments as its JSON and its event stream write them.
// Source: Go's time.RFC3339Nano; time.Time{} for "never". A moment is milliseconds since 1970, with a fraction.
// Not modelled: time zones (the daemon's is UTC), digits below a microsecond.
import { formatRfc3339Nano, parseIso } from '../base/time.ts';

/** A moment: wall-clock milliseconds since 1970. */
export type Moment = number;

/** Go's zero time: something that has not happened. */
const NEVER = '0001-01-01T00:00:00Z';

/** A moment as the API writes it; undefined is Go's zero time. */
export function timestamp(moment: Moment | undefined): string {
  return moment === undefined ? NEVER : formatRfc3339Nano(moment);
}

/** What a Go duration's units are in milliseconds. */
const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, ns: 0.000001 };

/** Unix seconds with a fraction, a date, or a Go duration back from `now`; undefined when it is none of them. */
export function parseMoment(text: string, now: Moment): Moment | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const span = parseSpan(text);
  return span === undefined ? parseIso(text) : now - span;
}

/** A Go duration in milliseconds; undefined when it is none. */
export function parseSpan(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|us|s|ns))+$/.test(text)) return undefined;
  let span = 0;
  for (const [, number = '', , unit = ''] of text.matchAll(/(\d+(\.\d+)?)(h|ms|m|us|s|ns)/g)) {
    span += Number(number) * (unitMs[unit] ?? 0);
  }
  return span;
}

const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;

/** A span of milliseconds in words: `13 seconds`, `About a minute`. Source: docker/go-units duration.go HumanDuration. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < SECONDS_PER_MINUTE) return `${seconds} seconds`;
  const minutes = Math.trunc(seconds / SECONDS_PER_MINUTE);
  if (minutes === 1) return 'About a minute';
  if (minutes < MINUTES_PER_HOUR) return `${minutes} minutes`;
  const hours = Math.floor(milliseconds / 3_600_000 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(milliseconds / 3_600_000 / 24 / 365)} years`;
}
