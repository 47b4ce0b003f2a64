// A project's networks: found, made, made anew when they are to look different, removed.
// Source: docker/compose pkg/compose/create.go (ensureNetwork, resolveOrCreateNetwork, resolveExternalNetwork), down.go removeNetwork.
// Not modelled: nothing known.

import { type Client, segment } from '../../cli/client.ts';
import { ApiFailure, Failure } from '../../cli/failure.ts';
import { filtersQuery } from '../../cli/filters.ts';
import type { NetworkCreateRequest, NetworkResource } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { goJson } from '../model/encode.ts';
import { COMPOSE_VERSION } from '../model/load.ts';
import { orderedNetwork } from '../model/ordered.ts';
import type { Project } from '../model/project.ts';
import { sha256 } from '../model/sha256.ts';
import { listOf, mapOf, mapValues, sortedKeys, textOf, type ValueMap } from '../model/values.ts';
import type { Backend } from './backend.ts';
import { label, listContainers } from './containers.ts';
import { event } from './progress.ts';
import { stopServices } from './stop.ts';

/** Finds or makes all of them: their ids by key. */
export function* ensureNetworks(backend: Backend, project: Project): Blocking<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const [key, network] of [...project.networks].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const external = network.external === true;
    ids.set(
      key,
      yield* external ? externalNetwork(backend.client, network) : ownNetwork(backend, project, key, network),
    );
  }
  return ids;
}

export function networkName(network: ValueMap): string {
  return textOf(network.name);
}

function* listNetworks(client: Client, filters: readonly string[]): Blocking<NetworkResource[]> {
  return yield* client.get<NetworkResource[]>('/networks', filtersQuery(filters));
}

function* inspectNetwork(client: Client, name: string): Blocking<NetworkResource | undefined> {
  try {
    return yield* client.get<NetworkResource>(`/networks/${segment('network', name)}`);
  } catch (error) {
    // Not there, or several of that beginning: the list decides.
    if (error instanceof ApiFailure) return undefined;
    throw error;
  }
}

/** Stands for a network of the swarm that this node does not know yet: attaching finds out. */
export const SWARM_NETWORK = 'swarm';

function* isInSwarm(client: Client): Blocking<boolean> {
  const { Swarm } = yield* client.get<{ Swarm?: { LocalNodeState?: string } }>('/info');
  return ['active', 'locked'].includes(Swarm?.LocalNodeState ?? '');
}

function* externalNetwork(client: Client, network: ValueMap): Blocking<string> {
  const name = networkName(network);
  const listed = yield* listNetworks(client, [`name=${name}`]);
  const one = listed.length === 0 ? yield* inspectNetwork(client, name) : undefined;
  const found = [...listed, ...(one ? [one] : [])].filter((each) => each.Name === name || each.Id === name);
  const [first] = found;
  if (!first && (yield* isInSwarm(client))) return SWARM_NETWORK;
  if (!first) throw new Failure(`network ${name} declared as external, but could not be found`);
  if (found.length === 1) return first.Id;
  const advice = 'Use network ID as `name` to avoid ambiguity';
  throw new Failure(`multiple networks with name ${JSON.stringify(name)} were found. ${advice}`);
}

function* ownNetwork(backend: Backend, project: Project, key: string, network: ValueMap): Blocking<string> {
  const { client } = backend;
  const name = networkName(network);
  const hash = sha256(goJson(orderedNetwork(network, 'json')));
  const found = yield* inspectNetwork(client, name);
  let dangling: string[] = [];
  if (found && (found.Name === name || found.Id === name)) {
    const labels = found.Labels ?? {};
    yield* warnOfOwner(backend, project, name, labels[label('project')]);
    const marked = labels[label('network')] ?? '';
    if (marked !== key) {
      const what = `incorrect label ${label('network')} set to ${JSON.stringify(marked)}`;
      throw new Failure(`network ${name} was found but has ${what} (expected: ${JSON.stringify(key)})`);
    }
    const before = labels[label('config-hash')] ?? '';
    if (before === '' || before === hash) return found.Id;
    dangling = yield* removeDiverged(backend, project, key, name);
  }
  const [same] = (yield* listNetworks(client, [`name=${name}`])).filter((each) => each.Name === name);
  if (same) {
    const { [label('project')]: owner, [label('network')]: marked } = same.Labels ?? {};
    if (owner !== project.name || marked !== key) yield* warnOfOwner(backend, project, name, undefined);
    return same.Id;
  }
  const id = yield* createNetwork(backend, name, createRequest(project, key, network, hash));
  for (const container of dangling) {
    yield* client.send('POST', `/networks/${segment('network', name)}/connect`, { body: { Container: container } });
  }
  return id;
}

function* warnOfOwner(backend: Backend, project: Project, name: string, owner: string | undefined): Blocking<void> {
  if (owner === project.name) return;
  const by = owner === undefined ? 'by compose' : `for project ${JSON.stringify(project.name)}`;
  const advice = 'Set `external: true` to use an existing network';
  yield* backend.warn(`a network with name ${name} exists but was not created ${by}.\n${advice}`);
}

