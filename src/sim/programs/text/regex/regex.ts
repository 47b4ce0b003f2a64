// Matches regular expressions in time proportional to pattern times text, so that no pattern can hold the world up.
// Source: the bit-state backtracker of RE2 (re2/bitstate.cc): each pair of instruction and position is tried once.
// Not modelled: POSIX' rule for sub-matches (the overall match is the longest; groups are those of the first such path).
import { parseRegex } from './parse.ts';
import { type CharSet, isWordCode, type Node, type Notation, type Place, RegexError } from './syntax.ts';

export { RegexError } from './syntax.ts';

export interface RegexOptions {
  readonly notation: Notation;
  readonly ignoreCase?: boolean;
  /** Backslash letters mean control characters (sed, awk). */
  readonly escapes?: boolean;
  /** The match must be a whole word, or a whole line. */
  readonly whole?: 'word' | 'line' | undefined;
}

export interface Match {
  readonly start: number;
  readonly end: number;
  /** Sub-matches as [start, end]; group 0 is the whole. */
  readonly groups: readonly (readonly [number, number] | undefined)[];
}

type Instruction =
  | { readonly op: 'set'; readonly set: CharSet }
  | { readonly op: 'place'; readonly place: Place }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'back'; readonly index: number }
  /** What is looked at comes next, and ends with a match of its own; it goes on at `next`. */
  | { readonly op: 'look'; next: number; readonly negated: boolean; readonly widths: readonly number[] | undefined }
  | { readonly op: 'match' };

/** A compiled pattern may have this many instructions. */
const MAX_PROGRAM = 50_000;
/** Bits of the table of what was tried: instructions times positions. */
const MAX_TRIED = 1 << 28;
/** Steps allowed where back references forbid that table. */
const MAX_STEPS = 2_000_000;
/** glibc's regexec runs out of memory on such patterns. */
const EXHAUSTED = 'Memory exhausted';

/** A compiled regular expression. The constructor throws RegexError for a pattern that cannot be read. */
export class Regex {
  readonly groups: number;
  readonly names: readonly (string | undefined)[];
  readonly #program: Instruction[] = [];
  readonly #ignoreCase: boolean;
  readonly #longest: boolean;
  #hasBack = false;
  readonly #anchored: boolean;

  constructor(pattern: string, options: RegexOptions) {
    const parsed = parseRegex(pattern, options.notation, options.escapes ?? false);
    this.groups = parsed.groups;
    this.names = parsed.names;
    this.#ignoreCase = options.ignoreCase ?? false;
    this.#longest = options.notation !== 'perl';
    const [before, after]: [Place, Place] =
      options.whole === 'word' ? ['noWordBefore', 'noWordAfter'] : ['start', 'end'];
    if (options.whole) this.#emit({ op: 'place', place: before });
    this.#compile(parsed.root);
    if (options.whole) this.#emit({ op: 'place', place: after });
    this.#emit({ op: 'match' });
    const [first] = this.#program;
    this.#anchored = first?.op === 'place' && first.place === 'start';
  }

  /** The leftmost match that starts at `from` or later; of those the longest, but for the Perl notation. */
  exec(text: string, from = 0): Match | undefined {
    const size = this.#program.length * (text.length + 1);
    if (size > MAX_TRIED) throw new RegexError(EXHAUSTED);
    const run: Run = {
      text,
      tried: this.#hasBack ? undefined : new Uint32Array((size >> 5) + 1),
      steps: 0,
      saved: new Array<number>(this.groups * 2 + 1).fill(-1),
    };
    const lastStart = this.#anchored ? 0 : text.length;
    for (let start = from; start <= lastStart; start++) {
      const found = this.#matchAt(run, start);
      if (found) return found;
    }
    return undefined;
  }

  test(text: string): boolean {
    return this.exec(text) !== undefined;
  }

  #emit(instruction: Instruction): number {
    if (this.#program.length >= MAX_PROGRAM) throw new RegexError('Regular expression too big');
    return this.#program.push(instruction) - 1;
  }

