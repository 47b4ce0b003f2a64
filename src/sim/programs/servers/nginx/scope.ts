// What a directive's value is at a place: its own, or that of the block around.
// Source: ngx_conf_merge_value and its kin: what a block says replaces what the outer one said, lists as a whole.
// Not modelled: directives that several blocks merge otherwise.
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import { type Directive, wrong } from './conf-file.ts';

export class Scope {
  readonly directives: readonly Directive[];
  readonly #outer: Scope | undefined;

  constructor(directives: readonly Directive[], outer?: Scope) {
    this.directives = directives;
    this.#outer = outer;
  }

  /** All of a name in the innermost block that has any. */
  all(name: string): readonly Directive[] {
    const own = this.directives.filter((directive) => directive.name === name);
    return own.length > 0 ? own : (this.#outer?.all(name) ?? []);
  }

  one(name: string): Directive | undefined {
    return this.all(name).at(-1);
  }

  word(name: string, otherwise: string): string {
    return this.one(name)?.words[0] ?? otherwise;
  }

  /** `30`, `30s`, `500ms`, `1m`. */
  time(name: string, otherwise: SimTime): SimTime {
    const directive = this.one(name);
    return directive === undefined ? otherwise : timeOf(directive, directive.words[0] ?? '');
  }

  /** Complains of a second one in the same block. */
  single(...names: readonly string[]): void {
    for (const name of names) {
      const [, second] = this.directives.filter((directive) => directive.name === name);
      if (second !== undefined) throw wrong(second, `"${name}" directive is duplicate`);
    }
  }
}

const units: Readonly<Record<string, number>> = { ms: 1e-3, '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

export function timeOf(at: Directive, text: string): SimTime {
  const time = parseTime(text);
  if (time === undefined) throw wrong(at, `"${at.name}" directive invalid value`);
  return time;
}

/** A time of a configuration; undefined for what is none. */
export function parseTime(text: string): SimTime | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)?$/.exec(text);
  return match === null ? undefined : Math.round(Number(match[1]) * (units[match[2] ?? ''] ?? 1) * SECOND);
}
