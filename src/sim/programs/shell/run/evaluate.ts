// The evaluator: statements in order, `&&` and `||`, and the errors that end a command, a line or a shell.
// Source: POSIX.1-2017 XCU 2.9.3 lists, 2.8 exit status and errors.
// Not modelled: the RETURN trap.
import type { AndOr, CommandNode, CompoundList, PipelineNode, Statement } from 'unbash';
import type { Blocking } from '../../../host/sys.ts';
import { builtins } from '../builtins/table.ts';
import { CommandError, Interrupted, ShellExit } from '../control.ts';
import type { Interpreter, Shell } from '../shell.ts';
import { explainSyntax } from '../syntax/complaint.ts';
import { parseSource } from '../syntax/parse.ts';
import { runCompound } from './compound.ts';
import { runPipeline } from './pipeline.ts';
import { leavingStatus } from './processes.ts';
import { runSimple, runWords } from './simple.ts';
import { capture, startBackground } from './subshell.ts';

/** What a simple command costs the shell itself, in microseconds: parsing, expansion, a builtin. */
const COMMAND_COST = 20;

/** Evaluates what unbash parses. */
export const interpreter: Interpreter = { builtins, runText, runStatements, runNode, capture, runWords };

function* runText(shell: Shell, text: string, firstLine = shell.line): Blocking<number> {
  const parsed = parseSource(text, firstLine, shell.flavour);
  if (parsed.kind !== 'complete') {
    yield* explainSyntax(shell, text, parsed);
    return parsed.kind === 'error' || shell.flavour === 'ash' ? 2 : 1;
  }
  const { source, position } = shell;
  shell.source = parsed.source;
  try {
    return yield* runStatements(shell, parsed.source.script.commands);
  } finally {
    shell.source = source;
    shell.position = position;
  }
}

function* runStatements(shell: Shell, statements: readonly Statement[]): Blocking<number> {
  let status = 0;
  for (const statement of statements) {
    yield* attend(shell);
    if (shell.options.has('noexec')) return 0;
    shell.position = statement.pos;
    status = statement.background ? yield* startBackground(shell, statement) : yield* runList(shell, statement.command);
    shell.status = status;
  }
  return status;
}

function* runList(shell: Shell, node: PipelineNode | AndOr): Blocking<number> {
  if (node.type !== 'AndOr') return yield* runChecked(shell, node);
  let status = 0;
  for (const [i, command] of node.commands.entries()) {
    const operator = i === 0 ? undefined : node.operators[i - 1];
    if ((operator === '&&' && status !== 0) || (operator === '||' && status === 0)) continue;
    const last = i === node.commands.length - 1;
    status = last ? yield* runChecked(shell, command) : yield* shell.asCondition(runPart(shell, command));
    shell.status = status;
  }
  return status;
}

/** Runs a pipeline; with `set -e` its failure ends the shell, unless a condition is being tested. */
function* runChecked(shell: Shell, node: PipelineNode): Blocking<number> {
  const status = yield* runPart(shell, node);
  shell.status = status;
  if (status === 0 || shell.conditionDepth > 0 || isNegated(node)) return status;
  const trap = shell.traps.get('ERR');
  if (trap !== undefined && trap !== '') {
    yield* runText(shell, trap);
    shell.status = status;
  }
  if (shell.options.has('errexit')) throw new ShellExit(status);
  return status;
}

function isNegated(node: PipelineNode): boolean {
  return node.type === 'Pipeline' && node.prefixes.some((prefix) => prefix.type === 'Negation');
}

function* runPart(shell: Shell, node: PipelineNode): Blocking<number> {
  return node.type === 'Pipeline' ? yield* runPipeline(shell, node) : yield* runNode(shell, node);
}

/** Runs one command; one that cannot be carried out says so and has failed. */
function* runNode(shell: Shell, node: CommandNode | CompoundList): Blocking<number> {
  shell.position = node.pos;
  try {
    if (node.type !== 'Command') return yield* runCompound(shell, node);
    yield* debug(shell);
    const status = yield* runSimple(shell, node, false);
    shell.pipeStatus = [status];
    return status;
  } catch (problem) {
    if (problem instanceof CommandError) return yield* leavingStatus(shell, problem);
    throw problem;
  }
}

/** The DEBUG trap, which functions do not inherit. */
function* debug(shell: Shell): Blocking<void> {
  const trap = shell.traps.get('DEBUG');
  if (!trap || shell.debugging || shell.functionNames.length > 0) return;
  const { status } = shell;
  shell.debugging = true;
  try {
    yield* runText(shell, trap);
  } finally {
    shell.debugging = false;
    shell.status = status;
  }
}

/** Between commands: time passes, Ctrl-C is noticed, traps run. */
function* attend(shell: Shell): Blocking<void> {
  yield* shell.sys.compute(COMMAND_COST);
  if (shell.interrupted) {
    shell.interrupted = false;
    shell.status = 130;
    throw new Interrupted();
  }
  for (let signal = shell.pendingTraps.shift(); signal !== undefined; signal = shell.pendingTraps.shift()) {
    const command = shell.traps.get(signal);
    if (command === undefined || command === '') continue;
    const { status } = shell;
    yield* runText(shell, command);
    shell.status = status;
  }
}
