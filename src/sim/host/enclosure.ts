// The namespaces that a process lives in: a host's own, or a container's.
// Source: namespaces(7).
// Not modelled: sharing a mount namespace between containers.
import type { NetNamespace } from '../linux/namespace.ts';
import { type Capability, fullCapabilities } from './capabilities.ts';
import type { Confinement, Enclosure } from './machine.ts';
import type { MemoryFileSystem } from './memory-fs.ts';
import type { NamespaceNumbers } from './namespace-numbers.ts';
import type { PidNamespace } from './pid-namespace.ts';
import { listProcesses } from './process-list.ts';
import type { ProcessInfo, Program } from './sys.ts';

/** What a host withholds from root: nothing. */
export const unconfined: Confinement = { capabilities: fullCapabilities, readOnlySys: false };

export class HostEnclosure implements Enclosure {
  hostname: string;
  readonly fs: MemoryFileSystem;
  readonly netns: NetNamespace;
  readonly programs: ReadonlyMap<string, Program>;
  readonly pids: PidNamespace;
  readonly confinement: Confinement;
  readonly numbers: NamespaceNumbers;
  constructor(
    hostname: string,
    fs: MemoryFileSystem,
    netns: NetNamespace,
    programs: ReadonlyMap<string, Program>,
    pids: PidNamespace,
    confinement: Confinement,
    numbers: NamespaceNumbers,
  ) {
    this.hostname = hostname;
    this.fs = fs;
    this.netns = netns;
    this.programs = programs;
    this.pids = pids;
    this.confinement = confinement;
    this.numbers = numbers;
  }

  get capabilities(): ReadonlySet<Capability> {
    return this.confinement.capabilities;
  }

  hostProcesses(): readonly ProcessInfo[] {
    const own = new Set(this.pids.members().map(([, process]) => process.hostPid));
    return listProcesses(this.pids.parent ?? this.pids).filter(({ pid }) => own.has(pid));
  }

  setFrozen(frozen: boolean): void {
    for (const [, process] of this.pids.members()) {
      if (frozen) process.freeze();
      else process.thaw();
    }
  }

  limitTasks(max: number | undefined): void {
    this.pids.limitTasks(max);
  }

  processes(): readonly ProcessInfo[] {
    return listProcesses(this.pids);
  }
}
