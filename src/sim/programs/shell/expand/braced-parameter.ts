// `${…}`: what its operators do with a parameter.
// Source: bash(1) Parameter Expansion, POSIX.1-2017 XCU 2.6.2.
// Not modelled: `${x@P}`, `${x@A}` and other transformations of declarations.
import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Blocking } from '../../../host/sys.ts';
import { FatalError } from '../control.ts';
import type { Shell } from '../shell.ts';
import { changeCase, removeAffix, replaceMatches, transform } from './operations.ts';
import { keysOf, scalar, type Worth, worthOf } from './parameter.ts';

/** What this file asks of the expansion that it is part of. */
export interface Expand {
  readonly shell: Shell;
  emit(worth: Worth, quoted: boolean): void;
  operand(word: Word, quoted: boolean): Blocking<void>;
  operandText(word: Word): Blocking<string>;
  operandPattern(word: Word): Blocking<string>;
  number(text: string): Blocking<number>;
}

type DefaultOperation = ParameterOperation & { type: 'Default' };

/** Expands one `${…}` into its word. */
export function* expandParameter(expand: Expand, part: ParameterExpansionPart, quoted: boolean): Blocking<void> {
  const { shell } = expand;
  const { operation, prefix } = part;
  if (operation?.type === 'Unknown' || part.parameter === '') throw badSubstitution(shell, part.text);
  if (shell.flavour === 'ash' && isOnlyBash(part)) throw badSubstitution(shell, part.text);
  const index = part.index === undefined ? undefined : yield* indexOf(expand, part.parameter, part.index);
  if (prefix === '!' && (operation?.type === 'Names' || index === '@' || index === '*')) {
    const names = operation?.type === 'Names' ? namesWith(shell, part.parameter) : keysOf(shell, part.parameter);
    return expand.emit({ kind: 'list', items: names, star: index === '*' }, quoted);
  }
  let name = part.parameter;
  let worth = worthOf(shell, name, index);
  if (prefix === '!') {
    name = worth.kind === 'scalar' ? (worth.text ?? '') : '';
    worth = yield* indirect(expand, name);
  }
  if (operation?.type === 'Default') return yield* applyDefault(expand, operation, name, worth, quoted);
  if (worth.kind === 'scalar' && worth.text === undefined && shell.options.has('nounset')) {
    const bash = shell.flavour === 'bash';
    throw new FatalError(`${name}: ${bash ? 'unbound variable' : 'parameter not set'}`, bash ? 127 : 2);
  }
  if (prefix === '#') return expand.emit(scalar(lengthOf(worth)), quoted);
  expand.emit(operation === undefined ? worth : yield* apply(expand, operation, worth, part.text), quoted);
}

/** Arrays, indirection, changes of case and transformations: ash has none of them. */
function isOnlyBash({ index, prefix, operation }: ParameterExpansionPart): boolean {
  const kinds: readonly string[] = ['CaseModification', 'Transform', 'Names'];
  return index !== undefined || prefix === '!' || kinds.includes(operation?.type ?? '');
}

function* indexOf(expand: Expand, name: string, word: Word): Blocking<string> {
  const text = yield* expand.operandText(word);
  if (text === '@' || text === '*') return text;
  const value = expand.shell.variables.find(name)?.value;
  if (typeof value === 'object' && value.kind === 'associative') return text;
  return String(yield* expand.number(text));
}

