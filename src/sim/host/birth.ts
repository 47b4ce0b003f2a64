// What a process is born with: all that clone(2) and execve(2) hand on to it.
// Source: clone(2), execve(2).
// Not modelled: memory, credentials other than capabilities.
import type { Blocking } from '../des/task.ts';
import type { Capability } from './capabilities.ts';
import type { Descriptors } from './descriptors.ts';
import type { HostEnclosure } from './enclosure.ts';
import type { Machine } from './machine.ts';
import type { Process } from './process.ts';
import type { ProcessGroup } from './process-group.ts';
import type { Dispositions } from './signals.ts';
import type { TaskLimit } from './task-limit.ts';
import type { Tty } from './tty.ts';

export interface Birth {
  readonly machine: Machine;
  readonly enclosure: HostEnclosure;
  readonly parent: Process | undefined;
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly descriptors: Descriptors;
  readonly dispositions: Dispositions;
  readonly terminal: Tty | undefined;
  /** The control group that counts it; a daemon's own processes are in none. */
  readonly tasks: TaskLimit | undefined;
  /** The group it joins; undefined makes one of its own. */
  readonly group: ProcessGroup | undefined;
  readonly makeGroup: (id: number) => ProcessGroup;
  readonly capabilities: ReadonlySet<Capability>;
  /** Called at the birth, so that a fork copies its parent as it is then; run when a CPU gets to it. */
  readonly body: (sys: Process) => Blocking<number>;
}