function* createNetwork(backend: Backend, name: string, request: NetworkCreateRequest): Blocking<string> {
  const { client, progress } = backend;
  yield* event(progress, `Network ${name}`, 'working', 'Creating');
  try {
    const { Id } = yield* client.post<{ Id: string }>('/networks/create', { body: request });
    yield* event(progress, `Network ${name}`, 'done', 'Created');
    return Id;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    yield* event(progress, `Network ${name}`, 'error', 'Error');
    throw new Failure(`failed to create network ${name}: ${error.message}`);
  }
}

function createRequest(project: Project, key: string, network: ValueMap, hash: string): NetworkCreateRequest {
  const ipam = mapOf(network.ipam);
  const pools = listOf(ipam.config).map(mapOf);
  const flags = { enable_ipv4: 'EnableIPv4', enable_ipv6: 'EnableIPv6' } as const;
  const enabled = Object.entries(flags).filter(([from]) => typeof network[from] === 'boolean');
  return {
    Name: networkName(network),
    Driver: textOf(network.driver),
    Options: mapValues(mapOf(network.driver_opts), textOf),
    Internal: network.internal === true,
    Attachable: network.attachable === true,
    ...Object.fromEntries(enabled.map(([from, to]) => [to, network[from] === true])),
    ...((pools.length > 0 || textOf(ipam.driver) !== '') && {
      IPAM: { Driver: textOf(ipam.driver), Options: null, Config: pools.map(poolOf) },
    }),
    Labels: {
      ...mapValues(mapOf(network.labels), textOf),
      [label('network')]: key,
      [label('project')]: project.name,
      [label('version')]: COMPOSE_VERSION,
      [label('config-hash')]: hash,
    },
  };
}

function poolOf(pool: ValueMap) {
  const auxiliary = mapValues(mapOf(pool.aux_addresses), textOf);
  return {
    ...(pool.subnet !== undefined && { Subnet: textOf(pool.subnet) }),
    ...(pool.ip_range !== undefined && { IPRange: textOf(pool.ip_range) }),
    ...(pool.gateway !== undefined && { Gateway: textOf(pool.gateway) }),
    ...(Object.keys(auxiliary).length > 0 && { AuxiliaryAddresses: auxiliary }),
  };
}

/** Takes a network away that is to look different: its containers, which are connected to the new one. */
function* removeDiverged(backend: Backend, project: Project, key: string, name: string): Blocking<string[]> {
  const { client, progress } = backend;
  const users = [...project.services.values()]
    .filter(({ config }) => Object.hasOwn(mapOf(config.networks), key))
    .map((service) => service.name);
  yield* stopServices(backend, project, users, undefined);
  const containers = yield* listContainers(client, project.name, 'excluded', true, users.sort());
  for (const { Id } of containers) {
    yield* client.send('POST', `/networks/${segment('network', name)}/disconnect`, {
      body: { Container: Id, Force: true },
    });
  }
  yield* client.send('DELETE', `/networks/${segment('network', name)}`);
  yield* event(progress, `Network ${name}`, 'done', 'Removed');
  return containers.map(({ Id }) => Id);
}

/** Networks that carry the project's labels, for commands that have no file: names by key. */
export function* actualNetworks(client: Client, project: string): Blocking<Map<string, ValueMap>> {
  const found = yield* listNetworks(client, [`label=${label('project')}=${project}`]);
  return new Map(found.map((each) => [each.Labels?.[label('network')] ?? '', { name: each.Name }]));
}

/** Those of the project's own networks that are to be removed, each with the work that it takes. */
export function networkRemovals(backend: Backend, project: Project): Blocking<void>[] {
  const own = Object.fromEntries([...project.networks].filter(([, network]) => network.external !== true));
  return sortedKeys(own).map((key) => removeNetwork(backend, project.name, key, networkName(own[key] ?? {})));
}

function* removeNetwork(backend: Backend, project: string, key: string, name: string): Blocking<void> {
  const { client, progress } = backend;
  const filters = [`label=${label('project')}=${project}`, `label=${label('network')}=${key}`];
  const networks = yield* listNetworks(client, filters);
  if (networks.length === 0) return;
  const id = `Network ${name}`;
  yield* event(progress, id, 'working', 'Removing');
  let found = false;
  for (const network of networks.filter((each) => each.Name === name)) {
    const current = yield* inspectNetwork(client, network.Id);
    if (!current) break;
    found = true;
    if (Object.keys(current.Containers ?? {}).length > 0) {
      yield* event(progress, id, 'warning', 'Resource is still in use');
      continue;
    }
    try {
      yield* client.send('DELETE', `/networks/${segment('network', network.Id)}`);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      yield* event(progress, id, 'error', 'Error');
      throw new Failure(`failed to remove network ${name}: ${error.message}`);
    }
    yield* event(progress, id, 'done', 'Removed');
  }
  if (!found) yield* event(progress, id, 'warning', 'No resource found to remove');
}