/** `${!x}` where x holds a name or `a[1]`. */
function* indirect(expand: Expand, target: string): Blocking<Worth> {
  const match = /^(\w+|[@*#?$!-])(?:\[(.+)\])?$/.exec(target);
  if (match === null) return scalar(undefined);
  const [, name = '', index] = match;
  if (index === undefined) return worthOf(expand.shell, name);
  return worthOf(expand.shell, name, /^[@*]$/.test(index) ? index : String(yield* expand.number(index)));
}

function lengthOf(worth: Worth): string {
  return String(worth.kind === 'list' ? worth.items.length : [...(worth.text ?? '')].length);
}

function namesWith(shell: Shell, prefix: string): string[] {
  return shell.variables.names().filter((name) => name.startsWith(prefix));
}

function* applyDefault(
  expand: Expand,
  operation: DefaultOperation,
  name: string,
  worth: Worth,
  quoted: boolean,
): Blocking<void> {
  const { shell } = expand;
  const { operator, operand } = operation;
  const text = worth.kind === 'list' ? (worth.items.length > 0 ? worth.items.join(' ') : undefined) : worth.text;
  const missing = text === undefined || (operator.startsWith(':') && text === '');
  switch (operator.replace(':', '')) {
    case '+':
      if (!missing) yield* expand.operand(operand, quoted);
      return;
    case '-':
      if (missing) yield* expand.operand(operand, quoted);
      else expand.emit(worth, quoted);
      return;
    case '=':
      if (missing) {
        const value = yield* expand.operandText(operand);
        shell.variables.set(name, value);
        expand.emit(scalar(value), quoted);
      } else expand.emit(worth, quoted);
      return;
    default: {
      if (!missing) return expand.emit(worth, quoted);
      const given = operand.text === '' ? undefined : yield* expand.operandText(operand);
      const usual = operator === ':?' ? 'parameter null or not set' : 'parameter not set';
      throw new FatalError(`${name}: ${given ?? usual}`, shell.flavour === 'bash' ? 127 : 2);
    }
  }
}

function* apply(
  expand: Expand,
  operation: Exclude<ParameterOperation, DefaultOperation>,
  worth: Worth,
  text: string,
): Blocking<Worth> {
  switch (operation.type) {
    case 'Remove': {
      const pattern = yield* expand.operandPattern(operation.operand);
      return mapped(worth, (item) => removeAffix(item, operation.operator, pattern));
    }
    case 'Replace': {
      const pattern = yield* expand.operandPattern(operation.pattern);
      const replacement = yield* expand.operandText(operation.replacement);
      return mapped(worth, (item) => replaceMatches(item, operation.operator, pattern, replacement));
    }
    case 'CaseModification': {
      const pattern = operation.operand === undefined ? '' : yield* expand.operandPattern(operation.operand);
      return mapped(worth, (item) => changeCase(item, operation.operator, pattern));
    }
    case 'Slice':
      return yield* slice(expand, operation, worth);
    case 'Transform': {
      const operator = operation.operand.text;
      if (transform('', operator) === undefined && !/^[EAPKakQ]$/.test(operator)) return scalar('');
      return mapped(worth, (item) => transform(item, operator) ?? item);
    }
    default:
      throw badSubstitution(expand.shell, text);
  }
}

function* slice(expand: Expand, operation: ParameterOperation & { type: 'Slice' }, worth: Worth): Blocking<Worth> {
  const offset = yield* expand.number(yield* expand.operandText(operation.offset));
  const length =
    operation.length === undefined ? undefined : yield* expand.number(yield* expand.operandText(operation.length));
  const positional = worth.kind === 'list' && worth.items === expand.shell.positional;
  const items: readonly string[] =
    worth.kind === 'scalar' ? [...(worth.text ?? '')] : positional ? [expand.shell.name, ...worth.items] : worth.items;
  const start = offset < 0 ? items.length + offset : offset;
  if (start < 0) return worth.kind === 'scalar' ? scalar('') : { ...worth, items: [] };
  const end = length === undefined ? items.length : length < 0 ? items.length + length : start + length;
  if (length !== undefined && end < start) throw new FatalError(`${length}: substring expression < 0`, 1);
  const taken = items.slice(start, end);
  return worth.kind === 'scalar' ? scalar(taken.join('')) : { ...worth, items: taken };
}

function mapped(worth: Worth, change: (text: string) => string): Worth {
  if (worth.kind === 'list') return { ...worth, items: worth.items.map(change) };
  return worth.text === undefined ? worth : scalar(change(worth.text));
}

function badSubstitution(shell: Shell, text: string): FatalError {
  return shell.flavour === 'bash'
    ? new FatalError(`${text}: bad substitution`, 1)
    : new FatalError('syntax error: bad substitution', 2);
}
