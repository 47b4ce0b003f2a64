// /nodes: the machines of a swarm.
// Source: moby api/server/router/swarm/cluster_routes.go; daemon/cluster/{nodes,filters}.go.
// Not modelled: nothing.
import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import type { NodeSpec, SwarmNode } from '../../../swarm/objects.ts';
import { nodeSpec } from '../../cluster/requests.ts';
import { nodeResource } from '../../cluster/resources.ts';
import { flagOf, readBody } from '../body.ts';
import { invalid, system } from '../errors.ts';
import { Filters } from '../filters.ts';
import { json, param, type Route, type RouteCall } from '../route.ts';
import { sortedMap } from '../sorted.ts';
import { versionOf } from './swarm.ts';

const ACCEPTED = ['name', 'id', 'label', 'role', 'membership', 'node.label'];

function matches(filters: Filters, node: SwarmNode): boolean {
  const labelled = (labels: Readonly<Record<string, string>>, wanted: string): boolean => {
    const [key = '', ...value] = wanted.split('=');
    return key in labels && (value.length === 0 || labels[key] === value.join('='));
  };
  return (
    filters.some('name', (name) => node.Description.Hostname.startsWith(name) || node.Spec.Name === name) &&
    filters.some('id', (id) => node.ID.startsWith(id)) &&
    filters.some('role', (role) => node.role === role) &&
    filters.some('membership', (membership) => membership === 'accepted') &&
    filters.get('label').every((label) => labelled(node.Description.Engine.Labels ?? {}, label)) &&
    filters.get('node.label').every((label) => labelled(node.Spec.Labels, label))
  );
}

function checkFilters(filters: Filters): void {
  for (const role of filters.get('role')) {
    if (role !== 'worker' && role !== 'manager') throw system(`Invalid role filter: '${role}'`);
  }
  for (const membership of filters.get('membership')) {
    if (membership !== 'accepted' && membership !== 'pending')
      throw system(`Invalid membership filter: '${membership}'`);
  }
}

function* list(call: RouteCall): Blocking<HttpResponse> {
  const filters = new Filters(call.request, ACCEPTED);
  checkFilters(filters);
  const nodes = yield* call.daemon.swarm.control().list('node');
  return json(200, nodes.filter((node) => matches(filters, node)).map(nodeResource));
}

function* update(call: RouteCall): Blocking<HttpResponse> {
  const version = versionOf(call);
  const spec = readBody(call.request, nodeSpec, 'NodeSpec');
  const role = spec.Role.toLowerCase();
  const availability = spec.Availability.toLowerCase();
  if (role !== 'worker' && role !== 'manager') throw invalid(`invalid Role: ${JSON.stringify(spec.Role)}`);
  if (availability !== 'active' && availability !== 'pause' && availability !== 'drain') {
    throw invalid(`invalid Availability: ${JSON.stringify(spec.Availability)}`);
  }
  const wanted: NodeSpec = {
    ...(spec.Name === '' ? {} : { Name: spec.Name }),
    Labels: sortedMap(spec.Labels),
    Role: role,
    Availability: availability,
  };
  const control = call.daemon.swarm.control();
  const node = yield* control.find('node', param(call, 'id'));
  yield* control.updateNode(node.ID, version, wanted);
  return { status: 200 };
}

export const nodeRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/nodes', summary: 'List nodes', handle: list },
  {
    method: 'GET',
    pattern: '/nodes/{id}',
    summary: 'Inspect a node',
    *handle(call) {
      return json(200, nodeResource(yield* call.daemon.swarm.control().find('node', param(call, 'id'))));
    },
  },
  {
    method: 'DELETE',
    pattern: '/nodes/{id}',
    summary: 'Remove a node',
    *handle(call) {
      const control = call.daemon.swarm.control();
      const node = yield* control.find('node', param(call, 'id'));
      yield* control.removeNode(node.ID, flagOf(call.request, 'force'));
      return { status: 200 };
    },
  },
  { method: 'POST', pattern: '/nodes/{id}/update', summary: 'Change a node', handle: update },
];
