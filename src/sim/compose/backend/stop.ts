// Stopping and removing containers.
// Source: docker/compose pkg/compose/down.go (stopContainer, stopAndRemoveContainer), stop.go.
// Not modelled: hooks before a stop.

import { containerPath } from '../../cli/container/api-calls.ts';
import { ApiFailure, Failure } from '../../cli/failure.ts';
import type { ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Project } from '../model/project.ts';
import type { Backend } from './backend.ts';
import { listContainers, progressName, serviceLabel } from './containers.ts';
import { inDependencyOrder } from './graph.ts';
import { event } from './progress.ts';
import { Scope, together } from './scope.ts';

/** Stops one. `seconds` is the patience before it is killed, the engine's own without. */
export function* stopContainer(
  backend: Backend,
  container: ContainerSummary,
  seconds: number | undefined,
  scope: Scope,
): Blocking<void> {
  const { client, progress } = backend;
  const name = progressName(container);
  yield* event(progress, name, 'working', 'Stopping');
  try {
    scope.check();
    const query = seconds === undefined ? {} : { t: String(seconds) };
    yield* client.send('POST', containerPath(container.Id, 'stop'), { query });
  } catch (error) {
    if (error instanceof Failure) yield* event(progress, name, 'error', 'Error while Stopping');
    throw error;
  }
  yield* event(progress, name, 'done', 'Stopped');
}

export function* stopAndRemove(
  backend: Backend,
  container: ContainerSummary,
  seconds: number | undefined,
  scope: Scope,
  volumes = false,
): Blocking<void> {
  const { client, progress } = backend;
  const name = progressName(container);
  try {
    yield* stopContainer(backend, container, seconds, scope);
  } catch (error) {
    if (!(error instanceof ApiFailure && error.notFound)) throw error;
    yield* event(progress, name, 'done', 'Removed');
    return;
  }
  yield* event(progress, name, 'working', 'Removing');
  try {
    yield* client.send('DELETE', containerPath(container.Id), { query: { force: '1', ...(volumes && { v: '1' }) } });
  } catch (error) {
    // Gone already, or somebody else is at it.
    if (!(error instanceof ApiFailure && [404, 409].includes(error.httpStatus))) {
      if (error instanceof Failure) yield* event(progress, name, 'error', 'Error while Removing');
      throw error;
    }
  }
  yield* event(progress, name, 'done', 'Removed');
}

export function* removeContainers(
  backend: Backend,
  containers: readonly ContainerSummary[],
  seconds: number | undefined,
  volumes = false,
): Blocking<void> {
  yield* together(containers.map((each) => stopAndRemove(backend, each, seconds, new Scope(), volumes)));
}

/** Stops the containers of services, those that depend on others first; all services if none is named. */
export function* stopServices(
  backend: Backend,
  project: Project,
  services: readonly string[],
  seconds: number | undefined,
): Blocking<void> {
  const containers = yield* listContainers(backend.client, project.name, 'excluded', true);
  yield* inDependencyOrder(project, 'down', function* (name, scope) {
    if (services.length > 0 && !services.includes(name)) return;
    const own = containers.filter((each) => serviceLabel(each) === name);
    yield* together(own.map((each) => stopContainer(backend, each, seconds, scope)));
  });
}
