// A process: one running program with its descriptors, its signals, its children, its working directory.
// Source: clone(2), execve(2), exit(2), wait(2), signal(7).
// Not modelled: memory, threads, priorities, resource limits other than the number of processes.
import { invariant } from '../base/bug.ts';
import { type Errno, fail, ok, type Result } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { RandomStream } from '../base/random.ts';
import type { SimTime } from '../des/scheduler.ts';
import { type Blocking, type Outcome, Task, WaitQueue } from '../des/task.ts';
import type { NetNamespace } from '../linux/namespace.ts';
import type { Netlink } from '../linux/netlink.ts';
import type { SocketFactory } from '../linux/socket.ts';
import type { Decision } from '../trace/decision.ts';
import type { TypedLine } from './audit.ts';
import type { Birth } from './birth.ts';
import type { Capability } from './capabilities.ts';
import { CpuMeter } from './cpu-meter.ts';
import { watched } from './deeds.ts';
import type { Descriptors } from './descriptors.ts';
import { HostEnclosure } from './enclosure.ts';
import { findExecutable, resolvePath, searchPath } from './executable.ts';
import { exhaustion } from './exhaustion.ts';
import type { HttpRequest, HttpResponse, HttpStream } from './http.ts';
import { killTargets } from './kill-targets.ts';
import type { Machine } from './machine.ts';
import type { MemoryFileSystem } from './memory-fs.ts';
import type { NamespaceNumbers } from './namespace-numbers.ts';
import { type OpenMode, openNode } from './open-node.ts';
import type { PidNamespace } from './pid-namespace.ts';
import { createPipe } from './pipe.ts';
import type { Member, ProcessGroup } from './process-group.ts';
import { listProcesses } from './process-list.ts';
import { netnsAt, ProcessNetwork } from './process-network.ts';
import type { Dispositions } from './signals.ts';
import { SocketNumbers } from './socket-numbers.ts';
import type { ExitStatus, OpenFile, ProcessInfo, Program, Signal, SpawnOptions, Sys } from './sys.ts';
import type { TaskLimit } from './task-limit.ts';
import type { Tty } from './tty.ts';
import { exchange } from './unix-socket.ts';

/** What one read(2) or write(2) costs, in microseconds: it also keeps a loop of them from standing still in time. */
export const IO_COST = 5;

export class Process implements Sys, Member {
  readonly pid: number;
  /** The number in the host's pid namespace. */
  readonly hostPid: number;
  readonly env: Map<string, string>;
  readonly startedAt: SimTime;
  readonly terminal: Tty | undefined;
  readonly group: ProcessGroup;
  /** Woken when it has ended. */
  readonly ended = new WaitQueue();
  argv: readonly string[];
  cwd: string;
  parent: Process | undefined;
  status: ExitStatus | undefined;

  readonly #machine: Machine;
  #enclosure: HostEnclosure;
  readonly #descriptors: Descriptors;
  readonly #dispositions: Dispositions;
  readonly #children = new Map<number, Process>();
  readonly #interrupted = new WaitQueue();
  readonly #connections = new Set<HttpStream>();
  readonly #task: Task<number>;
  readonly #makeGroup: (id: number) => ProcessGroup;
  readonly #capabilities: ReadonlySet<Capability>;
  #network: ProcessNetwork | undefined;
  readonly #choices = new Map<Ip4, Decision>();
  readonly #socketNumbers: SocketNumbers;
  readonly #tasks: TaskLimit | undefined;
  #fatal: Signal | undefined;
  /** Signals that wait for their handlers until the process thaws; undefined while it runs. */
  #held: Signal[] | undefined;
  readonly cpu = new CpuMeter();
  /** The typed line that it runs for: its parent's, unless people type lines into it. */
  line: TypedLine | undefined;

