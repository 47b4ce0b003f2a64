// The state of one running shell, and what its parts ask of each other.
// Source: bash(1), POSIX.1-2017 XCU 2.12 shell execution environment.
// Not modelled: restricted shells, POSIX mode, stopped jobs.
import type { Assignment, CommandNode, CompoundCommand, CompoundList, Redirected, Script, Statement } from 'unbash';
import type { Blocking, Signal, Sys } from '../../host/sys.ts';
import { JobTable } from './run/jobs.ts';
import type { Flavour } from './syntax/dialect.ts';
import { lineOf, type Source } from './syntax/parse.ts';
import { Variables } from './variables.ts';

/** `set` options by their names. */
export type Option =
  | 'errexit'
  | 'nounset'
  | 'xtrace'
  | 'noglob'
  | 'verbose'
  | 'pipefail'
  | 'noexec'
  | 'allexport'
  | 'noclobber';

/** The letters of `set -e` and its like. */
export const optionLetters: Readonly<Record<string, Option>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  f: 'noglob',
  v: 'verbose',
  n: 'noexec',
  a: 'allexport',
  C: 'noclobber',
};

/** How `$-` orders the letters of options: flags.c, then how the shell got its commands. */
const FLAG_ORDER = 'abefhikmnprtuvxBCEHPTcs';

/** A function with the source that its tree's positions mean. */
export interface ShellFunction {
  readonly body: CompoundCommand | Redirected | CompoundList;
  readonly source: Source;
}

/** What `trap` knows of a condition: the command, or '' to ignore it. */
export type Condition = 'EXIT' | 'ERR' | 'DEBUG' | Signal;

/** A command built into the shell: a line in the table of builtins. */
export interface Builtin {
  readonly name: string;
  /** As `help` prints it: `cd [dir]`. */
  readonly usage: string;
  readonly summary: string;
  /** Only in this flavour. */
  readonly only?: Flavour;
  /** Runs it; `args` are the words behind its name. */
  run(shell: Shell, args: readonly string[]): Blocking<number>;
}

/** The evaluator, as expansions and builtins see it. */
export interface Interpreter {
  readonly builtins: ReadonlyMap<string, Builtin>;
  /** Runs source text in this shell, as `eval` does; answers the status. */
  runText(shell: Shell, text: string, firstLine?: number): Blocking<number>;
  runStatements(shell: Shell, statements: readonly Statement[]): Blocking<number>;
  runNode(shell: Shell, node: CommandNode | CompoundList): Blocking<number>;
  /** Runs a script as a subshell and answers its whole standard output. */
  capture(shell: Shell, script: Script): Blocking<string>;
  /** Runs a command by its words, without looking at functions: what `command` does. */
  runWords(shell: Shell, words: readonly string[], how: { functions: boolean; exec: boolean }): Blocking<number>;
}

export interface ShellSettings {
  readonly sys: Sys;
  readonly interpreter: Interpreter;
  readonly flavour: Flavour;
  /** What messages begin with, and $0. */
  readonly name: string;
  readonly positional: readonly string[];
  readonly interactive: boolean;
  /** Runs a file or a `-c` text, so that messages name the line. */
  readonly namesLines: boolean;
  /** Debian's dash, which is ash with numbers before its messages: `sh: 1: foo: not found`. */
  readonly isDash: boolean;
}

export class Shell {
  readonly sys: Sys;
  readonly interpreter: Interpreter;
  readonly flavour: Flavour;
  readonly interactive: boolean;
  readonly isDash: boolean;
  readonly variables: Variables;
  readonly functions: Map<string, ShellFunction>;
  readonly aliases: Map<string, string>;
  readonly options: Set<Option>;
  readonly traps: Map<Condition, string>;
  readonly jobs = new JobTable();
  readonly history: string[] = [];
  /** How many of its lines came from the history file. */
  historyLoaded = 0;
  /** The directories that pushd has left, the last one first. */
  readonly directories: string[] = [];
  /** What `shopt -s` has set. */
  readonly shellOptions: Set<string>;
  /** A fork of the shell that the user started. */
  readonly isSubshell: boolean;
  name: string;
  positional: readonly string[];
  /** $? */
  status = 0;
  /** $! */
  lastBackground: number | undefined;
  /** PIPESTATUS */
  pipeStatus: readonly number[] = [0];
  source: Source | undefined;
  /** Where in the source the command stands that is being run. */
  position = 0;
  /** Depth of loops, for break and continue. */
  loops = 0;
  functionNames: string[] = [];
  /** Conditions are being tested: `set -e` does not end the shell. */
  conditionDepth = 0;
  /** Ctrl-C came; the line is abandoned at the next command. */
  interrupted = false;
  /** Signals that came and whose traps have yet to run. */
  readonly pendingTraps: Signal[] = [];
  readonly startedAt: number;
  /** The status of the last command substitution: that of a command which only assigns. */
  substitutionStatus = 0;
  /** `declare -a x=(…)`: arrays to assign once the builtin has declared their names. */
  readonly pendingArrays: Assignment[] = [];
  /** Aliases being expanded, which are not expanded again. */
  readonly aliasesInUse: string[] = [];
  /** Files that stand for process substitutions of the command being run. */
  readonly temporaryFiles: string[] = [];
  /** Depth of `source`. */
  sourceDepth = 0;
  /** The DEBUG trap's own commands run: they have none. */
  debugging = false;
  /** Where getopts stands within a word. */
  optionOffset = 1;
  /** How many command substitutions this shell stands within. */
  traceDepth = 0;
  umask = '0022';
  isLogin = false;
  /** Its commands were given with -c. */
  readsArgument = false;
  readonly #namesLines: boolean;
  readonly #mainPid: number;

