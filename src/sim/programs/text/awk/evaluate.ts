// Evaluates awk expressions: variables, arrays, function calls, getline.
// Source: POSIX.1-2017 awk, "Expressions in awk", "Functions".
// Not modelled: see ast.ts.
import type { Blocking } from '../../../host/sys.ts';
import { Regex, RegexError } from '../regex/regex.ts';
import type { Call } from '../tool.ts';
import { AwkError, type AwkFunction, type Expression, type LValue, type Statement } from './ast.ts';
import { awkFormat, pureBuiltins, replaceIn } from './builtins.ts';
import { AwkStreams } from './io.ts';
import { AwkRecord, splitByRegex, splitText } from './record.ts';
import { compareValues, inputValue, isTrue, toNumber, toText, type Value } from './value.ts';

/** next, nextfile and exit leave every statement and function that they are in. */
export class Jump extends Error {
  override name = 'Jump';
  readonly kind: 'next' | 'nextfile' | 'exit';
  readonly value: Value;
  constructor(kind: 'next' | 'nextfile' | 'exit', value?: Value) {
    super(kind);
    this.kind = kind;
    this.value = value;
  }
}

export type AwkArray = Map<string, Value>;

/** A variable: a scalar, an array, or not yet either. A function's parameter passes an array on to its caller's variable. */
class Cell {
  value: Value;
  array: AwkArray | undefined;
  readonly origin: Cell | undefined;
  constructor(origin?: Cell) {
    this.origin = origin;
    this.array = origin?.array;
  }

  asArray(): AwkArray {
    this.array ??= this.origin ? this.origin.asArray() : new Map();
    return this.array;
  }
}

type Frame = Map<string, Cell>;

/** Calls nested deeper than this: mawk's evaluation stack overflows too. */
const MAX_CALLS = 200;
/** Compiled dynamic patterns kept. */
const MAX_CACHED = 100;
/** A string that doubles for ever must stop somewhere. */
const MAX_TEXT = 1 << 24;

export abstract class Evaluator {
  readonly call: Call;
  readonly streams: AwkStreams;
  readonly record: AwkRecord;
  readonly #functions: ReadonlyMap<string, AwkFunction>;
  readonly #globals: Frame = new Map();
  #frame: Frame | undefined;
  #depth = 0;
  readonly #regexes = new Map<string, Regex>();
  #seed = 0;

