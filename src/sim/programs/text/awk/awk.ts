// awk: pattern scanning and processing.
// Source: awk(1) as mawk 1.3.4, Debian's default; busybox 1.35.
// Not modelled: see ast.ts; -W options other than version.
import type { Blocking } from '../../../host/sys.ts';
import { parseOptions } from '../getopt.ts';
import { RegexError } from '../regex/regex.ts';
import type { Call, Tool } from '../tool.ts';
import { AwkError, type AwkProgram } from './ast.ts';
import { Interpreter } from './interpret.ts';
import { unescapeText } from './lex.ts';
import { parseAwk } from './parse.ts';

const TROUBLE = 2;
const usage = `Usage: mawk [Options] [Program] [file ...]

Program:
    The -f option value is the name of a file containing program text.
    If no -f option is given, a "--" ends option processing; the following
    parameters are the program text.

Options:
    -f program-file  Program  text is read from file instead of from the
                     command-line.  Multiple -f options are accepted.
    -F value         sets the field separator, FS, to value.
    -v var=value     assigns value to program variable var.
    --               unambiguous end of options.
`;

export const awk: Tool = {
  name: 'awk',
  summary: 'Pattern scanning and text processing language',
  usage: '[-F value] [-v var=value] [-f program-file | program] [file ...]',
  help: usage.slice(usage.indexOf('Options:')),
  unreadable: { gnu: 'cannot open % (#)' },
  *run(call) {
    const parsed = parseOptions(call.operands, { options: ['F:', 'f:', 'v:', 'W:'], stopAtOperand: true });
    if (parsed.kind === 'wrong') {
      yield* call.sys.error(
        `${call.name}: ${parsed.message.replace(/^invalid option -- '(.)'$/, 'not an option: -$1')}\n`,
      );
      return TROUBLE;
    }
    const { options } = parsed;
    const files = [...parsed.operands];
    if (options.has('W')) {
      yield* call.sys.print('mawk 1.3.4 20200120\n');
      return 0;
    }
    const scripts: string[] = [];
    for (const path of options.values('f')) {
      const file = yield* call.open(path, TROUBLE);
      if (!file) return TROUBLE;
      scripts.push(yield* call.slurp(file));
    }
    if (scripts.length === 0) {
      const script = files.shift();
      if (script === undefined) {
        yield* call.sys.error(usage);
        return call.flavour === 'gnu' ? 0 : 1;
      }
      scripts.push(script);
    }
    return yield* runProgram(call, scripts.join('\n'), files, {
      separator: options.value('F'),
      assignments: options.values('v'),
    });
  },
};

function* runProgram(
  call: Call,
  script: string,
  files: readonly string[],
  settings: { separator: string | undefined; assignments: readonly string[] },
): Blocking<number> {
  let program: AwkProgram;
  try {
    program = parseAwk(script);
  } catch (error) {
    if (!(error instanceof AwkError)) throw error;
    return yield* call.die(`line ${error.line ?? 1}: ${error.message}`, TROUBLE);
  }
  const interpreter = new Interpreter(call, program);
  try {
    for (const assignment of settings.assignments) {
      const m = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(assignment);
      if (!m) return yield* call.die(`improper assignment: -v ${assignment}`, TROUBLE);
      interpreter.assignArgument(m[1] as string, unescapeText(m[2] as string));
    }
    if (settings.separator !== undefined) interpreter.setVariable('FS', unescapeText(settings.separator));
    const argv = ['awk', ...files];
    interpreter.setVariable('ARGC', argv.length);
    argv.forEach((arg, i) => {
      interpreter.arrayOf('ARGV').set(String(i), arg);
    });
    return yield* interpreter.run();
  } catch (error) {
    if (error instanceof AwkError || error instanceof RegexError) {
      return yield* call.die(`run time error: ${error.message}\n${interpreter.position()}`, TROUBLE);
    }
    throw error;
  }
}
