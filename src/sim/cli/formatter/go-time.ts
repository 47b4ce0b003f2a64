// A time.Time in templates: how it prints, encodes, and its methods that people call.
// Source: Go's time/{time,format}.go (layouts are written as the reference time, Mon Jan 2 15:04:05 MST 2006).
// Not modelled: fractions of seconds in layouts, other zones than UTC, arithmetic with durations.
import { parseIso, strftime } from '../../base/time.ts';
import { type Method, Struct, type Value } from '../gotemplate/values.ts';
import { goTime } from './network.ts';

/** Elements of a layout, the longer before those that they begin with, each as strftime writes it. */
const elements: readonly (readonly [string, string])[] = [
  ['January', '%B'],
  ['Jan', '%b'],
  ['Monday', '%A'],
  ['Mon', '%a'],
  ['MST', 'UTC'],
  ['2006', '%Y'],
  ['Z07:00', 'Z'],
  ['-07:00', '+00:00'],
  ['-0700', '+0000'],
  ['002', '%j'],
  ['01', '%m'],
  ['02', '%d'],
  ['03', '%I'],
  ['04', '%M'],
  ['05', '%S'],
  ['06', '%y'],
  ['15', '%H'],
  ['PM', '%p'],
  ['_2', '%e'],
];

/** Time.Format in UTC. */
export function formatGoTime(ms: number, layout: string): string {
  let format = '';
  for (let rest = layout; rest !== ''; ) {
    const [element, directive] = elements.find(([name]) => rest.startsWith(name)) ?? [rest.slice(0, 1), undefined];
    const literal = element === '%' ? '%%' : element;
    format += directive ?? literal;
    rest = rest.slice(element.length);
  }
  return strftime(format, ms);
}

/** The time.Time that a member of an inspected object holds. */
export function timeValue(rfc3339: string): Struct {
  const ms = parseIso(rfc3339) ?? 0;
  const number = (directive: string) => Number(strftime(directive, ms));
  const of = (parameters: number, call: Method['call']): Method => ({ parameters, call });
  const methods: Record<string, Method> = {
    Format: of(1, ([layout = '']): Value => formatGoTime(ms, layout)),
    String: of(0, () => goTime(rfc3339)),
    UTC: of(0, () => timeValue(rfc3339)),
    Local: of(0, () => timeValue(rfc3339)),
    Unix: of(0, () => Math.floor(ms / 1000)),
    Year: of(0, () => number('%Y')),
    Month: of(0, () => strftime('%B', ms)),
    Day: of(0, () => number('%d')),
    Weekday: of(0, () => strftime('%A', ms)),
    Hour: of(0, () => number('%H')),
    Minute: of(0, () => number('%M')),
    Second: of(0, () => number('%S')),
    IsZero: of(0, () => rfc3339.startsWith('0001-01-01T00:00:00')),
  };
  const options = {
    methods: new Map(Object.entries(methods)),
    text: goTime(rfc3339),
    json: (encode: (value: Value) => string) => encode(rfc3339),
  };
  return new Struct('time.Time', new Map(), options);
}
