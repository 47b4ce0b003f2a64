// The list of containers: what `docker ps` shows of each, and which of them a request wants.
// Source: moby daemon/list.go, container/state.go String, container/view.go.
// Not modelled: sizes.
import type { HttpRequest } from '../../host/http.ts';
import { flagOf, numberOf } from '../api/body.ts';
import { invalid } from '../api/errors.ts';
import { Filters, matchesPattern } from '../api/filters.ts';
import type { ContainerSummary } from '../api/types.ts';
import { humanDuration } from '../clock.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { networksOf } from './inspect.ts';
import { portSummaries } from './ports.ts';

const ACCEPTED = [
  'ancestor',
  'before',
  'exited',
  'expose',
  'health',
  'id',
  'is-task',
  'isolation',
  'label',
  'name',
  'network',
  'publish',
  'since',
  'status',
  'volume',
];
const STATES = ['created', 'dead', 'exited', 'paused', 'removing', 'restarting', 'running'];

const HEALTH = ['none', 'starting', 'healthy', 'unhealthy'];

/** Newest first, as the request filters them. */
export function listContainers(daemon: Daemon, request: HttpRequest): ContainerSummary[] {
  const filters = new Filters(request, ACCEPTED);
  for (const status of filters.get('status')) {
    if (!STATES.includes(status)) throw invalid(`invalid filter 'status=${status}'`);
  }
  for (const health of filters.get('health')) {
    if (!HEALTH.includes(health)) throw invalid(`invalid filter 'health=${health}'`);
  }
  const limit = numberOf(request, 'limit') ?? 0;
  const all = flagOf(request, 'all') || limit > 0 || filters.has('status');
  const found = [...daemon.containers.all()]
    .reverse()
    .filter((container) => (all || container.running !== undefined) && matches(daemon, filters, container));
  return found.slice(0, limit > 0 ? limit : found.length).map((container) => summaryOf(daemon, container));
}

function matches(daemon: Daemon, filters: Filters, container: Container): boolean {
  return (
    filters.some('id', (id) => container.id.startsWith(id)) &&
    filters.some('name', (name) =>
      daemon.containers
        .namesOf(container)
        .some((each) => matchesPattern(each.slice(1), name) || matchesPattern(each, name)),
    ) &&
    filters.some('status', (status) => container.status === status) &&
    filters.some('exited', (code) => hasExited(container) && container.exitCode === Number(code)) &&
    filters.some('ancestor', (image) => daemon.images.find(image) === container.image) &&
    filters.some('network', (term) => inNetwork(daemon, container, term)) &&
    filters.some('before', (term) => container.created < daemon.containers.get(term).created) &&
    filters.some('since', (term) => container.created > daemon.containers.get(term).created) &&
    filters.some('publish', (port) => offers(container.hostConfig.PortBindings, port)) &&
    filters.some('expose', (port) => offers(container.config.ExposedPorts, port)) &&
    filters.some('health', (health) => health === (container.health?.status ?? 'none')) &&
    filters.some('isolation', (isolation) => isolation === '') &&
    filters.some('volume', (wanted) => hasMount(container, wanted)) &&
    filters.some('is-task', (value) => value === 'false' || value === '0') &&
    filters.labels(container.config.Labels)
  );
}

/** Whether one of `ports` (`80/tcp`) is meant by `80`, `80/tcp` or `80-90/tcp`. Source: list.go portOp. */
function offers(ports: Readonly<Record<string, unknown>>, wanted: string): boolean {
  const [, first = '', last = first, protocol = 'tcp'] = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(wanted) ?? [];
  if (first === '') throw invalid(`error while looking up for ${wanted}: invalid port`);
  return Object.keys(ports).some((port) => {
    const [number, type] = port.split('/');
    return type === protocol && Number(number) >= Number(first) && Number(number) <= Number(last);
  });
}

function hasExited(container: Container): boolean {
  return container.running === undefined && container.startedAt !== undefined;
}

/** By the volume's name, or the place in the container. */
function hasMount(container: Container, wanted: string): boolean {
  return [...container.mounts.values()].some(({ point }) => point.Name === wanted || point.Destination === wanted);
}

function inNetwork(daemon: Daemon, container: Container, term: string): boolean {
  const network = daemon.networks.lookUp(term);
  return network !== undefined && container.attachments.has(network.name);
}

export function summaryOf(daemon: Daemon, container: Container): ContainerSummary {
  return {
    Id: container.id,
    Names: daemon.containers.namesOf(container),
    Image: container.config.Image,
    ImageID: container.image.id,
    Command: commandOf(container),
    Created: Math.floor(container.created / 1000),
    Ports: portSummaries(container),
    Labels: container.config.Labels,
    State: container.status,
    Status: statusOf(daemon, container),
    HostConfig: { NetworkMode: container.networkMode },
    NetworkSettings: { Networks: networksOf(container) },
    Mounts: [...container.mounts.values()].map(({ point }) => point),
  };
}

/** The program and its arguments, those with spaces in quotes. Source: container/view.go transform. */
function commandOf(container: Container): string {
  const [path = '', ...args] = container.argv;
  return [path, ...args.map((word) => (word.includes(' ') ? `'${word}'` : word))].join(' ');
}

/** `Up 13 seconds`, `Exited (0) 5 seconds ago`, `Created`. */
export function statusOf(daemon: Daemon, container: Container): string {
  const since = (moment: number | undefined): string => humanDuration(daemon.now() - (moment ?? daemon.now()));
  switch (container.status) {
    case 'running':
      return `Up ${since(container.startedAt)}${healthOf(container)}`;
    case 'paused':
      return `Up ${since(container.startedAt)} (Paused)`;
    case 'restarting':
      return `Restarting (${container.exitCode}) ${since(container.finishedAt)} ago`;
    case 'removing':
      return 'Removal In Progress';
    case 'exited':
      return `Exited (${container.exitCode}) ${since(container.finishedAt)} ago`;
    default:
      return container.startedAt === undefined
        ? 'Created'
        : `Exited (${container.exitCode}) ${since(container.finishedAt)} ago`;
  }
}

/** Behind the time that it has been up. Source: container/health.go String. */
function healthOf({ health }: Container): string {
  if (health === undefined) return '';
  return health.status === 'starting' ? ' (health: starting)' : ` (${health.status})`;
}
