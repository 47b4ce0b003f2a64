// The processes of a pid namespace as /proc shows them.
// Source: proc(5), pid_namespaces(7).
// Not modelled: zombies in the list, threads, memory figures.
import type { PidNamespace } from './pid-namespace.ts';
import type { ProcessInfo } from './sys.ts';

/** Living processes, numbered as `pids` numbers them, in the order of their birth. */
export function listProcesses(pids: PidNamespace): ProcessInfo[] {
  const list: ProcessInfo[] = [];
  for (const [pid, process] of pids.members()) {
    if (process.status !== undefined) continue;
    list.push({
      pid,
      ppid: process.parent?.numberIn(pids) ?? (pids.parent === undefined && pid !== 1 ? 1 : 0),
      argv: process.argv,
      startedAt: process.startedAt,
      cpuTime: process.cpu.total,
      tty: process.terminal !== undefined,
      namespaces: process.namespaces,
    });
  }
  return list;
}
