// jq: JSON filtered and printed.
// Source: jq(1) 1.6, Debian 12's.
// Not modelled: see ast.ts; --stream, --seq, -C, modules (-L).
import type { Blocking, OpenFile } from '../../../host/sys.ts';
import { parseOptions } from '../getopt.ts';
import type { Call, Tool } from '../tool.ts';
import { type Filter, JqSyntaxError } from './ast.ts';
import { JqMachine } from './evaluate.ts';
import { type Json, JsonError, JsonReader, type PrintOptions, parseJson, printJson, Unfinished } from './json.ts';
import { parseJq } from './parse.ts';
import { PRELUDE } from './prelude.ts';
import { JqHalt, JqRunaway, JqUndefined } from './scope.ts';
import { isTruthy, JqError } from './values.ts';

const SYSTEM_PROBLEM = 2;
const BAD_INPUT = 4;
const COMPILE_ERROR = 3;
const RUNTIME_ERROR = 5;

const usage = `Usage:\tjq [OPTIONS] FILTER [FILES...]
\tjq [OPTIONS] --args FILTER [ARGUMENTS...]
\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]
`;

const options = [
  'n,null-input',
  'c,compact-output',
  'r,raw-output',
  'j,join-output',
  'a,ascii-output',
  'S,sort-keys',
  's,slurp',
  'R,raw-input',
  'e,exit-status',
  'M,monochrome-output',
  'C,color-output',
  'tab',
  'indent:',
  'f,from-file:',
  'unbuffered',
  'V,version',
  'h,help',
];

export const jq: Tool = {
  name: 'jq',
  summary: 'Command-line JSON processor',
  usage: '[OPTIONS] FILTER [FILES...]',
  unreadable: { gnu: 'error: Could not open file %' },
  help: `
  -c               compact instead of pretty-printed output
  -n               use \`null\` as the single input value
  -e               set the exit status code based on the output
  -s               read (slurp) all inputs into an array; apply filter to it
  -r               output raw strings, not JSON texts
  -R               read raw strings, not JSON texts
  -S               sort keys of objects on output
  -j               like -r, without newlines
  --tab            use tabs for indentation
  --indent n       use n spaces for indentation
  --arg a v        set variable $a to value <v>
  --argjson a v    set variable $a to JSON value <v>
  --args           remaining arguments are string arguments, not files`,
  *run(call) {
    const [words, variables] = takeVariables(call.operands);
    if (typeof words === 'string') return yield* call.die(words, SYSTEM_PROBLEM);
    const parsed = parseOptions(words, { options });
    if (parsed.kind === 'wrong') {
      const option = words.find((word) => word.startsWith('-'));
      yield* call.sys.error(
        `jq: Unknown option ${option}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n`,
      );
      return SYSTEM_PROBLEM;
    }
    if (parsed.options.has('V')) {
      call.put('jq-1.6\n');
      return 0;
    }
    const file = parsed.options.value('f');
    const source = file === undefined ? parsed.operands[0] : call.sys.fs.readFile(call.sys.resolve(file));
    const text = typeof source === 'object' ? (source.ok ? source.value : undefined) : source;
    if (text === undefined) {
      yield* call.sys.error(file === undefined ? usage : `jq: error: Could not open ${file}\n`);
      return SYSTEM_PROBLEM;
    }
    const files = file === undefined ? parsed.operands.slice(1) : parsed.operands;
    return yield* new JqRun(call, parsed.options, variables, files).run(text);
  },
};

type Taken = readonly [readonly string[] | string, Map<string, Json>];

