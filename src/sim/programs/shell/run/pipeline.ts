// Pipelines: processes side by side, each one's output the next one's input.
// Source: POSIX.1-2017 XCU 2.9.2, bash(1) Pipelines.
// Not modelled: lastpipe, TIMEFORMAT, CPU time apart from the elapsed time.
import type { CommandNode, Pipeline } from 'unbash';
import type { Blocking, OpenFile } from '../../../host/sys.ts';
import type { Shell } from '../shell.ts';
import { fork, waitForeground } from './processes.ts';
import { runForked } from './subshell.ts';

export function* runPipeline(shell: Shell, node: Pipeline): Blocking<number> {
  const started = shell.sys.now();
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  const run = node.commands.length === 1 ? runOne(shell, node) : runMany(shell, node);
  const status = yield* negated ? shell.asCondition(run) : run;
  const timed = node.prefixes.find((prefix) => prefix.type === 'Time');
  if (timed !== undefined) yield* shell.sys.error(timesText(shell.sys.now() - started, timed.posix !== undefined));
  if (!negated) return status;
  return status === 0 ? 1 : 0;
}

function* runOne(shell: Shell, node: Pipeline): Blocking<number> {
  const [command] = node.commands;
  return command === undefined ? 0 : yield* shell.interpreter.runNode(shell, command);
}

function* runMany(shell: Shell, node: Pipeline): Blocking<number> {
  const pids: number[] = [];
  let input: OpenFile | undefined;
  try {
    for (const [i, command] of node.commands.entries()) {
      const pipe = i < node.commands.length - 1 ? shell.sys.pipe() : undefined;
      const fds = new Map<number, OpenFile>();
      if (input !== undefined) fds.set(0, input);
      if (pipe !== undefined) fds.set(1, pipe.writer);
      if (pipe !== undefined && node.operators[i] === '|&') fds.set(2, pipe.writer);
      pids.push(yield* forkStage(shell, command, fds, pids[0]));
      pipe?.writer.release();
      input?.release();
      input = pipe?.reader;
    }
  } finally {
    input?.release();
  }
  const statuses = yield* waitForeground(shell, pids, shell.source?.text.slice(node.pos, node.end) ?? '');
  shell.pipeStatus = statuses;
  const last = statuses[statuses.length - 1] ?? 0;
  if (!shell.options.has('pipefail')) return last;
  return statuses.findLast((status) => status !== 0) ?? 0;
}

function* forkStage(
  shell: Shell,
  command: CommandNode,
  fds: Map<number, OpenFile>,
  leader: number | undefined,
): Blocking<number> {
  const group = shell.interactive ? { group: leader ?? 0 } : {};
  return yield* fork(shell, (child) => runForked(child, command), { fds, ...group });
}

/** What the `time` keyword prints: bash's default format, or POSIX's. */
function timesText(microseconds: number, posix: boolean): string {
  const seconds = microseconds / 1_000_000;
  if (posix) return `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`;
  const minutes = Math.floor(seconds / 60);
  return `\nreal\t${minutes}m${(seconds - minutes * 60).toFixed(3)}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
}
