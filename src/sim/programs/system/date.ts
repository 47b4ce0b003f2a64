// date: the wall clock.
// Source: date(1) of coreutils 9.1; busybox 1.35.
// Not modelled: time zones (all is UTC), setting the clock, most of the free-form dates that -d takes.
import { civilTime, epochMs, parseIso, strftime } from '../../base/time.ts';
import type { Tool } from '../text/tool.ts';

const DEFAULT_FORMAT = '%a %b %e %H:%M:%S %Z %Y';
const isoFormats: Readonly<Record<string, string>> = {
  '': '%Y-%m-%d',
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};

export const date: Tool = {
  name: 'date',
  summary: 'Display date and time in the given FORMAT',
  usage: '[OPTION]... [+FORMAT]',
  help: `
  -d, --date=STRING          display time described by STRING, not 'now'
  -I[FMT], --iso-8601[=FMT]  output date/time in ISO 8601 format
                               (date, hours, minutes, seconds, ns)
  -R, --rfc-email            output date and time in RFC 5322 format
  -r, --reference=FILE       display the last modification time of FILE
  -u, --utc                  print Coordinated Universal Time (UTC)`,
  version: 'date (GNU coreutils) 9.1',
  options: [
    'd,date:',
    'I,iso-8601::',
    'R,rfc-email,rfc-2822',
    'r,reference:',
    's,set:',
    'u,utc,universal',
    'rfc-3339:',
  ],
  *run(call) {
    const { options, sys } = call;
    const [format, extra] = call.operands;
    if (extra !== undefined) return yield* call.misuse(`extra operand '${extra}'`);
    if (options.has('s') || (format !== undefined && !format.startsWith('+'))) {
      if (!options.has('s')) return yield* call.die(`invalid date '${format}'`);
      return yield* call.die('cannot set date: Operation not permitted');
    }
    const when = moment(options.value('d'), sys.wallClock());
    if (when === undefined) return yield* call.die(`invalid date '${options.value('d')}'`);
    let shown = when;
    const reference = options.value('r');
    if (reference !== undefined) {
      const stat = sys.fs.stat(sys.resolve(reference));
      if (!stat) return yield* call.die(`${reference}: No such file or directory`);
      shown = stat.modified;
    }
    const iso = options.has('I') ? isoFormats[options.value('I') ?? ''] : undefined;
    const rfc = options.has('rfc-3339') ? rfc3339(options.value('rfc-3339') ?? '') : undefined;
    const email = options.has('R') ? '%a, %d %b %Y %H:%M:%S %z' : undefined;
    call.put(`${strftime(format?.slice(1) ?? iso ?? rfc ?? email ?? DEFAULT_FORMAT, shown)}\n`);
    return 0;
  },
};

function rfc3339(precision: string): string {
  if (precision === 'date') return '%Y-%m-%d';
  return precision === 'ns' ? '%Y-%m-%d %H:%M:%S.%N%:z' : '%Y-%m-%d %H:%M:%S%:z';
}

const unitSeconds: Readonly<Record<string, number>> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  fortnight: 1_209_600,
};

/** The moment that a text of -d means; undefined if it is not understood. */
function moment(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return now;
  const words = text.trim().toLowerCase();
  if (/^@-?\d+(\.\d+)?$/.test(words)) return Number(words.slice(1)) * 1000;
  const iso = parseIso(text.trim());
  if (iso !== undefined) return iso;
  const named = { '': midnight(now), now, today: now, yesterday: now - 86_400_000, tomorrow: now + 86_400_000 }[words];
  if (named !== undefined) return named;
  const time = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(words);
  if (time) return midnight(now) + ((Number(time[1]) * 60 + Number(time[2])) * 60 + Number(time[3] ?? 0)) * 1000;
  const relative = /^(next|last|[-+]?\s*\d+)\s+([a-z]+?)s?( ago)?$/.exec(words);
  const seconds = unitSeconds[relative?.[2] ?? ''];
  if (!relative || seconds === undefined) return undefined;
  const counts: Readonly<Record<string, number>> = { next: 1, last: -1 };
  const count = counts[relative[1] as string] ?? Number((relative[1] as string).replace(/\s/g, ''));
  return now + count * seconds * 1000 * (relative[3] ? -1 : 1);
}

function midnight(ms: number): number {
  const t = civilTime(ms);
  return epochMs(t.year, t.month, t.day);
}
