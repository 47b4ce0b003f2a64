// Evaluates jq filters: each takes a value and gives any number of values, with the paths that lead to them where asked.
// Source: jq 1.6 manual.
// Not modelled: see ast.ts.
import type { Binding, Filter } from './ast.ts';
import { format, natives } from './builtins.ts';
import type { Json } from './json.ts';
import {
  assigned,
  type Closure,
  define,
  each,
  eachOf,
  type Item,
  type Items,
  JqHalt,
  JqRunaway,
  JqUndefined,
  type JqWorld,
  none,
  plain,
  raise,
  type Scope,
  step,
} from './scope.ts';
import { deletePaths, getKey, getSlice, isTruthy, JqError, named, operate, setPath } from './values.ts';

/** Steps after which a filter is taken to run for ever, and calls nested at once. */
const MAX_STEPS = 1_000_000;
const MAX_DEPTH = 200;

export class JqMachine {
  readonly #world: JqWorld;
  readonly #prelude: Scope;
  #steps = 0;
  #depth = 0;

  constructor(world: JqWorld, prelude: Filter) {
    this.#world = world;
    let scope: Scope = { outer: undefined };
    for (const [name, value] of world.variables) scope = { outer: scope, variable: { name, value } };
    for (let f = prelude; f.kind === 'define'; f = f.body) scope = define(f.definition, scope);
    this.#prelude = scope;
  }

