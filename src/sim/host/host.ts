// One host: its kernel's namespaces, files, processes and daemons.
// Source: the seam machine.ts, which this implements.
// Not modelled: booting, other users.
import { invariant } from '../base/bug.ts';
import { ok, type Result } from '../base/errno.ts';
import type { RandomSource, RandomStream } from '../base/random.ts';
import { strftime } from '../base/time.ts';
import type { Scheduler } from '../des/scheduler.ts';
import { type Blocking, Task } from '../des/task.ts';
import type { NamespaceKeeper, NetNamespace } from '../linux/namespace.ts';
import { Audit } from './audit.ts';
import { baseTree, hostTree, programTree } from './base-tree.ts';
import { Descriptors } from './descriptors.ts';
import { HostEnclosure, unconfined } from './enclosure.ts';
import { findExecutable } from './executable.ts';
import { LayeredDirectory } from './file-tree.ts';
import type { FileSystem } from './fs.ts';
import type { HttpService } from './http.ts';
import { createStreams, LaunchedProcess } from './launched.ts';
import type { Confinement, Enclosure, Launched, LaunchOptions, Machine } from './machine.ts';
import { MemoryFileSystem } from './memory-fs.ts';
import { containerNumbers, initialNumbers } from './namespace-numbers.ts';
import { enclosureIn, NetnsFile } from './netns-file.ts';
import { PidNamespace } from './pid-namespace.ts';
import { Process } from './process.ts';
import { ProcessGroup } from './process-group.ts';
import { procDirectory } from './procfs.ts';
import { MANAGER_SOCKET, ServiceManager } from './service-manager.ts';
import { Dispositions } from './signals.ts';
import type { OpenFile, Program, Sys } from './sys.ts';
import { sysDirectory } from './sysfs.ts';

/** Where a booted host's numbers begin: RESERVED_PIDS of kernel/pid.c. */
const FIRST_PID = 300;

export interface HostOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly random: RandomSource;
  readonly kernel: NamespaceKeeper;
  /** CLOCK_REALTIME at virtual time 0, in milliseconds since 1970. */
  readonly startsAt: number;
  /** The host's programs by absolute path. */
  readonly programs: ReadonlyMap<string, Program>;
}

export class Host implements Machine {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly kernel: NamespaceKeeper;
  readonly enclosure: HostEnclosure;
  /** What was executed here, in containers too. */
  readonly audit = new Audit();
  readonly services = new ServiceManager(() => this.wallClock());
  readonly #random: RandomSource;
  readonly #startsAt: number;
  readonly #base: LayeredDirectory;
  readonly #programTrees = new WeakMap<ReadonlyMap<string, Program>, LayeredDirectory>();

