// A host as its daemons see it: the seam between dockerd (with its runtime) and the operating system.
// Source: clone(2), pid_namespaces(7), pty(7), systemd.socket(5). Not modelled: cgroups, users, seccomp.
import type { Result } from '../base/errno.ts';
import type { RandomStream } from '../base/random.ts';
import type { Scheduler } from '../des/scheduler.ts';
import type { Blocking, Task, WaitQueue } from '../des/task.ts';
import type { NamespaceKeeper, NetNamespace } from '../linux/namespace.ts';
import type { Audit } from './audit.ts';
import type { Capability } from './capabilities.ts';
import type { FileSystem } from './fs.ts';
import type { HttpService, StreamChunk } from './http.ts';
import type { ServiceManager } from './service-manager.ts';
import type { ExitStatus, ProcessInfo, Program, Signal, Sys } from './sys.ts';

/** The namespaces that a process lives in: a host's own, or a container's. */
export interface Enclosure {
  /** UTS. */
  hostname: string;
  /** Mount. */
  readonly fs: FileSystem;
  /** Network. Container-mode and host-mode containers share another's. */
  readonly netns: NetNamespace;
  /** What runs when the executable file at this absolute path is executed. */
  readonly programs: ReadonlyMap<string, Program>;
  /** What processes launched in it may do. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Processes of its pid namespace. */
  processes(): readonly ProcessInfo[];
  /** The same as the host numbers them. */
  hostProcesses(): readonly ProcessInfo[];
  /** The cgroup freezer: none of its processes runs while it is frozen. */
  setFrozen(frozen: boolean): void;
  /** pids.max of its cgroup; undefined for what systemd gives a scope. */
  limitTasks(max: number | undefined): void;
}

/** What an enclosure withholds from root; a host withholds nothing. */
export interface Confinement {
  readonly capabilities: ReadonlySet<Capability>;
  /** /proc/sys is mounted read-only, as in a container that is not privileged. */
  readonly readOnlySys: boolean;
  /** Namespaces of the host that it keeps instead of having its own. */
  readonly hostNamespaces?: readonly ('uts' | 'ipc' | 'cgroup')[];
}

/** Standard streams of a launched process: a terminal of its own, or three pipes (standard input only when wanted). */
export type Stdio =
  | { readonly kind: 'tty'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'pipes'; readonly stdin: boolean };

export interface LaunchOptions {
  readonly enclosure: Enclosure;
  /** argv[0] is searched along the environment's PATH. */
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly stdio: Stdio;
  /** Instead of the enclosure's. */
  readonly capabilities?: ReadonlySet<Capability>;
}

/** A process started from outside its enclosure: a container's first, an exec's, a terminal's shell. */
export interface Launched {
  /** As the host numbers it. */
  readonly pid: number;
  readonly ended: WaitQueue;
  status(): ExitStatus | undefined;
  /** Its output, in order; undefined at the end. Waits. One reader only. */
  read(): Blocking<StreamChunk | undefined>;
  readonly readable: WaitQueue;
  ready(): boolean;
  /** Towards its standard input (or its terminal's keyboard). */
  write(text: string): Blocking<void>;
  /** The same at once and without waiting: keys of a terminal window. */
  type(text: string): void;
  closeInput(): void;
  /** As from outside its pid namespace: SIGKILL always works; other signals, sent to a namespace's first process, only when handled. */
  kill(signal: Signal): void;
  resize(columns: number, rows: number): void;
}

/** One host. */
export interface Machine {
  readonly name: string;
  readonly scheduler: Scheduler;
  /** What was executed here, in containers too. */
  readonly audit: Audit;
  /** A random stream of this host's, named by what it is for. */
  random(purpose: string): RandomStream;
  /** CLOCK_REALTIME, milliseconds since 1970. */
  wallClock(): number;
  readonly kernel: NamespaceKeeper;
  /** The host's own namespaces. */
  readonly enclosure: Enclosure;
  /**
   * A new set of namespaces; the first process launched in it is its pid 1, whose end kills the rest. With `pidsOf` its
   * processes are numbered among those of another enclosure.
   */
  createEnclosure(
    hostname: string,
    fs: FileSystem,
    netns: NetNamespace,
    programs: ReadonlyMap<string, Program>,
    confinement?: Confinement,
    pidsOf?: Enclosure,
  ): Enclosure;
  /** Gives a network namespace a file on the host: a bind mount of nsfs. */
  bindNetns(path: string, netns: NetNamespace): void;
  /** The same files and processes in another network namespace. */
  joinNetns(enclosure: Enclosure, netns: NetNamespace): Enclosure;
  /** Starts a process. ENOENT: no such program; EACCES: not executable. */
  launch(options: LaunchOptions): Result<Launched>;
  /** Starts a process of a daemon's own: in the list of processes, but `body` runs it. It has no standard streams. */
  startHelper(argv: readonly string[], body: (sys: Sys) => Blocking<number>): Launched;
  /** Starts and stops daemons, and keeps the journal. */
  readonly services: ServiceManager;
  /** Runs a daemon's thread. */
  startTask(body: Blocking<void>): Task<void>;
  /** Listens on a unix socket. */
  listen(socketPath: string, service: HttpService): void;
  /** An empty in-memory file tree with /proc, /dev, /tmp and the usual directories, its /proc/sys/net bound to `netns`. */
  createFileSystem(netns: NetNamespace): FileSystem;
}
