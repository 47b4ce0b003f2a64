// Where traefik learns of containers and tasks: one daemon's containers as they start and stop, or a swarm's services, read again and again.
// Source: pkg/provider/docker/{pdocker,pswarm,shared}.go of traefik v3.
// Not modelled: constraints, default rules other than Host(name), connections over ssh or TCP.
import { parseIp4 } from '../../../base/ip4.ts';
import { MILLISECOND, SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { type ApiService, type ApiTask, type EventFeed, listAll } from '../proxy/docker-api.ts';
import { type Candidate, type Dynamic, isEnabled, normalize, readCandidates } from './dynamic.ts';
import type { ProviderOptions } from './flags.ts';
import type { Log } from './log.ts';

export type ProviderName = 'docker' | 'swarm';

/** Takes a configuration over. */
export type Take = (name: ProviderName, dynamic: Dynamic) => Blocking<void>;

/** cenkalti/backoff's exponential one: half a second at first, half as much again each time, up to a minute. */
const FIRST_PAUSE = 500 * MILLISECOND;
const LONGEST_PAUSE = 60 * SECOND;
const GROWTH = 1.5;
const SPREAD = 0.5;

/** A container starts, dies, or its health changes. */
export const containerEvents = { type: ['container'], event: ['start', 'die', 'health_status'] };

/** Runs a provider for ever: it reads again when `events` tell of something, or as often as it is told. */
export function* provide(
  sys: Sys,
  name: ProviderName,
  options: ProviderOptions,
  log: Log,
  take: Take,
  events: EventFeed | undefined,
): Blocking<void> {
  const read = name === 'swarm' ? readSwarm : readDocker;
  let pause = FIRST_PAUSE;
  for (;;) {
    const candidates = yield* read(sys, options);
    if (typeof candidates !== 'string') {
      pause = FIRST_PAUSE;
      yield* take(name, readCandidates(candidates, name));
      yield* events === undefined ? wait(sys, options.refresh) : events.next(sys);
      continue;
    }
    const message = candidates.startsWith('Cannot connect')
      ? 'Failed to retrieve information of the docker client and server host'
      : name === 'swarm'
        ? 'Failed to list services for docker swarm mode'
        : 'Failed to list containers for docker';
    yield* log.say('ERROR', message, { error: candidates, providerName: name });
    const spread = sys
      .random('traefik backoff')
      .int(Math.floor(pause * (1 - SPREAD)), Math.floor(pause * (1 + SPREAD)));
    const text = `Provider error, retrying in ${(spread / MILLISECOND).toFixed(3)}ms`;
    yield* log.say('ERROR', text, { error: candidates, providerName: name });
    yield* wait(sys, spread);
    pause = Math.min(LONGEST_PAUSE, pause * GROWTH);
  }
}

function* wait(sys: Sys, time: number): Blocking<void> {
  const until = sys.now() + time;
  while (sys.now() < until) yield* sys.wait([], until);
}

function* readDocker(sys: Sys, options: ProviderOptions): Blocking<Candidate[] | string> {
  const asked = yield* listAll(sys, options.socket, 'containers');
  if (!asked.ok) return asked.why;
  return asked.value
    .filter(
      ({ State, Status, Labels }) =>
        State === 'running' &&
        !/\((unhealthy|health: starting)\)/.test(Status) &&
        isEnabled(Labels ?? {}, options.exposedByDefault),
    )
    .map((container): Candidate => {
      const labels = container.Labels ?? {};
      const name = serviceName(labels) ?? (container.Names[0] ?? '').replace(/^\//, '');
      const networks = Object.entries(container.NetworkSettings.Networks);
      const wanted = labels['traefik.docker.network'] ?? options.network;
      const [, found] = networks.find(([known]) => known === wanted) ?? networks[0] ?? [];
      const ports = [...new Set((container.Ports ?? []).map(({ PrivatePort }) => PrivatePort))].sort((a, b) => a - b);
      const address = parseIp4(found?.IPAddress ?? '');
      return { title: `${normalize(name)}-${container.Id}`, name, labels, address, ports };
    });
}

/** Compose's containers are called after service and project. */
function serviceName(labels: Readonly<Record<string, string>>): string | undefined {
  const service = labels['com.docker.compose.service'];
  return service === undefined ? undefined : `${service}_${labels['com.docker.compose.project']}`;
}

function* readSwarm(sys: Sys, options: ProviderOptions): Blocking<Candidate[] | string> {
  const services = yield* listAll(sys, options.socket, 'services');
  if (!services.ok) return services.why;
  const networks = yield* listAll(sys, options.socket, 'networks');
  if (!networks.ok) return networks.why;
  const ids = new Map(networks.value.map(({ Id, Name }) => [Name, Id]));
  const found: Candidate[] = [];
  for (const service of services.value) {
    const labels = service.Spec.Labels ?? {};
    if (!isEnabled(labels, options.exposedByDefault)) continue;
    const wanted = labels['traefik.swarm.network'] ?? labels['traefik.docker.network'] ?? options.network;
    const isVirtual = (labels['traefik.swarm.lbswarm'] ?? labels['traefik.docker.lbswarm']) === 'true';
    if (isVirtual) found.push(virtualCandidate(service, ids.get(wanted)));
    else {
      const filters = JSON.stringify({ service: [service.ID], 'desired-state': ['running'] });
      const tasks = yield* listAll(sys, options.socket, 'tasks', { filters });
      if (!tasks.ok) return tasks.why;
      const running = tasks.value.filter(({ Status }) => Status.State === 'running');
      found.push(...running.sort((a, b) => a.Slot - b.Slot).map((task) => taskCandidate(service, task, wanted)));
    }
  }
  return found;
}

/** The service as a whole, behind its virtual address. */
function virtualCandidate(service: ApiService, networkId: string | undefined): Candidate {
  const addresses = service.Endpoint?.VirtualIPs ?? [];
  const own = new Set((service.Spec.TaskTemplate.Networks ?? []).map(({ Target }) => Target));
  const found =
    addresses.find(({ NetworkID }) => NetworkID === networkId) ?? addresses.find(({ NetworkID }) => own.has(NetworkID));
  return candidate(service, service.ID, found?.Addr);
}

function taskCandidate(service: ApiService, task: ApiTask, wanted: string): Candidate {
  const attachments = (task.NetworksAttachments ?? []).filter(({ Network }) => !Network.Spec.Ingress);
  const found = attachments.find(({ Network }) => Network.Spec.Name === wanted) ?? attachments[0];
  return candidate(service, task.ID, found?.Addresses?.[0]);
}

function candidate(service: ApiService, id: string, address: string | undefined): Candidate {
  const { Name: name } = service.Spec;
  return {
    title: `${normalize(name)}-${id}`,
    name,
    labels: service.Spec.Labels ?? {},
    address: parseIp4(address?.split('/')[0] ?? ''),
    ports: [],
  };
}
