// An exec: one more process in a running container, with streams of its own.
// Source: moby daemon/exec.go, container/exec.go, api/server/router/container/exec.go.
// Not modelled: users, detach keys (the client's).
import type { Blocking } from '../../des/task.ts';
import { fullCapabilities } from '../../host/capabilities.ts';
import type { HttpResponse } from '../../host/http.ts';
import type { Launched } from '../../host/machine.ts';
import { Channel } from '../api/channel.ts';
import { conflict, invalid, notFound } from '../api/errors.ts';
import type { ExecCreateBody } from '../api/schemas.ts';
import type { ExecInspect } from '../api/types.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { logContainer } from './container-events.ts';
import { checkUser } from './create.ts';
import { environmentOf } from './environment.ts';
import { execError } from './exec-error.ts';
import { exitCodeOf } from './exit.ts';

export interface ExecSession {
  readonly id: string;
  readonly container: Container;
  readonly body: ExecCreateBody;
  readonly argv: readonly string[];
  launched: Launched | undefined;
  running: boolean;
  exitCode: number | null;
}

/** Notes an exec for later; its process starts with `startExec`. */
export function createExec(daemon: Daemon, container: Container, body: ExecCreateBody): ExecSession {
  if (container.status === 'restarting') {
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`);
  }
  if (container.running === undefined) throw conflict(`container ${container.id} is not running`);
  if (container.paused) throw conflict(`Container ${container.id} is paused, unpause the container before exec`);
  checkUser(body.User);
  const argv = body.Cmd ?? [];
  if (argv.length === 0) throw invalid('No exec command specified');
  const id = daemon.newId('exec ids');
  const session: ExecSession = { id, container, body, argv, launched: undefined, running: false, exitCode: null };
  daemon.execs.set(id, session);
  container.execIds.push(id);
  logExec(daemon, session, 'exec_create');
  return session;
}

export function getExec(daemon: Daemon, id: string): ExecSession {
  const session = daemon.execs.get(id);
  if (session === undefined) throw notFound(`No such exec instance: ${id}`);
  return session;
}

/** Starts the process; the answer is its streams, or nothing when detached. */
export function startExec(
  daemon: Daemon,
  session: ExecSession,
  detach: boolean,
  size?: readonly [number, number],
): HttpResponse {
  const { container, body, argv } = session;
  if (session.launched !== undefined || session.exitCode !== null) {
    const state = session.running ? 'running' : 'run';
    throw conflict(`Error: Exec command ${session.id} has already ${state}`);
  }
  const { running } = container;
  if (running === undefined) throw conflict(`container ${container.id} is not running`);
  logExec(daemon, session, 'exec_start');
  const cwd = body.WorkingDir || container.config.WorkingDir || '/';
  if (running.enclosure.fs.stat(cwd)?.type !== 'directory') {
    session.exitCode = 127;
    const what = `chdir to cwd (${JSON.stringify(cwd)}) set in config.json failed: no such file or directory: unknown`;
    return failedStart(`OCI runtime exec failed: exec failed: unable to start container process: ${what}`, detach);
  }
  const [rows, columns] = size ?? [24, 80];
  const launched = daemon.machine.launch({
    enclosure: running.enclosure,
    argv,
    env: environmentOf(container, body.Tty, body.Env ?? []),
    cwd,
    stdio: body.Tty ? { kind: 'tty', columns, rows } : { kind: 'pipes', stdin: body.AttachStdin },
    ...(body.Privileged && { capabilities: fullCapabilities }),
  });
  if (!launched.ok) {
    session.exitCode = launched.errno === 'ENOENT' ? 127 : 126;
    const what = execError(argv[0] ?? '', launched.errno, running.enclosure, cwd);
    return failedStart(`OCI runtime exec failed: exec failed: unable to start container process: ${what}`, detach);
  }
  session.launched = launched.value;
  session.running = true;
  const channel = detach ? undefined : new Channel(receiverOf(launched.value, body.AttachStdin));
  daemon.machine.startTask(follow(daemon, session, launched.value, channel));
  return channel ? { status: 101, stream: channel } : { status: 200 };
}

/**
 * The connection is hijacked already when the runtime fails, so the text goes down the stream: the runtime's own words.
 * Only an API error carries the code that containerd adds to them.
 */
function failedStart(message: string, detach: boolean): HttpResponse {
  if (detach) throw invalid(message);
  const channel = new Channel();
  channel.push({ channel: 'stdout', text: `${message.replace(/: unknown$/, '')}\r\n` });
  channel.end();
  return { status: 101, stream: channel };
}

/** What a client sends goes to the process's input. */
function receiverOf(launched: Launched, stdin: boolean): { write?(text: string): Blocking<void>; closeWrite?(): void } {
  if (!stdin) return {};
  return { write: (text) => launched.write(text), closeWrite: () => launched.closeInput() };
}

function* follow(
  daemon: Daemon,
  session: ExecSession,
  launched: Launched,
  channel: Channel | undefined,
): Blocking<void> {
  for (;;) {
    const chunk = yield* launched.read();
    if (chunk === undefined) break;
    if (channel) yield* channel.send(chunk);
  }
  let status = launched.status();
  while (status === undefined) {
    yield { on: [launched.ended] };
    status = launched.status();
  }
  session.running = false;
  session.exitCode = exitCodeOf(status);
  const { execIds } = session.container;
  if (execIds.includes(session.id)) execIds.splice(execIds.indexOf(session.id), 1);
  channel?.end();
  logExec(daemon, session, 'exec_die', { exitCode: String(session.exitCode) });
}

function logExec(daemon: Daemon, session: ExecSession, action: string, attributes: Record<string, string> = {}): void {
  const [path = '', ...rest] = session.argv;
  const named = action === 'exec_die' ? action : `${action}: ${path} ${rest.join(' ')}`;
  logContainer(daemon, session.container, named, { execID: session.id, ...attributes });
}

/** GET /exec/{id}/json */
export function inspectExec(session: ExecSession): ExecInspect & Record<string, unknown> {
  const { body, argv } = session;
  return {
    ID: session.id,
    Running: session.running,
    ExitCode: session.exitCode,
    ProcessConfig: {
      tty: body.Tty,
      entrypoint: argv[0] ?? '',
      arguments: argv.slice(1),
      privileged: body.Privileged,
    },
    OpenStdin: body.AttachStdin,
    OpenStderr: body.AttachStderr,
    OpenStdout: body.AttachStdout,
    CanRemove: false,
    ContainerID: session.container.id,
    DetachKeys: '',
    Pid: session.launched?.pid ?? 0,
  };
}
