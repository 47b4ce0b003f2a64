// Word expansion: tilde, parameters, command substitution, arithmetic, splitting, file names, quote removal, in this order.
// Source: POSIX.1-2017 XCU 2.6, bash(1) EXPANSION.
// Not modelled: `>(…)`; `<(…)` is run to its end before its reader starts.
import type { ArithmeticExpression, HereDocBody, Word, WordPart } from 'unbash';
import type { Blocking } from '../../../host/sys.ts';
import { CommandError, FatalError } from '../control.ts';
import type { Shell } from '../shell.ts';
import { parseWords } from '../syntax/parse.ts';
import { Arithmetic } from './arithmetic.ts';
import { type Expand, expandParameter } from './braced-parameter.ts';
import { expandBraces } from './braces.ts';
import { type Field, FieldBuilder, patternOf, textOf } from './fields.ts';
import { expandGlob } from './glob.ts';
import { type Worth, worthOf } from './parameter.ts';
import { hasMagic } from './pattern.ts';

type Part = WordPart;

/** Where a tilde means a home directory: at a word's start; in assignments behind colons too. */
type Tilde = 'word' | 'assignment' | 'none';

/** A command's words: each may become none, one or several. */
export function* expandWords(shell: Shell, words: readonly Word[]): Blocking<string[]> {
  const out: string[] = [];
  for (const word of words) {
    for (const field of yield* expandFields(shell, word)) out.push(...filesOf(shell, field));
  }
  return out;
}

/** One word without splitting and file names: what is assigned, tested, redirected to. */
export function* expandText(shell: Shell, word: Word, tilde: Tilde = 'word'): Blocking<string> {
  return (yield* unsplit(shell, partsOf(word), tilde)).map(textOf).join(' ');
}

/** One word as a pattern: what is quoted in it is ordinary. */
export function* expandPattern(shell: Shell, word: Word): Blocking<string> {
  return (yield* unsplit(shell, partsOf(word), 'word')).map(patternOf).join(' ');
}