  *results(filter: Filter, input: Json): Generator<Json, void, void> {
    this.#steps = 0;
    this.#depth = 0;
    for (const item of this.#run(filter, { value: input, path: undefined }, this.#prelude)) yield item.value;
  }

  *#values(filter: Filter, input: Json, scope: Scope): Generator<Json, void, void> {
    for (const item of this.#run(filter, { value: input, path: undefined }, scope)) yield item.value;
  }

  *#run(f: Filter, input: Item, scope: Scope): Items {
    if (++this.#steps > MAX_STEPS) throw new JqRunaway('the filter runs for ever');
    switch (f.kind) {
      case 'identity':
        yield input;
        return;
      case 'literal':
        yield plain(f.value);
        return;
      case 'pipe':
        for (const item of this.#run(f.left, input, scope)) yield* this.#run(f.right, item, scope);
        return;
      case 'comma':
        yield* this.#run(f.left, input, scope);
        yield* this.#run(f.right, input, scope);
        return;
      case 'index':
        for (const key of this.#values(f.key, input.value, scope)) {
          for (const of of this.#run(f.of, input, scope)) yield step(of, key, getKey(of.value, key));
        }
        return;
      case 'slice':
        yield* this.#slice(f, input, scope);
        return;
      case 'iterate':
        for (const of of this.#run(f.of, input, scope)) yield* eachOf(of);
        return;
      case 'recurse':
        yield* this.#recurse(input);
        return;
      case 'call':
        yield* this.#call(f.name, f.args, input, scope);
        return;
      case 'define':
        yield* this.#run(f.body, input, define(f.definition, scope));
        return;
      case 'if':
        for (const condition of this.#values(f.condition, input.value, scope)) {
          yield* this.#run(isTruthy(condition) ? f.yes : f.no, input, scope);
        }
        return;
      case 'try':
        yield* this.#try(f, input, scope);
        return;
      case 'alternative':
        yield* this.#alternative(f, input, scope);
        return;
      case 'bind':
        for (const value of this.#values(f.source, input.value, scope)) {
          yield* this.#run(f.body, input, this.#bind(f.pattern, value, input.value, scope));
        }
        return;
      case 'reduce':
      case 'foreach':
        yield* this.#fold(f, input, scope);
        return;
      default:
        for (const value of this.#construct(f, input.value, scope)) yield plain(value);
    }
  }

  /** Filters whose results are new values, which have no paths. */
  *#construct(f: Filter, input: Json, scope: Scope): Generator<Json, void, void> {
    switch (f.kind) {
      case 'variable':
        yield this.#variable(f.name, scope);
        return;
      case 'format':
        yield format(f.name, input);
        return;
      case 'template':
        yield* this.#template(f.parts, f.format, input, scope);
        return;
      case 'array':
        yield f.of ? [...this.#values(f.of, input, scope)] : [];
        return;
      case 'object':
        yield* this.#object(f.entries, input, scope);
        return;
      case 'negate':
        for (const value of this.#values(f.of, input, scope)) {
          if (typeof value !== 'number') throw new JqError(`${named(value)} cannot be negated`);
          yield -value;
        }
        return;
      case 'and':
      case 'or':
        for (const left of this.#values(f.left, input, scope)) {
          if (isTruthy(left) === (f.kind === 'or')) yield f.kind === 'or';
          else for (const right of this.#values(f.right, input, scope)) yield isTruthy(right);
        }
        return;
      case 'operate':
        for (const right of this.#values(f.right, input, scope)) {
          for (const left of this.#values(f.left, input, scope)) yield operate(f.op, left, right);
        }
        return;
      case 'update':
        yield* this.#update(f, input, scope);
    }
  }

  *#slice(f: Extract<Filter, { kind: 'slice' }>, input: Item, scope: Scope): Items {
    const none: Filter = { kind: 'literal', value: null };
    for (const to of this.#values(f.to ?? none, input.value, scope)) {
      for (const from of this.#values(f.from ?? none, input.value, scope)) {
        const key = new Map<string, Json>([
          ['start', from],
          ['end', to],
        ]);
        for (const of of this.#run(f.of, input, scope)) yield step(of, key, getSlice(of.value, from, to));
      }
    }
  }

  *#recurse(item: Item): Items {
    yield item;
    if (item.value === null || typeof item.value !== 'object') return;
    for (const below of eachOf(item)) yield* this.#recurse(below);
  }

  *#try(f: Extract<Filter, { kind: 'try' }>, input: Item, scope: Scope): Items {
    try {
      yield* this.#run(f.of, input, scope);
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      if (f.handler) yield* this.#run(f.handler, plain(error.value), scope);
    }
  }

  *#alternative(f: { readonly left: Filter; readonly right: Filter }, input: Item, scope: Scope): Items {
    let found = false;
    try {
      for (const item of this.#run(f.left, input, scope)) {
        if (!isTruthy(item.value)) continue;
        found = true;
        yield item;
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
    }
    if (!found) yield* this.#run(f.right, input, scope);
  }

  #bind(pattern: Binding, value: Json, input: Json, scope: Scope): Scope {
    switch (pattern.kind) {
      case 'name':
        return { outer: scope, variable: { name: pattern.name, value } };
      case 'items':
        return pattern.items.reduce((inner, item, i) => this.#bind(item, getKey(value, i), input, inner), scope);
      case 'keys':
        return pattern.entries.reduce((inner, entry) => {
          const [key = null] = this.#values(entry.key, input, inner);
          return this.#bind(entry.value, getKey(value, key), input, inner);
        }, scope);
    }
  }

  *#fold(f: Extract<Filter, { kind: 'reduce' | 'foreach' }>, input: Item, scope: Scope): Items {
    for (const start of this.#run(f.start, input, scope)) {
      let state: Item | undefined = start;
      for (const value of this.#values(f.source, input.value, scope)) {
        const inner = this.#bind(f.pattern, value, input.value, scope);
        let next: Item | undefined;
        for (const item of this.#run(f.step, state ?? plain(null), inner)) {
          next = item;
          if (f.kind === 'reduce') continue;
          state = item;
          if (f.extract) yield* this.#run(f.extract, item, inner);
          else yield item;
        }
        if (f.kind === 'reduce') state = next;
      }
      if (f.kind === 'reduce') yield state ?? plain(null);
    }
  }

  #variable(name: string, scope: Scope): Json {
    for (let s: Scope | undefined = scope; s; s = s.outer) if (s.variable?.name === name) return s.variable.value;
    throw new JqUndefined(`$${name} is not defined`);
  }

  *#template(
    parts: readonly (string | Filter)[],
    name: string,
    input: Json,
    scope: Scope,
  ): Generator<Json, void, void> {
    const [first, ...rest] = parts;
    if (first === undefined) {
      yield '';
      return;
    }
    for (const tail of this.#template(rest, name, input, scope)) {
      if (typeof first === 'string') yield first + String(tail);
      else for (const value of this.#values(first, input, scope)) yield format(name, value) + String(tail);
    }
  }

  *#object(
    entries: readonly { readonly key: Filter; readonly value: Filter }[],
    input: Json,
    scope: Scope,
    built: ReadonlyMap<string, Json> = new Map(),
  ): Generator<Json, void, void> {
    const [entry, ...rest] = entries;
    if (!entry) {
      yield built;
      return;
    }
    for (const key of this.#values(entry.key, input, scope)) {
      if (typeof key !== 'string') throw new JqError(`Object keys must be strings`);
      for (const value of this.#values(entry.value, input, scope)) {
        yield* this.#object(rest, input, scope, new Map(built).set(key, value));
      }
    }
  }

  /** The paths that a filter selects. */
  #paths(f: Filter, input: Json, scope: Scope): (readonly Json[])[] {
    const paths: (readonly Json[])[] = [];
    for (const item of this.#run(f, { value: input, path: [] }, scope)) {
      if (!item.path)
        throw new JqError(`Invalid path expression with result ${named(item.value).replace(/^\w+ \((.*)\)$/, '$1')}`);
      paths.push(item.path);
    }
    return paths;
  }

  *#update(f: Extract<Filter, { kind: 'update' }>, input: Json, scope: Scope): Generator<Json, void, void> {
    const paths = this.#paths(f.target, input, scope);
    if (f.op === '|=') {
      const removed: (readonly Json[])[] = [];
      const changed = paths.reduce(
        (from, path) =>
          setPath(from, path, (old) => {
            for (const value of this.#values(f.value, old, scope)) return value;
            removed.push(path);
            return old;
          }),
        input,
      );
      yield deletePaths(changed, removed);
      return;
    }
    const op = f.op.slice(0, -1);
    for (const value of this.#values(f.value, input, scope)) {
      yield paths.reduce((from, path) => setPath(from, path, (old) => assigned(op, old, value)), input);
    }
  }

  *#call(name: string, args: readonly Filter[], input: Item, scope: Scope): Items {
    for (let s: Scope | undefined = scope; s; s = s.outer) {
      const found = s.closure;
      if (found?.name !== name || found.closure.parameters.length !== args.length) continue;
      yield* this.#apply(found.closure, args, input, scope);
      return;
    }
    const special = this.#special(name, args, input, scope);
    if (special) {
      yield* special;
      return;
    }
    const native = natives[`${name}/${args.length}`];
    if (!native) throw new JqUndefined(`${name}/${args.length} is not defined`);
    for (const values of this.#product(args, input.value, scope)) {
      const value = native(input.value, ...values);
      if (name === 'getpath' && input.path) yield { value, path: [...input.path, ...(values[0] as readonly Json[])] };
      else yield plain(value);
    }
  }

