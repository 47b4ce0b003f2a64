// What a service has run in its containers after they start and before they stop.
// Source: docker/compose pkg/compose/hook.go.
// Not modelled: nothing known.
import { containerPath, hijack } from '../../cli/container/api-calls.ts';
import { Failure } from '../../cli/failure.ts';
import type { ContainerSummary, ExecCreateRequest, ExecInspect } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Project } from '../model/project.ts';
import { environmentOf, type Service } from '../model/service.ts';
import { listOf, mapOf, textOf, textsOf, type ValueMap } from '../model/values.ts';
import type { Backend } from './backend.ts';
import { shortName } from './containers.ts';
import type { LogWriter } from './log-writer.ts';

/** How often a hook that nobody listens to is looked at. */
const TICK = 100_000;

/** Runs a service's hooks of one kind, one after the other. Their output goes to `log`; without one nobody hears it. */
export function* runHooks(
  backend: Backend,
  project: Pick<Project, 'name' | 'separator'>,
  service: Service,
  container: ContainerSummary,
  kind: 'post_start' | 'pre_stop',
  log: LogWriter | undefined,
): Blocking<void> {
  for (const hook of listOf(service.config[kind])) {
    const code = yield* runHook(backend, project, service, container, mapOf(hook), log);
    if (code !== 0) throw new Failure(`${service.name} hook exited with status ${code}`);
  }
}

function* runHook(
  { client }: Backend,
  project: Pick<Project, 'name' | 'separator'>,
  service: Service,
  container: ContainerSummary,
  hook: ValueMap,
  log: LogWriter | undefined,
): Blocking<number> {
  const isHeard = log !== undefined;
  const request: ExecCreateRequest = {
    AttachStdout: isHeard,
    AttachStderr: isHeard,
    Env: environmentOf(hook),
    Cmd: textsOf(hook.command),
    WorkingDir: textOf(hook.working_dir),
    User: textOf(hook.user),
    Privileged: hook.privileged === true,
  };
  const { Id } = yield* client.post<{ Id: string }>(containerPath(container.Id, 'exec'), { body: request });
  const Tty = service.config.tty === true;
  if (log) {
    const stream = yield* hijack(client, `/exec/${Id}/start`, { body: { Detach: false, Tty } });
    yield* log.copy(`${shortName(project, container)} ->`, stream, undefined, true);
    stream.close();
    return (yield* client.get<ExecInspect>(`/exec/${Id}/json`)).ExitCode ?? 0;
  }
  yield* client.send('POST', `/exec/${Id}/start`, { body: { Detach: true, Tty } });
  for (;;) {
    const until = client.sys.now() + TICK;
    while (client.sys.now() < until) yield* client.sys.wait([], until);
    const { Running, ExitCode } = yield* client.get<ExecInspect>(`/exec/${Id}/json`);
    if (!Running) return ExitCode ?? 0;
  }
}