/** The text of a here-document whose delimiter was not quoted. */
export function* expandHereDocument(shell: Shell, body: HereDocBody): Blocking<string> {
  if (body.parts === undefined)
    return body.text.replace(/\\([\\$`]|\n)/g, (_, char: string) => (char === '\n' ? '' : char));
  const expansion = new Expansion(shell, false);
  yield* expansion.quotedParts(body.parts);
  return expansion.builder.finish().map(textOf).join(' ');
}

/** The value of an arithmetic expression; `text` is what messages quote. Mistakes are CommandErrors. */
export function* evaluate(shell: Shell, expression: ArithmeticExpression | undefined, text: string): Blocking<bigint> {
  const arithmetic = new Arithmetic(shell, expandOperand);
  try {
    if (expression !== undefined) return yield* arithmetic.value(expression);
    return yield* arithmetic.text(text);
  } catch (problem) {
    if (!(problem instanceof CommandError)) throw problem;
    if (!/^(division|attempted|exponent|syntax error: operand)/.test(problem.message)) throw problem;
    const shown = text.trim();
    if (problem.message.endsWith('operand expected')) {
      const token = /[^\w\s$]+\s*$/.exec(shown)?.[0] ?? shown;
      throw new CommandError(`${shown}: ${problem.message} (error token is "${token}")`);
    }
    throw new CommandError(`${shown}: ${problem.message}`, problem.status);
  }
}

function* expandFields(shell: Shell, word: Word): Blocking<Field[]> {
  if (shell.flavour === 'bash' && word.parts?.some((part) => part.type === 'BraceExpansion')) {
    const texts = expandBraces(word.text);
    if (texts.length > 1 || texts[0] !== word.text) {
      const fields: Field[] = [];
      for (const made of parseWords(texts.join(' '))) fields.push(...(yield* splitFields(shell, made)));
      return fields;
    }
  }
  return yield* splitFields(shell, word);
}

function* splitFields(shell: Shell, word: Word): Blocking<Field[]> {
  const expansion = new Expansion(shell, true);
  yield* expansion.parts(partsOf(word), 'word');
  return expansion.builder.finish();
}

function* unsplit(shell: Shell, parts: readonly Part[], tilde: Tilde): Blocking<Field[]> {
  const expansion = new Expansion(shell, false);
  yield* expansion.parts(parts, tilde);
  return expansion.builder.finish();
}

function filesOf(shell: Shell, field: Field): string[] {
  const text = textOf(field);
  if (shell.options.has('noglob') || !field.some((piece) => !piece.quoted && /[*?[]/.test(piece.text))) return [text];
  const pattern = patternOf(field);
  const magic = hasMagic(pattern);
  const found = magic ? expandGlob(shell.sys, pattern, shell.shellOptions.has('dotglob')) : [];
  if (found.length > 0 || !magic) return found.length > 0 ? found : [text];
  if (shell.shellOptions.has('failglob')) throw new FatalError(`no match: ${text}`, 1);
  return shell.shellOptions.has('nullglob') ? [] : [text];
}

function partsOf(word: Word): readonly Part[] {
  const { text, value, pos, end } = word;
  return word.parts ?? [{ type: 'Literal', text, value, pos, end }];
}

function* expandOperand(shell: Shell, node: ArithmeticExpression): Blocking<string> {
  const expansion = new Expansion(shell, false);
  if (node.type === 'ArithmeticWord') yield* expansion.quotedParts(node.parts ?? []);
  if (node.type === 'ArithmeticCommandExpansion' && node.script !== undefined) {
    return (yield* shell.interpreter.capture(shell, node.script)).replace(/\n+$/, '');
  }
  return expansion.builder.finish().map(textOf).join(' ');
}

/** The expansion of one word into a builder of fields. */
class Expansion implements Expand {
  readonly builder = new FieldBuilder();
  readonly shell: Shell;
  readonly #splits: boolean;
  constructor(shell: Shell, splits: boolean) {
    this.shell = shell;
    this.#splits = splits;
  }

  *parts(parts: readonly Part[], tilde: Tilde): Blocking<void> {
    let first = true;
    for (const part of parts) {
      yield* this.#part(part, tilde, first);
      first = false;
    }
  }

  /** Inside double quotes, and in here-documents. */
  *quotedParts(parts: readonly Part[]): Blocking<void> {
    for (const part of parts) {
      if (part.type === 'Literal') this.builder.quoted(part.value);
      else if (part.type === 'SingleQuoted' || part.type === 'Glob') this.builder.quoted(part.text);
      else if (part.type === 'DoubleQuoted') yield* this.quotedParts(part.parts);
      else yield* this.#expansion(part, true);
    }
  }

  /** The word behind an operator of `${…}`, in the quoting that it stands in. */
  *operand(word: Word, quoted: boolean): Blocking<void> {
    if (word.text === '') return;
    if (quoted) yield* this.quotedParts(word.parts ?? [literalIn(word)]);
    else yield* this.parts(partsOf(word), 'word');
  }

  *operandText(word: Word): Blocking<string> {
    return yield* expandText(this.shell, word);
  }

  *operandPattern(word: Word): Blocking<string> {
    return yield* expandPattern(this.shell, word);
  }

  *number(text: string): Blocking<number> {
    return Number(yield* evaluate(this.shell, undefined, text));
  }

  /** Adds what a parameter is worth. */
  emit(worth: Worth, quoted: boolean): void {
    const separators = this.shell.variables.get('IFS') ?? ' \t\n';
    if (worth.kind === 'scalar') {
      this.#emitText(worth.text ?? '', quoted, separators);
      return;
    }
    const joins = worth.star ? quoted || !this.#splits : !this.#splits;
    if (joins) {
      const joined = worth.items.join(worth.star ? separators.slice(0, 1) : ' ');
      if (worth.items.length > 0 || worth.star) this.#emitText(joined, quoted, separators);
      return;
    }
    worth.items.forEach((item, i) => {
      if (i > 0) this.builder.breakField();
      this.#emitText(item, quoted, separators);
    });
  }

  #emitText(text: string, quoted: boolean, separators: string): void {
    if (quoted) this.builder.quoted(text);
    else if (this.#splits) this.builder.split(text, separators);
    else this.builder.plain(text);
  }

  *#part(part: Part, tilde: Tilde, first: boolean): Blocking<void> {
    switch (part.type) {
      case 'Literal':
        return this.#literal(part.text, tilde, first);
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return this.builder.quoted(part.value);
      case 'DoubleQuoted':
      case 'LocaleString':
        if (part.parts.length === 0) this.builder.quoted('');
        return yield* this.quotedParts(part.parts);
      case 'Glob':
        if (part.kind !== 'bracket') return this.builder.plain(part.text);
        return yield* this.#enclosed('[', part.parts, ']');
      case 'ExtendedGlob':
        if (part.parts === undefined) return this.builder.plain(part.text);
        return yield* this.#enclosed(`${part.operator}(`, part.parts, ')');
      case 'BraceExpansion':
        if (part.parts === undefined) return this.builder.plain(part.text);
        return yield* this.#enclosed('{', part.parts, '}');
      default:
        return yield* this.#expansion(part, false);
    }
  }

  *#enclosed(open: string, parts: readonly Part[], close: string): Blocking<void> {
    this.builder.plain(open);
    yield* this.parts(parts, 'none');
    this.builder.plain(close);
  }

  *#expansion(part: Part, quoted: boolean): Blocking<void> {
    switch (part.type) {
      case 'SimpleExpansion':
        return this.#simple(part.text, quoted);
      case 'ParameterExpansion':
        return yield* expandParameter(this, part, quoted);
      case 'CommandExpansion':
        return yield* this.#command(part, quoted);
      case 'ArithmeticExpansion':
        return yield* this.#arithmetic(part, quoted);
      case 'ProcessSubstitution':
        return yield* this.#process(part);
      default:
        this.builder.quoted(part.text);
    }
  }

  #simple(text: string, quoted: boolean): void {
    const name = text.slice(1);
    const worth = worthOf(this.shell, name);
    if (worth.kind === 'scalar' && worth.text === undefined && this.shell.options.has('nounset')) {
      const shown = this.shell.flavour === 'bash' && /^\d/.test(name) ? `$${name}` : name;
      throw unboundVariable(this.shell, shown);
    }
    this.emit(worth, quoted);
  }

  *#command(part: Part & { type: 'CommandExpansion' }, quoted: boolean): Blocking<void> {
    if (part.script === undefined || part.script.errors !== undefined) {
      throw new FatalError(`command substitution: syntax error in \`${part.text}'`, 2);
    }
    const output = yield* this.shell.interpreter.capture(this.shell, part.script);
    this.emit({ kind: 'scalar', text: output.replace(/\n+$/, '') }, quoted);
  }

  *#arithmetic(part: Part & { type: 'ArithmeticExpansion' }, quoted: boolean): Blocking<void> {
    const text = part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2);
    try {
      const value = yield* evaluate(this.shell, part.expression, text);
      this.emit({ kind: 'scalar', text: String(value) }, quoted);
    } catch (problem) {
      if (!(problem instanceof CommandError)) throw problem;
      throw arithmeticFailure(this.shell, problem);
    }
  }

  *#process(part: Part & { type: 'ProcessSubstitution' }): Blocking<void> {
    if (part.operator === '>' || part.script === undefined) {
      throw new FatalError('hoplab: not simulated yet: process substitution with >( )', 125);
    }
    const text = yield* this.shell.interpreter.capture(this.shell, part.script);
    let fd = 63;
    while (this.shell.sys.fs.stat(`/dev/fd/${fd}`) !== undefined && fd > 10) fd--;
    this.shell.sys.fs.mountDynamic(`/dev/fd/${fd}`, { read: () => text });
    this.shell.temporaryFiles.push(`/dev/fd/${fd}`);
    this.builder.quoted(`/dev/fd/${fd}`);
  }

  #literal(text: string, tilde: Tilde, first: boolean): void {
    const expanded = tilde === 'assignment' ? /(^|:)(~[^/:\\]*)(?=[/:]|$)/g : /^()(~[^/\\]*)(?=\/|$)/g;
    let from = 0;
    if (tilde !== 'none') {
      for (const match of text.matchAll(expanded)) {
        const [whole, colon = '', prefix = ''] = match;
        const home = match.index > 0 || first ? homeOf(this.shell, prefix) : undefined;
        if (home === undefined) continue;
        this.#unescape(text.slice(from, match.index) + colon);
        this.builder.quoted(home);
        from = match.index + whole.length;
      }
    }
    this.#unescape(text.slice(from));
  }

  /** Source text: a backslash quotes the next character and joins lines. */
  #unescape(text: string): void {
    let run = '';
    for (let i = 0; i < text.length; i++) {
      const char = text[i] ?? '';
      if (char !== '\\' || i + 1 >= text.length) {
        run += char;
        continue;
      }
      this.builder.plain(run);
      run = '';
      const next = String.fromCodePoint(text.codePointAt(++i) ?? 0);
      i += next.length - 1;
      if (next !== '\n') this.builder.quoted(next);
    }
    this.builder.plain(run);
  }
}

function literalIn(word: Word): Part {
  const { text, pos, end } = word;
  return { type: 'Literal', text, value: text.replace(/\\([\\$`"}])/g, '$1'), pos, end };
}

function homeOf(shell: Shell, prefix: string): string | undefined {
  if (prefix === '~') return shell.variables.get('HOME') ?? '/root';
  if (prefix === '~+') return shell.sys.cwd;
  if (prefix === '~-') return shell.variables.get('OLDPWD');
  return prefix === '~root' ? '/root' : undefined;
}

function unboundVariable(shell: Shell, name: string): FatalError {
  return shell.flavour === 'bash'
    ? new FatalError(`${name}: unbound variable`, 127)
    : new FatalError(`${name}: parameter not set`, 2);
}

function arithmeticFailure(shell: Shell, problem: CommandError): FatalError {
  if (shell.flavour === 'bash') return new FatalError(problem.message, problem.status);
  return new FatalError(problem.message.includes('division') ? 'divide by zero' : 'arithmetic syntax error', 2);
}