  constructor(call: Call, functions: ReadonlyMap<string, AwkFunction>) {
    this.call = call;
    this.#functions = functions;
    const regexOf = (text: string) => this.regexOf(text);
    this.streams = new AwkStreams(call, regexOf);
    this.record = new AwkRecord({
      fs: () => this.variableText('FS'),
      ofs: () => this.variableText('OFS'),
      textOf: (value) => toText(value, this.convfmt),
      regexOf,
    });
    const initial = { FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', SUBSEP: '\x1c', CONVFMT: '%.6g', OFMT: '%.6g' };
    for (const [name, value] of Object.entries(initial)) this.setVariable(name, value);
    for (const name of ['NR', 'FNR', 'RSTART']) this.setVariable(name, 0);
    this.setVariable('RLENGTH', -1);
    for (const [name, value] of call.sys.env) this.arrayOf('ENVIRON').set(name, inputValue(value));
  }

  abstract nextRecord(): Blocking<string | undefined>;
  /** Runs a function's body; answers what it returned. */
  abstract callBody(body: Statement): Blocking<Value>;

  get convfmt(): string {
    return toText(this.#cell('CONVFMT').value, '%.6g');
  }

  #cell(name: string): Cell {
    const local = this.#frame?.get(name);
    if (local) return local;
    let cell = this.#globals.get(name);
    if (!cell) {
      cell = new Cell();
      this.#globals.set(name, cell);
    }
    return cell;
  }

  getVariable(name: string): Value {
    if (name === 'NF') return this.record.count;
    const cell = this.#cell(name);
    if (cell.array) throw new AwkError(`type error in arg(1) in call to ${name}: array in scalar context`);
    return cell.value;
  }

  setVariable(name: string, value: Value): void {
    if (name === 'NF') this.record.count = Math.trunc(toNumber(value));
    const cell = this.#cell(name);
    if (cell.array) throw new AwkError(`cannot use array ${name} as a scalar`);
    cell.value = value;
  }

  /** `name=value` among the operands or after -v. */
  assignArgument(name: string, text: string): void {
    this.setVariable(name, inputValue(text));
  }

  variableText(name: string): string {
    return toText(this.#cell(name).value, '%.6g');
  }

  count(name: string): void {
    this.setVariable(name, toNumber(this.#cell(name).value) + 1);
  }

  arrayOf(name: string): AwkArray {
    return this.#cell(name).asArray();
  }

  regexOf(text: string): Regex {
    const known = this.#regexes.get(text);
    if (known) return known;
    try {
      const regex = new Regex(text, { notation: 'extended', escapes: true });
      if (this.#regexes.size >= MAX_CACHED) this.#regexes.clear();
      this.#regexes.set(text, regex);
      return regex;
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      throw new AwkError(`regular expression compile failed (${error.message})\n${text}`);
    }
  }

  format(values: readonly Value[], caller: string): string {
    return awkFormat(toText(values[0], this.convfmt), values.slice(1), this.convfmt, caller);
  }

  *keyOf(keys: readonly Expression[]): Blocking<string> {
    const parts: string[] = [];
    for (const key of keys) parts.push(toText(yield* this.evaluate(key), this.convfmt));
    return parts.join(parts.length > 1 ? this.variableText('SUBSEP') : '');
  }

  *evaluate(e: Expression): Blocking<Value> {
    switch (e.kind) {
      case 'number':
      case 'text':
        return e.value;
      case 'regex':
        return e.regex.test(toText(this.record.text, this.convfmt)) ? 1 : 0;
      case 'group':
        return e.items.length === 1 ? yield* this.evaluate(e.items[0] as Expression) : yield* this.keyOf(e.items);
      case 'variable':
      case 'field':
      case 'element':
        return yield* this.#get(e);
      case 'assign':
        return yield* this.#assign(e);
      case 'increment': {
        const place = yield* this.#place(e.target);
        const before = toNumber(place.get());
        place.set(before + e.by);
        return e.prefix ? before + e.by : before;
      }
      case 'choice':
        return yield* this.evaluate(isTrue(yield* this.evaluate(e.condition)) ? e.yes : e.no);
      case 'in':
        return this.arrayOf(e.array).has(yield* this.keyOf(e.keys)) ? 1 : 0;
      case 'call':
        return yield* this.#call(e.name, e.args);
      case 'builtin':
        return yield* this.#builtin(e.name, e.args);
      case 'getline':
        return yield* this.#getline(e);
      default:
        return yield* this.#operation(e);
    }
  }

  *#operation(e: Extract<Expression, { kind: 'unary' | 'binary' | 'and' | 'or' | 'match' }>): Blocking<Value> {
    switch (e.kind) {
      case 'unary': {
        const value = yield* this.evaluate(e.operand);
        if (e.op === '!') return isTrue(value) ? 0 : 1;
        return e.op === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'and':
        if (!isTrue(yield* this.evaluate(e.left))) return 0;
        return isTrue(yield* this.evaluate(e.right)) ? 1 : 0;
      case 'or':
        if (isTrue(yield* this.evaluate(e.left))) return 1;
        return isTrue(yield* this.evaluate(e.right)) ? 1 : 0;
      case 'match': {
        const text = toText(yield* this.evaluate(e.text), this.convfmt);
        const regex = yield* this.#pattern(e.pattern);
        return regex.test(text) !== e.negated ? 1 : 0;
      }
      case 'binary': {
        const left = yield* this.evaluate(e.left);
        return this.#binary(e.op, left, yield* this.evaluate(e.right));
      }
    }
  }

  #binary(op: string, left: Value, right: Value): Value {
    if (op === ' ') return bounded(toText(left, this.convfmt) + toText(right, this.convfmt));
    if (/^[<>=!]/.test(op)) {
      const order = compareValues(left, right, this.convfmt);
      const holds = {
        '<': order < 0,
        '<=': order <= 0,
        '==': order === 0,
        '!=': order !== 0,
        '>': order > 0,
        '>=': order >= 0,
      };
      return holds[op as keyof typeof holds] ? 1 : 0;
    }
    return arithmetic(op, toNumber(left), toNumber(right));
  }

  *#pattern(e: Expression): Blocking<Regex> {
    return e.kind === 'regex' ? e.regex : this.regexOf(toText(yield* this.evaluate(e), this.convfmt));
  }

  *#get(target: LValue): Blocking<Value> {
    if (target.kind === 'variable') return this.getVariable(target.name);
    return (yield* this.#place(target)).get();
  }

  /** Where an lvalue is, its indexes evaluated once. */
  *#place(target: LValue): Blocking<{ get(): Value; set(value: Value): void }> {
    if (target.kind === 'variable') {
      const { name } = target;
      return { get: () => this.getVariable(name), set: (value) => this.setVariable(name, value) };
    }
    if (target.kind === 'field') {
      const index = Math.trunc(toNumber(yield* this.evaluate(target.index)));
      return { get: () => this.record.get(index), set: (value) => this.record.set(index, value) };
    }
    const array = this.arrayOf(target.array);
    const key = yield* this.keyOf(target.keys);
    const get = () => {
      // Reading an element makes it.
      if (!array.has(key)) array.set(key, undefined);
      return array.get(key);
    };
    return { get, set: (value) => array.set(key, value) };
  }

  *#assign(e: Extract<Expression, { kind: 'assign' }>): Blocking<Value> {
    const value = yield* this.evaluate(e.value);
    const place = yield* this.#place(e.target);
    const result = e.op === '=' ? value : arithmetic(e.op.slice(0, -1), toNumber(place.get()), toNumber(value));
    place.set(result);
    return result;
  }

  *#call(name: string, args: readonly Expression[]): Blocking<Value> {
    const called = this.#functions.get(name) as AwkFunction;
    if (args.length > called.parameters.length) throw new AwkError(`too many arguments in call to ${name}`);
    const frame: Frame = new Map();
    for (const [i, parameter] of called.parameters.entries()) {
      const arg = args[i];
      const from = arg?.kind === 'variable' && arg.name !== 'NF' ? this.#cell(arg.name) : undefined;
      const cell = new Cell(from);
      if (from) cell.value = from.value;
      else if (arg) cell.value = yield* this.evaluate(arg);
      frame.set(parameter, cell);
    }
    if (++this.#depth > MAX_CALLS) throw new AwkError('function call nesting too deep');
    const outer = this.#frame;
    this.#frame = frame;
    try {
      return yield* this.callBody(called.body);
    } finally {
      this.#frame = outer;
      this.#depth--;
    }
  }

  *#builtin(name: string, args: readonly Expression[]): Blocking<Value> {
    switch (name) {
      case 'length':
        return yield* this.#length(args[0]);
      case 'split':
        return yield* this.#split(args);
      case 'sub':
      case 'gsub':
        return yield* this.#substitute(args, name === 'gsub');
      case 'match':
        return yield* this.#match(args);
      default:
        break;
    }
    const values: Value[] = [];
    for (const arg of args) values.push(yield* this.evaluate(arg));
    const text = (i: number) => toText(values[i], this.convfmt);
    const pure = pureBuiltins[name];
    if (pure) {
      if (values.length < pure.min || values.length > pure.max) {
        throw new AwkError(`wrong number of arguments in call to ${name}`);
      }
      return pure.of(values, text, (i) => toNumber(values[i]));
    }
    switch (name) {
      case 'sprintf':
        return bounded(this.format(values, 'sprintf'));
      case 'system':
        return yield* this.streams.run(text(0));
      case 'close':
        return yield* this.streams.close(text(0));
      case 'fflush':
        yield* this.streams.flush();
        return 0;
      case 'systime':
        return Math.floor(this.call.sys.wallClock() / 1000);
      case 'rand':
        return this.call.sys.random(`awk ${this.#seed}`).int(0, 0x7ffffffe) / 0x7fffffff;
      default: {
        const before = this.#seed;
        this.#seed = values.length > 0 ? toNumber(values[0]) : Math.floor(this.call.sys.wallClock() / 1000);
        return before;
      }
    }
  }

