// /services/{id}/logs and /tasks/{id}/logs.
// Source: moby api/server/router/swarm/{cluster_routes,helpers}.go swarmLogs, daemon/cluster/services.go ServiceLogs.
// Not modelled: see cluster/task-logs.ts.
import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import { taskLogs } from '../../cluster/task-logs.ts';
import { type LogOptions, momentOf } from '../../containers/streams.ts';
import { flagOf } from '../body.ts';
import { system } from '../errors.ts';
import { param, queryOf, type Route, type RouteCall } from '../route.ts';

function optionsOf(call: RouteCall): LogOptions {
  const { daemon, request } = call;
  const [stdout, stderr] = [flagOf(request, 'stdout'), flagOf(request, 'stderr')];
  if (!stdout && !stderr) throw system('Bad parameters: you must choose at least one stream');
  return {
    stdout,
    stderr,
    follow: flagOf(request, 'follow'),
    timestamps: flagOf(request, 'timestamps'),
    details: flagOf(request, 'details'),
    tail: tailOf(queryOf(call, 'tail')),
    since: momentOf(daemon, 'since', request.query?.since),
    until: undefined,
  };
}

function tailOf(text: string): number | undefined {
  if (text === '' || text === 'all') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw system('tail value must be a positive integer or "all"');
  if (text.startsWith('-')) throw system('negative tail values not supported');
  return Number(text);
}

function* serviceLogs(call: RouteCall): Blocking<HttpResponse> {
  const options = optionsOf(call);
  const { ID } = yield* call.daemon.swarm.control().find('service', param(call, 'id'));
  return yield* taskLogs(call.daemon, { serviceIds: [ID], taskIds: [] }, options);
}

function* oneTaskLogs(call: RouteCall): Blocking<HttpResponse> {
  const options = optionsOf(call);
  const { ID } = yield* call.daemon.swarm.control().find('task', param(call, 'id'));
  return yield* taskLogs(call.daemon, { serviceIds: [], taskIds: [ID] }, options);
}

export const taskLogRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/services/{id}/logs', summary: "Read a service's logs", handle: serviceLogs },
  { method: 'GET', pattern: '/tasks/{id}/logs', summary: "Read a task's log", handle: oneTaskLogs },
];
