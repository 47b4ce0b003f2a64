// A project's volumes: found, made, made anew when they are to look different and somebody agrees, removed.
// Source: docker/compose pkg/compose/create.go (ensureVolume, createVolume, removeDivergedVolume), down.go removeVolume, hash.go VolumeHash.
// Not modelled: nothing known.

import { type Client, segment } from '../../cli/client.ts';
import { containerPath } from '../../cli/container/api-calls.ts';
import { ApiFailure, Failure } from '../../cli/failure.ts';
import { filtersQuery } from '../../cli/filters.ts';
import type { VolumeResource } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { goJson } from '../model/encode.ts';
import { COMPOSE_VERSION } from '../model/load.ts';
import { orderedVolume } from '../model/ordered.ts';
import { byKey, type Project } from '../model/project.ts';
import { sha256 } from '../model/sha256.ts';
import { listOf, mapOf, mapValues, textOf, type ValueMap } from '../model/values.ts';
import type { Backend } from './backend.ts';
import { label, listContainers, progressName } from './containers.ts';
import { event } from './progress.ts';
import { ask } from './prompt.ts';
import { stopServices } from './stop.ts';

/** Finds or makes all of them. `assumeYes` recreates without asking. */
export function* ensureVolumes(backend: Backend, project: Project, assumeYes: boolean): Blocking<void> {
  for (const [key, volume] of byKey(project.volumes)) yield* ensureVolume(backend, project, key, volume, assumeYes);
}

function* inspectVolume(client: Client, name: string): Blocking<VolumeResource | undefined> {
  try {
    return yield* client.get<VolumeResource>(`/volumes/${segment('volume', name)}`);
  } catch (error) {
    if (error instanceof ApiFailure && error.notFound) return undefined;
    throw error;
  }
}

function* ensureVolume(
  backend: Backend,
  project: Project,
  key: string,
  volume: ValueMap,
  assumeYes: boolean,
): Blocking<void> {
  const name = textOf(volume.name);
  const found = yield* inspectVolume(backend.client, name);
  if (volume.external === true) {
    if (found) return;
    throw new Failure(`external volume ${JSON.stringify(name)} not found`);
  }
  if (!found) return yield* createVolume(backend, project, key, volume);
  const labels = found.Labels ?? {};
  yield* warnOfOwner(backend, project, name, labels[label('project')]);
  const before = labels[label('config-hash')];
  if (before === undefined || before === volumeHash(volume)) return;
  const question = `Volume ${JSON.stringify(name)} exists but doesn't match configuration in compose file. Recreate (data will be lost)?`;
  if (!assumeYes && !(yield* ask(backend.client, question))) return;
  yield* removeDiverged(backend, project, key, name);
  yield* createVolume(backend, project, key, volume);
}

function* warnOfOwner(backend: Backend, project: Project, name: string, owner: string | undefined): Blocking<void> {
  if (owner === project.name) return;
  const advice = 'Use `external: true` to use an existing volume';
  const by =
    owner === undefined
      ? 'but was not created by Docker Compose'
      : `but was created for project ${JSON.stringify(owner)} (expected ${JSON.stringify(project.name)})`;
  yield* backend.warn(`volume ${JSON.stringify(name)} already exists ${by}. ${advice}`);
}

function volumeHash(volume: ValueMap): string {
  return sha256(goJson(orderedVolume({ ...volume, driver: textOf(volume.driver) || 'local' })));
}

function* createVolume(backend: Backend, project: Project, key: string, volume: ValueMap): Blocking<void> {
  const { client, progress } = backend;
  const name = textOf(volume.name);
  yield* event(progress, `Volume ${name}`, 'working', 'Creating');
  const body = {
    Name: name,
    Driver: textOf(volume.driver),
    DriverOpts: 'driver_opts' in volume ? mapValues(mapOf(volume.driver_opts), textOf) : null,
    Labels: {
      ...mapValues(mapOf(volume.labels), textOf),
      [label('volume')]: key,
      [label('project')]: project.name,
      [label('version')]: COMPOSE_VERSION,
      [label('config-hash')]: volumeHash(volume),
    },
  };
  try {
    yield* client.send('POST', '/volumes/create', { body });
  } catch (error) {
    if (error instanceof ApiFailure) yield* event(progress, `Volume ${name}`, 'error', 'Error');
    throw error;
  }
  yield* event(progress, `Volume ${name}`, 'done', 'Created');
}

/** Its users have to go first. */
function* removeDiverged(backend: Backend, project: Project, key: string, name: string): Blocking<void> {
  const users = [...project.services.values()]
    .filter(({ config }) => listOf(config.volumes).some((mount) => mapOf(mount).source === key))
    .map((service) => service.name)
    .sort();
  yield* stopServices(backend, project, users, undefined);
  for (const each of yield* listContainers(backend.client, project.name, 'excluded', true, users)) {
    yield* event(backend.progress, progressName(each), 'working', 'Removing');
    yield* backend.client.send('DELETE', containerPath(each.Id));
    yield* event(backend.progress, progressName(each), 'done', 'Removed');
  }
  yield* backend.client.send('DELETE', `/volumes/${segment('volume', name)}`, { query: { force: '1' } });
}

/** All volumes that carry the project's labels. */
export function* projectVolumes(client: Client, project: string): Blocking<VolumeResource[]> {
  const filters = filtersQuery([`label=${label('project')}=${project}`]);
  return (yield* client.get<{ Volumes: VolumeResource[] | null }>('/volumes', filters)).Volumes ?? [];
}

/** The same for commands that have no file: by the key that the file gave. */
export function* actualVolumes(client: Client, project: string): Blocking<Map<string, ValueMap>> {
  const found = yield* projectVolumes(client, project);
  return new Map(found.map((each) => [each.Labels?.[label('volume')] ?? '', { name: each.Name }]));
}

/** Those of the project's own volumes, each with the work that its removal takes. */
export function volumeRemovals(backend: Backend, project: Project): Blocking<void>[] {
  return byKey(project.volumes)
    .filter(([, volume]) => volume.external !== true)
    .map(([, volume]) => removeVolume(backend, textOf(volume.name)));
}

function* removeVolume(backend: Backend, name: string): Blocking<void> {
  const { client, progress } = backend;
  if (!(yield* inspectVolume(client, name))) return;
  const id = `Volume ${name}`;
  yield* event(progress, id, 'working', 'Removing');
  try {
    yield* client.send('DELETE', `/volumes/${segment('volume', name)}`, { query: { force: '1' } });
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.httpStatus !== 409) throw error;
    yield* event(progress, id, 'warning', 'Resource is still in use');
    return;
  }
  yield* event(progress, id, 'done', 'Removed');
}
