// /containers: the whole life of containers.
// Source: moby api/server/router/container/{container,container_routes,inspect}.go.
// Not modelled: checkpoints.
import { encodeBase64 } from '../../../base/base64.ts';
import { encodeUtf8 } from '../../../base/utf8.ts';
import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import { extractArchive, readArchive, statPath } from '../../containers/archive.ts';
import { sizesOf } from '../../containers/changes.ts';
import type { Container } from '../../containers/container.ts';
import { logContainer } from '../../containers/container-events.ts';
import { createContainer, parseSignal } from '../../containers/create.ts';
import { inspectContainer } from '../../containers/inspect.ts';
import { listContainers } from '../../containers/list.ts';
import { pauseContainer, unpauseContainer } from '../../containers/pause.ts';
import { pruneContainers } from '../../containers/prune.ts';
import { removeContainer, removeLink } from '../../containers/remove.ts';
import { renameContainer } from '../../containers/rename.ts';
import { updateContainer } from '../../containers/resources.ts';
import { startContainer } from '../../containers/start.ts';
import { statsOnce, statsStream } from '../../containers/stats.ts';
import { killContainer, stopContainer } from '../../containers/stop.ts';
import { attach, logs, momentOf, waitFor } from '../../containers/streams.ts';
import { topOf } from '../../containers/top.ts';
import { flagOf, numberOf, readBody } from '../body.ts';
import { conflict, invalid, withPrefix } from '../errors.ts';
import { Filters } from '../filters.ts';
import { immediate, json, noContent, notModified, param, queryOf, type Route, type RouteCall } from '../route.ts';
import { containerCreate, containerUpdate } from '../schemas.ts';
import { type ContainerCreateResponse, type ContainerInspect, PATH_STAT_HEADER } from '../types.ts';

function containerOf(call: RouteCall): Container {
  return call.daemon.containers.get(param(call, 'id'));
}

function* start(call: RouteCall): Blocking<HttpResponse> {
  const container = containerOf(call);
  return yield* container.locked(function* () {
    if (container.paused) throw conflict('cannot start a paused container, try unpause instead');
    if (container.running !== undefined) return notModified;
    container.restartCount = 0;
    try {
      yield* startContainer(call.daemon, container);
    } catch (error) {
      if (container.hostConfig.AutoRemove) yield* removeContainer(call.daemon, container, true, true);
      throw error;
    }
    return noContent;
  });
}

function* stop(call: RouteCall): Blocking<HttpResponse> {
  const container = containerOf(call);
  if (container.running === undefined && container.status !== 'restarting') return notModified;
  yield* stopContainer(call.daemon, container, numberOf(call.request, 't'), queryOf(call, 'signal'));
  return noContent;
}

function* restart(call: RouteCall): Blocking<HttpResponse> {
  const container = containerOf(call);
  // A container that would remove itself when it stops must not do so in between.
  const autoRemove = container.hostConfig.AutoRemove;
  container.hostConfig.AutoRemove = false;
  try {
    yield* stopContainer(call.daemon, container, numberOf(call.request, 't'), queryOf(call, 'signal'));
    while (container.running !== undefined) yield { on: [container.changed] };
    container.hostConfig.AutoRemove = autoRemove;
    yield* container.locked(() => startContainer(call.daemon, container));
  } catch (error) {
    throw withPrefix(`Cannot restart container ${param(call, 'id')}: `, error);
  } finally {
    container.hostConfig.AutoRemove = autoRemove;
  }
  logContainer(call.daemon, container, 'restart');
  return noContent;
}

function* kill(call: RouteCall): Blocking<HttpResponse> {
  const container = containerOf(call);
  const signal = parseSignal(queryOf(call, 'signal') || 'SIGKILL');
  try {
    yield* killContainer(call.daemon, container, signal);
  } catch (error) {
    throw withPrefix(`cannot kill container: ${param(call, 'id')}: `, error);
  }
  return noContent;
}

function* remove(call: RouteCall): Blocking<HttpResponse> {
  if (flagOf(call.request, 'link')) {
    removeLink(call.daemon, param(call, 'id'));
    return noContent;
  }
  const container = containerOf(call);
  const [force, volumes] = [flagOf(call.request, 'force'), flagOf(call.request, 'v')];
  yield* container.locked(() => removeContainer(call.daemon, container, force, volumes));
  return noContent;
}

function* prune(call: RouteCall): Blocking<HttpResponse> {
  const { daemon } = call;
  const deleted = yield* pruneContainers(daemon, new Filters(call.request, ['label', 'label!', 'until']));
  daemon.events.publish('container', 'prune', '', { reclaimed: '0' });
  return json(200, { ContainersDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: 0 });
}

function wait(call: RouteCall): HttpResponse {
  const condition = queryOf(call, 'condition') || 'not-running';
  if (condition !== 'not-running' && condition !== 'next-exit' && condition !== 'removed') {
    throw invalid(`invalid condition: "${condition}"`);
  }
  return waitFor(call.daemon, containerOf(call), condition);
}

function logsOf(call: RouteCall): HttpResponse {
  const { request } = call;
  const tail = queryOf(call, 'tail');
  return logs(call.daemon, containerOf(call), {
    stdout: flagOf(request, 'stdout'),
    stderr: flagOf(request, 'stderr'),
    follow: flagOf(request, 'follow'),
    timestamps: flagOf(request, 'timestamps'),
    details: flagOf(request, 'details'),
    tail: /^\d{1,9}$/.test(tail) ? Number(tail) : undefined,
    since: momentOf(call.daemon, 'since', request.query?.since),
    until: momentOf(call.daemon, 'until', request.query?.until),
  });
}