  constructor(settings: ShellSettings, parent?: Shell) {
    this.sys = settings.sys;
    this.interpreter = settings.interpreter;
    this.flavour = settings.flavour;
    this.name = settings.name;
    this.positional = settings.positional;
    this.interactive = settings.interactive;
    this.isDash = settings.isDash;
    this.#namesLines = settings.namesLines;
    this.#mainPid = parent === undefined ? settings.sys.pid : parent.#mainPid;
    this.isSubshell = parent !== undefined;
    this.variables = parent?.variables.fork(settings.sys.env) ?? new Variables(settings.sys.env);
    this.functions = new Map(parent?.functions);
    this.aliases = new Map(parent?.aliases);
    this.options = new Set(parent?.options);
    this.shellOptions = new Set(parent?.shellOptions);
    this.directories.push(...(parent?.directories ?? []));
    this.traps = new Map([...(parent?.traps ?? [])].filter(([, command]) => command === ''));
    this.startedAt = parent?.startedAt ?? settings.sys.now();
    this.restoreSignal('SIGCHLD');
    if (parent === undefined) return;
    this.status = parent.status;
    this.lastBackground = parent.lastBackground;
    this.source = parent.source;
    this.position = parent.position;
    this.loops = parent.loops;
    this.readsArgument = parent.readsArgument;
    this.functionNames = [...parent.functionNames];
    this.conditionDepth = parent.conditionDepth;
    this.traceDepth = parent.traceDepth;
  }

  /** The shell that a forked process runs: the same state, changed independently. */
  fork(sys: Sys): Shell {
    const { interpreter, flavour, name, positional, isDash } = this;
    const settings = {
      sys,
      interpreter,
      flavour,
      isDash,
      name,
      positional,
      interactive: false,
      namesLines: this.#namesLines,
    };
    return new Shell(settings, this);
  }

  /** $$: the number of the shell that the user started, in its subshells too. */
  get shellPid(): string {
    return String(this.#mainPid);
  }

  /** $- */
  get optionString(): string {
    const set = Object.entries(optionLetters).flatMap(([letter, option]) => (this.options.has(option) ? [letter] : []));
    const fixed = this.flavour === 'bash' ? (this.interactive ? 'himBHs' : 'hBc') : this.interactive ? 'im' : '';
    const inOrder = (a: string, b: string): number => FLAG_ORDER.indexOf(a) - FLAG_ORDER.indexOf(b);
    return [...set, ...fixed].sort(inOrder).join('');
  }

  /** The number of the line that is being run. */
  get line(): number {
    return this.source === undefined ? 1 : this.source.firstLine + lineOf(this.source.text, this.position);
  }

  /** What a syntax error's message begins with: `bash: -c: ` for a command given as an argument. */
  get syntaxPlace(): string {
    return this.readsArgument ? `${this.name}: -c: ` : `${this.name}: `;
  }

  /** Prints a message of the shell's own: `bash: line 1: …` in scripts, `bash: …` otherwise; ash gives no line. */
  *complain(message: string): Blocking<void> {
    const named = this.#namesLines && this.flavour === 'bash';
    const place = named ? `line ${this.line}: ` : this.isDash ? `${this.line}: ` : '';
    // bash keeps no file name for functions that came with a -c text.
    const name = this.readsArgument && named && this.functionNames.length > 0 ? 'environment' : this.name;
    yield* this.sys.error(`${name}: ${place}${message}\n`);
  }

  /** Prints a builtin's message, in the words of this flavour (ash counts lines of the input read so far: 0 with -c). */
  *complainOf(builtin: string, bash: string, ash = bash): Blocking<void> {
    if (this.flavour === 'bash') return yield* this.complain(`${builtin}: ${bash}`);
    if (this.isDash) return yield* this.complain(`${builtin}: ${ash}`);
    const place = this.#namesLines ? 'line 0: ' : '';
    yield* this.sys.error(`${this.name}: ${builtin}: ${place}${ash}\n`);
  }

  /** What a signal means when it has no trap: an interactive shell survives Ctrl-C and abandons its line. */
  restoreSignal(signal: Signal): void {
    // Children that end must cut waits short.
    if (signal === 'SIGCHLD') this.sys.onSignal(signal, () => undefined);
    else if (!this.interactive) this.sys.onSignal(signal, 'default');
    else if (signal === 'SIGINT') {
      this.sys.onSignal(signal, () => {
        this.interrupted = true;
      });
      // Ignored, but not by what it starts: a handler is not inherited.
    } else this.sys.onSignal(signal, signal === 'SIGTERM' || signal === 'SIGQUIT' ? () => undefined : 'default');
  }

  /** Runs `body` where failing does not end a shell with `set -e`. */
  *asCondition<T>(body: Blocking<T>): Blocking<T> {
    this.conditionDepth++;
    try {
      return yield* body;
    } finally {
      this.conditionDepth--;
    }
  }
}
