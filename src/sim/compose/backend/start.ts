// Starting a project's containers, each service after those it depends on.
// Source: docker/compose pkg/compose/start.go, convergence.go (startService, waitDependencies).
// Not modelled: health checks, hooks, secrets.

import { containerPath } from '../../cli/container/api-calls.ts';
import { Failure } from '../../cli/failure.ts';
import type { ContainerInspect, ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { type Project, serviceOf } from '../model/project.ts';
import { type Dependency, dependenciesOf, type Service, scaleOf } from '../model/service.ts';
import type { Backend } from './backend.ts';
import { isOneOff, listContainers, progressName, serviceLabel } from './containers.ts';
import { inDependencyOrder } from './graph.ts';
import { event } from './progress.ts';
import { type Scope, together } from './scope.ts';

/** How often conditions are looked at. */
const TICK = 500_000;

/** Starts all containers that are not running. */
export function* startProject(backend: Backend, project: Project): Blocking<void> {
  const containers = yield* listContainers(backend.client, project.name, 'excluded', true);
  yield* inDependencyOrder(project, 'up', (name, scope) =>
    startService(backend, project, serviceOf(project, name), containers, scope),
  );
}

function* startService(
  backend: Backend,
  project: Project,
  service: Service,
  containers: readonly ContainerSummary[],
  scope: Scope,
): Blocking<void> {
  const scale = scaleOf(service.config);
  if (scale === 0) return;
  yield* awaitDependencies(backend, project, service, containers);
  if (containers.length === 0) throw new Failure(`service ${JSON.stringify(service.name)} has no container to start`);
  for (const container of containers) {
    if (serviceLabel(container) !== service.name || container.State === 'running') continue;
    yield* event(backend.progress, progressName(container), 'working', 'Starting');
    scope.check();
    yield* backend.client.send('POST', containerPath(container.Id, 'start'));
    yield* event(backend.progress, progressName(container), 'done', 'Started');
  }
}

/** Waits for the dependencies that are to be more than started. */
export function* awaitDependencies(
  backend: Backend,
  project: Project,
  service: Service,
  containers: readonly ContainerSummary[],
): Blocking<void> {
  const waits: Blocking<void>[] = [];
  for (const [name, dependency] of dependenciesOf(service.config)) {
    const target = project.services.get(name);
    if (dependency.condition === 'service_started' || !target || scaleOf(target.config) === 0) continue;
    const own = containers.filter((each) => serviceLabel(each) === name && !isOneOff(each));
    for (const each of own) yield* event(backend.progress, progressName(each), 'working', 'Waiting');
    if (own.length > 0) waits.push(awaitCondition(backend, name, dependency, own));
    else if (dependency.required) throw new Failure(`${service.name} is missing dependency ${name}`);
    else yield* backend.warn(`${service.name} is missing dependency ${name}`);
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
  for (;;) {
    const until = client.sys.now() + TICK;
    while (client.sys.now() < until) yield* client.sys.wait([], until);
    for (const each of containers) {
      const { Name, State } = yield* client.get<ContainerInspect>(containerPath(each.Id, 'json'));
      const bare = Name.slice(1);
      if (dependency.condition === 'service_healthy') {
        const why = State.Status === 'exited' ? `exited (${State.ExitCode})` : 'has no healthcheck configured';
        const reason = `container ${bare} ${why}`;
        if (dependency.required) {
          yield* tell('error', 'Error');
          throw new Failure(`dependency failed to start: ${reason}`);
        }
        yield* tell('warning', `Skipped: optional dependency ${JSON.stringify(name)} failed to start`);
        yield* backend.warn(`optional dependency ${JSON.stringify(name)} failed to start: ${reason}`);
        return;
      }
      if (State.Status !== 'exited') continue;
      if (State.ExitCode === 0) {
        yield* tell('done', 'Exited');
        return;
      }
      const why = `${JSON.stringify(name)} didn't complete successfully: exit ${State.ExitCode}`;
      if (dependency.required) {
        yield* tell('error', `service ${why}`);
        throw new Failure(`service ${why}`);
      }
      yield* tell('warning', `Skipped: optional dependency ${why}`);
      yield* backend.warn(`optional dependency ${why}`);
      return;
    }
  }
}