  #compile(node: Node): void {
    switch (node.kind) {
      case 'set':
        this.#emit({ op: 'set', set: node.set });
        return;
      case 'place':
        this.#emit({ op: 'place', place: node.place });
        return;
      case 'back':
        this.#hasBack = true;
        this.#emit({ op: 'back', index: node.index });
        return;
      case 'look': {
        const look = { op: 'look' as const, next: 0, negated: node.negated, widths: node.widths };
        this.#emit(look);
        this.#compile(node.body);
        this.#emit({ op: 'match' });
        look.next = this.#program.length;
        return;
      }
      case 'keep':
        this.#emit({ op: 'save', slot: this.groups * 2 });
        return;
      case 'group':
        this.#emit({ op: 'save', slot: node.index * 2 });
        this.#compile(node.body);
        this.#emit({ op: 'save', slot: node.index * 2 + 1 });
        return;
      case 'sequence':
        for (const part of node.parts) this.#compile(part);
        return;
      case 'either':
        this.#compileEither(node.branches);
        return;
      case 'repeat':
        this.#compileRepeat(node.body, node.min, node.max, node.lazy);
    }
  }

  #compileEither(branches: readonly Node[]): void {
    const jumps: { to: number }[] = [];
    branches.forEach((branch, i) => {
      if (i === branches.length - 1) {
        this.#compile(branch);
        return;
      }
      const split = { op: 'split' as const, first: this.#program.length + 1, second: 0 };
      this.#emit(split);
      this.#compile(branch);
      const jump = { op: 'jump' as const, to: 0 };
      this.#emit(jump);
      jumps.push(jump);
      split.second = this.#program.length;
    });
    for (const jump of jumps) jump.to = this.#program.length;
  }

  #compileRepeat(body: Node, min: number, max: number, lazy: boolean): void {
    for (let i = 0; i < min; i++) this.#compile(body);
    const optional = max === Number.POSITIVE_INFINITY ? 1 : max - min;
    const splits: { first: number; second: number }[] = [];
    for (let i = 0; i < optional; i++) {
      const split = { op: 'split' as const, first: 0, second: 0 };
      const at = this.#emit(split);
      splits.push(split);
      this.#compile(body);
      if (max === Number.POSITIVE_INFINITY) this.#emit({ op: 'jump', to: at });
      split.first = at + 1;
    }
    for (const split of splits) {
      split.second = this.#program.length;
      if (lazy) [split.first, split.second] = [split.second, split.first];
    }
  }

  #matchAt(run: Run, start: number): Match | undefined {
    const { saved } = run;
    saved.fill(-1);
    const todo: Todo[] = [{ pc: 0, at: start, slot: -1, old: 0 }];
    let best: Match | undefined;
    for (let next = todo.pop(); next; next = todo.pop()) {
      if (next.slot >= 0) {
        saved[next.slot] = next.old;
        continue;
      }
      const end = this.#follow(run, next.pc, next.at, todo);
      if (end < 0 || (best && end <= best.end)) continue;
      const kept = saved[this.groups * 2] ?? -1;
      best = {
        start: kept < 0 ? start : kept,
        end,
        groups: groupsOf(saved.slice(0, -1), kept < 0 ? start : kept, end),
      };
      if (!this.#longest || end === run.text.length) break;
    }
    return best;
  }

  /** Follows one path until it matches (where it ends) or fails (-1); other ways to go are left in `todo`. */
  #follow(run: Run, startPc: number, startAt: number, todo: Todo[]): number {
    const { text, saved } = run;
    let pc = startPc;
    let at = startAt;
    for (;;) {
      if (this.#seen(run, pc, at)) return -1;
      const instruction = this.#program[pc] as Instruction;
      switch (instruction.op) {
        case 'match':
          return at;
        case 'set':
          if (at >= text.length || !this.#inSet(instruction.set, text.charCodeAt(at))) return -1;
          at++;
          pc++;
          break;
        case 'place':
          if (!isPlace(instruction.place, text, at)) return -1;
          pc++;
          break;
        case 'jump':
          pc = instruction.to;
          break;
        case 'split':
          todo.push({ pc: instruction.second, at, slot: -1, old: 0 });
          pc = instruction.first;
          break;
        case 'save':
          todo.push({ pc: 0, at: 0, slot: instruction.slot, old: saved[instruction.slot] ?? -1 });
          saved[instruction.slot] = at;
          pc++;
          break;
        case 'look':
          if (this.#looks(run, pc + 1, at, instruction.widths) === instruction.negated) return -1;
          pc = instruction.next;
          break;
        case 'back': {
          const again = text.slice(saved[instruction.index * 2], Math.max(0, saved[instruction.index * 2 + 1] ?? 0));
          if ((saved[instruction.index * 2 + 1] ?? -1) < 0 || !text.startsWith(again, at)) return -1;
          at += again.length;
          pc++;
        }
      }
    }
  }

  /** Whether what begins at `pc` matches at a place, or, with widths, ends there. */
  #looks(run: Run, pc: number, at: number, widths: readonly number[] | undefined): boolean {
    const starts = widths === undefined ? [at] : widths.map((width) => at - width).filter((start) => start >= 0);
    const aside: Run = { text: run.text, tried: undefined, steps: run.steps, saved: [...run.saved] };
    const found = starts.some((start) => {
      const todo: Todo[] = [{ pc, at: start, slot: -1, old: 0 }];
      for (let next = todo.pop(); next; next = todo.pop()) {
        if (next.slot >= 0) continue;
        const end = this.#follow(aside, next.pc, next.at, todo);
        if (end >= 0 && (widths === undefined || end === at)) return true;
      }
      return false;
    });
    run.steps = aside.steps;
    return found;
  }

  #seen(run: Run, pc: number, at: number): boolean {
    if (!run.tried) {
      if (++run.steps > MAX_STEPS) throw new RegexError(EXHAUSTED);
      return false;
    }
    const bit = pc * (run.text.length + 1) + at;
    const word = run.tried[bit >> 5] as number;
    const mask = 1 << (bit & 31);
    run.tried[bit >> 5] = word | mask;
    return (word & mask) !== 0;
  }

  #inSet(set: CharSet, code: number): boolean {
    let found = inRanges(set.ranges, code);
    if (!found && this.#ignoreCase) {
      const char = String.fromCharCode(code);
      const [low, up] = [char.toLowerCase(), char.toUpperCase()];
      found = inRanges(set.ranges, low.charCodeAt(0)) || inRanges(set.ranges, up.charCodeAt(0));
    }
    return found !== set.negated;
  }
}