  constructor(birth: Birth) {
    this.#machine = birth.machine;
    this.#enclosure = birth.enclosure;
    this.#descriptors = birth.descriptors;
    this.#dispositions = birth.dispositions;
    this.#makeGroup = birth.makeGroup;
    this.#capabilities = birth.capabilities;
    this.#tasks = birth.tasks;
    if (birth.tasks !== undefined) birth.tasks.current++;
    this.parent = birth.parent;
    this.line = birth.parent?.line;
    this.argv = birth.argv;
    this.env = new Map(birth.env);
    this.cwd = birth.cwd;
    this.terminal = birth.terminal;
    this.startedAt = birth.machine.scheduler.now;
    const pids = birth.enclosure.pids;
    this.pid = pids.add(this);
    this.hostPid = pids.parent?.add(this) ?? this.pid;
    this.#socketNumbers = new SocketNumbers(this.hostPid);
    this.group = birth.group ?? birth.makeGroup(this.pid);
    this.group.members.add(this);
    if (birth.parent !== undefined) birth.parent.#children.set(this.pid, this);
    this.#task = new Task(
      birth.machine.scheduler,
      this.#live(birth.body(this)),
      (outcome) => this.#end(outcome),
      () => this.#stop('looped without time passing'),
    );
  }

  get hostname(): string {
    return this.#enclosure.hostname;
  }

  get fs(): MemoryFileSystem {
    return this.#enclosure.fs;
  }

  get net(): Netlink {
    return this.#ownNetwork().net;
  }

  get sockets(): SocketFactory {
    return this.#ownNetwork().sockets;
  }

  #ownNetwork(): ProcessNetwork {
    if (this.#network !== undefined) return this.#network;
    const owner = (): string => this.argv[0]?.split('/').pop() ?? '';
    const process = { numbers: this.#socketNumbers, pidOf: (pid: number) => this.#enclosure.pids.numberOf(pid) };
    this.#network = new ProcessNetwork(this.#enclosure.netns, this.#capabilities, owner, this.#choices, process);
    return this.#network;
  }

  chose(address: Ip4, because: Decision): void {
    this.#choices.set(address, because);
  }

  capable(capability: Capability): boolean {
    return this.#capabilities.has(capability);
  }

  get ppid(): number {
    return this.parent?.pid ?? (this.#enclosure.pids.parent === undefined ? 1 : 0);
  }

  /** The number by which `pids` knows this process, undefined if it does not. */
  numberIn(pids: PidNamespace): number | undefined {
    if (pids === this.#enclosure.pids) return this.pid;
    return pids === this.#enclosure.pids.parent ? this.hostPid : undefined;
  }

  get namespaces(): NamespaceNumbers {
    return this.#enclosure.numbers;
  }

  sharesEnclosure(other: Process): boolean {
    return this.#enclosure === other.#enclosure;
  }

  now(): SimTime {
    return this.#machine.scheduler.now;
  }

  wallClock(): number {
    return this.#machine.wallClock();
  }

  random(purpose: string): RandomStream {
    return this.#machine.random(`process ${this.hostPid} ${purpose}`);
  }

  file(fd: number): OpenFile | undefined {
    return this.#descriptors.get(fd);
  }

  setFile(fd: number, file: OpenFile | undefined): void {
    this.#descriptors.set(fd, file);
  }

  pipe(): { readonly reader: OpenFile; readonly writer: OpenFile } {
    return createPipe();
  }

  open(path: string, mode: OpenMode): Result<OpenFile> {
    if (path === '') return fail('ENOENT');
    const found = this.fs.openNode(this.resolve(path), mode !== 'read');
    if (!found.ok) return found;
    const opened = openNode(found.value, mode, () => this.wallClock(), this.terminal);
    if (this.line !== undefined && mode !== 'read' && opened.ok && opened.value.kind === 'file') this.line.wrote = true;
    return opened;
  }

  resolve(path: string): string {
    return resolvePath(path, this.cwd);
  }

  *read(fd: number): Blocking<string | undefined> {
    const file = this.file(fd);
    if (file === undefined) return undefined;
    if (!file.ready()) this.cpu.rest();
    yield* this.compute(IO_COST);
    return yield* file.read();
  }

  *readAll(fd: number): Blocking<string> {
    const pieces: string[] = [];
    for (;;) {
      const piece = yield* this.read(fd);
      if (piece === undefined) return pieces.join('');
      pieces.push(piece);
    }
  }

  *write(fd: number, text: string): Blocking<void> {
    const file = this.file(fd);
    if (file === undefined || text === '') return;
    yield* this.compute(IO_COST);
    const errno = yield* file.write(text);
    if (errno !== 'EPIPE') return;
    this.receive('SIGPIPE', 'inside');
    // A process that the signal kills must not run on to its next wait.
    if (this.#fatal !== undefined) yield { on: [] };
  }

  *print(text: string): Blocking<void> {
    yield* this.write(1, text);
  }

  *error(text: string): Blocking<void> {
    yield* this.write(2, text);
  }

  *sleep(microseconds: SimTime): Blocking<void> {
    yield* this.wait([], this.now() + Math.max(0, Math.round(microseconds)));
  }

  auditLine(text: string): TypedLine {
    this.line = this.#machine.audit.recordLine(text, this.now());
    return this.line;
  }

  *compute(microseconds: SimTime): Blocking<void> {
    if (this.cpu.spend(microseconds)) this.#stop('computed for a minute without waiting for anything');
    yield { on: [], until: this.now() + Math.max(0, Math.round(microseconds)) };
  }

  *wait(on: readonly WaitQueue[], until?: SimTime): Blocking<void> {
    this.cpu.rest();
    const queues = [...on, this.#interrupted];
    yield until === undefined || until === Number.POSITIVE_INFINITY ? { on: queues } : { on: queues, until };
  }

  which(name: string): string | undefined {
    return searchPath(this.#enclosure, name, this.env.get('PATH'), this.cwd);
  }

  spawn(options: SpawnOptions): Result<number> {
    const env = options.env ?? this.env;
    const cwd = options.cwd ?? this.cwd;
    if (this.#tasks?.isReached || this.#enclosure.pids.isFull) return fail('EAGAIN');
    let argv = options.argv;
    let body: (sys: Process) => Blocking<number>;
    if (options.body !== undefined) {
      body = options.body;
    } else {
      const found = findExecutable(this.#enclosure, argv, env.get('PATH'), cwd);
      if (!found.ok) return found;
      const { program } = found.value;
      argv = found.value.argv;
      this.#machine.audit.record(argv);
      body = (sys) => program.main(sys, sys.argv);
    }
    const child = new Process({
      machine: this.#machine,
      enclosure: this.#enclosure,
      parent: this,
      argv,
      env,
      cwd,
      descriptors: this.#descriptors.inherited(options.fds),
      dispositions: this.#dispositions.inherited(),
      terminal: this.terminal,
      tasks: this.#tasks,
      group: this.#groupFor(options.group),
      makeGroup: this.#makeGroup,
      capabilities: this.#capabilities,
      body,
    });
    return ok(child.pid);
  }

  exec(argv: readonly string[], env: ReadonlyMap<string, string> = this.env): Result<Blocking<number>> {
    const found = findExecutable(this.#enclosure, argv, env.get('PATH'), this.cwd);
    if (!found.ok) return found;
    const { program } = found.value;
    this.argv = found.value.argv;
    this.#machine.audit.record(this.argv);
    if (env !== this.env) {
      this.env.clear();
      for (const [name, value] of env) this.env.set(name, value);
    }
    this.#dispositions.dropHandlers();
    return ok(program.main(this, this.argv));
  }

  *waitFor(pid: number): Blocking<Result<ExitStatus>> {
    const child = this.#children.get(pid);
    if (child === undefined) return fail('ECHILD');
    this.cpu.rest();
    while (child.status === undefined) yield { on: [child.ended] };
    this.#children.delete(pid);
    child.parent = undefined;
    child.#forget();
    return ok(child.status);
  }

  poll(pid: number): ExitStatus | undefined {
    return this.#children.get(pid)?.status;
  }

  kill(pid: number, signal: Signal): Errno | undefined {
    const pids = this.#enclosure.pids;
    const targets = killTargets(pids, pid, this);
    if (targets.length === 0) return 'ESRCH';
    if (this.line !== undefined) this.line.acted = true;
    for (const target of targets) target.receive(signal, target.#enclosure.pids === pids ? 'inside' : 'outside');
    return undefined;
  }

  onSignal(signal: Signal, handler: (() => void) | 'default' | 'ignore'): void {
    this.#dispositions.set(signal, handler);
  }

  enterNetns(of: { readonly pid: number } | { readonly path: string }): Errno | undefined {
    const netns = 'pid' in of ? this.#netnsOf(of.pid) : netnsAt(this.fs, this.resolve(of.path));
    if (typeof netns === 'string') return netns;
    if (!this.capable('SYS_ADMIN')) return 'EPERM';
    const joined = this.#machine.joinNetns(this.#enclosure, netns);
    invariant(joined instanceof HostEnclosure, 'a machine joins its own enclosures');
    this.#enclosure = joined;
    this.#network = undefined;
    return undefined;
  }

  netnsAt(path: string): Result<number> {
    const netns = netnsAt(this.fs, this.resolve(path));
    return typeof netns === 'string' ? fail(netns) : ok(netns.inode);
  }

  #netnsOf(pid: number): NetNamespace | Errno {
    const process = this.#enclosure.pids.find(pid);
    return process === undefined ? 'ENOENT' : process.#enclosure.netns;
  }

  setForeground(group: number): void {
    if (this.terminal === undefined) return;
    const leader = this.#enclosure.pids.members().find(([, process]) => process.group.id === group)?.[1];
    this.terminal.foreground = leader?.group ?? this.group;
  }

  *http(socketPath: string, request: HttpRequest): Blocking<Result<HttpResponse>> {
    const found = this.fs.openNode(this.resolve(socketPath), false);
    if (!found.ok) return fail('ENOENT');
    if (found.value.kind !== 'socket') return fail('ECONNREFUSED');
    this.cpu.rest();
    this.#noteRequest(request);
    const response = yield* exchange(this.#machine, found.value.service, request);
    if (response.stream !== undefined) this.#connections.add(response.stream);
    return ok(response);
  }

  #noteRequest({ method }: HttpRequest): void {
    if (this.line === undefined || method === 'GET' || method === 'HEAD') return;
    this.line.acted = true;
    // Archives are put into file systems.
    if (method === 'PUT') this.line.wrote = true;
  }

  programs(): ReadonlyMap<string, Program> {
    return this.#enclosure.programs;
  }

  processes(): readonly ProcessInfo[] {
    return listProcesses(this.#enclosure.pids);
  }

  /** A signal arrives. `outside`: from a process of an outer pid namespace. */
  receive(signal: Signal, origin: 'inside' | 'outside'): void {
    if (this.status !== undefined) return;
    const isInit = this.#enclosure.pids.init === this;
    const verdict = this.#dispositions.judge(signal, isInit, origin);
    if (verdict.kind === 'handle' && this.#held !== undefined) {
      this.#held.push(signal);
    } else if (verdict.kind === 'handle') {
      verdict.handler();
      this.#interrupted.wake();
    } else if (verdict.kind === 'terminate') {
      this.#fatal ??= signal;
      this.#task.kill();
    }
  }

  /** The cgroup freezer: nothing of it runs, but what kills it still does. */
  freeze(): void {
    this.#held ??= [];
    this.#task.freeze();
  }

  thaw(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#task.thaw();
    for (const signal of held) this.receive(signal, 'inside');
  }

  /** Its terminal's window is closed: all that was started from there hears of it, orphans too, there being no sessions. */
  hangUp(): void {
    for (const [, process] of this.#enclosure.pids.members())
      if (process.terminal === this.terminal) process.receive('SIGHUP', 'outside');
  }

  *#live(body: Blocking<number>): Blocking<number> {
    yield { on: [], until: this.#enclosure.pids.runsFrom(this.startedAt) };
    try {
      return yield* this.terminal === undefined && this.line === undefined ? body : watched(body, this.#machine, this);
    } catch (error) {
      const signal = exhaustion(error);
      if (signal === undefined) throw error;
      this.#fatal ??= signal;
    }
    this.#task.kill();
    for (;;) yield { on: [] };
  }

  #groupFor(group: number | undefined): ProcessGroup | undefined {
    if (group === undefined) return this.group;
    if (group === 0) return undefined;
    return this.#enclosure.pids.members().find(([, process]) => process.group.id === group)?.[1].group;
  }

  /** Says why on standard error, as far as that takes text without waiting, and ends the process. */
  #stop(why: string): void {
    this.file(2)
      ?.write(`hoplab: stopped: ${this.argv[0] ?? ''} ${why}\n`)
      .next();
    this.#fatal ??= 'SIGKILL';
    this.#task.kill();
  }

  #end(outcome: Outcome<number>): void {
    const signal = outcome.kind === 'killed' ? (this.#fatal ?? 'SIGKILL') : undefined;
    this.status =
      signal !== undefined
        ? { kind: 'signaled', signal }
        : { kind: 'exited', status: outcome.kind === 'returned' ? outcome.value & 255 : 0 };
    for (const connection of this.#connections) connection.close();
    this.#descriptors.closeAll();
    this.group.members.delete(this);
    if (this.#tasks !== undefined) this.#tasks.current--;
    if (this.#enclosure.pids.init === this) this.#endNamespace();
    this.#abandonChildren();
    if (this.parent === undefined || this.parent.status !== undefined) this.#forget();
    this.ended.wake();
    this.parent?.receive('SIGCHLD', 'inside');
  }

  /** Children go to the namespace's first process, which reaps without being asked. */
  #abandonChildren(): void {
    for (const child of this.#children.values()) {
      child.parent = undefined;
      if (child.status !== undefined) child.#forget();
    }
    this.#children.clear();
  }

  #endNamespace(): void {
    for (const [, process] of this.#enclosure.pids.members())
      if (process !== this) process.receive('SIGKILL', 'outside');
  }

  #forget(): void {
    this.#enclosure.pids.remove(this.pid);
    this.#enclosure.pids.parent?.remove(this.hostPid);
  }
}
