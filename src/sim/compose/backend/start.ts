// Starting a project's containers, each service after those it depends on.
// Source: docker/compose pkg/compose/start.go, convergence.go (startService, waitDependencies).
// Not modelled: nothing known.

import { Branch, runUntil } from '../../cli/concurrent.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { Failure } from '../../cli/failure.ts';
import type { ContainerInspect, ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { formatGoDuration } from '../model/duration.ts';
import { type Project, serviceOf } from '../model/project.ts';
import { type Dependency, dependenciesOf, type Service, scaleOf } from '../model/service.ts';
import type { Backend } from './backend.ts';
import { isOneOff, listContainers, progressName, serviceLabel } from './containers.ts';
import { injectFiles } from './files.ts';
import { inDependencyOrder } from './graph.ts';
import { runHooks } from './hooks.ts';
import type { LogWriter } from './log-writer.ts';
import { event } from './progress.ts';
import { type Scope, together } from './scope.ts';

/** How often conditions are looked at. */
const TICK = 500_000;
/** What --wait waits for. */
const RUNNING_OR_HEALTHY = 'running_or_healthy';
const COMPLETED = 'service_completed_successfully';

/** Starts all containers that are not running. What hooks say goes to `log`. */
export function* startProject(backend: Backend, project: Project, log?: LogWriter): Blocking<void> {
  const containers = yield* listContainers(backend.client, project.name, 'excluded', true);
  yield* inDependencyOrder(project, 'up', (name, scope) =>
    startService(backend, project, serviceOf(project, name), containers, scope, log),
  );
}

/** Waits until all services run, and are healthy if they can tell; those that others wait for to end, until they have. */
export function* awaitProject(backend: Backend, project: Project, seconds: number): Blocking<void> {
  const containers = yield* listContainers(backend.client, project.name, 'excluded', true);
  const dependencies = [...project.services.keys()].map((name): [string, Dependency] => {
    const isAwaitedEnd = [...project.services.values()].some(({ config }) =>
      dependenciesOf(config).some(([other, each]) => other === name && each.condition === COMPLETED),
    );
    return [name, { condition: isAwaitedEnd ? COMPLETED : RUNNING_OR_HEALTHY, restart: false, required: true }];
  });
  const waiting = new Branch(awaitAll(backend, project, project.name, dependencies, containers));
  const { sys } = backend.client;
  const deadline = sys.now() + seconds * 1_000_000;
  const patience = new Branch(
    (function* (): Blocking<void> {
      while (sys.now() < deadline) yield* sys.wait([], deadline);
    })(),
  );
  yield* seconds > 0 ? runUntil([waiting, patience], [waiting, patience]) : runUntil([waiting], [waiting]);
  patience.stop();
  if (waiting.result) return;
  waiting.stop();
  throw new Failure(`application not healthy after ${formatGoDuration(`${seconds}s`)}`);
}

function* startService(
  backend: Backend,
  project: Project,
  service: Service,
  containers: readonly ContainerSummary[],
  scope: Scope,
  log: LogWriter | undefined,
): Blocking<void> {
  const scale = scaleOf(service.config);
  if (scale === 0) return;
  yield* awaitDependencies(backend, project, service, containers);
  if (containers.length === 0) throw new Failure(`service ${JSON.stringify(service.name)} has no container to start`);
  for (const container of containers) {
    if (serviceLabel(container) !== service.name || container.State === 'running') continue;
    yield* injectFiles(backend, project, service, container.Id);
    yield* event(backend.progress, progressName(container), 'working', 'Starting');
    scope.check();
    yield* backend.client.send('POST', containerPath(container.Id, 'start'));
    yield* runHooks(backend, project, service, container, 'post_start', log);
    yield* event(backend.progress, progressName(container), 'done', 'Started');
  }
}

/** Waits for the dependencies that are to be more than started. */
export function awaitDependencies(
  backend: Backend,
  project: Project,
  service: Service,
  containers: readonly ContainerSummary[],
): Blocking<void> {
  return awaitAll(backend, project, service.name, dependenciesOf(service.config), containers);
}

function* awaitAll(
  backend: Backend,
  project: Project,
  dependant: string,
  dependencies: readonly (readonly [string, Dependency])[],
  containers: readonly ContainerSummary[],
): Blocking<void> {
  const waits: Blocking<void>[] = [];
  for (const [name, dependency] of dependencies) {
    const target = project.services.get(name);
    if (dependency.condition === 'service_started' || !target || scaleOf(target.config) === 0) continue;
    const own = containers.filter((each) => serviceLabel(each) === name && !isOneOff(each));
    for (const each of own) yield* event(backend.progress, progressName(each), 'working', 'Waiting');
    if (own.length > 0) waits.push(awaitCondition(backend, name, dependency, own));
    else if (dependency.required) throw new Failure(`${dependant} is missing dependency ${name}`);
    else yield* backend.warn(`${dependant} is missing dependency ${name}`);
  }
  yield* together(waits);
}

function* awaitCondition(
  backend: Backend,
  name: string,
  dependency: Dependency,
  containers: readonly ContainerSummary[],
): Blocking<void> {
  const { client, progress } = backend;
  const tell = function* (status: 'done' | 'error' | 'warning', text: string): Blocking<void> {
    for (const each of containers) yield* event(progress, progressName(each), status, text);
  };
  const required = dependency.required;
  const optional = `optional dependency ${JSON.stringify(name)}`;
  for (;;) {
    const until = client.sys.now() + TICK;
    while (client.sys.now() < until) yield* client.sys.wait([], until);
    if (dependency.condition === COMPLETED) {
      const code = yield* exitOf(backend, containers);
      if (code === undefined) continue;
      if (code === 0) return yield* tell('done', 'Exited');
      const why = `${JSON.stringify(name)} didn't complete successfully: exit ${code}`;
      if (required) {
        yield* tell('error', `service ${why}`);
        throw new Failure(`service ${why}`);
      }
      yield* tell('warning', `Skipped: optional dependency ${why}`);
      return yield* backend.warn(`optional dependency ${why}`);
    }
    const orRunning = dependency.condition === RUNNING_OR_HEALTHY;
    const health = yield* healthOf(backend, containers, orRunning);
    if (health.kind === 'healthy') return yield* tell('done', 'Healthy');
    if (health.kind === 'pending') continue;
    const what = orRunning ? 'is not running or is unhealthy' : 'failed to start';
    if (!required) {
      yield* tell('warning', `Skipped: ${optional} ${what}`);
      return yield* backend.warn(`${optional} ${what}: ${health.why}`);
    }
    if (orRunning) throw new Failure(health.why);
    yield* tell('error', 'Error');
    throw new Failure(`dependency failed to start: ${health.why}`);
  }
}

/** The status with which the first of them has ended. */
function* exitOf({ client }: Backend, containers: readonly ContainerSummary[]): Blocking<number | undefined> {
  for (const each of containers) {
    const { State } = yield* client.get<ContainerInspect>(containerPath(each.Id, 'json'));
    if (State.Status === 'exited') return State.ExitCode;
  }
  return undefined;
}

type Verdict =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly why: string };

/** Whether all of them are healthy. Where none checks, running may do. */
function* healthOf(
  { client }: Backend,
  containers: readonly ContainerSummary[],
  orRunning: boolean,
): Blocking<Verdict> {
  for (const each of containers) {
    const { Name, State, Config } = yield* client.get<ContainerInspect>(containerPath(each.Id, 'json'));
    const failed = (why: string): Verdict => ({ kind: 'failed', why: `container ${Name.slice(1)} ${why}` });
    if (State.Status === 'exited') return failed(`exited (${State.ExitCode})`);
    // The real one looks no further than at the first container without a check.
    if (!Config.Healthcheck && orRunning) return { kind: State.Status === 'running' ? 'healthy' : 'pending' };
    const status = State.Health?.Status;
    if (status === undefined) return failed('has no healthcheck configured');
    if (status === 'unhealthy') return failed('is unhealthy');
    if (status === 'starting') return { kind: 'pending' };
    if (status !== 'healthy') return failed(`had unexpected health status ${JSON.stringify(status)}`);
  }
  return { kind: 'healthy' };
}
