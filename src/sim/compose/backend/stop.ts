// Stopping and removing containers.
// Source: docker/compose pkg/compose/down.go (stopContainer, stopAndRemoveContainer), stop.go.
// Not modelled: nothing known.

import { containerPath } from '../../cli/container/api-calls.ts';
import { ApiFailure, Failure } from '../../cli/failure.ts';
import type { ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import type { Backend } from './backend.ts';
import { label, listContainers, progressName, serviceLabel } from './containers.ts';
import { inDependencyOrder } from './graph.ts';
import { runHooks } from './hooks.ts';
import type { LogWriter } from './log-writer.ts';
import { event } from './progress.ts';
import { Scope, together } from './scope.ts';

/** How a container is stopped. */
export interface StopOptions {
  /** The patience before it is killed, the engine's own without. */
  readonly seconds: number | undefined;
  readonly scope: Scope;
  /** Whose hooks run before. */
  readonly service?: Service | undefined;
  /** What hooks say. */
  readonly log?: LogWriter | undefined;
}

function* stopContainer(
  backend: Backend,
  container: ContainerSummary,
  { seconds, scope, service, log }: StopOptions,
): Blocking<void> {
  const { client, progress } = backend;
  const name = progressName(container);
  yield* event(progress, name, 'working', 'Stopping');
  if (service) {
    try {
      const project = { name: container.Labels[label('project')] ?? '', separator: '-' as const };
      yield* runHooks(backend, project, service, container, 'pre_stop', log);
    } catch (error) {
      // It has ended already, or is gone.
      if (error instanceof ApiFailure && [404, 409].includes(error.httpStatus)) return;
      throw error;
    }
  }
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
  options: StopOptions,
  volumes = false,
): Blocking<void> {
  const { client, progress } = backend;
  const name = progressName(container);
  try {
    yield* stopContainer(backend, container, options);
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
  yield* together(containers.map((each) => stopAndRemove(backend, each, { seconds, scope: new Scope() }, volumes)));
}

/** Stops the containers of services, those that depend on others first; all services if none is named. */
export function* stopServices(
  backend: Backend,
  project: Project,
  services: readonly string[],
  seconds: number | undefined,
  log?: LogWriter,
): Blocking<void> {
  const containers = yield* listContainers(backend.client, project.name, 'excluded', true);
  yield* inDependencyOrder(project, 'down', function* (name, scope) {
    if (services.length > 0 && !services.includes(name)) return;
    const own = containers.filter((each) => serviceLabel(each) === name);
    const service = project.services.get(name);
    yield* together(own.map((each) => stopContainer(backend, each, { seconds, scope, service, log })));
  });
}
