// What might stand at the cursor of a filter: fields, signs, or values that the trace has seen.
import { formatIp4 } from '../../sim/base/ip4.ts';
import { formatMac } from '../../sim/base/mac.ts';
import type { Trace } from '../../sim/trace/trace.ts';
import type { FilterHelp, FilterWord } from '../records/query.ts';
import { compileFilter } from './compile.ts';
import type { Field, Value } from './field.ts';
import { allFields, fieldNamed } from './fields.ts';
import { knownValues } from './fields-record.ts';
import { type FieldType, FilterError, type FilterProblem } from './problem.ts';
import { Subject } from './subject.ts';
import { quoted } from './suggest.ts';

const MOST_WORDS = 40;
/** As many of the newest records are looked at for values. */
const LOOKED_AT = 1500;

const compares: readonly FilterWord[] = ['==', '!=', 'in {'].map((text) => ({ text }));
const orders: readonly FilterWord[] = ['<', '<=', '>', '>='].map((text) => ({ text }));
const texts: readonly FilterWord[] = ['contains', 'matches'].map((text) => ({ text }));
const links: readonly FilterWord[] = ['and', 'or'].map((text) => ({ text }));
const ordered: readonly FieldType[] = ['number', 'time'];
const textual: readonly FieldType[] = ['text', 'bytes', 'protocol'];

const WORD_BEFORE = /[\p{L}\p{N}_.:/-]*$/u;
const QUOTE_BEFORE = /"[^"]*$/;
/** A field and the sign that a value must follow. */
const VALUE_AFTER =
  /([a-z][\w.]*)(?:\[[^\]]*\]|#-?\d+)*\s*(?:===?|!==?|~=|[<>]=?|\b(?:eq|ne|gt|lt|ge|le|contains|matches)\b|\bin\s*\{(?:[^}]*,)?)\s*$/;
const FIELD_BEFORE = /([a-z][\w.]*)(?:\[[^\]]*\]|#-?\d+)*\s+$/;
const reserved: readonly string[] = ['and', 'or', 'not', 'xor', 'any', 'all'];

function valueText(value: Value, { type }: Field): string | undefined {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'number') return undefined;
  if (type === 'ipv4') return formatIp4(value);
  return type === 'mac' ? formatMac(value) : String(value);
}

/** Values that a field can have, or has had lately, the commonest first. */
function valuesOf(field: Field, trace: Trace): FilterWord[] {
  const known = [...(knownValues[field.name] ?? []), ...Object.keys(field.words ?? {}).map(quoted)];
  if (field.type === 'flag') return ['1', '0'].map((text) => ({ text }));
  if (known.length > 0) return known.map((text) => ({ text }));
  const seen = new Map<string, number>();
  for (let seq = Math.max(trace.first, trace.next - LOOKED_AT); seq < trace.next; seq++) {
    const subject = Subject.at(trace, seq);
    if (subject === undefined) continue;
    for (const value of field.read(subject).flat()) {
      const text = valueText(value, field);
      if (text !== undefined) seen.set(text, (seen.get(text) ?? 0) + 1);
    }
  }
  return [...seen].sort(([, a], [, b]) => b - a).map(([text]) => ({ text }));
}

function signsFor({ type }: Field): readonly FilterWord[] {
  if (type === 'mark') return links;
  const first = type === 'protocol' ? [] : compares;
  return [...first, ...(ordered.includes(type) ? orders : []), ...(textual.includes(type) ? texts : []), ...links];
}

function fieldsLike(part: string): FilterWord[] {
  const lower = part.toLowerCase();
  const starting = allFields.filter(({ name }) => name.startsWith(lower));
  const within = allFields.filter(({ name }) => !name.startsWith(lower) && name.includes(lower));
  return [...starting, ...within].map(({ name, type, what }) => ({ text: name, type, what }));
}

function problemOf(text: string): FilterProblem | undefined {
  try {
    compileFilter(text);
    return undefined;
  } catch (error) {
    if (error instanceof FilterError) return error.problem;
    throw error;
  }
}

/** What is wrong with a filter, if anything, and what might stand at the cursor. */
export function helpWith(text: string, cursor: number, trace: Trace | undefined): FilterHelp {
  const before = text.slice(0, cursor);
  const part = (QUOTE_BEFORE.exec(before) ?? WORD_BEFORE.exec(before))?.[0] ?? '';
  const from = cursor - part.length;
  const earlier = before.slice(0, from);
  const after = /^[\p{L}\p{N}_.:/-]*/u.exec(text.slice(cursor))?.[0] ?? '';
  const problem = problemOf(text);
  const like = ({ text: word }: FilterWord): boolean =>
    word !== part && word.toLowerCase().includes(part.toLowerCase());
  let words: readonly FilterWord[];
  const compared = fieldNamed(VALUE_AFTER.exec(earlier)?.[1] ?? '');
  const named = FIELD_BEFORE.exec(earlier)?.[1] ?? '';
  const subject = reserved.includes(named) ? undefined : fieldNamed(named);
  if (compared !== undefined) words = trace === undefined ? [] : valuesOf(compared, trace).filter(like);
  else if (subject !== undefined) words = signsFor(subject).filter(like);
  else words = part.startsWith('"') ? [] : fieldsLike(part).filter(({ text: word }) => word !== part);
  return {
    ...(problem === undefined ? {} : { problem }),
    from,
    to: cursor + after.length,
    words: words.slice(0, MOST_WORDS),
  };
}
