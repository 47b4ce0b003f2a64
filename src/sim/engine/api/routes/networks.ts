// /networks: making, showing, joining and removing networks.
// Source: moby api/server/router/network/{network,network_routes,filter}.go.
// Not modelled: nothing known.

import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import { newAttachment } from '../../containers/attachment.ts';
import { connect, disconnect } from '../../containers/networking.ts';
import type { Daemon } from '../../daemon.ts';
import type { Network } from '../../libnetwork/network.ts';
import { createNetwork } from '../../networks/create.ts';
import { pruneNetworks, pruneSwarmNetworks, removeNetwork } from '../../networks/remove.ts';
import { networkResource } from '../../networks/resource.ts';
import { servicesResource } from '../../networks/services.ts';
import {
  createSwarmNetwork,
  findNetwork,
  isSwarmScoped,
  predefinedNetwork,
  swarmNetworkResource,
  swarmNetworks,
} from '../../networks/swarm.ts';
import { readBody } from '../body.ts';
import { invalid, notFound } from '../errors.ts';
import { Filters, matchesPattern } from '../filters.ts';
import { immediate, json, noContent, param, queryOf, type Route, type RouteCall } from '../route.ts';
import { networkConnect, networkCreate, networkDisconnect } from '../schemas.ts';
import type { NetworkCreateResponse, NetworkResource, NetworksPruneResponse } from '../types.ts';

const ACCEPTED = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'];

/** Those of this host, and those that only the swarm's managers know. */
function* list(call: RouteCall): Blocking<HttpResponse> {
  const filters = new Filters(call.request, ACCEPTED);
  const types = filters.get('type');
  for (const type of types) {
    if (type !== 'builtin' && type !== 'custom') throw invalid(`invalid filter 'type=${type}'`);
  }
  const local = call.daemon.networks.networks();
  const ids = new Set(local.map(({ id }) => id));
  const remote = (yield* swarmNetworks(call.daemon))
    .filter(({ ID }) => !ids.has(ID))
    .map(swarmNetworkResource)
    .filter((network) => matchesSwarm(filters, network));
  return json(200, [
    ...remote,
    ...local.filter((network) => matches(call.daemon, filters, network)).map((each) => networkResource(each, false)),
  ]);
}

/** Nobody on this host uses it. */
function matchesSwarm(filters: Filters, network: NetworkResource): boolean {
  return (
    filters.flag('dangling') !== false &&
    filters.some('driver', (driver) => network.Driver === driver) &&
    filters.some('id', (id) => matchesPattern(network.Id, id)) &&
    filters.some('name', (name) => matchesPattern(network.Name, name)) &&
    filters.some('scope', (scope) => scope === network.Scope) &&
    filters.some('type', (type) => type === 'custom') &&
    filters.labels(network.Labels ?? {})
  );
}

function matches(daemon: Daemon, filters: Filters, network: Network): boolean {
  const dangling = filters.flag('dangling');
  const inUse = network.predefined || daemon.containers.all().some((c) => c.running && c.attachments.has(network.name));
  return (
    (dangling === undefined || dangling === !inUse) &&
    filters.some('driver', (driver) => network.driver.type === driver) &&
    filters.some('id', (id) => matchesPattern(network.id, id)) &&
    filters.some('name', (name) => matchesPattern(network.name, name)) &&
    filters.some('scope', (scope) => scope === network.settings.scope) &&
    filters.some('type', (type) => (type === 'builtin') === network.predefined) &&
    filters.labels(network.settings.labels)
  );
}

function* inspect(call: RouteCall): Blocking<HttpResponse> {
  const scope = queryOf(call, 'scope');
  const predefined = scope === 'swarm' ? yield* predefinedNetwork(call.daemon, param(call, 'id')) : undefined;
  if (predefined !== undefined) return json(200, swarmNetworkResource(predefined));
  const found = yield* findNetwork(call.daemon, param(call, 'id'));
  const resource = found.kind === 'local' ? networkResource(found.network, true) : swarmNetworkResource(found.network);
  if (scope !== '' && scope !== resource.Scope) throw notFound(`network ${param(call, 'id')} not found`);
  const services =
    found.kind === 'local' && queryOf(call, 'verbose') === 'true' ? servicesResource(found.network) : undefined;
  return json(200, services === undefined ? resource : { ...resource, Services: services });
}

function* create(call: RouteCall): Blocking<HttpResponse> {
  const body = readBody(call.request, networkCreate, 'CreateRequest');
  const id = isSwarmScoped(body) ? yield* createSwarmNetwork(call.daemon, body) : createNetwork(call.daemon, body).id;
  const answer: NetworkCreateResponse = { Id: id, Warning: '' };
  return json(201, answer);
}

function* remove(call: RouteCall): Blocking<HttpResponse> {
  const found = yield* findNetwork(call.daemon, param(call, 'id'));
  if (found.kind === 'local' && found.network.settings.scope === 'local') removeNetwork(call.daemon, found.network);
  else yield* call.daemon.swarm.control().removeNetwork(found.kind === 'local' ? found.network.id : found.network.ID);
  return noContent;
}

function* attach(call: RouteCall): Blocking<HttpResponse> {
  const body = readBody(call.request, networkConnect, 'ConnectRequest');
  const container = call.daemon.containers.get(body.Container);
  yield* connect(call.daemon, container, param(call, 'id'), newAttachment(body.EndpointConfig));
  return { status: 200 };
}

function detach(call: RouteCall): HttpResponse {
  const body = readBody(call.request, networkDisconnect, 'DisconnectRequest');
  const container = call.daemon.containers.get(body.Container);
  disconnect(call.daemon, container, param(call, 'id'), body.Force);
  return { status: 200 };
}

function* prune(call: RouteCall): Blocking<HttpResponse> {
  const filters = new Filters(call.request, ['label', 'label!', 'until']);
  const names = [...(yield* pruneSwarmNetworks(call.daemon, filters)), ...pruneNetworks(call.daemon, filters)];
  call.daemon.events.publish('network', 'prune', '', { reclaimed: '0' });
  const answer: NetworksPruneResponse = { NetworksDeleted: names.length > 0 ? names : null };
  return json(200, answer);
}

export const networkRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/networks', summary: 'List networks', handle: list },
  { method: 'POST', pattern: '/networks/create', summary: 'Create a network', handle: create },
  { method: 'POST', pattern: '/networks/prune', summary: 'Remove unused networks', handle: prune },
  { method: 'GET', pattern: '/networks/{id...}', summary: 'Inspect a network', handle: inspect },
  { method: 'POST', pattern: '/networks/{id}/connect', summary: 'Attach a container', handle: attach },
  immediate('POST', '/networks/{id}/disconnect', 'Detach a container', detach),
  { method: 'DELETE', pattern: '/networks/{id...}', summary: 'Remove a network', handle: remove },
];
