// The `filters` parameter of list requests: field names, each with the values that count.
// Source: moby api/types/filters/parse.go, daemon/network/filter.go.
// Not modelled: nothing known.
import type { HttpRequest } from '../../host/http.ts';
import { type Moment, parseMoment } from '../clock.ts';
import { invalid } from './errors.ts';

export class Filters {
  readonly #fields = new Map<string, readonly string[]>();

  /** Reads `{"name":{"web":true}}` or the older `{"name":["web"]}`; a field outside `accepted` is an error, where that is given. */
  constructor(request: HttpRequest, accepted?: readonly string[]) {
    const text = request.query?.filters;
    if (text === undefined || text === '') return;
    for (const [field, values] of Object.entries(readObject(text))) {
      if (accepted?.includes(field) === false) throw invalid(`invalid filter '${field}'`);
      const list = Array.isArray(values)
        ? values
        : Object.keys(Object(values)).filter((key) => Object(values)[key] === true);
      this.#fields.set(field, list.map(String));
    }
  }

  /** The values of a field; none when it is not filtered by. */
  get(field: string): readonly string[] {
    return this.#fields.get(field) ?? [];
  }

  has(field: string): boolean {
    return this.get(field).length > 0;
  }

  /** True when the field is not filtered by or `test` holds for one of its values. */
  some(field: string, test: (value: string) => boolean): boolean {
    return !this.has(field) || this.get(field).some(test);
  }

  /** A field of yes or no; undefined when it is not filtered by. */
  flag(field: string): boolean | undefined {
    const [value] = this.get(field);
    if (value === undefined) return undefined;
    if (['true', '1'].includes(value)) return true;
    if (['false', '0'].includes(value)) return false;
    throw invalid(`invalid filter '${field}=[${value}]'`);
  }

  /** `key` or `key=value`: all that `label` names, none that `label!` names. */
  labels(labels: Readonly<Record<string, string>>): boolean {
    const has = (wanted: string): boolean => {
      const [key = '', ...value] = wanted.split('=');
      return key in labels && (value.length === 0 || labels[key] === value.join('='));
    };
    return this.get('label').every(has) && !this.get('label!').some(has);
  }

  /** `until` of a prune: only what was made before. True when it is not filtered by. */
  madeBefore(created: Moment, now: Moment): boolean {
    return this.get('until').every((text) => {
      const moment = parseMoment(text, now);
      if (moment === undefined) throw invalid(`invalid value for "until": ${JSON.stringify(text)}`);
      return created < moment;
    });
  }
}

/** A regular expression somewhere in the text; a part of the text when it is no expression. Source: filters.Args.Match. */
export function matchesPattern(text: string, pattern: string): boolean {
  // Go's expressions take linear time; these need not, so that repeated groups are not tried at all.
  if (/[+*}?]\)?[+*{]/.test(pattern) || /\).*[+*{]/.test(pattern)) return text.includes(pattern);
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return text.includes(pattern);
  }
}

function readObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // The complaint below is the same for what is no JSON and for what is no object.
  }
  throw invalid('invalid filter');
}
