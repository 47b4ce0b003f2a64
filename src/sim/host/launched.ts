// A process started from outside its enclosure, with its standard streams: how terminals, containers and execs are run.
// Source: pty(7), containerd's shim with its FIFOs.
// Not modelled: re-attaching after the reader has gone.
import type { Blocking, WaitQueue } from '../des/task.ts';
import type { StreamChunk } from './http.ts';
import type { Launched, Machine, Stdio } from './machine.ts';
import { TextFile } from './open-file.ts';
import { ChannelFile, OutputQueue } from './output-queue.ts';
import { createPipe } from './pipe.ts';
import type { Process } from './process.ts';
import type { ExitStatus, OpenFile, Signal } from './sys.ts';
import { Tty, TtyFile } from './tty.ts';

/** Both ends of a launched process's standard streams. */
export interface Streams {
  /** What the process gets as descriptors 0, 1 and 2; whoever passes them on releases them. */
  readonly files: readonly [OpenFile, OpenFile, OpenFile];
  readonly terminal: Tty | undefined;
  readonly output: OutputQueue;
  /** The writing end of standard input's pipe. */
  readonly input: OpenFile | undefined;
}

export function createStreams(stdio: Stdio): Streams {
  const output = new OutputQueue();
  if (stdio.kind === 'tty') {
    const terminal = new Tty(output, stdio.columns, stdio.rows);
    const file = new TtyFile(terminal);
    return { files: [file, file, file], terminal, output, input: undefined };
  }
  let open = 2;
  const onClose = (): void => {
    if (--open === 0) output.finish();
  };
  const pipe = stdio.stdin ? createPipe() : undefined;
  return {
    files: [
      pipe?.reader ?? new TextFile('null', ''),
      new ChannelFile(output, 'stdout', onClose),
      new ChannelFile(output, 'stderr', onClose),
    ],
    terminal: undefined,
    output,
    input: pipe?.writer,
  };
}

export class LaunchedProcess implements Launched {
  readonly #machine: Machine;
  readonly #process: Process;
  readonly #streams: Streams;
  #inputOpen = true;
  constructor(machine: Machine, process: Process, streams: Streams) {
    this.#machine = machine;
    this.#process = process;
    this.#streams = streams;
    if (streams.terminal !== undefined) machine.startTask(hangUp(process, streams.terminal, streams.output));
  }

  get pid(): number {
    return this.#process.hostPid;
  }

  get ended(): WaitQueue {
    return this.#process.ended;
  }

  get readable(): WaitQueue {
    return this.#streams.output.readable;
  }

  status(): ExitStatus | undefined {
    return this.#process.status;
  }

  ready(): boolean {
    return this.#streams.output.ready();
  }

  *read(): Blocking<StreamChunk | undefined> {
    return yield* this.#streams.output.read();
  }

  *write(text: string): Blocking<void> {
    if (this.#streams.terminal !== undefined) this.#streams.terminal.type(text);
    else if (this.#inputOpen && this.#streams.input !== undefined) yield* this.#streams.input.write(text);
  }

  type(text: string): void {
    if (this.#streams.terminal !== undefined) this.#streams.terminal.type(text);
    else this.#machine.startTask(this.write(text));
  }

  closeInput(): void {
    if (!this.#inputOpen) return;
    this.#inputOpen = false;
    if (this.#streams.terminal !== undefined) this.#streams.terminal.type('\x04');
    else this.#streams.input?.release();
  }

  kill(signal: Signal): void {
    if (signal === 'SIGHUP' && this.#streams.terminal !== undefined) this.#process.hangUp();
    else this.#process.receive(signal, 'outside');
  }

  resize(columns: number, rows: number): void {
    this.#streams.terminal?.resize(columns, rows);
  }
}

/**
 * A terminal goes with the process that it was opened for: what stands in its foreground is told so (disassociate_ctty
 * in drivers/tty/tty_jobctrl.c).
 */
function* hangUp(process: Process, terminal: Tty, output: OutputQueue): Blocking<void> {
  while (process.status === undefined) yield { on: [process.ended] };
  terminal.foreground?.signal('SIGHUP');
  output.finish();
}
