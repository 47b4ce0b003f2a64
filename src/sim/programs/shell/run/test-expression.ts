// What `test`, `[` and `[[` ask: files, strings, numbers.
// Source: test(1), bash(1) CONDITIONAL EXPRESSIONS.
// Not modelled: file owners, permission bits other than execute, -ef.
import { CommandError } from '../control.ts';
import { Pattern } from '../expand/pattern.ts';
import type { Shell } from '../shell.ts';

export const unaryOperators = new Set('abcdefghknoprstuvwxzGLNORS'.split('').map((letter) => `-${letter}`));

export const binaryOperators = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '=~',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);

/** `-f file`, `-z text`, `-v name` … */
export function testUnary(shell: Shell, operator: string, operand: string): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-v':
      return shell.variables.get(operand) !== undefined;
    case '-o':
      return [...shell.options].some((option) => option === operand);
    case '-t':
      return shell.sys.file(Number(operand))?.tty !== undefined;
    default:
      return testFile(shell, operator, operand);
  }
}

function testFile(shell: Shell, operator: string, path: string): boolean {
  const link = operator === '-L' || operator === '-h';
  const stat = path === '' ? undefined : shell.sys.fs.stat(shell.sys.resolve(path), !link);
  if (stat === undefined) return false;
  switch (operator) {
    case '-f':
      return stat.type === 'file';
    case '-d':
      return stat.type === 'directory';
    case '-L':
    case '-h':
      return stat.type === 'symlink';
    case '-S':
      return stat.type === 'socket';
    case '-c':
      return stat.type === 'device';
    case '-s':
      return stat.size > 0;
    case '-x':
      return stat.executable;
    case '-b':
    case '-p':
    case '-g':
    case '-k':
    case '-u':
      return false;
    default:
      return true;
  }
}

/** `a = b`, `1 -lt 2` … Patterns are the caller's business. */
export function testBinary(shell: Shell, operator: string, left: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
      return modified(shell, left) > modified(shell, right);
    case '-ot':
      return modified(shell, left) < modified(shell, right);
    case '-ef':
      return shell.sys.resolve(left) === shell.sys.resolve(right);
    default:
      return compareNumbers(operator, integer(left), integer(right));
  }
}

/** The numbers may be of any integer type that compares. */
export function compareNumbers(operator: string, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '-eq':
      return left === right;
    case '-ne':
      return left !== right;
    case '-lt':
      return left < right;
    case '-le':
      return left <= right;
    case '-gt':
      return left > right;
    default:
      return left >= right;
  }
}

/** Whether `text` matches a pattern's source. */
export function matchesPattern(text: string, pattern: string): boolean {
  return new Pattern(pattern).matches(text);
}

function integer(text: string): bigint {
  const trimmed = text.trim();
  if (!/^[-+]?\d+$/.test(trimmed)) throw new CommandError(`${text}: integer expression expected`, 2);
  return BigInt(trimmed.replace(/^\+/, ''));
}

function modified(shell: Shell, path: string): number {
  return shell.sys.fs.stat(shell.sys.resolve(path))?.modified ?? Number.NEGATIVE_INFINITY;
}
