// Running commands and terminals on a simulated machine, for tests and recordings.
// Source: the way the recordings of real hosts were made: `bash -c`, no terminal, working directory /.
// Not modelled: people's typing speed.

import { SECOND, type SimTime } from '../des/scheduler.ts';
import { type Blocking, Task } from '../des/task.ts';
import { loginEnvironment } from '../host/host.ts';
import type { Launched, Machine } from '../host/machine.ts';
import { signalNumbers } from '../host/sys.ts';

/** What a command answered. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  /** As `$?` shows it. */
  readonly exit: number;
}

export interface RunOptions {
  readonly env?: ReadonlyMap<string, string>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Virtual time after which the command is killed; a quarter of an hour by default. */
  readonly limit?: SimTime;
  readonly shell?: string;
}

/** Runs `bash -c command` with pipes until it has ended and its output is complete. */
export function runCommand(machine: Machine, command: string, options: RunOptions = {}): Answer {
  const launched = machine.launch({
    enclosure: machine.enclosure,
    argv: [options.shell ?? 'bash', '-c', command],
    env: options.env ?? new Map([...loginEnvironment(), ['PWD', '/']]),
    cwd: options.cwd ?? '/',
    stdio: { kind: 'pipes', stdin: options.stdin !== undefined },
  });
  if (!launched.ok) throw new TypeError(`cannot start a shell: ${launched.errno}`);
  const process = launched.value;
  const output = { stdout: '', stderr: '' };
  const reader = new Task(machine.scheduler, collect(process, output));
  if (options.stdin !== undefined) machine.startTask(feed(process, options.stdin));
  const limit = machine.scheduler.now + (options.limit ?? 900 * SECOND);
  while (reader.outcome === undefined && machine.scheduler.now < limit) {
    const next = machine.scheduler.nextTime();
    if (next === undefined || next > limit) break;
    machine.scheduler.runUntil(next);
  }
  if (reader.outcome === undefined) process.kill('SIGKILL');
  return { ...output, exit: exitOf(process) };
}

function* collect(process: Launched, output: { stdout: string; stderr: string }): Blocking<void> {
  for (;;) {
    const chunk = yield* process.read();
    if (chunk === undefined) break;
    output[chunk.channel] += chunk.text;
  }
  while (process.status() === undefined) yield { on: [process.ended] };
}

function* feed(process: Launched, text: string): Blocking<void> {
  yield* process.write(text);
  process.closeInput();
}

function exitOf(process: Launched): number {
  const status = process.status();
  if (status === undefined) return 137;
  return status.kind === 'exited' ? status.status : 128 + signalNumbers[status.signal];
}

/** A terminal with its shell: type, let time pass, look at what came out. */
export class TerminalProbe {
  readonly #machine: Machine;
  readonly #process: Launched;
  #output = '';
  constructor(machine: Machine, columns = 80, rows = 24, argv: readonly string[] = ['bash', '--login']) {
    this.#machine = machine;
    const launched = machine.launch({
      enclosure: machine.enclosure,
      argv,
      env: loginEnvironment(),
      cwd: '/root',
      stdio: { kind: 'tty', columns, rows },
    });
    if (!launched.ok) throw new TypeError(`cannot open a terminal: ${launched.errno}`);
    this.#process = launched.value;
    machine.startTask(this.#collect());
    this.settle();
  }

  /** Whether its shell has ended. */
  get closed(): boolean {
    return this.#process.status() !== undefined;
  }

  /** Types keys and lets everything happen that happens within `forTime`. Answers what came out since the last call. */
  type(keys: string, forTime: SimTime = SECOND): string {
    this.#output = '';
    this.#process.type(keys);
    return this.settle(forTime);
  }

  /** Lets time pass; answers what has come out. */
  settle(forTime: SimTime = SECOND): string {
    this.#machine.scheduler.runUntil(this.#machine.scheduler.now + forTime);
    return this.#output;
  }

  resize(columns: number, rows: number): void {
    this.#process.resize(columns, rows);
  }

  *#collect(): Blocking<void> {
    for (;;) {
      const chunk = yield* this.#process.read();
      if (chunk === undefined) return;
      this.#output += chunk.text;
    }
  }
}