interface Run {
  readonly text: string;
  readonly tried: Uint32Array | undefined;
  steps: number;
  readonly saved: number[];
}

/** A way left to go, or (slot >= 0) a group's bound to put back. */
interface Todo {
  readonly pc: number;
  readonly at: number;
  readonly slot: number;
  readonly old: number;
}

function inRanges(ranges: CharSet['ranges'], code: number): boolean {
  for (const [low, high] of ranges) if (code >= low && code <= high) return true;
  return false;
}

function groupsOf(saved: readonly number[], start: number, end: number): Match['groups'] {
  const groups: (readonly [number, number] | undefined)[] = [[start, end]];
  for (let i = 2; i < saved.length; i += 2) {
    const [low, high] = [saved[i] as number, saved[i + 1] as number];
    groups.push(low >= 0 && high >= 0 ? [low, high] : undefined);
  }
  return groups;
}

function isPlace(place: Place, text: string, at: number): boolean {
  const before = at > 0 && isWordCode(text.charCodeAt(at - 1));
  const after = at < text.length && isWordCode(text.charCodeAt(at));
  switch (place) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'last':
      return at === text.length || (at === text.length - 1 && text[at] === '\n');
    case 'wordEdge':
      return before !== after;
    case 'notWordEdge':
      return before === after;
    case 'wordStart':
      return !before && after;
    case 'wordEnd':
      return before && !after;
    case 'noWordBefore':
      return !before;
    case 'noWordAfter':
      return !after;
  }
}
