// /secrets and /configs: files that a swarm keeps for its tasks.
// Source: moby api/server/router/swarm/cluster_routes.go; daemon/cluster/{secrets,configs}.go.
// Not modelled: drivers of secrets, templates of configs.
import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import type { Config, Secret } from '../../../swarm/objects.ts';
import { fileResource } from '../../cluster/resources.ts';
import { type FileBody, fileSpec } from '../../cluster/service-requests.ts';
import { readBody } from '../body.ts';
import { Filters } from '../filters.ts';
import { json, param, type Route, type RouteCall } from '../route.ts';
import { sortedMap } from '../sorted.ts';
import type { IdResponse } from '../swarm-types.ts';
import { labelled } from './services.ts';
import { versionOf } from './swarm.ts';

const ACCEPTED = { secret: ['name', 'names', 'id', 'label'], config: ['name', 'id', 'label'] };

interface Calls {
  create(call: RouteCall, spec: Secret['Spec']): Blocking<Secret | Config>;
  update(call: RouteCall, id: string, version: number, spec: Secret['Spec']): Blocking<unknown>;
  remove(call: RouteCall, id: string): Blocking<void>;
}

function specOf(body: FileBody): Secret['Spec'] {
  return { Name: body.Name ?? '', Labels: sortedMap(body.Labels ?? {}), ...(body.Data ? { Data: body.Data } : {}) };
}

function matches(filters: Filters, file: Secret | Config): boolean {
  return (
    filters.some('name', (name) => file.Spec.Name.startsWith(name)) &&
    filters.some('names', (name) => file.Spec.Name === name) &&
    filters.some('id', (id) => file.ID.startsWith(id)) &&
    filters.get('label').every((label) => labelled(file.Spec.Labels, label))
  );
}

/** The routes of one kind; both are alike. */
function routesOf(table: 'secret' | 'config', calls: Calls): readonly Route[] {
  const path = `/${table}s`;
  const body = (call: RouteCall): Secret['Spec'] =>
    specOf(readBody(call.request, fileSpec, table === 'secret' ? 'SecretSpec' : 'ConfigSpec'));
  const find = (call: RouteCall) => call.daemon.swarm.control().find(table, param(call, 'id'));
  return [
    {
      method: 'GET',
      pattern: path,
      summary: `List ${table}s`,
      *handle(call): Blocking<HttpResponse> {
        const filters = new Filters(call.request, ACCEPTED[table]);
        const files: readonly (Secret | Config)[] = yield* call.daemon.swarm.control().list(table);
        return json(200, files.filter((file) => matches(filters, file)).map(fileResource));
      },
    },
    {
      method: 'POST',
      pattern: `${path}/create`,
      summary: `Create a ${table}`,
      *handle(call) {
        const answer: IdResponse = { ID: (yield* calls.create(call, body(call))).ID };
        return json(201, answer);
      },
    },
    {
      method: 'GET',
      pattern: `${path}/{id}`,
      summary: `Inspect a ${table}`,
      *handle(call) {
        return json(200, fileResource(yield* find(call)));
      },
    },
    {
      method: 'DELETE',
      pattern: `${path}/{id}`,
      summary: `Remove a ${table}`,
      *handle(call) {
        yield* calls.remove(call, (yield* find(call)).ID);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      pattern: `${path}/{id}/update`,
      summary: `Change a ${table}`,
      *handle(call) {
        const version = versionOf(call);
        const spec = body(call);
        yield* calls.update(call, (yield* find(call)).ID, version, spec);
        return { status: 200 };
      },
    },
  ];
}

export const swarmFileRoutes: readonly Route[] = [
  ...routesOf('secret', {
    create: ({ daemon }, spec) => daemon.swarm.control().createSecret(spec),
    update: ({ daemon }, id, version, spec) => daemon.swarm.control().updateSecret(id, version, spec),
    remove: ({ daemon }, id) => daemon.swarm.control().removeSecret(id),
  }),
  ...routesOf('config', {
    create: ({ daemon }, spec) => daemon.swarm.control().createConfig(spec),
    update: ({ daemon }, id, version, spec) => daemon.swarm.control().updateConfig(id, version, spec),
    remove: ({ daemon }, id) => daemon.swarm.control().removeConfig(id),
  }),
];
