// test and [: conditions on files, strings and numbers.
// Source: POSIX.1-2017 XCU test (the rules by number of arguments), bash(1) test.
// Not modelled: what test-expression.ts says.
import type { Blocking } from '../../../host/sys.ts';
import { CommandError } from '../control.ts';
import { binaryOperators, testBinary, testUnary, unaryOperators } from '../run/test-expression.ts';
import type { Builtin, Shell } from '../shell.ts';

export const test: Builtin = {
  name: 'test',
  usage: 'test [expr]',
  summary: 'Evaluate conditional expression.',
  *run(shell, args) {
    return yield* judge(shell, 'test', args);
  },
};

export const bracket: Builtin = {
  name: '[',
  usage: '[ arg... ]',
  summary: 'Evaluate conditional expression.',
  *run(shell, args) {
    if (args[args.length - 1] !== ']') {
      yield* shell.complain(shell.flavour === 'bash' ? "[: missing `]'" : 'missing ]');
      return 2;
    }
    return yield* judge(shell, '[', args.slice(0, -1));
  },
};

function* judge(shell: Shell, name: string, args: readonly string[]): Blocking<number> {
  try {
    return new Conditions(shell, args).all() ? 0 : 1;
  } catch (problem) {
    if (!(problem instanceof CommandError)) throw problem;
    yield* shell.complain(shell.flavour === 'bash' ? `${name}: ${problem.message}` : ashWords(problem.message));
    return 2;
  }
}

function ashWords(message: string): string {
  return message
    .replace(/: integer expression expected$/, ': bad number')
    .replace(/: binary operator expected$/, ': unknown operand');
}

/** A recursive-descent reading of the arguments; with up to four of them POSIX says which operator wins. */
class Conditions {
  readonly #shell: Shell;
  readonly #args: readonly string[];
  #at = 0;
  constructor(shell: Shell, args: readonly string[]) {
    this.#shell = shell;
    this.#args = args;
  }

  all(): boolean {
    const args = this.#args;
    const [first = '', second = '', third = ''] = args;
    if (args.length === 0) return false;
    if (args.length === 1) return first !== '';
    if (args.length === 2) return this.#two(first, second);
    if (args.length === 3 && binaryOperators.has(second)) return testBinary(this.#shell, second, first, third);
    if (args.length === 3 && first === '!') return !this.#two(second, third);
    if (args.length === 3 && first === '(' && third === ')') return second !== '';
    if (args.length === 4 && first === '!') return !new Conditions(this.#shell, args.slice(1)).all();
    const value = this.#or();
    if (this.#at < args.length)
      throw new CommandError(args.length === 3 ? `${second}: binary operator expected` : 'too many arguments', 2);
    return value;
  }

  #two(first: string, second: string): boolean {
    if (first === '!') return second === '';
    if (!unaryOperators.has(first)) throw new CommandError(`${first}: unary operator expected`, 2);
    return testUnary(this.#shell, first, second);
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#args[this.#at] === '-o') {
      this.#at++;
      const right = this.#and();
      value = value || right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.#args[this.#at] === '-a') {
      this.#at++;
      const right = this.#not();
      value = value && right;
    }
    return value;
  }

  #not(): boolean {
    if (this.#args[this.#at] !== '!') return this.#primary();
    this.#at++;
    return !this.#not();
  }

  #primary(): boolean {
    const [word, next, third] = this.#args.slice(this.#at, this.#at + 3);
    if (word === undefined) throw new CommandError('argument expected', 2);
    if (next !== undefined && third !== undefined && binaryOperators.has(next)) {
      this.#at += 3;
      return testBinary(this.#shell, next, word, third);
    }
    if (word === '(') {
      this.#at++;
      const value = this.#or();
      if (this.#args[this.#at++] !== ')') throw new CommandError("`)' expected", 2);
      return value;
    }
    if (unaryOperators.has(word) && next !== undefined) {
      this.#at += 2;
      return testUnary(this.#shell, word, next);
    }
    this.#at++;
    return word !== '';
  }
}
