// Network namespaces as files, and how a process gets into another one.
// Source: setns(2), namespaces(7); network_namespaces(7) for what of /proc follows the process. /sys does not: sysfs(5) is mounted for one namespace.
// Not modelled: kinds of namespaces other than network ones, /proc/PID/ns; a host name set inside stays inside.
import type { NetNamespace } from '../linux/namespace.ts';
import { HostEnclosure } from './enclosure.ts';
import { LayeredDirectory, type Node } from './file-tree.ts';
import type { DynamicFile } from './fs.ts';

/** A file that stands for a namespace, as a bind mount of /proc/PID/ns/net does. */
export class NetnsFile implements DynamicFile {
  readonly netns: NetNamespace;
  constructor(netns: NetNamespace) {
    this.netns = netns;
  }

  read(): string {
    return '';
  }
}

/** A root directory with another /proc; everything else is the same, for writing too. */
class RootWithProc extends LayeredDirectory {
  readonly #root: LayeredDirectory;
  readonly #proc: Node;
  constructor(root: LayeredDirectory, proc: Node) {
    super(root.modified);
    this.#root = root;
    this.#proc = proc;
  }

  override get(name: string): Node | undefined {
    return name === 'proc' ? this.#proc : this.#root.get(name);
  }

  override set(name: string, node: Node): void {
    this.#root.set(name, node);
  }

  override delete(name: string): void {
    this.#root.delete(name);
  }

  override names(): string[] {
    return this.#root.names();
  }

  override copyUp(...file: Parameters<LayeredDirectory['copyUp']>): ReturnType<LayeredDirectory['copyUp']> {
    return this.#root.copyUp(...file);
  }
}

/** The same files, programs and processes in another network namespace. */
export function enclosureIn(netns: NetNamespace, of: HostEnclosure, proc: Node): HostEnclosure {
  const fs = of.fs.viewed((root) => new RootWithProc(root, proc));
  return new HostEnclosure(of.hostname, fs, netns, of.programs, of.pids, of.confinement, {
    ...of.numbers,
    net: netns.inode,
  });
}
