// Services over the Engine API, with what the client itself does to an image's name on the way.
// Source: moby client/service_{create,update,inspect,list}.go.
// Not modelled: credentials of registries.
import type { ServiceCreateResponse, ServiceResource, ServiceSpec } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import { type Client, segment } from '../client.ts';
import { Failure, notSimulated } from '../failure.ts';
import { referenceError, withDefaultTag } from '../image/reference.ts';

export function servicePath(id: string, rest = ''): string {
  return `/services/${segment('service', id)}${rest}`;
}

export function inspectService(client: Client, id: string): Blocking<ServiceResource> {
  return client.get<ServiceResource>(servicePath(id));
}

/** What an update asks for beside its spec. */
export interface UpdateOptions {
  /** The managers put back what was before, as the service's rollback settings say. */
  readonly rollback?: boolean;
  /** Ask the image's registry for its digest. */
  readonly queryRegistry?: boolean;
  readonly registryAuthFrom?: 'spec';
}

/** Creates a service and tells the warnings, where they are told: its id. */
export function* createService(
  client: Client,
  spec: ServiceSpec,
  queryRegistry: boolean,
  tellsWarnings = true,
): Blocking<string> {
  const { body, warnings } = yield* resolved(client, spec, queryRegistry);
  const created = yield* client.post<ServiceCreateResponse>('/services/create', { body });
  if (tellsWarnings) yield* tell(client, [...(created.Warnings ?? []), ...warnings]);
  return created.ID;
}

/** Gives a service another spec and tells the warnings. */
export function* updateService(
  client: Client,
  service: ServiceResource,
  spec: ServiceSpec,
  options: UpdateOptions = {},
): Blocking<void> {
  const { body, warnings } = yield* resolved(client, spec, options.queryRegistry ?? false);
  const query = {
    ...(options.registryAuthFrom && { registryAuthFrom: options.registryAuthFrom }),
    ...(options.rollback && { rollback: 'previous' }),
    version: String(service.Version.Index),
  };
  const answer = yield* client.post<{ Warnings: string[] | null }>(servicePath(service.ID, '/update'), { query, body });
  yield* tell(client, [...(answer.Warnings ?? []), ...warnings]);
}

function* tell(client: Client, warnings: readonly string[]): Blocking<void> {
  for (const warning of warnings) yield* client.warn(warning);
}

/** The spec with its image's tag, and what there is to say when no registry tells the digest. */
function* resolved(
  client: Client,
  spec: ServiceSpec,
  queryRegistry: boolean,
): Blocking<{ readonly body: ServiceSpec; readonly warnings: readonly string[] }> {
  const container = spec.TaskTemplate.ContainerSpec;
  if (container === undefined) return { body: spec, warnings: [] };
  const Image = referenceError(container.Image) === undefined ? withDefaultTag(container.Image) : container.Image;
  const body = { ...spec, TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...container, Image } } };
  if (!queryRegistry || (yield* isOnRegistry(client, Image))) return { body, warnings: [] };
  const warning = `image ${Image} could not be accessed on a registry to record
its digest. Each node will access ${Image} independently,
possibly leading to different nodes running different
versions of the image.
`;
  return { body, warnings: [warning] };
}

function* isOnRegistry(client: Client, image: string): Blocking<boolean> {
  try {
    yield* client.send('GET', `/distribution/${segment('image', image)}/json`);
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
  throw notSimulated('digests of registries');
}
