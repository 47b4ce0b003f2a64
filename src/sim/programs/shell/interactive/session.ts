// A shell that people type into: prompt, read, run, again.
// Source: bash(1) INVOCATION, interactive shells; SIGNALS.
// Not modelled: mail, HISTCONTROL and HISTFILESIZE (ignoreboth and 500 lines, as Debian has them).
import type { Blocking } from '../../../host/sys.ts';
import { notifyJobs } from '../builtins/jobs.ts';
import { FunctionReturn, Interrupted, ShellExit } from '../control.ts';
import { leavingStatus } from '../run/processes.ts';
import { runInput } from '../run/script-input.ts';
import type { Shell } from '../shell.ts';
import { explainSyntax } from '../syntax/complaint.ts';
import { parseSource, type Source } from '../syntax/parse.ts';
import { expandHistory } from './history-expansion.ts';
import { loadHistory, saveHistory } from './history-file.ts';
import { LineEditor } from './line-editor.ts';
import { defaultPrompt, promptText } from './prompt.ts';

/** What reading a whole command came to. */
type CommandRead =
  | { readonly kind: 'command'; readonly source: Source }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'end' };

/** Runs until `exit` or the end of input; answers the shell's status. */
export function* runInteractive(shell: Shell): Blocking<number> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT'] as const) shell.restoreSignal(signal);
  const file = shell.sys.file(0);
  const tty = file?.tty;
  if (file === undefined || tty === undefined) return yield* runInput(shell);
  shell.sys.setForeground(shell.sys.pid);
  if (shell.variables.get('PS1') === undefined) shell.variables.set('PS1', defaultPrompt(shell));
  if (shell.variables.get('PS2') === undefined) shell.variables.set('PS2', '> ');
  yield* runStartupFile(shell);
  loadHistory(shell);
  try {
    return yield* converse(shell, new LineEditor(shell, file, tty));
  } catch (leave) {
    if (leave instanceof ShellExit) saveHistory(shell);
    throw leave;
  }
}

/** Prompt, read, run, until the end of input. */
function* converse(shell: Shell, editor: LineEditor): Blocking<number> {
  for (;;) {
    yield* notifyJobs(shell);
    const read = yield* readCommand(shell, editor);
    if (read.kind === 'end') {
      yield* shell.sys.error(shell.flavour === 'ash' ? '\n' : shell.isLogin ? 'logout\n' : 'exit\n');
      saveHistory(shell);
      return shell.status;
    }
    if (read.kind === 'command') {
      const line = shell.sys.auditLine(read.source.text.trimEnd());
      yield* runCommand(shell, read.source);
      line.ended = shell.sys.now();
    }
  }
}

/** Reads lines until they make a command. */
function* readCommand(shell: Shell, editor: LineEditor): Blocking<CommandRead> {
  let text = '';
  for (;;) {
    const prompt = promptText(shell, shell.variables.get(text === '' ? 'PS1' : 'PS2') ?? '');
    const read = yield* editor.read(prompt);
    if (read.kind === 'interrupted') {
      shell.status = 130;
      return { kind: 'nothing' };
    }
    const ended = read.kind === 'end';
    if (ended && text === '') return { kind: 'end' };
    const line = read.kind === 'line' ? yield* expanded(shell, read.text) : '';
    if (line === undefined) return { kind: 'nothing' };
    text += read.kind === 'line' ? `${line}\n` : '';
    if (text.trim() === '') return { kind: 'nothing' };
    const parsed = parseSource(text, 1, shell.flavour);
    if (parsed.kind === 'incomplete' && !ended) continue;
    remember(shell, text.trimEnd());
    if (parsed.kind === 'complete') return { kind: 'command', source: parsed.source };
    yield* explainSyntax(shell, text, parsed);
    shell.status = 2;
    return { kind: 'nothing' };
  }
}

/** A typed line with what `!` stands for in it, shown where it has changed; undefined where nothing is to be run. */
function* expanded(shell: Shell, line: string): Blocking<string | undefined> {
  if (shell.flavour !== 'bash') return line;
  const made = expandHistory(line, shell.history);
  if (made.kind === 'same') return line;
  if (made.kind === 'wrong') {
    yield* shell.complain(made.complaint);
    return undefined;
  }
  yield* shell.sys.error(`${made.text}\n`);
  if (!made.prints) return made.text;
  remember(shell, made.text);
  return undefined;
}

/** HISTCONTROL=ignoreboth, as Debian's and Ubuntu's .bashrc set it. */
function remember(shell: Shell, text: string): void {
  if (text.startsWith(' ') || shell.history[shell.history.length - 1] === text) return;
  shell.history.push(text);
}

function* runCommand(shell: Shell, source: Source): Blocking<void> {
  shell.source = source;
  shell.interrupted = false;
  shell.loops = 0;
  shell.conditionDepth = 0;
  try {
    yield* shell.interpreter.runStatements(shell, source.script.commands);
  } catch (leave) {
    if (leave instanceof ShellExit) throw leave;
    if (leave instanceof Interrupted) yield* shell.sys.error('\n');
    shell.status = leave instanceof FunctionReturn ? leave.status : yield* leavingStatus(shell, leave);
  }
  if (!shell.interrupted) return;
  shell.interrupted = false;
  yield* shell.sys.error('\n');
}

/** ~/.bashrc, or what ENV names. */
function* runStartupFile(shell: Shell): Blocking<void> {
  const home = shell.variables.get('HOME') ?? '/root';
  const path = shell.flavour === 'bash' ? `${home}/.bashrc` : shell.variables.get('ENV');
  const text = path === undefined ? undefined : shell.sys.fs.readFile(shell.sys.resolve(path));
  if (text?.ok) yield* shell.interpreter.runText(shell, text.value, 1);
}
