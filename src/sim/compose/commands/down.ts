// docker compose down
// Source: docker/compose cmd/compose/down.go; pkg/compose/down.go.
// Not modelled: nothing known.
import { atLeast } from '../../cli/command.ts';
import { Failure } from '../../cli/failure.ts';
import { flag } from '../../cli/flags.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Backend } from '../backend/backend.ts';
import { isOrphan, listContainers, serviceLabel } from '../backend/containers.ts';
import { inDependencyOrder } from '../backend/graph.ts';
import { imageRemovals } from '../backend/image-removals.ts';
import { networkRemovals } from '../backend/networks.ts';
import { together } from '../backend/scope.ts';
import { removeContainers, stopAndRemove } from '../backend/stop.ts';
import { volumeRemovals } from '../backend/volumes.ts';
import { actualProject, type ComposeCommand, type Invocation, timeoutOf } from '../command.ts';
import { dependentsOf, type Project, serviceOf } from '../model/project.ts';

export const down: ComposeCommand = {
  kind: 'leaf',
  name: 'down',
  synopsis: '[OPTIONS] [SERVICES]',
  short: 'Stop and remove containers, networks',
  args: atLeast(0),
  services: 'all',
  flags: [
    flag('bool', 'remove-orphans', 'Remove containers for services not defined in the Compose file'),
    flag('int', 'timeout', 'Specify a shutdown timeout in seconds', { short: 't' }),
    flag(
      'bool',
      'volumes',
      'Remove named volumes declared in the "volumes" section of the Compose file and anonymous volumes attached to containers',
      { short: 'v' },
    ),
    flag(
      'string',
      'rmi',
      'Remove images used by services. "local" remove only images that don\'t have a custom tag ("local"|"all")',
    ),
  ],
  *run(invocation, options) {
    const images = options.text('rmi');
    if (images !== '' && !['all', 'local'].includes(images)) {
      throw new Failure(`invalid value for --rmi: ${JSON.stringify(images)}`);
    }
    const { name, project } = yield* invocation.projectOrName(options.args);
    const backend = invocation.backend();
    const target = project ?? (yield* actualProject(invocation.client, name));
    if (project) for (const service of options.args) serviceOf(project, service);
    const how = {
      services: options.args,
      removeOrphans: options.bool('remove-orphans'),
      timeout: timeoutOf(options),
      volumes: options.bool('volumes'),
      images,
    };
    yield* backend.progress.during(takeDown(backend, target, how, project !== undefined));
    return 0;
  },
};

/** The whole project by its name, with its orphans. */
export function* takeDownAll(invocation: Invocation, name: string): Blocking<void> {
  const backend = invocation.backend();
  const target = yield* actualProject(invocation.client, name);
  const all = { services: [], removeOrphans: true, timeout: undefined, volumes: false, images: '' };
  yield* backend.progress.during(takeDown(backend, target, all, false));
}

interface DownOptions {
  readonly services: readonly string[];
  readonly removeOrphans: boolean;
  readonly timeout: number | undefined;
  readonly volumes: boolean;
  readonly images: string;
}

function* takeDown(backend: Backend, project: Project, options: DownOptions, declared: boolean): Blocking<void> {
  const { removeOrphans: orphansToo, timeout, volumes } = options;
  const containers = yield* listContainers(backend.client, project.name, orphansToo ? 'included' : 'excluded', true);
  const chosen = options.services.filter((name) => project.services.has(name));
  if (!declared && options.services.length > 0 && chosen.length === 0) return;
  const wanted = withDependents(project, chosen);
  yield* inDependencyOrder(project, 'down', function* (name, scope) {
    if (chosen.length > 0 && !wanted.has(name)) return;
    const own = containers.filter((each) => serviceLabel(each) === name);
    yield* together(
      own.map((each) =>
        stopAndRemove(backend, each, { seconds: timeout, scope, service: project.services.get(name) }, volumes),
      ),
    );
  });
  const orphans = containers.filter((each) => isOrphan(project, each));
  if (orphansToo) yield* removeContainers(backend, orphans, timeout);
  const removals = [
    ...networkRemovals(backend, project),
    ...(yield* imageRemovals(backend, project, options.images)),
    ...(volumes ? volumeRemovals(backend, project) : []),
  ];
  if (containers.length === 0 && removals.length === 0) {
    yield* backend.warn(`Warning: No resource found to remove for project ${JSON.stringify(project.name)}.`);
  }
  yield* together(removals);
}

/** The services named and all that depend on them. */
function withDependents(project: Project, names: readonly string[]): Set<string> {
  const all = new Set(names);
  for (const name of all) for (const other of dependentsOf(project, name)) all.add(other);
  return all;
}
