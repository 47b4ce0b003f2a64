// /plugins: there are none, as none can be fetched; and the build cache, which the classic builder has none of.
// Source: moby v28.5.2 api/server/router/{plugin,build}/*_routes.go, plugin/errors.go.
// Not modelled: installing and making plugins.
import type { HttpResponse } from '../../../host/http.ts';
import { notFound } from '../errors.ts';
import { immediate, json, param, type Route, type RouteCall } from '../route.ts';

function missing(call: RouteCall): HttpResponse {
  throw notFound(`plugin ${JSON.stringify(param(call, 'name'))} not found`);
}

export const pluginRoutes: readonly Route[] = [
  immediate('GET', '/plugins', 'List plugins', () => json(200, [])),
  immediate('GET', '/plugins/{name...}/json', 'Inspect a plugin', missing),
  immediate('DELETE', '/plugins/{name...}', 'Remove a plugin', missing),
  immediate('POST', '/build/prune', 'Empty the build cache', () =>
    json(200, { CachesDeleted: null, SpaceReclaimed: 0 }),
  ),
];
