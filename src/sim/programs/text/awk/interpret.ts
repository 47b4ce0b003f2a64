// Runs an awk program.
// Source: POSIX.1-2017 awk; mawk 1.3.4, Debian's awk, where POSIX leaves a choice.
// Not modelled: see ast.ts. Arrays are walked in the order in which their keys came.
import type { Blocking } from '../../../host/sys.ts';
import type { Call } from '../tool.ts';
import { AwkError, type AwkProgram, type Expression, type Pattern, type Statement } from './ast.ts';
import { Evaluator, Jump } from './evaluate.ts';
import type { RecordReader } from './io.ts';
import { inputValue, isTrue, toNumber, toText, type Value } from './value.ts';

type Flow = 'on' | 'break' | 'continue' | 'return';

/** So many statements are charged as this many microseconds of CPU time, so that endless loops take time. */
const STATEMENTS_PER_CHARGE = 500;
const CHARGE = 10_000;

export class Interpreter extends Evaluator {
  readonly #program: AwkProgram;
  readonly #inRange = new Set<Pattern>();
  #statements = 0;
  #returned: Value;
  #argument = 1;
  #reader: RecordReader | undefined;
  #inputEnded = false;
  #sawFile = false;
  #status = 0;

  constructor(call: Call, program: AwkProgram) {
    super(call, program.functions);
    this.#program = program;
  }

  /** Where the program stands, as mawk adds to its run time errors. */
  position(): string {
    const [file, fnr, nr] = ['FILENAME', 'FNR', 'NR'].map((name) => this.variableText(name));
    return `\tFILENAME="${file}" FNR=${fnr} NR=${nr}`;
  }