  *#length(arg: Expression | undefined): Blocking<Value> {
    if (!arg) return [...toText(this.record.text, this.convfmt)].length;
    const array = arg.kind === 'variable' ? this.#cell(arg.name).array : undefined;
    return array ? array.size : [...toText(yield* this.evaluate(arg), this.convfmt)].length;
  }

  *#split(args: readonly Expression[]): Blocking<Value> {
    const [source, target, by] = args;
    if (!source || target?.kind !== 'variable') throw new AwkError('wrong arguments in call to split');
    const text = toText(yield* this.evaluate(source), this.convfmt);
    let parts: string[];
    if (by?.kind === 'regex') parts = splitByRegex(text, by.regex);
    else {
      const separator = by ? toText(yield* this.evaluate(by), this.convfmt) : this.variableText('FS');
      parts = splitText(text, separator, (pattern) => this.regexOf(pattern));
    }
    const array = this.arrayOf(target.name);
    array.clear();
    parts.forEach((part, i) => {
      array.set(String(i + 1), inputValue(part));
    });
    return parts.length;
  }

  *#substitute(args: readonly Expression[], all: boolean): Blocking<Value> {
    const [pattern, replacement, target = { kind: 'field', index: { kind: 'number', value: 0 } }] = args;
    if (!pattern || !replacement) throw new AwkError('wrong number of arguments in call to sub or gsub');
    const regex = yield* this.#pattern(pattern);
    const by = toText(yield* this.evaluate(replacement), this.convfmt);
    if (target.kind !== 'variable' && target.kind !== 'field' && target.kind !== 'element') {
      return replaceIn(regex, by, toText(yield* this.evaluate(target), this.convfmt), all)[1];
    }
    const place = yield* this.#place(target);
    const [text, count] = replaceIn(regex, by, toText(place.get(), this.convfmt), all);
    if (count > 0) place.set(bounded(text));
    return count;
  }

  *#match(args: readonly Expression[]): Blocking<Value> {
    const [source, pattern] = args;
    if (!source || !pattern) throw new AwkError('wrong number of arguments in call to match');
    const text = toText(yield* this.evaluate(source), this.convfmt);
    const found = (yield* this.#pattern(pattern)).exec(text);
    this.setVariable('RSTART', found ? found.start + 1 : 0);
    this.setVariable('RLENGTH', found ? found.end - found.start : -1);
    return found ? found.start + 1 : 0;
  }

  *#getline(e: Extract<Expression, { kind: 'getline' }>): Blocking<Value> {
    let line: string | undefined;
    if (e.source) {
      const name = toText(yield* this.evaluate(e.source), this.convfmt);
      const reader = yield* this.streams.source(name, e.from === 'command');
      if (!reader) return -1;
      line = yield* reader.next(this.variableText('RS'));
      if (line !== undefined && e.from === 'command') this.count('NR');
    } else {
      line = yield* this.nextRecord();
    }
    if (line === undefined) return 0;
    if (e.target) (yield* this.#place(e.target)).set(inputValue(line));
    else this.record.setText(line);
    return 1;
  }
}

function bounded(text: string): string {
  if (text.length > MAX_TEXT) throw new AwkError('out of memory');
  return text;
}

function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return a ** b;
  }
}
