// The shells as programs: bash, and busybox's ash under its names.
// Source: bash(1), busybox ash.
// Not modelled: start-up files other than ~/.bashrc and ~/.profile.
import { strerror } from '../../base/errno.ts';
import type { Blocking, Program, Sys } from '../../host/sys.ts';
import { FatalError } from './control.ts';
import { runInteractive } from './interactive/session.ts';
import { type Invocation, readInvocation } from './invocation.ts';
import { interpreter } from './run/evaluate.ts';
import { leavingStatus, runToEnd } from './run/processes.ts';
import { runInput } from './run/script-input.ts';
import { Shell } from './shell.ts';
import { explainSyntax } from './syntax/complaint.ts';
import type { Flavour } from './syntax/dialect.ts';
import { parseSource, type Source } from './syntax/parse.ts';

/** bash(1), as on Debian 12. */
export const bash: Program = {
  name: 'bash',
  summary: 'the GNU Bourne-Again shell',
  main: (sys, argv) => main(sys, argv, 'bash'),
};

/** busybox's shell. */
export const ash: Program = {
  name: 'ash',
  summary: "busybox's shell",
  main: (sys, argv) => main(sys, argv, 'ash'),
};

/** busybox's shell under the name that scripts ask for. */
export const sh: Program = {
  name: 'sh',
  summary: 'the standard shell',
  main: (sys, argv) => main(sys, argv, 'ash'),
};

/** Debian's `sh`. */
export const dash: Program = {
  name: 'sh',
  summary: 'the standard shell',
  main: (sys, argv) => main(sys, argv, 'ash', true),
};

const VERSION = `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;

function* main(sys: Sys, argv: readonly string[], flavour: Flavour, isDash = false): Blocking<number> {
  const own = (argv[0] ?? flavour).replace(/^-/, '').replace(/^.*\//, '') || flavour;
  const called = readInvocation(argv);
  if (!called.ok) {
    yield* sys.error(`${own}: ${called.message}\n`);
    return 2;
  }
  const invocation = called.value;
  if (invocation.asks !== undefined) {
    yield* sys.print(
      invocation.asks === 'version' ? VERSION : `Usage:\t${own} [option] ... [script-file [argument] ...]\n`,
    );
    return 0;
  }
  const shell = makeShell(sys, { flavour, isDash, own }, invocation);
  return yield* runToEnd(shell, run(shell, invocation));
}

interface Kind {
  readonly flavour: Flavour;
  readonly isDash: boolean;
  /** The name it was called by. */
  readonly own: string;
}

function makeShell(sys: Sys, { flavour, isDash, own }: Kind, invocation: Invocation): Shell {
  const { commands, name = own, positional, options, login } = invocation;
  const isTerminal = sys.file(0)?.tty !== undefined && sys.file(2)?.tty !== undefined;
  const interactive = invocation.interactive || (commands.kind === 'input' && isTerminal);
  const shell = new Shell({
    sys,
    interpreter,
    flavour,
    isDash,
    name,
    positional,
    interactive,
    namesLines: !interactive,
  });
  shell.readsArgument = commands.kind === 'text';
  shell.isLogin = login;
  for (const option of options) shell.options.add(option);
  const { variables } = shell;
  if (variables.get('PATH') === undefined)
    variables.set('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  variables.set('PWD', sys.cwd);
  variables.setExported('PWD', true);
  if (flavour === 'bash') {
    variables.set('SHLVL', String((Number(variables.get('SHLVL')) || 0) + 1));
    variables.setExported('SHLVL', true);
    variables.set('_', own);
  }
  variables.set('OPTIND', '1');
  return shell;
}

function* run(shell: Shell, { commands }: Invocation): Blocking<number> {
  switch (commands.kind) {
    case 'text':
      if (shell.interactive) shell.restoreSignal('SIGINT');
      return yield* runWhole(shell, commands.text);
    case 'file':
      return yield* runScript(shell, commands.path);
    case 'input':
      return shell.interactive ? yield* runInteractive(shell) : yield* runInput(shell);
  }
}

function* runScript(shell: Shell, path: string): Blocking<number> {
  const text = shell.sys.fs.readFile(shell.sys.resolve(path));
  if (text.ok) return yield* runWhole(shell, text.value);
  if (shell.flavour === 'ash') yield* shell.sys.error(`${shell.name}: can't open '${path}': ${strerror[text.errno]}\n`);
  else yield* shell.sys.error(`bash: ${path}: ${strerror[text.errno]}\n`);
  return text.errno === 'ENOENT' ? (shell.flavour === 'ash' ? 2 : 127) : 126;
}

/** Runs the whole of a text; where it has a mistake, the lines before that one run first. */
function* runWhole(shell: Shell, text: string): Blocking<number> {
  const parsed = parseSource(text, 1, shell.flavour);
  if (parsed.kind === 'complete') return yield* runSource(shell, parsed.source);
  const before = text.split('\n').slice(0, parsed.kind === 'error' ? parsed.line - 1 : 0);
  const sound = parseSource(before.join('\n'), 1, shell.flavour);
  if (sound.kind === 'complete') yield* runSource(shell, sound.source);
  yield* explainSyntax(shell, text, parsed);
  return 2;
}

/** In a script file, an expansion that fails only ends its own line; in a -c text it ends everything. */
function* runSource(shell: Shell, source: Source): Blocking<number> {
  shell.source = source;
  const { commands } = source.script;
  if (shell.readsArgument) return yield* shell.interpreter.runStatements(shell, commands);
  for (const command of commands) {
    try {
      yield* shell.interpreter.runStatements(shell, [command]);
    } catch (problem) {
      if (!(problem instanceof FatalError) || problem.status !== 1) throw problem;
      shell.status = yield* leavingStatus(shell, problem);
    }
  }
  return shell.status;
}
