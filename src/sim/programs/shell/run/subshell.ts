// What runs in a process of its own: `( … )`, stages of pipelines, background commands, command substitutions.
// Source: POSIX.1-2017 XCU 2.12, 2.6.3.
// Not modelled: bash's choice not to fork where nobody could tell.
import type { CommandNode, Script, Statement } from 'unbash';
import { type Blocking, signalNumbers } from '../../../host/sys.ts';
import type { Shell } from '../shell.ts';
import { statusOf } from './jobs.ts';
import { fork, waitForeground } from './processes.ts';
import { withRedirections } from './redirect.ts';
import { runSimple } from './simple.ts';

/** Runs a command in a shell that was forked for it alone: a program takes the shell's place. */
export function* runForked(child: Shell, node: CommandNode): Blocking<number> {
  if (node.type !== 'Command') return yield* child.interpreter.runNode(child, node);
  child.position = node.pos;
  return yield* runSimple(child, node, true);
}

/** `( … )`. */
export function* runSubshell(shell: Shell, statements: readonly Statement[], what: string): Blocking<number> {
  const group = shell.interactive ? { group: 0 } : {};
  const pid = yield* fork(shell, (child) => child.interpreter.runStatements(child, statements), group);
  return (yield* waitForeground(shell, [pid], what))[0] ?? 0;
}

/** What fork(2) takes of the parent's time, in microseconds (lmbench lat_proc fork, rounded): who waits for no child is slowed too. */
const FORK_COST = 100;

/** Starts a statement in the background. */
export function* startBackground(shell: Shell, statement: Statement): Blocking<number> {
  const { command } = statement;
  const text = (shell.source?.text.slice(statement.pos, statement.end) ?? '').replace(/\s*&\s*$/, '');
  const quiet = shell.sys.open('/dev/null', 'read');
  const simple = command.type !== 'AndOr' && command.type !== 'Pipeline' ? command : undefined;
  const pid = yield* fork(
    shell,
    (child) =>
      simple === undefined
        ? child.interpreter.runStatements(child, [{ ...statement, background: undefined }])
        : runForked(child, simple),
    {
      background: true,
      ...(shell.interactive ? { group: 0 } : {}),
      ...(quiet.ok ? { fds: new Map([[0, quiet.value]]) } : {}),
    },
  );
  if (quiet.ok) quiet.value.release();
  yield* shell.sys.compute(FORK_COST);
  const job = shell.jobs.add([pid], text);
  shell.lastBackground = pid;
  if (shell.interactive) yield* shell.sys.error(`[${job.id}] ${pid}\n`);
  return 0;
}

/** Command substitution: the standard output of a subshell. Its status is remembered for assignments. */
export function* capture(shell: Shell, script: Script): Blocking<string> {
  const file = inputFile(script);
  const { reader, writer } = shell.sys.pipe();
  try {
    const pid = yield* fork(
      shell,
      (child) => {
        child.traceDepth++;
        return file === undefined ? child.interpreter.runStatements(child, script.commands) : copyInput(child, script);
      },
      { fds: new Map([[1, writer]]) },
    );
    writer.release();
    const pieces: string[] = [];
    for (;;) {
      const piece = yield* reader.read();
      if (piece === undefined) break;
      pieces.push(piece);
    }
    const ended = yield* shell.sys.waitFor(pid);
    shell.substitutionStatus = ended.ok ? statusOf(ended.value, signalNumbers) : 127;
    shell.status = shell.substitutionStatus;
    return pieces.join('').replaceAll('\0', '');
  } finally {
    reader.release();
  }
}

/** `$(<file)`: the script is nothing but an input redirection. */
function inputFile(script: Script): CommandNode | undefined {
  const command = script.commands[0]?.command;
  if (script.commands.length !== 1 || command?.type !== 'Command' || command.name !== undefined) return undefined;
  const [redirection] = command.redirects;
  return command.redirects.length === 1 && redirection?.type === 'Redirect' && redirection.operator === '<'
    ? command
    : undefined;
}

function* copyInput(child: Shell, script: Script): Blocking<number> {
  const command = script.commands[0]?.command;
  if (command?.type !== 'Command') return 1;
  return yield* withRedirections(child, command.redirects, function* () {
    yield* child.sys.print(yield* child.sys.readAll(0));
    return 0;
  });
}
