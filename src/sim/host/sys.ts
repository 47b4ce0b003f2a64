// System calls as programs see them: one `Sys` per process. Programs import this file and kernel interfaces, nothing else of the host.
// Source: the syscalls(2) named beside each member. Text streams are JavaScript strings; a byte count is their
// UTF-8 length, and bytes that are no UTF-8 travel as base/utf8.ts says.
// Not modelled: memory, threads, users other than root, job control beyond one foreground job.
import type { Errno, Result } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { RandomStream } from '../base/random.ts';
import type { SimTime } from '../des/scheduler.ts';
import type { Blocking, WaitQueue } from '../des/task.ts';
import type { Netlink } from '../linux/netlink.ts';
import type { SocketFactory } from '../linux/socket.ts';
import type { Decision } from '../trace/decision.ts';
import type { TypedLine } from './audit.ts';
import type { Capability } from './capabilities.ts';
import type { FileSystem } from './fs.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import type { NamespaceNumbers } from './namespace-numbers.ts';

export type { Blocking } from '../des/task.ts';

export type Signal =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGSEGV'
  | 'SIGPIPE'
  | 'SIGALRM'
  | 'SIGTERM'
  | 'SIGCHLD'
  | 'SIGWINCH'
  | 'SIGUSR1'
  | 'SIGUSR2';

export const signalNumbers: Readonly<Record<Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGWINCH: 28,
};

/** An open file description: a pipe's end, a terminal, a regular file, /dev/null. Shared by the descriptors dup'ed from it. */
export interface OpenFile {
  readonly kind: 'pipe' | 'tty' | 'file' | 'null';
  /** The next piece of text, '' never; undefined at end of file. Waits. */
  read(): Blocking<string | undefined>;
  /** Puts text back in front of what is still to be read: what a reader took beyond its line. */
  unread(text: string): void;
  /** EPIPE when nobody reads any more; waits while a pipe is full. */
  write(text: string): Blocking<Errno | undefined>;
  /** Adds a reference (dup) and drops one (close); the last one closes. */
  retain(): void;
  release(): void;
  /** Woken when a read would give something. With `ready`, for waiting on several things. */
  readonly readable: WaitQueue;
  ready(): boolean;
  /** The terminal behind it, for programs that ask isatty(3), the window's size or raw mode. */
  readonly tty: TtyControl | undefined;
}

/** tcsetattr(3) and TIOCGWINSZ, as far as programs here need them. */
export interface TtyControl {
  readonly columns: number;
  readonly rows: number;
  /**
   * Raw: no echo, no line editing, no signals from keys; output untouched unless `processOutput` keeps `\n` meaning a new line.
   * Answers a function that restores what was.
   */
  setRaw(processOutput?: boolean): () => void;
  /** Woken when the window's size changes. */
  readonly resized: WaitQueue;
}

/** What posix_spawn needs. Descriptors that are not named are inherited; `undefined` closes one. */
export interface SpawnOptions {
  readonly argv: readonly string[];
  readonly env?: ReadonlyMap<string, string>;
  readonly cwd?: string;
  readonly fds?: ReadonlyMap<number, OpenFile | undefined>;
  /** Runs this instead of a program found in PATH: a subshell. */
  readonly body?: (sys: Sys) => Blocking<number>;
  /** Joins the process group of this number; 0 makes one of its own. The spawner's group by default, as with fork(2). */
  readonly group?: number;
}

/** How a process ended: an exit status, or the signal that killed it. */
export type ExitStatus =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'signaled'; readonly signal: Signal };

/** A process's view of its machine. */
export interface Sys {
  readonly pid: number;
  readonly ppid: number;
  readonly env: Map<string, string>;
  cwd: string;
  /** gethostname(2): the UTS namespace's name. */
  readonly hostname: string;
  readonly fs: FileSystem;
  readonly net: Netlink;
  readonly sockets: SocketFactory;
  /** Whether a capability is in the effective set: capabilities(7). */
  capable(capability: Capability): boolean;

  /** Lets those who look on know why what this process sends to `address` goes there and not to another one of the same name. */
  chose(address: Ip4, because: Decision): void;

  /** CLOCK_MONOTONIC in virtual microseconds. */
  now(): SimTime;
  /** CLOCK_REALTIME in milliseconds since 1970 (UTC): the scenario's start plus virtual time. */
  wallClock(): number;
  /** A random stream of this process's own, named by what it is for. */
  random(purpose: string): RandomStream;

