// Calendar time in UTC as pure functions: what gmtime(3), timegm(3), strftime(3) and RFC 3339 do.
// Source: civil-from-days algorithm (proleptic Gregorian calendar); strftime(3) in the C locale; RFC 3339.
// Not modelled: time zones other than UTC, leap seconds, locales, week-based years (%G %g %V).

/** A moment broken down, in UTC. `month` is 1 to 12, `weekday` 0 (Sunday) to 6, `yearday` 1 to 366. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly weekday: number;
  readonly yearday: number;
}

const MS_PER_DAY = 86_400_000;

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Days since 1970-01-01 of a Gregorian date; `month` from 1, `day` may overflow its month. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Milliseconds since 1970 of a UTC date and time. */
export function epochMs(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  millisecond = 0,
): number {
  return ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + millisecond;
}

/** Breaks milliseconds since 1970 down (gmtime). */
export function civilTime(ms: number): CivilTime {
  const whole = Math.floor(ms);
  const days = Math.floor(whole / MS_PER_DAY);
  const rest = whole - days * MS_PER_DAY;
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1000) % 60,
    millisecond: rest % 1000,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: days - daysFromCivil(year, 1, 1) + 1,
  };
}

const pad = (value: number, width: number, fill = '0') => String(value).padStart(width, fill);

/** `2026-02-01T09:30:00`, plus `.` and `digits` digits of the second's fraction when asked for. No zone. */
function isoLocal(ms: number, digits: number): string {
  const t = civilTime(ms);
  const date = `${pad(t.year, 4)}-${pad(t.month, 2)}-${pad(t.day, 2)}`;
  const time = `${pad(t.hour, 2)}:${pad(t.minute, 2)}:${pad(t.second, 2)}`;
  return digits === 0 ? `${date}T${time}` : `${date}T${time}.${nanosecondsOf(ms).slice(0, digits)}`;
}

/** The nine digits of the second's fraction. Wall clocks here tick in microseconds at best. */
export function nanosecondsOf(ms: number): string {
  const microseconds = Math.round((ms - Math.floor(ms / 1000) * 1000) * 1000);
  return `${pad(Math.min(microseconds, 999_999), 6)}000`;
}

/** RFC 3339 in UTC without a fraction: `2026-02-01T09:30:00Z`. */
export function formatRfc3339(ms: number): string {
  return `${isoLocal(ms, 0)}Z`;
}

/** Go's time.RFC3339Nano: the fraction without trailing zeros, `2026-02-01T09:30:00.0123Z`. */
export function formatRfc3339Nano(ms: number): string {
  const fraction = nanosecondsOf(ms).replace(/0+$/, '');
  return `${isoLocal(ms, 0)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** RFC 3339 with all nine digits of the fraction, as `docker logs -t` prints. */
export function formatRfc3339Fixed(ms: number): string {
  return `${isoLocal(ms, 9)}Z`;
}

const isoPattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(?:(Z|z|UTC)|([+-])(\d\d):?(\d\d))?$/;

/** Milliseconds since 1970 (with a fraction where the text has one) of an ISO 8601 moment; undefined if it is none. */
export function parseIso(text: string): number | undefined {
  const m = isoPattern.exec(text);
  if (!m) return undefined;
  const field = (i: number) => Number(m[i] ?? 0);
  const [month, day, hour, minute, second] = [field(2), field(3), field(4), field(5), field(6)];
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return undefined;
  const year = field(1);
  if (day > daysInMonth(year, month)) return undefined;
  const fraction = Number(`0.${m[7] ?? '0'}`) * 1000;
  const offset = (field(10) * 60 + field(11)) * 60_000 * (m[9] === '-' ? -1 : 1);
  return epochMs(year, month, day, hour, minute, second) + Math.round(fraction * 1000) / 1000 - offset;
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  const next = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  return next - daysFromCivil(year, month, 1);
}

/** strftime(3) in the C locale and UTC, with GNU date's flags `-`, `_`, `0`, `^` and its %N and %s. */
export function strftime(format: string, ms: number): string {
  return format.replace(/%([-_0^]?)(:?[A-Za-z%+])/g, (all, flag: string, letter: string) => {
    const text = conversion(letter, ms);
    if (text === undefined) return all;
    if (flag === '-') return text.replace(/^[0 ]+(?=\d)/, '');
    if (flag === '_') return text.replace(/^0+(?=\d)/, (zeros) => ' '.repeat(zeros.length));
    if (flag === '0') return text.replace(/^ +/, (spaces) => '0'.repeat(spaces.length));
    return flag === '^' ? text.toUpperCase() : text;
  });
}

/** Conversions that are made of others. */
const composed: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  h: '%b',
};

function conversion(letter: string, ms: number): string | undefined {
  const whole = composed[letter];
  if (whole !== undefined) return strftime(whole, ms);
  const t = civilTime(ms);
  switch (letter) {
    case '%':
      return '%';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'Z':
      return 'UTC';
    case 'z':
      return '+0000';
    case ':z':
      return '+00:00';
    case 's':
      return String(Math.floor(ms / 1000));
    case 'N':
      return nanosecondsOf(ms);
    case 'p':
      return t.hour < 12 ? 'AM' : 'PM';
    case 'P':
      return t.hour < 12 ? 'am' : 'pm';
    default:
      return dateConversion(letter, t) ?? timeConversion(letter, t);
  }
}

function dateConversion(letter: string, t: CivilTime): string | undefined {
  switch (letter) {
    case 'a':
      return dayNames[t.weekday]?.slice(0, 3);
    case 'A':
      return dayNames[t.weekday];
    case 'b':
      return monthNames[t.month - 1]?.slice(0, 3);
    case 'B':
      return monthNames[t.month - 1];
    case 'C':
      return pad(Math.floor(t.year / 100), 2);
    case 'd':
      return pad(t.day, 2);
    case 'e':
      return pad(t.day, 2, ' ');
    case 'j':
      return pad(t.yearday, 3);
    case 'm':
      return pad(t.month, 2);
    case 'u':
      return String(t.weekday === 0 ? 7 : t.weekday);
    case 'U':
      return pad(Math.floor((t.yearday + 6 - t.weekday) / 7), 2);
    case 'w':
      return String(t.weekday);
    case 'y':
      return pad(t.year % 100, 2);
    case 'Y':
      return String(t.year);
    default:
      return undefined;
  }
}

function timeConversion(letter: string, t: CivilTime): string | undefined {
  const twelve = t.hour % 12 === 0 ? 12 : t.hour % 12;
  switch (letter) {
    case 'H':
      return pad(t.hour, 2);
    case 'I':
      return pad(twelve, 2);
    case 'k':
      return pad(t.hour, 2, ' ');
    case 'l':
      return pad(twelve, 2, ' ');
    case 'M':
      return pad(t.minute, 2);
    case 'S':
      return pad(t.second, 2);
    default:
      return undefined;
  }
}
