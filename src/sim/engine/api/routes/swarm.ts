// /swarm: this host's part in a swarm, and the swarm's own settings.
// Source: moby api/server/router/swarm/{cluster,cluster_routes}.go; daemon/cluster/swarm.go.
// Not modelled: external certificate authorities.
import type { Blocking } from '../../../des/task.ts';
import type { HttpResponse } from '../../../host/http.ts';
import type { NodeAvailability } from '../../../swarm/objects.ts';
import { swarmInit, swarmJoin, swarmSpec, swarmUnlock } from '../../cluster/requests.ts';
import { swarmResource } from '../../cluster/resources.ts';
import { swarmSpecOf } from '../../cluster/swarm-spec.ts';
import { flagOf, readBody } from '../body.ts';
import { invalid, notFound } from '../errors.ts';
import { json, queryOf, type Route, type RouteCall } from '../route.ts';

/** The cluster object, as a manager knows it. */
function* clusterOf(call: RouteCall) {
  const [cluster] = yield* call.daemon.swarm.control().list('cluster');
  if (cluster === undefined) throw notFound('no swarm cluster found');
  return cluster;
}

function availabilityOf(text: string): NodeAvailability {
  const value = text.toLowerCase() || 'active';
  if (value === 'active' || value === 'pause' || value === 'drain') return value;
  throw invalid(`invalid Availability: ${JSON.stringify(text)}`);
}

/** The `version` that a caller has read, for updates. */
export function versionOf(call: RouteCall): number {
  const text = queryOf(call, 'version');
  if (!/^\d{1,15}$/.test(text)) {
    throw invalid(
      `invalid swarm object version '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

function* init(call: RouteCall): Blocking<HttpResponse> {
  const body = readBody(call.request, swarmInit, 'InitRequest');
  const nodeId = yield* call.daemon.swarm.init({
    listenAddr: body.ListenAddr,
    advertiseAddr: body.AdvertiseAddr,
    dataPathAddr: body.DataPathAddr,
    dataPathPort: body.DataPathPort,
    forceNewCluster: body.ForceNewCluster,
    defaultAddrPool: body.DefaultAddrPool ?? [],
    subnetSize: body.SubnetSize,
    spec: swarmSpecOf(body.Spec),
    autoLockManagers: body.AutoLockManagers,
    availability: availabilityOf(body.Availability),
  });
  return json(200, nodeId);
}

function* join(call: RouteCall): Blocking<HttpResponse> {
  const body = readBody(call.request, swarmJoin, 'JoinRequest');
  yield* call.daemon.swarm.join({
    listenAddr: body.ListenAddr,
    advertiseAddr: body.AdvertiseAddr,
    dataPathAddr: body.DataPathAddr,
    remoteAddrs: body.RemoteAddrs ?? [],
    joinToken: body.JoinToken,
    availability: availabilityOf(body.Availability),
  });
  return { status: 200 };
}

function* update(call: RouteCall): Blocking<HttpResponse> {
  const version = versionOf(call);
  const spec = swarmSpecOf(readBody(call.request, swarmSpec, 'Spec'));
  const rotation = {
    worker: flagOf(call.request, 'rotateWorkerToken'),
    manager: flagOf(call.request, 'rotateManagerToken'),
    unlockKey: flagOf(call.request, 'rotateManagerUnlockKey'),
  };
  yield* call.daemon.swarm.control().updateCluster(version, spec, rotation);
  return { status: 200 };
}

/** A route whose answer takes time. */
const route = (
  method: Route['method'],
  pattern: string,
  summary: string,
  handle: (call: RouteCall) => Blocking<HttpResponse>,
): Route => ({ method, pattern, summary, handle });

export const swarmRoutes: readonly Route[] = [
  route('POST', '/swarm/init', 'Begin a swarm', init),
  route('POST', '/swarm/join', 'Join a swarm', join),
  route('POST', '/swarm/leave', 'Leave the swarm', function* (call) {
    yield* call.daemon.swarm.leave(flagOf(call.request, 'force'));
    return { status: 200 };
  }),
  route('GET', '/swarm', 'Inspect the swarm', function* (call) {
    return json(200, swarmResource(yield* clusterOf(call)));
  }),
  route('GET', '/swarm/unlockkey', 'The key of locked managers', function* (call) {
    return json(200, { UnlockKey: (yield* clusterOf(call)).unlockKey ?? '' });
  }),
  route('POST', '/swarm/update', 'Change the swarm', update),
  route('POST', '/swarm/unlock', 'Unlock this manager', function* (call) {
    yield* call.daemon.swarm.unlock(readBody(call.request, swarmUnlock, 'UnlockRequest').UnlockKey);
    return { status: 200 };
  }),
];