  /** The open file behind a descriptor. */
  file(fd: number): OpenFile | undefined;
  /** dup2(2), or close(2) for undefined. The descriptor has a reference of its own: who opened the file still releases it. */
  setFile(fd: number, file: OpenFile | undefined): void;
  /** pipe(2): a reading and a writing end, not yet in any descriptor. The caller holds one reference to each, and releases it. */
  pipe(): { readonly reader: OpenFile; readonly writer: OpenFile };
  /** open(2) relative to the working directory. The caller holds a reference to the file and releases it. */
  open(path: string, mode: 'read' | 'write' | 'append'): Result<OpenFile>;
  /** A path made absolute against the working directory, `.` and `..` resolved. */
  resolve(path: string): string;

  /** read(2) of a descriptor: the next piece of text, undefined at end of file (or when it is not open). */
  read(fd: number): Blocking<string | undefined>;
  /** Everything up to end of file. */
  readAll(fd: number): Blocking<string>;
  /**
   * write(2). A broken pipe kills the process with SIGPIPE unless that is handled.
   * Waits while a pipe is full.
   */
  write(fd: number, text: string): Blocking<void>;
  /** write to standard output. */
  print(text: string): Blocking<void>;
  /** write to standard error. */
  error(text: string): Blocking<void>;

  /** Sleeps; ends early when a handled signal arrives. */
  sleep(microseconds: SimTime): Blocking<void>;
  /** Spends CPU time: virtual time passes and a loop that only computes is noticed. */
  compute(microseconds: SimTime): Blocking<void>;
  /** ppoll(2): sleeps until a queue speaks, `until` comes or a handled signal arrives; then look again. */
  wait(on: readonly WaitQueue[], until?: SimTime): Blocking<void>;

  /** A line typed at a prompt, for the audit (USER_TTY); whoever runs it sets when it has ended. */
  auditLine(text: string): TypedLine;

  /** execve's search: the program that `name` means here, along PATH. Undefined if there is none. */
  which(name: string): string | undefined;
  /** posix_spawn(3) of a program or subshell: its pid. ENOENT, EACCES. */
  spawn(options: SpawnOptions): Result<number>;
  /**
   * execve(2): makes this process run another program. Run what it answers and end with its status.
   * ENOENT, EACCES leave the process as it was.
   */
  exec(argv: readonly string[], env?: ReadonlyMap<string, string>): Result<Blocking<number>>;
  /** waitpid(2) of one child. ECHILD when it is none. */
  waitFor(pid: number): Blocking<Result<ExitStatus>>;
  /** Ended already? (waitpid WNOHANG; leaves it waitable.) */
  poll(pid: number): ExitStatus | undefined;
  /** kill(2); a negative pid means a process group. ESRCH. */
  kill(pid: number, signal: Signal): Errno | undefined;
  /** sigaction(2): `handler` runs at once when the signal comes and waits are cut short; 'default' and 'ignore' as in SIG_DFL, SIG_IGN. */
  onSignal(signal: Signal, handler: (() => void) | 'default' | 'ignore'): void;
  /**
   * setns(2): this process and those it starts live in another network namespace from now on, that of a process or the one
   * that a file stands for. ENOENT; EPERM without CAP_SYS_ADMIN; EINVAL for a file that is no namespace.
   */
  enterNetns(of: { readonly pid: number } | { readonly path: string }): Errno | undefined;
  /** stat(2) of a file that stands for a network namespace: its inode number. ENOENT; EINVAL for a file that is none. */
  netnsAt(path: string): Result<number>;
  /** tcsetpgrp(3): whom the terminal's Ctrl-C means. */
  setForeground(group: number): void;

  /**
   * One HTTP exchange over a unix socket: connects to `socketPath`, sends the request, waits for the response's head.
   * ENOENT (no such socket), ECONNREFUSED (nobody listens).
   */
  http(socketPath: string, request: HttpRequest): Blocking<Result<HttpResponse>>;

  /** The programs that this machine has, by path: for help and completion. */
  programs(): ReadonlyMap<string, Program>;

  /** Processes of this pid namespace, for ps. */
  processes(): readonly ProcessInfo[];
}

export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  readonly argv: readonly string[];
  readonly startedAt: SimTime;
  /** Processor time so far. */
  readonly cpuTime: SimTime;
  readonly tty: boolean;
  readonly namespaces: NamespaceNumbers;
}

/** One program: a line in a table of programs. */
export interface Program {
  /** As typed. */
  readonly name: string;
  /** One line for `help` and completion. */
  readonly summary: string;
  /** Runs it; answers the exit status. argv[0] is the name it was called by. */
  main(sys: Sys, argv: readonly string[]): Blocking<number>;
  /** Words that may follow the ones typed so far (argv with the last, unfinished word last). Pure look-ups; no waiting. */
  complete?(sys: Sys, argv: readonly string[]): Completion[];
  /** The same where the words must be asked for: names of containers, say. */
  completeLive?(sys: Sys, argv: readonly string[]): Blocking<Completion[]>;
}

export interface Completion {
  readonly text: string;
  readonly note?: string;
}
