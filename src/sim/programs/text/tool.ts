// What the small tools have in common: options, help, misuse, complaints, buffered output, files named as operands.
// Source: GNU coding standards (--help, --version), coreutils' and busybox' habits.
// Not modelled: locales; texts are those of C.UTF-8.
import { type Errno, strerror } from '../../base/errno.ts';
import type { Blocking, OpenFile, Program, Sys } from '../../host/sys.ts';
import { type OptionRules, Options, parseOptions } from './getopt.ts';
import { LineReader } from './lines.ts';

/** Whose behaviour and texts: Debian's tools or busybox' applets. */
export type Flavour = 'gnu' | 'busybox';

/** One tool, described once for both flavours. */
export interface Tool extends Partial<OptionRules> {
  readonly name: string;
  readonly summary: string;
  /** What follows the name: `[OPTION]... [FILE]...`. */
  readonly usage: string;
  /** The options, a line each. */
  readonly help?: string;
  /** What follows a complaint about the command line, if not "Try 'name --help' …". */
  readonly hint?: string;
  /** Exit status of a wrong command line under GNU (1 if not given). */
  readonly misuseStatus?: number;
  /** How it names a file that it cannot open (`%` is the path, `#` the error's text, by default at the end). */
  readonly unreadable?: Partial<Record<Flavour, string>>;
  /** What GNU's --version says first. */
  readonly version?: string;
  /** `options` absent: the tool reads its own words (`call.operands` are all of them). */
  run(call: Call): Blocking<number>;
}

/** Output is handed over in pieces of about this many characters, as stdio's BUFSIZ does with bytes. */
const BUFFER_SIZE = 4096;
/** CPU time charged for filling one buffer, microseconds: about what the slower tools need. */
const BUFFER_COST = 20;

/** One run of a tool. */
export class Call {
  readonly sys: Sys;
  readonly tool: Tool;
  readonly flavour: Flavour;
  readonly options: Options;
  readonly operands: readonly string[];
  /** Set to the exit status by complaints about single files, which do not stop a tool. */
  status = 0;
  #buffered = '';

  constructor(sys: Sys, tool: Tool, flavour: Flavour, options: Options, operands: readonly string[]) {
    this.sys = sys;
    this.tool = tool;
    this.flavour = flavour;
    this.options = options;
    this.operands = operands;
  }

  get name(): string {
    return this.tool.name;
  }

  /** Adds to standard output; `drain` or `flush` hands it over. */
  put(text: string): void {
    this.#buffered += text;
  }

  *flush(): Blocking<void> {
    const text = this.#buffered;
    this.#buffered = '';
    if (text !== '') yield* this.sys.print(text);
  }

  /** Hands the output over when there is a good deal of it: for loops that produce much without reading. */
  *drain(): Blocking<void> {
    if (this.#buffered.length < BUFFER_SIZE) return;
    yield* this.sys.compute(BUFFER_COST);
    yield* this.flush();
  }

  /** `name: text` on standard error; the tool goes on and will answer `status`. */
  *complain(text: string, status = 1): Blocking<void> {
    this.status = status;
    yield* this.flush();
    yield* this.sys.error(`${this.name}: ${text}\n`);
  }

  /** A complaint that ends the tool. */
  *die(text: string, status = 1): Blocking<number> {
    yield* this.complain(text, status);
    return status;
  }

  /** A wrong command line: says what is wrong (unless that is '') and where help is. */
  *misuse(text: string): Blocking<number> {
    const what = text === '' ? '' : `${this.name}: ${text}\n`;
    yield* this.sys.error(`${what}${hint(this.tool, this.flavour)}`);
    return this.flavour === 'busybox' ? 1 : (this.tool.misuseStatus ?? 1);
  }

  /** Opens a file named as an operand (`-` is standard input), or complains. */
  *open(path: string, status = 1): Blocking<OpenFile | undefined> {
    if (path === '-') return this.sys.file(0);
    const stat = this.sys.fs.stat(this.sys.resolve(path));
    const opened = stat?.type === 'directory' ? undefined : this.sys.open(path, 'read');
    if (opened?.ok) return opened.value;
    yield* this.complain(this.cannotRead(path, opened ? opened.errno : 'EISDIR'), status);
    return undefined;
  }

  /** How this tool says that a file cannot be read. */
  cannotRead(path: string, errno: Errno): string {
    const pattern = this.tool.unreadable?.[this.flavour] ?? '%';
    return (pattern.includes('#') ? pattern : `${pattern}: #`).replace('%', () => path).replace('#', strerror[errno]);
  }

  /** Runs `body` with each file that can be opened; without operands, with standard input. */
  *eachFile(body: (file: OpenFile, path: string) => Blocking<void>, files = this.operands): Blocking<void> {
    for (const path of files.length === 0 ? ['-'] : files) {
      const file = yield* this.open(path);
      if (!file) continue;
      yield* body(file, path);
      if (path !== '-') file.release();
    }
  }

  /** Lines of a file; what was put is flushed before waiting for more. */
  lines(file: OpenFile, delimiter = '\n'): LineReader {
    return new LineReader(file, delimiter, () => this.flush());
  }

  /** The next piece of a file, after flushing. */
  *piece(file: OpenFile): Blocking<string | undefined> {
    yield* this.flush();
    return yield* file.read();
  }

  /** All that is left of a file. */
  *slurp(file: OpenFile): Blocking<string> {
    const pieces: string[] = [];
    for (;;) {
      const text = yield* this.piece(file);
      if (text === undefined) return pieces.join('');
      pieces.push(text);
    }
  }
}

/** First line of busybox' usage texts, as of Debian 12. */
const BUSYBOX_BANNER = 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.';

function usageText(tool: Tool): string {
  return tool.usage
    .split('\n')
    .map((line, i) => `${i === 0 ? 'Usage:' : '  or: '} ${tool.name}${line === '' ? '' : ` ${line}`}\n`)
    .join('');
}

/** What `--help` prints; `man` shows the same. */
export function helpText(tool: Tool, flavour: Flavour): string {
  const options = tool.help === undefined ? '' : `\n${tool.help.trim()}\n`;
  if (flavour === 'gnu') return `${usageText(tool)}${tool.summary}.\n${options}`;
  return `${BUSYBOX_BANNER}\n\n${usageText(tool)}\n${tool.summary}\n${options}`;
}

function hint(tool: Tool, flavour: Flavour): string {
  if (flavour === 'busybox') return helpText(tool, flavour);
  return tool.hint ?? `Try '${tool.name} --help' for more information.\n`;
}

/** A tool as a program of one flavour. */
export function asProgram(tool: Tool, flavour: Flavour): Program {
  return {
    name: tool.name,
    summary: tool.summary,
    *main(sys, argv) {
      const words = argv.slice(1);
      const rules = tool.options && { ...tool, options: [...tool.options, 'help', 'version'] };
      const parsed = rules ? parseOptions(words, rules) : undefined;
      const call = new Call(
        sys,
        tool,
        flavour,
        parsed?.kind === 'parsed' ? parsed.options : new Options([]),
        parsed?.kind === 'parsed' ? parsed.operands : words,
      );
      if (parsed?.kind === 'wrong') return yield* call.misuse(parsed.message);
      if (call.options.has('help') || (!rules && words[0] === '--help')) {
        yield* sys.print(helpText(tool, flavour));
        return 0;
      }
      if (tool.version !== undefined && (call.options.has('version') || (!rules && words[0] === '--version'))) {
        yield* sys.print(`${tool.version}\n`);
        return 0;
      }
      const status = yield* tool.run(call);
      yield* call.flush();
      return status;
    },
  };
}