  /** Runs BEGIN, the rules over the input, END. Answers the exit status. */
  *run(): Blocking<number> {
    try {
      for (const begin of this.#program.begin) yield* this.#execute(begin);
      if (this.#program.rules.length > 0 || this.#program.end.length > 0) yield* this.#records();
    } catch (error) {
      this.#exit(error);
    }
    // `exit` in BEGIN or a rule still runs END; in END it ends the program.
    try {
      for (const end of this.#program.end) yield* this.#execute(end);
    } catch (error) {
      this.#exit(error);
    }
    yield* this.streams.closeAll();
    return this.#status;
  }

  #exit(error: unknown): void {
    if (!(error instanceof Jump) || error.kind !== 'exit') throw error;
    if (error.value !== undefined) this.#status = toNumber(error.value) & 255;
  }

  *#records(): Blocking<void> {
    for (;;) {
      const line = yield* this.nextRecord();
      if (line === undefined) return;
      this.record.setText(line);
      try {
        yield* this.#rules();
      } catch (error) {
        if (!(error instanceof Jump) || error.kind === 'exit') throw error;
        if (error.kind === 'nextfile') this.#reader = undefined;
      }
      yield* this.call.drain();
    }
  }

  *#rules(): Blocking<void> {
    for (const rule of this.#program.rules) {
      if (!(yield* this.#applies(rule.pattern))) continue;
      if (rule.action) yield* this.#execute(rule.action);
      else this.call.put(`${toText(this.record.text, this.convfmt)}${this.variableText('ORS')}`);
    }
  }

  *#applies(pattern: Pattern): Blocking<boolean> {
    switch (pattern.kind) {
      case 'always':
        return true;
      case 'when':
        return isTrue(yield* this.evaluate(pattern.condition));
      case 'range': {
        if (!this.#inRange.has(pattern) && !isTrue(yield* this.evaluate(pattern.from))) return false;
        if (isTrue(yield* this.evaluate(pattern.to))) this.#inRange.delete(pattern);
        else this.#inRange.add(pattern);
        return true;
      }
    }
  }

  /** The next record of the main input, counted; undefined at its end. */
  override *nextRecord(): Blocking<string | undefined> {
    for (;;) {
      if (this.#inputEnded) return undefined;
      this.#reader ??= yield* this.#nextFile();
      const line = this.#reader ? yield* this.#reader.next(this.variableText('RS')) : undefined;
      if (line !== undefined) {
        this.count('NR');
        this.count('FNR');
        return line;
      }
      if (!this.#reader) this.#inputEnded = true;
      this.#reader = undefined;
    }
  }

  /** Opens the next operand of ARGV, carrying out assignments on the way; standard input if there was no file. */
  *#nextFile(): Blocking<RecordReader | undefined> {
    const { call } = this;
    for (;;) {
      const index = this.#argument++;
      if (index >= toNumber(this.getVariable('ARGC'))) {
        if (this.#sawFile) return undefined;
        this.#sawFile = true;
        const stdin = call.sys.file(0);
        return stdin && this.streams.readerOf(stdin);
      }
      const path = toText(this.arrayOf('ARGV').get(String(index)), this.convfmt);
      if (path === '') continue;
      const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(path);
      if (assignment) {
        this.assignArgument(assignment[1] as string, assignment[2] as string);
        continue;
      }
      this.#sawFile = true;
      const file = yield* call.open(path, 2);
      if (!file) {
        if (call.flavour === 'gnu') throw new Jump('exit', 2);
        continue;
      }
      this.setVariable('FILENAME', path);
      this.setVariable('FNR', 0);
      return this.streams.readerOf(file);
    }
  }

  override *callBody(body: Statement): Blocking<Value> {
    this.#returned = undefined;
    yield* this.#execute(body);
    const value = this.#returned;
    this.#returned = undefined;
    return value;
  }

  *#execute(statement: Statement): Blocking<Flow> {
    if (++this.#statements % STATEMENTS_PER_CHARGE === 0) {
      yield* this.call.sys.compute(CHARGE);
      yield* this.call.drain();
    }
    switch (statement.kind) {
      case 'expression':
        yield* this.evaluate(statement.expression);
        return 'on';
      case 'print':
      case 'printf':
        yield* this.#print(statement);
        return 'on';
      case 'block':
        for (const inner of statement.body) {
          const flow = yield* this.#execute(inner);
          if (flow !== 'on') return flow;
        }
        return 'on';
      case 'if':
        if (isTrue(yield* this.evaluate(statement.condition))) return yield* this.#execute(statement.yes);
        return statement.no ? yield* this.#execute(statement.no) : 'on';
      case 'while':
      case 'do':
      case 'for':
      case 'forIn':
        return yield* this.#loop(statement);
      default:
        return yield* this.#leave(statement);
    }
  }

  *#leave(statement: Statement): Blocking<Flow> {
    switch (statement.kind) {
      case 'break':
      case 'continue':
        return statement.kind;
      case 'next':
      case 'nextfile':
        throw new Jump(statement.kind);
      case 'exit':
        throw new Jump('exit', statement.value ? yield* this.evaluate(statement.value) : undefined);
      case 'return':
        this.#returned = statement.value ? yield* this.evaluate(statement.value) : undefined;
        return 'return';
      case 'delete': {
        const array = this.arrayOf(statement.array);
        if (statement.keys) array.delete(yield* this.keyOf(statement.keys));
        else array.clear();
        return 'on';
      }
      default:
        return 'on';
    }
  }

  *#loop(statement: Extract<Statement, { kind: 'while' | 'do' | 'for' | 'forIn' }>): Blocking<Flow> {
    if (statement.kind === 'forIn') return yield* this.#forIn(statement);
    if (statement.kind === 'for' && statement.first) yield* this.#execute(statement.first);
    let skipCheck = statement.kind === 'do';
    for (;;) {
      const { condition } = statement;
      if (!skipCheck && condition && !isTrue(yield* this.evaluate(condition))) return 'on';
      skipCheck = false;
      const flow = yield* this.#execute(statement.body);
      if (flow === 'break') return 'on';
      if (flow === 'return') return flow;
      if (statement.kind === 'for' && statement.step) yield* this.#execute(statement.step);
    }
  }

  *#forIn(statement: Extract<Statement, { kind: 'forIn' }>): Blocking<Flow> {
    const array = this.arrayOf(statement.array);
    for (const key of [...array.keys()]) {
      this.setVariable(statement.name, inputValue(key));
      const flow = yield* this.#execute(statement.body);
      if (flow === 'break') return 'on';
      if (flow === 'return') return flow;
    }
    return 'on';
  }

  *#print(statement: Extract<Statement, { kind: 'print' | 'printf' }>): Blocking<void> {
    const values: Value[] = [];
    for (const arg of statement.args) values.push(yield* this.evaluate(arg as Expression));
    const text = statement.kind === 'printf' ? this.format(values, 'printf') : this.#printed(values);
    if (!statement.to) {
      this.call.put(text);
      return;
    }
    const name = toText(yield* this.evaluate(statement.to.target), this.convfmt);
    if (name === '') throw new AwkError('null file name in print or getline');
    yield* this.streams.write(statement.to.mode, name, text);
  }

  #printed(values: readonly Value[]): string {
    const ors = this.variableText('ORS');
    if (values.length === 0) return toText(this.record.text, this.convfmt) + ors;
    const ofmt = this.variableText('OFMT');
    return values.map((value) => toText(value, ofmt)).join(this.variableText('OFS')) + ors;
  }
}