function attachTo(call: RouteCall): HttpResponse {
  const { request } = call;
  const container = containerOf(call);
  return attach(call.daemon, container, {
    stdin: flagOf(request, 'stdin'),
    logs: flagOf(request, 'logs'),
    stream: flagOf(request, 'stream'),
  });
}

function create(call: RouteCall): HttpResponse {
  const body = readBody(call.request, containerCreate, 'CreateRequest');
  const { container, warnings } = createContainer(call.daemon, queryOf(call, 'name'), body);
  const answer: ContainerCreateResponse = { Id: container.id, Warnings: warnings };
  return json(201, answer);
}

function resize(call: RouteCall): HttpResponse {
  const container = containerOf(call);
  if (container.running === undefined) throw conflict(`container ${container.id} is not running`);
  const [width, height] = [numberOf(call.request, 'w') ?? 0, numberOf(call.request, 'h') ?? 0];
  container.running.launched.resize(width, height);
  logContainer(call.daemon, container, 'resize', { height: String(height), width: String(width) });
  return { status: 200 };
}

function* stats(call: RouteCall): Blocking<HttpResponse> {
  const [streams, oneShot] = [call.request.query?.stream !== '0', flagOf(call.request, 'one-shot')];
  if (streams && oneShot) throw invalid('cannot have stream=true and one-shot=true');
  const container = containerOf(call);
  return streams ? statsStream(call.daemon, container) : yield* statsOnce(call.daemon, container, oneShot);
}

/** Sizes come right behind the storage driver, as the struct has them. */
function inspect(call: RouteCall): ContainerInspect {
  const container = containerOf(call);
  const whole = inspectContainer(container);
  if (!flagOf(call.request, 'size')) return whole;
  const { Mounts, Config, NetworkSettings, ...rest } = whole;
  return { ...rest, ...sizesOf(call.daemon, container), Mounts, Config, NetworkSettings };
}

function rename(call: RouteCall): HttpResponse {
  renameContainer(call.daemon, containerOf(call), queryOf(call, 'name'));
  return noContent;
}

function pathOf(call: RouteCall): string {
  const path = queryOf(call, 'path');
  if (path === '') throw invalid('bad parameter: path cannot be empty');
  return path;
}

function pathHeader(call: RouteCall): Record<string, string> {
  const stat = statPath(call.daemon, containerOf(call), pathOf(call));
  return { [PATH_STAT_HEADER]: encodeBase64(encodeUtf8(JSON.stringify(stat))) };
}

export const containerRoutes: readonly Route[] = [
  immediate('GET', '/containers/json', 'List containers', (call) =>
    json(200, listContainers(call.daemon, call.request)),
  ),
  immediate('POST', '/containers/create', 'Create a container', create),
  { method: 'POST', pattern: '/containers/prune', summary: 'Remove stopped containers', handle: prune },
  immediate('GET', '/containers/{id}/json', 'Inspect a container', (call) => json(200, inspect(call))),
  immediate('GET', '/containers/{id}/top', 'List its processes', (call) =>
    json(200, topOf(call.daemon, containerOf(call), queryOf(call, 'ps_args'))),
  ),
  immediate('GET', '/containers/{id}/logs', 'Read its log', logsOf),
  { method: 'POST', pattern: '/containers/{id}/start', summary: 'Start it', handle: start },
  { method: 'POST', pattern: '/containers/{id}/stop', summary: 'Stop it', handle: stop },
  { method: 'POST', pattern: '/containers/{id}/restart', summary: 'Stop and start it', handle: restart },
  { method: 'POST', pattern: '/containers/{id}/kill', summary: 'Send it a signal', handle: kill },
  immediate('POST', '/containers/{id}/rename', 'Rename it', rename),
  immediate('POST', '/containers/{id}/attach', 'Attach to its streams', attachTo),
  immediate('POST', '/containers/{id}/wait', 'Wait for its end', wait),
  immediate('POST', '/containers/{id}/resize', 'Resize its terminal', resize),
  { method: 'DELETE', pattern: '/containers/{id}', summary: 'Remove it', handle: remove },
  immediate('POST', '/containers/{id}/pause', 'Freeze its processes', (call) => {
    pauseContainer(call.daemon, containerOf(call));
    return noContent;
  }),
  immediate('POST', '/containers/{id}/unpause', 'Let its processes run again', (call) => {
    unpauseContainer(call.daemon, containerOf(call));
    return noContent;
  }),
  immediate('POST', '/containers/{id}/update', 'Change its limits and its restart policy', (call) => {
    const body = readBody(call.request, containerUpdate, 'UpdateConfig');
    return json(200, { Warnings: updateContainer(call.daemon, containerOf(call), body) });
  }),
  { method: 'GET', pattern: '/containers/{id}/stats', summary: 'What it uses', handle: stats },
  immediate('HEAD', '/containers/{id}/archive', 'Look at a path in it', (call) => ({
    status: 200,
    headers: pathHeader(call),
  })),
  immediate('GET', '/containers/{id}/archive', 'Copy files out of it', (call) => ({
    status: 200,
    headers: pathHeader(call),
    body: readArchive(call.daemon, containerOf(call), pathOf(call)),
  })),
  immediate('PUT', '/containers/{id}/archive', 'Copy files into it', (call) => {
    extractArchive(call.daemon, containerOf(call), pathOf(call), call.request.body ?? '');
    return { status: 200 };
  }),
];