  constructor(options: HostOptions) {
    this.name = options.name;
    this.scheduler = options.scheduler;
    this.kernel = options.kernel;
    this.#random = options.random;
    this.#startsAt = options.startsAt;
    this.#base = baseTree(options.startsAt);
    const fs = this.createFileSystem(options.kernel.rootNs);
    fs.addLower(hostTree(options.name, options.startsAt));
    fs.addLower(this.#treeOf(options.programs));
    const pids = new PidNamespace(undefined);
    this.enclosure = new HostEnclosure(
      options.name,
      fs,
      options.kernel.rootNs,
      options.programs,
      pids,
      unconfined,
      initialNumbers(options.kernel),
    );
    fs.mountDynamic('/dev/kmsg', { read: () => options.kernel.log.text() });
    this.#startInit();
    pids.skipTo(FIRST_PID);
    this.listen(MANAGER_SOCKET, this.services);
  }

  random(purpose: string): RandomStream {
    return this.#random.stream(`${this.name} ${purpose}`);
  }

  wallClock(): number {
    return this.#startsAt + this.scheduler.now / 1000;
  }

  createEnclosure(
    hostname: string,
    fs: FileSystem,
    netns: NetNamespace,
    programs: ReadonlyMap<string, Program>,
    confinement: Confinement = unconfined,
    pidsOf?: Enclosure,
  ): HostEnclosure {
    invariant(fs instanceof MemoryFileSystem, 'an enclosure has a file system that this machine made');
    fs.addLower(this.#treeOf(programs));
    invariant(pidsOf === undefined || pidsOf instanceof HostEnclosure, 'an enclosure is one of its machine');
    const pids = pidsOf?.pids ?? new PidNamespace(this.enclosure.pids);
    const numbers = containerNumbers(this.kernel, this.enclosure.numbers, {
      ...Object.fromEntries((confinement.hostNamespaces ?? []).map((kind) => [kind, this.enclosure.numbers[kind]])),
      ...(pidsOf instanceof HostEnclosure && { pid: pidsOf.numbers.pid }),
      net: netns.inode,
    });
    const enclosure = new HostEnclosure(hostname, fs, netns, programs, pids, confinement, numbers);
    fs.mount(
      '/proc',
      this.#procOf(netns, () => enclosure.hostname, confinement),
    );
    return enclosure;
  }

  bindNetns(path: string, netns: NetNamespace): void {
    this.enclosure.fs.mountDynamic(path, new NetnsFile(netns));
  }

  joinNetns(enclosure: Enclosure, netns: NetNamespace): HostEnclosure {
    invariant(enclosure instanceof HostEnclosure, 'an enclosure is one of its machine');
    return enclosureIn(
      netns,
      enclosure,
      this.#procOf(netns, () => enclosure.hostname, enclosure.confinement),
    );
  }

  createFileSystem(netns: NetNamespace): MemoryFileSystem {
    const root = new LayeredDirectory(this.#startsAt, [this.#base]);
    root.set(
      'proc',
      this.#procOf(netns, () => this.name, unconfined),
    );
    root.set('sys', sysDirectory(netns));
    return new MemoryFileSystem(root, () => this.wallClock());
  }

  launch(options: LaunchOptions): Result<Launched> {
    const { enclosure } = options;
    invariant(enclosure instanceof HostEnclosure, 'a process is launched in an enclosure of its machine');
    const found = findExecutable(enclosure, options.argv, options.env.get('PATH'), options.cwd);
    if (!found.ok) return found;
    const { program, argv } = found.value;
    const streams = createStreams(options.stdio);
    const descriptors = new Descriptors();
    streams.files.forEach((file: OpenFile, fd) => {
      descriptors.set(fd, file);
      file.release();
    });
    const process = new Process({
      machine: this,
      enclosure,
      parent: undefined,
      argv,
      env: options.env,
      cwd: options.cwd,
      descriptors,
      dispositions: new Dispositions(),
      terminal: streams.terminal,
      tasks: enclosure.pids.tasksOfLaunch(),
      group: undefined,
      makeGroup: (id) => new ProcessGroup(id),
      capabilities: options.capabilities ?? enclosure.capabilities,
      body: (sys) => program.main(sys, sys.argv),
    });
    if (streams.terminal !== undefined) streams.terminal.foreground = process.group;
    return ok(new LaunchedProcess(this, process, streams));
  }

  startHelper(argv: readonly string[], body: (sys: Sys) => Blocking<number>): Launched {
    const streams = createStreams({ kind: 'pipes', stdin: false });
    for (const file of streams.files) file.release();
    return new LaunchedProcess(this, this.#startOwn(argv, body), streams);
  }

  startTask(body: Blocking<void>): Task<void> {
    return new Task(this.scheduler, body);
  }

  /** Kills every process but the first one, containers' too. */
  killAll(): void {
    const { pids } = this.enclosure;
    for (const [, process] of pids.members()) if (process !== pids.init) process.receive('SIGKILL', 'outside');
  }

  /** Writes to every terminal. Source: systemd src/shared/utmp-wtmp.c utmp_wall. */
  wall(message: string): void {
    const when = strftime('%a %Y-%m-%d %H:%M:%S UTC', this.wallClock());
    const text = `\x07\r\nBroadcast message from root@${this.name} (${when}):\r\n\r\n${message}\r\n\r\n`;
    const terminals = new Set(this.enclosure.pids.members().map(([, process]) => process.terminal));
    for (const terminal of terminals) terminal?.show(text);
  }

  listen(socketPath: string, service: HttpService): void {
    this.enclosure.fs.mount(socketPath, { kind: 'socket', service });
  }

  #procOf(netns: NetNamespace, hostname: () => string, { readOnlySys }: Confinement) {
    return procDirectory({ netns, hostname, uptime: () => this.scheduler.now, readOnlySys });
  }

  #treeOf(programs: ReadonlyMap<string, Program>): LayeredDirectory {
    let tree = this.#programTrees.get(programs);
    if (tree === undefined) {
      tree = programTree(programs, this.#startsAt);
      this.#programTrees.set(programs, tree);
    }
    return tree;
  }

  /** The host's first process: it adopts orphans and does nothing else here. */
  #startInit(): void {
    this.#startOwn(['/sbin/init'], function* forever(): Blocking<number> {
      for (;;) yield { on: [] };
    });
  }

  /** A process of the host's that no program file stands behind. */
  #startOwn(argv: readonly string[], body: (sys: Sys) => Blocking<number>): Process {
    return new Process({
      machine: this,
      enclosure: this.enclosure,
      parent: undefined,
      argv,
      env: new Map(),
      cwd: '/',
      descriptors: new Descriptors(),
      dispositions: new Dispositions(),
      terminal: undefined,
      tasks: undefined,
      group: undefined,
      makeGroup: (id) => new ProcessGroup(id),
      capabilities: this.enclosure.capabilities,
      body,
    });
  }
}

/** The environment that login(1) gives root on a Debian host. */
export function loginEnvironment(): Map<string, string> {
  return new Map([
    ['SHELL', '/bin/bash'],
    ['PWD', '/root'],
    ['LOGNAME', 'root'],
    ['HOME', '/root'],
    ['LANG', 'C.UTF-8'],
    ['TERM', 'xterm-256color'],
    ['USER', 'root'],
    ['SHLVL', '0'],
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  ]);
}

/** Opens a terminal on a host: a login shell of its own. */
export function openTerminal(machine: Machine, columns: number, rows: number): Result<Launched> {
  return machine.launch({
    enclosure: machine.enclosure,
    argv: ['bash', '--login'],
    env: loginEnvironment(),
    cwd: '/root',
    stdio: { kind: 'tty', columns, rows },
  });
}
