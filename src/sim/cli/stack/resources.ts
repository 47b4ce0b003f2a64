// What belongs to a stack: asked for by its label, removed kind after kind.
// Source: docker/cli v28.5.2 cli/command/stack/swarm/{common,remove}.go.
// Not modelled: nothing.
import type { ConfigResource, SecretResource, ServiceResource, TaskResource } from '../../engine/api/swarm-types.ts';
import type { NetworkResource } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import type { Namespace } from './namespace.ts';

export function stackServices(client: Client, stack: Namespace): Blocking<ServiceResource[]> {
  return client.get<ServiceResource[]>('/services', filtersQuery([stack.filter]));
}

export function stackNetworks(client: Client, stack: Namespace): Blocking<NetworkResource[]> {
  return client.get<NetworkResource[]>('/networks', filtersQuery([stack.filter]));
}

export function stackFiles(
  client: Client,
  stack: Namespace,
  kind: 'secret' | 'config',
): Blocking<(SecretResource | ConfigResource)[]> {
  return client.get<(SecretResource | ConfigResource)[]>(`/${kind}s`, filtersQuery([stack.filter]));
}

export function stackTasks(
  client: Client,
  stack: Namespace,
  filters: readonly string[] = [],
): Blocking<TaskResource[]> {
  return client.get<TaskResource[]>('/tasks', filtersQuery([...filters, stack.filter]));
}

interface Removal {
  readonly kind: 'service' | 'secret' | 'config' | 'network';
  readonly id: string;
  readonly name: string;
}

/** Removes them one after the other; false if one could not be. */
export function* removeAll(client: Client, removals: readonly Removal[]): Blocking<boolean> {
  let isWhole = true;
  for (const { kind, id, name } of removals) {
    yield* client.print(`Removing ${kind} ${name}`);
    try {
      yield* client.send('DELETE', `/${kind}s/${encodeURIComponent(id)}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      isWhole = false;
      yield* client.sys.error(`Failed to remove ${kind} ${id}: ${error.message}`);
    }
  }
  return isWhole;
}

/** Services by name, as they are removed. */
export function serviceRemovals(services: readonly ServiceResource[]): Removal[] {
  return services
    .map(({ ID, Spec }): Removal => ({ kind: 'service', id: ID, name: Spec.Name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
