// /volumes: directories that outlive containers.
// Source: moby v28.5.2 api/server/router/volume/volume_routes.go, volume/service/{service,convert}.go, daemon/prune.go.
// Not modelled: cluster volumes, sizes.
import { formatRfc3339 } from '../../../base/time.ts';
import { usersOf } from '../../containers/mounts.ts';
import type { Daemon } from '../../daemon.ts';
import { ANONYMOUS, type Volume } from '../../volumes/store.ts';
import { flagOf, readBody } from '../body.ts';
import { ApiError } from '../errors.ts';
import { Filters } from '../filters.ts';
import { immediate, json, noContent, param, type Route, type RouteCall } from '../route.ts';
import { volumeCreate } from '../schemas.ts';
import type { VolumeResource } from '../types.ts';

function describe(volume: Volume): VolumeResource {
  return {
    CreatedAt: formatRfc3339(volume.created),
    Driver: 'local',
    Labels: volume.labels,
    Mountpoint: volume.mountpoint,
    Name: volume.name,
    Options: volume.options,
    Scope: 'local',
  };
}

function list({ daemon, request }: RouteCall): Volume[] {
  const filters = new Filters(request, ['dangling', 'driver', 'label', 'name']);
  const dangling = filters.flag('dangling');
  return daemon.volumes
    .all()
    .filter(
      (volume) =>
        filters.some('name', (name) => volume.name.includes(name)) &&
        filters.some('driver', (driver) => driver === 'local') &&
        (dangling === undefined || (usersOf(daemon, volume).length === 0) === dangling) &&
        filters.labels(volume.labels ?? {}),
    );
}

function remove(daemon: Daemon, volume: Volume): void {
  daemon.volumes.remove(volume, usersOf(daemon, volume));
  daemon.events.publish('volume', 'destroy', volume.name, { driver: 'local' });
  daemon.touch();
}

export const volumeRoutes: readonly Route[] = [
  immediate('GET', '/volumes', 'List volumes', (call) =>
    json(200, { Volumes: list(call).map(describe), Warnings: null }),
  ),
  immediate('POST', '/volumes/create', 'Create a volume', ({ daemon, request }) => {
    const { Name, Driver, DriverOpts, Labels } = readBody(request, volumeCreate, 'CreateOptions');
    const isAnonymous = Name === '';
    const name = isAnonymous ? daemon.newId('volume names') : Name;
    const labels = isAnonymous ? { ...Labels, [ANONYMOUS]: '' } : (Labels ?? null);
    const { volume, isNew } = daemon.volumes.create({ name, driver: Driver, options: DriverOpts ?? null, labels });
    if (isNew) daemon.events.publish('volume', 'create', volume.name, { driver: 'local' });
    daemon.touch();
    return json(201, describe(volume));
  }),
  immediate('POST', '/volumes/prune', 'Remove unused volumes', ({ daemon, request }) => {
    const filters = new Filters(request, ['all', 'label', 'label!']);
    const deleted = daemon.volumes
      .all()
      .filter((volume) => filters.flag('all') === true || volume.labels?.[ANONYMOUS] !== undefined)
      .filter((volume) => usersOf(daemon, volume).length === 0 && filters.labels(volume.labels ?? {}));
    for (const volume of deleted) remove(daemon, volume);
    daemon.events.publish('volume', 'prune', '', { reclaimed: '0' });
    return json(200, { VolumesDeleted: deleted.map(({ name }) => name), SpaceReclaimed: 0 });
  }),
  immediate('GET', '/volumes/{name}', 'Inspect a volume', (call) =>
    json(200, describe(call.daemon.volumes.get(param(call, 'name')))),
  ),
  immediate('DELETE', '/volumes/{name}', 'Remove a volume', (call) => {
    try {
      remove(call.daemon, call.daemon.volumes.get(param(call, 'name')));
    } catch (error) {
      const isMissing = error instanceof ApiError && error.kind === 'NotFound';
      if (!isMissing || !flagOf(call.request, 'force')) throw error;
    }
    return noContent;
  }),
];
