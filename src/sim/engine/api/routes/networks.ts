// /networks: making, showing, joining and removing networks.
// Source: moby api/server/router/network/{network,network_routes,filter}.go.
// Not modelled: swarm networks.

import type { HttpResponse } from '../../../host/http.ts';
import { newAttachment } from '../../containers/attachment.ts';
import { connect, disconnect } from '../../containers/networking.ts';
import type { Daemon } from '../../daemon.ts';
import type { Network } from '../../libnetwork/network.ts';
import { createNetwork } from '../../networks/create.ts';
import { pruneNetworks, removeNetwork } from '../../networks/remove.ts';
import { networkResource } from '../../networks/resource.ts';
import { readBody } from '../body.ts';
import { invalid } from '../errors.ts';
import { Filters, matchesPattern } from '../filters.ts';
import { immediate, json, noContent, param, queryOf, type Route, type RouteCall } from '../route.ts';
import { networkConnect, networkCreate, networkDisconnect } from '../schemas.ts';
import type { NetworkCreateResponse, NetworksPruneResponse } from '../types.ts';

const ACCEPTED = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'];

function list(call: RouteCall): HttpResponse {
  const filters = new Filters(call.request, ACCEPTED);
  const types = filters.get('type');
  for (const type of types) {
    if (type !== 'builtin' && type !== 'custom') throw invalid(`invalid filter 'type=${type}'`);
  }
  const found = call.daemon.networks.networks().filter((network) => matches(call.daemon, filters, network));
  return json(
    200,
    found.map((network) => networkResource(network, false)),
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
    filters.some('scope', (scope) => scope === 'local') &&
    filters.some('type', (type) => (type === 'builtin') === network.predefined) &&
    filters.labels(network.settings.labels)
  );
}

function inspect(call: RouteCall): HttpResponse {
  const scope = queryOf(call, 'scope');
  const network = call.daemon.networks.find(param(call, 'id'));
  if (scope !== '' && scope !== 'local') return json(404, { message: `network ${param(call, 'id')} not found` });
  return json(200, networkResource(network, true));
}

export const networkRoutes: readonly Route[] = [
  immediate('GET', '/networks', 'List networks', list),
  immediate('POST', '/networks/create', 'Create a network', (call) => {
    const network = createNetwork(call.daemon, readBody(call.request, networkCreate, 'CreateRequest'));
    const answer: NetworkCreateResponse = { Id: network.id, Warning: '' };
    return json(201, answer);
  }),
  immediate('POST', '/networks/prune', 'Remove unused networks', (call) => {
    const names = pruneNetworks(call.daemon, new Filters(call.request, ['label', 'label!', 'until']));
    const answer: NetworksPruneResponse = { NetworksDeleted: names.length > 0 ? names : null };
    return json(200, answer);
  }),
  immediate('GET', '/networks/{id...}', 'Inspect a network', inspect),
  immediate('POST', '/networks/{id}/connect', 'Attach a container', (call) => {
    const body = readBody(call.request, networkConnect, 'ConnectRequest');
    const container = call.daemon.containers.get(body.Container);
    connect(call.daemon, container, param(call, 'id'), newAttachment(body.EndpointConfig));
    return { status: 200 };
  }),
  immediate('POST', '/networks/{id}/disconnect', 'Detach a container', (call) => {
    const body = readBody(call.request, networkDisconnect, 'DisconnectRequest');
    const container = call.daemon.containers.get(body.Container);
    disconnect(call.daemon, container, param(call, 'id'), body.Force);
    return { status: 200 };
  }),
  immediate('DELETE', '/networks/{id...}', 'Remove a network', (call) => {
    removeNetwork(call.daemon, call.daemon.networks.find(param(call, 'id')));
    return noContent;
  }),
];