/** Takes --arg and its like, which need two words, out of the command line. */
function takeVariables(words: readonly string[]): Taken {
  const variables = new Map<string, Json>();
  const rest: string[] = [];
  const positional: Json[] = [];
  let kind: 'files' | 'args' | 'jsonargs' = 'files';
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--arg' || word === '--argjson') {
      const [name, value] = [words[++i], words[++i]];
      if (name === undefined || value === undefined) {
        return [`${word} takes two parameters (e.g. ${word} varname value)`, variables];
      }
      const json = word === '--arg' ? value : parsedOrUndefined(value);
      if (json === undefined) return [`Invalid JSON text passed to ${word}`, variables];
      variables.set(name, json);
    } else if (word === '--args' || word === '--jsonargs') {
      kind = word.slice(2) as 'args' | 'jsonargs';
    } else if (kind !== 'files' && !word.startsWith('-') && rest.some((w) => !w.startsWith('-'))) {
      positional.push(kind === 'args' ? word : (parsedOrUndefined(word) ?? null));
    } else rest.push(word);
  }
  variables.set(
    'ARGS',
    new Map<string, Json>([
      ['positional', positional],
      ['named', new Map(variables)],
    ]),
  );
  return [rest, variables];
}

function parsedOrUndefined(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

class JqRun {
  readonly #call: Call;
  readonly #options: Call['options'];
  readonly #variables: Map<string, Json>;
  readonly #files: readonly string[];
  readonly #print: PrintOptions;
  #waiting: Json[] = [];
  #place = '<unknown>';
  #last: Json | undefined;
  #status = 0;
  #errors = '';

  constructor(call: Call, given: Call['options'], variables: Map<string, Json>, files: readonly string[]) {
    this.#call = call;
    this.#options = given;
    this.#variables = variables;
    this.#files = files;
    const width = Math.min(7, Number(given.value('indent') ?? 2));
    const indent = given.has('c') || width === 0 ? undefined : given.has('tab') ? '\t' : ' '.repeat(width);
    this.#print = { indent, sortKeys: given.has('S'), ascii: given.has('a') };
  }

  *run(text: string): Blocking<number> {
    const { sys } = this.#call;
    this.#variables.set('ENV', new Map(sys.env));
    let filter: Filter;
    try {
      filter = parseJq(text);
    } catch (error) {
      if (!(error instanceof JqSyntaxError)) throw error;
      return yield* this.#compileError(`${error.message} (Unix shell quoting issues?)`, text);
    }
    const inputs = () => taken(this.#waiting);
    const world = { variables: this.#variables, now: () => sys.wallClock(), inputs };
    const machine = new JqMachine(world, parseJq(PRELUDE));
    try {
      yield* this.#feed(machine, filter);
    } catch (error) {
      if (error instanceof JqHalt) return yield* this.#halted(error);
      if (error instanceof JqUndefined && error.message.startsWith('hoplab:')) {
        yield* sys.error(`${error.message}\n`);
        return 125;
      }
      if (error instanceof JqUndefined) return yield* this.#compileError(error.message, text);
      if (error instanceof JqRunaway) return yield* this.#call.die(`error: ${error.message}`, RUNTIME_ERROR);
      if (!(error instanceof JsonError)) throw error;
      yield* this.#call.flush();
      yield* sys.error(`parse error: ${error.message}\n`);
      return BAD_INPUT;
    }
    yield* this.#call.flush();
    if (this.#call.status !== 0) return SYSTEM_PROBLEM;
    if (!this.#options.has('e') || this.#status !== 0) return this.#status;
    return this.#last === undefined ? 4 : isTruthy(this.#last) ? 0 : 1;
  }

  *#compileError(message: string, text: string): Blocking<number> {
    yield* this.#call.flush();
    yield* this.#call.sys.error(`jq: error: ${message} at <top-level>, line 1:\n${text}\njq: 1 compile error\n`);
    return COMPILE_ERROR;
  }

  *#halted(halt: JqHalt): Blocking<number> {
    yield* this.#call.flush();
    const { output } = halt;
    if (output !== undefined)
      yield* this.#call.sys.error(typeof output === 'string' ? output : `${printJson(output)}\n`);
    return halt.status;
  }

  *#feed(machine: JqMachine, filter: Filter): Blocking<void> {
    const all: Json[] = [];
    const [slurps, alone] = [this.#options.has('s'), this.#options.has('n')];
    const asksForMore = /"name":"inputs?"/.test(JSON.stringify(filter));
    const gathers = slurps || alone || asksForMore;
    yield* this.#call.eachFile(
      (file) =>
        this.#values(file, (value) => {
          if (gathers) all.push(value);
          else this.#apply(machine, filter, value);
        }),
      alone && this.#files.length === 0 && !asksForMore ? ['/dev/null'] : this.#files,
    );
    if (slurps) this.#waiting = [this.#options.has('R') ? all.map(String).join('') : all];
    else if (gathers) this.#waiting = all;
    if (alone) {
      this.#place = '<unknown>';
      this.#apply(machine, filter, null);
    } else {
      for (const value of taken(this.#waiting)) this.#apply(machine, filter, value);
    }
    yield* this.#complaints();
  }

  /** Reads values as they come and hands each on; output goes out before waiting for more. */
  *#values(file: OpenFile, use: (value: Json) => void): Blocking<void> {
    let text = '';
    let lines = 0;
    const rawLines = this.#options.has('R');
    for (;;) {
      yield* this.#complaints();
      const piece = yield* this.#call.piece(file);
      text += piece ?? '';
      if (rawLines && this.#options.has('s')) {
        if (piece === undefined) return;
        use(piece);
        continue;
      }
      const reader = new JsonReader(text, piece === undefined);
      let done = 0;
      try {
        for (;;) {
          const value = rawLines ? nextLine(text, reader, piece === undefined) : reader.next();
          if (value === undefined) break;
          lines += text.slice(done, endOfLine(text, reader.at)).split('\n').length - 1;
          done = endOfLine(text, reader.at);
          this.#place = `<stdin>:${lines}`;
          use(value);
          done = Math.max(reader.at, Math.min(done, text.length));
          lines -= text.slice(reader.at, done).split('\n').length - 1;
          done = reader.at;
        }
        text = text.slice(reader.at);
      } catch (error) {
        yield* this.#complaints();
        if (error instanceof JsonError) throw placed(error, text, lines, done);
        if (!(error instanceof Unfinished)) throw error;
        if (piece === undefined)
          throw placed(new JsonError('Unfinished JSON term at EOF', text.length), text, lines, done);
        text = text.slice(done);
      }
      if (piece === undefined) return;
    }
  }

  #apply(machine: JqMachine, filter: Filter, input: Json): void {
    try {
      for (const value of machine.results(filter, input)) {
        this.#last = value;
        const raw = (this.#options.has('r') || this.#options.has('j')) && typeof value === 'string';
        this.#call.put(raw ? value : printJson(value, this.#print));
        if (!this.#options.has('j')) this.#call.put('\n');
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
      this.#status = RUNTIME_ERROR;
      const { value } = error;
      const place = `(at ${this.#place})`;
      if (typeof value === 'string') this.#errors += `jq: error ${place}: ${value}\n`;
      else this.#errors += `jq: error ${place} (not a string): ${printJson(value)}\n`;
    }
  }

  *#complaints(): Blocking<void> {
    if (this.#errors === '') return;
    yield* this.#call.flush();
    yield* this.#call.sys.error(this.#errors);
    this.#errors = '';
  }
}

/** Items of a queue, each taken off it. */
function* taken(queue: Json[]): Generator<Json, void, void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) yield next;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function nextLine(text: string, reader: JsonReader, final: boolean): string | undefined {
  const end = text.indexOf('\n', reader.at);
  if (end < 0 && (!final || reader.at >= text.length)) return undefined;
  const line = text.slice(reader.at, end < 0 ? undefined : end);
  reader.at = end < 0 ? text.length : end + 1;
  return line;
}

/** A reader's error with the line and column where it stood. */
function placed(error: JsonError, text: string, linesBefore: number, done: number): JsonError {
  const before = text.slice(0, Math.min(error.at, text.length));
  const line = linesBefore + before.slice(done).split('\n').length;
  const column = error.at > text.length ? error.at : before.length - (before.lastIndexOf('\n') + 1);
  return new JsonError(`${error.message} at line ${line}, column ${column}`, error.at);
}