  *#apply(closure: Closure, args: readonly Filter[], input: Item, scope: Scope): Items {
    if (++this.#depth > MAX_DEPTH) throw new JqRunaway('the filter calls itself too deeply');
    let inner = closure.definition ? define(closure.definition, closure.scope) : closure.scope;
    const values: { readonly name: string; readonly arg: Filter }[] = [];
    closure.parameters.forEach((parameter, i) => {
      const arg = args[i] as Filter;
      const name = parameter.replace(/^\$/, '');
      if (parameter.startsWith('$')) values.push({ name, arg });
      const passed: Closure = { parameters: [], body: arg, scope, definition: undefined };
      inner = { outer: inner, closure: { name, closure: passed } };
    });
    yield* this.#withValues(values, closure.body, input, inner, scope);
    this.#depth--;
  }

  *#withValues(
    values: readonly { readonly name: string; readonly arg: Filter }[],
    body: Filter,
    input: Item,
    inner: Scope,
    scope: Scope,
  ): Items {
    const [first, ...rest] = values;
    if (!first) {
      yield* this.#run(body, input, inner);
      return;
    }
    for (const value of this.#values(first.arg, input.value, scope)) {
      yield* this.#withValues(rest, body, input, { outer: inner, variable: { name: first.name, value } }, scope);
    }
  }

  *#product(args: readonly Filter[], input: Json, scope: Scope): Generator<Json[], void, void> {
    const [first, ...rest] = args;
    if (!first) {
      yield [];
      return;
    }
    for (const tail of this.#product(rest, input, scope)) {
      for (const value of this.#values(first, input, scope)) yield [value, ...tail];
    }
  }

  /** Functions that evaluate their arguments themselves, or know the world. */
  #special(name: string, args: readonly Filter[], input: Item, scope: Scope): Items | undefined {
    const [a, b] = args;
    switch (`${name}/${args.length}`) {
      case 'empty/0':
        return none();
      case 'error/0':
        return raise(input.value);
      case 'error/1':
        return this.#errorWith(a as Filter, input, scope);
      case 'path/1':
        return each(this.#paths(a as Filter, input.value, scope));
      case 'range/2':
      case 'range/3':
        return this.#range(args, input, scope);
      case '_limit/2':
        return this.#limit(a as Filter, b as Filter, input, scope);
      case 'first/1':
        return this.#limit({ kind: 'literal', value: 1 }, a as Filter, input, scope);
      case 'isempty/1':
        return each([this.#values(a as Filter, input.value, scope).next().done === true]);
      case 'inputs/0':
        return each(this.#world.inputs());
      case 'now/0':
        return each([this.#world.now() / 1000]);
      case 'halt/0':
        throw new JqHalt(0, undefined);
      case 'halt_error/1':
        throw new JqHalt(Number(this.#values(a as Filter, input.value, scope).next().value ?? 5), input.value);
      case 'debug/0':
      case 'input_line_number/0':
        throw new JqUndefined(`hoplab: not simulated yet: jq ${name}`);
      default:
        return undefined;
    }
  }

  *#errorWith(message: Filter, input: Item, scope: Scope): Items {
    for (const value of this.#values(message, input.value, scope)) yield* raise(value);
  }

  *#range(args: readonly Filter[], input: Item, scope: Scope): Items {
    for (const [from, to, by = 1] of this.#product(args, input.value, scope)) {
      if (typeof from !== 'number' || typeof to !== 'number' || typeof by !== 'number') {
        throw new JqError('Range bounds must be numeric');
      }
      if (by === 0) continue;
      for (let x = from; by > 0 ? x < to : x > to; x += by) {
        if (++this.#steps > MAX_STEPS) throw new JqRunaway('the filter runs for ever');
        yield plain(x);
      }
    }
  }

  *#limit(count: Filter, of: Filter, input: Item, scope: Scope): Items {
    for (const n of this.#values(count, input.value, scope)) {
      let left = Number(n);
      for (const item of this.#run(of, input, scope)) {
        yield item;
        if (--left <= 0) break;
      }
    }
  }
}
