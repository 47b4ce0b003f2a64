// What a typed line does to its machine: what changes in the very steps of its processes is their doing, whatever else goes on.
// Source: ours, after auditctl(8) -w and -a, whose rules name the processes that changed a file or made a system call.
// Not modelled: what daemons do at its request, but that it was asked of them.
import type { Blocking } from '../des/task.ts';
import type { TypedLine } from './audit.ts';
import type { Machine } from './machine.ts';
import type { MemoryFileSystem } from './memory-fs.ts';

/** What a process has to do with: its line may be another one after each step of a shell. */
export interface Doer {
  readonly line: TypedLine | undefined;
  readonly fs: MemoryFileSystem;
}

/** Runs a process's body, and notes on its line what its steps change. */
export function* watched(body: Blocking<number>, machine: Machine, doer: Doer): Blocking<number> {
  const { kernel } = machine;
  try {
    for (;;) {
      const { fs } = doer;
      const { writes } = fs;
      const { revision } = kernel;
      const step = body.next();
      const { line } = doer;
      if (line !== undefined && fs.writes !== writes) line.wrote = true;
      if (line !== undefined && kernel.revision !== revision) line.acted = true;
      if (step.done) return step.value;
      yield step.value;
    }
  } finally {
    body.return(0);
  }
}
