// nginx's configuration files as a tree of directives, each where it may stand and with as many words as it takes.
// Source: src/core/ngx_conf_file.c (ngx_conf_read_token, ngx_conf_handler) with its complaints.
// Not modelled: directives written in Lua or by other modules than those of directives.ts.
import type { Sys } from '../../../host/sys.ts';
import { notSimulated } from '../../net/tool.ts';
import { type Context, kindOf, knownElsewhere } from './directives.ts';
import { globPattern } from './glob.ts';

export interface Directive {
  readonly name: string;
  readonly words: readonly string[];
  readonly file: string;
  readonly line: number;
  /** What stands between its braces. */
  readonly block: readonly Directive[] | undefined;
}

/** What nginx says of a configuration that it cannot use: `[emerg] …`. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** A complaint about a directive, with the place where it stands. */
export function wrong(at: Pick<Directive, 'file' | 'line'>, what: string): ConfigError {
  return new ConfigError(`${what} in ${at.file}:${at.line}`);
}

type Token = { readonly kind: 'word' | ';' | '{' | '}' | 'end'; readonly text: string; readonly line: number };

const INCLUDE_DEPTH = 20;

/** Reads a file and those that it includes. */
export function readConfig(sys: Sys, file: string): Directive[] {
  return new Reader(sys, file, 0).block('main', false);
}

class Reader {
  readonly #sys: Sys;
  readonly #file: string;
  readonly #text: string;
  readonly #depth: number;
  #at = 0;
  #line = 1;

  constructor(sys: Sys, file: string, depth: number) {
    const read = sys.fs.readFile(file);
    if (!read.ok || depth > INCLUDE_DEPTH) {
      const why = read.ok ? '40: Too many levels of symbolic links' : '2: No such file or directory';
      throw new ConfigError(`open() "${file}" failed (${why})`);
    }
    this.#sys = sys;
    this.#file = file;
    this.#text = read.value;
    this.#depth = depth;
  }

  /** Directives up to the end of a block, or of the file. */
  block(context: Context, nested: boolean): Directive[] {
    const found: Directive[] = [];
    for (;;) {
      const first = this.#token();
      if (first.kind === 'end' && !nested) return found;
      if (first.kind === 'end') throw this.#wrong('unexpected end of file, expecting "}"');
      if (first.kind === '}' && nested) return found;
      if (first.kind !== 'word') throw this.#wrong(`unexpected "${first.kind}"`);
      const words: string[] = [];
      let end = this.#token();
      for (; end.kind === 'word'; end = this.#token()) words.push(end.text);
      if (end.kind === 'end') throw this.#wrong('unexpected end of file, expecting ";" or "}"');
      if (end.kind === '}') throw this.#wrong('unexpected "}"');
      found.push(...this.#directive(context, first.text, words, end.kind === '{'));
    }
  }

  #directive(context: Context, name: string, words: readonly string[], opens: boolean): readonly Directive[] {
    const line = this.#line;
    const kind = kindOf(context, name);
    if (kind === undefined) {
      if (knownElsewhere.has(name)) throw notSimulated(`nginx's directive ${name}`);
      throw this.#wrong(`unknown directive "${name}"`);
    }
    if (name === 'include' && words.length === 1) return this.#include(context, words[0] ?? '');
    if (!kind.in.includes(context)) throw this.#wrong(`"${name}" directive is not allowed here`);
    if (kind.opens === undefined && opens) throw this.#wrong(`directive "${name}" is not terminated by ";"`);
    if (kind.opens !== undefined && !opens) throw this.#wrong(`directive "${name}" has no opening "{"`);
    const [least, most] = kind.words;
    if (words.length < least || words.length > most) {
      throw this.#wrong(`invalid number of arguments in "${name}" directive`);
    }
    const block = kind.opens === undefined ? undefined : this.block(kind.opens, true);
    return [{ name, words, file: this.#file, line, block }];
  }

  #include(context: Context, pattern: string): readonly Directive[] {
    const path = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
    const files = /[*?[]/.test(path) ? globPattern(this.#sys, path) : [path];
    return files.flatMap((file) => new Reader(this.#sys, file, this.#depth + 1).block(context, false));
  }

  #wrong(what: string): ConfigError {
    return wrong({ file: this.#file, line: this.#line }, what);
  }

  #token(): Token {
    this.#skipSpace();
    const char = this.#text[this.#at];
    const line = this.#line;
    if (char === undefined) return { kind: 'end', text: '', line };
    if (char === ';' || char === '{' || char === '}') {
      this.#at++;
      return { kind: char, text: char, line };
    }
    return { kind: 'word', text: char === '"' || char === "'" ? this.#quoted(char) : this.#bare(), line };
  }

  #skipSpace(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] ?? '';
      if (char === '#') this.#at = (this.#text.indexOf('\n', this.#at) + 1 || this.#text.length + 1) - 1;
      else if (!/\s/.test(char)) return;
      if (this.#text[this.#at] === '\n') this.#line++;
    }
  }

  #bare(): string {
    let word = '';
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] ?? '';
      // `${name}` is a variable, whose brace opens no block.
      if (char === '{' && word.endsWith('$')) {
        const end = this.#text.indexOf('}', this.#at);
        if (end > 0) {
          word += this.#text.slice(this.#at, end + 1);
          this.#at = end;
          continue;
        }
      }
      if (/[\s;{]/.test(char)) break;
      word += char === '\\' ? this.#escaped() : char;
    }
    return word;
  }

  #quoted(quote: string): string {
    let word = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] ?? '';
      if (char === '\n') this.#line++;
      if (char === quote) {
        this.#at++;
        const next = this.#text[this.#at] ?? ';';
        if (!/[\s;{)]/.test(next)) throw this.#wrong(`unexpected "${next}"`);
        return word;
      }
      word += char === '\\' ? this.#escaped() : char;
    }
    throw this.#wrong('unexpected end of file, expecting ";" or "}"');
  }

  /** Behind a backslash; what is no escape keeps it, for regular expressions. */
  #escaped(): string {
    const char = this.#text[++this.#at] ?? '';
    const meant: Readonly<Record<string, string>> = {
      n: '\n',
      t: '\t',
      r: '\r',
      '"': '"',
      "'": "'",
      '\\': '\\',
      ' ': ' ',
      ';': ';',
    };
    return meant[char] ?? `\\${char}`;
  }
}
