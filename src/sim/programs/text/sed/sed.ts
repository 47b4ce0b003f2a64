// sed: the stream editor.
// Source: sed(1) of GNU sed 4.9; busybox 1.35.
// Not modelled: see script.ts; --debug, --posix, -l N.
import type { Blocking } from '../../../host/sys.ts';
import { RegexError } from '../regex/regex.ts';
import type { Call, Tool } from '../tool.ts';
import { SedMachine } from './execute.ts';
import { SedInput } from './input.ts';
import { parseSed } from './parse.ts';
import { type Command, SedError } from './script.ts';

const usage = '[OPTION]... {script-only-if-no-other-script} [input-file]...';
const help = `
  -n, --quiet, --silent
                 suppress automatic printing of pattern space
      --debug
                 annotate program execution
  -e script, --expression=script
                 add the script to the commands to be executed
  -f script-file, --file=script-file
                 add the contents of script-file to the commands to be executed
  --follow-symlinks
                 follow symlinks when processing in place
  -i[SUFFIX], --in-place[=SUFFIX]
                 edit files in place (makes backup if SUFFIX supplied)
  -l N, --line-length=N
                 specify the desired line-wrap length for the \`l' command
  --posix
                 disable all GNU extensions.
  -E, -r, --regexp-extended
                 use extended regular expressions in the script
                 (for portability use POSIX -E).
  -s, --separate
                 consider files as separate rather than as a single,
                 continuous long stream.
      --sandbox
                 operate in sandbox mode (disable e/r/w commands).
  -u, --unbuffered
                 load minimal amounts of data from the input files and flush
                 the output buffers more often
  -z, --null-data
                 separate lines by NUL characters
      --help     display this help and exit
      --version  output version information and exit

If no -e, --expression, -f, or --file option is given, then the first
non-option argument is taken as the sed script to interpret.  All
remaining arguments are names of input files; if no input files are
specified, then the standard input is read.

GNU sed home page: <https://www.gnu.org/software/sed/>.
General help using GNU software: <https://www.gnu.org/gethelp/>.
`;

/** EXIT_PANIC of GNU sed. */
const NO_LABEL = 4;

export const sed: Tool = {
  name: 'sed',
  summary: 'Stream editor for filtering and transforming text',
  usage,
  help,
  hint: `Usage: sed ${usage}\n${help}`,
  version: 'sed (GNU sed) 4.9',
  unreadable: { gnu: "can't read %" },
  options: [
    'n,quiet,silent',
    'e,expression:',
    'f,file:',
    'i,in-place::',
    'E,r,regexp-extended',
    'l,line-length:',
    's,separate',
    'u,unbuffered',
    'z,null-data',
    'posix',
    'sandbox',
    'debug',
    'follow-symlinks',
  ],
  *run(call) {
    const { options } = call;
    const pieces = yield* scriptPieces(call);
    if (!pieces) return call.status;
    const commands = compile(pieces.scripts, options.has('E'), call.flavour);
    if (typeof commands === 'string')
      return yield* call.die(commands, commands.startsWith("can't find label") ? NO_LABEL : 1);
    const delimiter = options.has('z') ? '\0' : '\n';
    const input = new SedInput(call, pieces.files.length > 0 ? pieces.files : ['-'], {
      delimiter,
      separate: options.has('s') || options.has('i'),
      inPlace: options.value('i'),
    });
    const quiet = options.has('n') || /^#n(\n|$)/.test(pieces.scripts[0] ?? '');
    const machine = new SedMachine(call, commands, input, quiet, delimiter);
    try {
      yield* machine.run();
    } catch (error) {
      if (error instanceof SedError) return yield* call.die(`-e expression #1, char 0: ${error.message}`);
      if (error instanceof RegexError) return yield* call.die(error.message);
      throw error;
    }
    yield* input.copyRest();
    input.finish();
    return machine.status !== 0 ? machine.status : call.status;
  },
};

interface Pieces {
  readonly scripts: readonly string[];
  readonly files: readonly string[];
}

function* scriptPieces(call: Call): Blocking<Pieces | undefined> {
  const scripts = [...call.options.values('e')];
  for (const path of call.options.values('f')) {
    const file = yield* call.open(path);
    if (!file) return undefined;
    scripts.push((yield* call.slurp(file)).replace(/\n$/, ''));
  }
  if (scripts.length > 0) return { scripts, files: call.operands };
  const [script, ...files] = call.operands;
  if (script === undefined) {
    yield* call.sys.error(sed.hint ?? '');
    call.status = 1;
    return undefined;
  }
  return { scripts: [script], files };
}

/** The commands, or what sed says of a script that it cannot read. */
function compile(scripts: readonly string[], extended: boolean, flavour: string): Command[] | string {
  try {
    return parseSed(scripts.join('\n'), extended);
  } catch (error) {
    if (!(error instanceof SedError)) throw error;
    if (error.at === undefined) return error.message;
    if (flavour === 'busybox') return `unsupported command ${error.message}`;
    let at = error.at;
    let number = 1;
    for (const script of scripts) {
      if (at <= script.length + 1 || number === scripts.length) break;
      at -= script.length + 1;
      number++;
    }
    return `-e expression #${number}, char ${at}: ${error.message}`;
  }
}
