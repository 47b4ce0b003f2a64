// The list of containers: what `docker ps` shows of each, and which of them a request wants.
// Source: moby daemon/list.go, container/state.go String, container/view.go.
// Not modelled: nothing known.
import type { HttpRequest } from '../../host/http.ts';
import { flagOf, numberOf } from '../api/body.ts';
import { invalid, system } from '../api/errors.ts';
import { Filters, matchesPattern } from '../api/filters.ts';
import type { ContainerSummary } from '../api/types.ts';
import { humanDuration } from '../clock.ts';
import type { Daemon } from '../daemon.ts';
import { sizesOf } from './changes.ts';
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
const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

const HEALTH = ['none', 'starting', 'healthy', 'unhealthy'];

/** Newest first, as the request filters them. */
export function listContainers(daemon: Daemon, request: HttpRequest): ContainerSummary[] {
  const filters = new Filters(request, ACCEPTED);
  checkValues(daemon, filters);
  const limit = numberOf(request, 'limit') ?? 0;
  const all = flagOf(request, 'all') || limit > 0 || filters.has('status');
  const found = [...daemon.containers.all()]
    .reverse()
    .filter((container) => (all || container.running !== undefined) && matches(daemon, filters, container));
  const sized = flagOf(request, 'size');
  return found.slice(0, limit > 0 ? limit : found.length).map((container) => ({
    ...summaryOf(daemon, container),
    ...(sized && sizesOf(daemon, container)),
  }));
}

/** Refuses what a filter cannot mean, in the order in which the daemon looks. Source: list.go foldFilter. */
function checkValues(daemon: Daemon, filters: Filters): void {
  for (const code of filters.get('exited')) {
    if (!/^[+-]?\d+$/.test(code)) {
      throw invalid(`invalid filter 'exited=${code}': strconv.Atoi: parsing ${JSON.stringify(code)}: invalid syntax`);
    }
  }
  checkNames('status', 'state', STATES, filters);
  filters.flag('is-task');
  checkNames('health', 'health', HEALTH, filters);
  for (const name of [...filters.get('before'), ...filters.get('since')]) daemon.containers.get(name);
  for (const field of ['publish', 'expose']) for (const ports of filters.get(field)) rangeOf(field, ports);
}

function checkNames(field: string, kind: string, names: readonly string[], filters: Filters): void {
  for (const value of filters.get(field)) {
    if (names.includes(value)) continue;
    const why = `invalid value for ${kind} (${value}): must be one of ${names.join(', ')}`;
    throw invalid(`invalid filter '${field}=${value}': ${why}`);
  }
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
    offers(container, filters) &&
    filters.some('health', (health) => health === (container.health?.status ?? 'none')) &&
    filters.some('isolation', (isolation) => isolation === '') &&
    filters.some('volume', (wanted) => hasMount(container, wanted)) &&
    filters.some('is-task', (value) => value === 'false' || value === '0') &&
    filters.labels(container.config.Labels)
  );
}

/** Whether a port is published, or open, that one of the filters `publish` and `expose` means. */
function offers(container: Container, filters: Filters): boolean {
  const published = filters.get('publish').map((ports) => rangeOf('publish', ports));
  const exposed = filters.get('expose').map((ports) => rangeOf('expose', ports));
  if (published.length === 0 && exposed.length === 0) return true;
  return portSummaries(container).some(
    ({ PrivatePort, PublicPort = 0, Type }) =>
      published.some((range) => holds(range, PublicPort, Type)) ||
      exposed.some((range) => holds(range, PrivatePort, Type)),
  );
}

interface PortRange {
  readonly first: number;
  readonly last: number;
  readonly type: string;
}

function holds({ first, last, type }: PortRange, port: number, portType: string): boolean {
  return type === portType && port >= first && port <= last;
}

/** `80`, `80/tcp` or `80-90/tcp`. Source: list.go portOp; go-connections nat ParsePortRange. */
function rangeOf(field: string, text: string): PortRange {
  if (text.includes(':')) throw system(`filter for '${field}' should not contain ':': ${text}`);
  const [ports = '', type = 'tcp'] = text.split('/');
  const refuse = (why: string) => system(`error while looking up for ${field} ${text}: ${why}`);
  if (ports === '') throw refuse('empty string specified for ports');
  const [first = 0, last = first] = ports.split('-').map((part) => {
    const why = /^\d+$/.test(part) ? 'value out of range' : 'invalid syntax';
    if (!/^\d+$/.test(part) || Number(part) > 0xffff) {
      throw refuse(`strconv.ParseUint: parsing ${JSON.stringify(part)}: ${why}`);
    }
    return Number(part);
  });
  if (last < first) throw refuse(`invalid range specified for port: ${ports}`);
  return { first, last, type };
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
    Image: nameOfImage(daemon, container),
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

/** What the user called it, as long as that still means the same. Source: list.go refreshImage. */
function nameOfImage(daemon: Daemon, { config, image }: Container): string {
  return daemon.images.find(config.Image) === image ? config.Image : image.id;
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
