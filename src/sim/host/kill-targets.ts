// Whom kill(2) means by its number: a process, a group, everybody.
// Source: kill(2); kernel/signal.c (kill_something_info).
// Not modelled: permission (everybody is root).
import type { PidNamespace } from './pid-namespace.ts';
import type { Process } from './process.ts';

/** The processes that `pid` stands for when `caller`, in `pids`, says it. */
export function killTargets(pids: PidNamespace, pid: number, caller: Process): Process[] {
  const all = pids.members().map(([, process]) => process);
  if (pid > 0) return all.filter((process) => process.numberIn(pids) === pid);
  if (pid === -1) return all.filter((process) => process !== caller && process !== pids.init);
  const group = pid === 0 ? caller.group.id : -pid;
  return all.filter((process) => process.group.id === group && process.sharesEnclosure(caller));
}
