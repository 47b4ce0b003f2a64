// A project's containers, found by their labels.
// Source: docker/compose pkg/compose/containers.go, filters.go, compose.go (names), pkg/api/labels.go.
// Not modelled: nothing known.

import type { Client } from '../../cli/client.ts';
import { Failure } from '../../cli/failure.ts';
import { filtersQuery } from '../../cli/filters.ts';
import type { ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { joinedName, type Project, serviceNames } from '../model/project.ts';

export const label = (key: string): string => `com.docker.compose.${key}`;

/** Containers of `compose run` are one-off. */
export type OneOff = 'included' | 'excluded';

export function* listContainers(
  client: Client,
  project: string,
  oneOff: OneOff,
  all: boolean,
  services: readonly string[] = [],
): Blocking<ContainerSummary[]> {
  const [only] = services;
  const filters = [
    `label=${label('project')}=${project.toLowerCase()}`,
    ...(services.length === 1 && only !== undefined ? [`label=${label('service')}=${only}`] : []),
    `label=${label('config-hash')}`,
    ...(oneOff === 'excluded' ? [`label=${label('oneoff')}=False`] : []),
  ];
  const query = { ...(all && { all: '1' }), ...filtersQuery(filters) };
  const found = yield* client.get<ContainerSummary[]>('/containers/json', query);
  return services.length > 1 ? found.filter((c) => services.includes(serviceLabel(c))) : found;
}

export function serviceLabel(container: ContainerSummary): string {
  return container.Labels[label('service')] ?? '';
}

export function numberOf(container: ContainerSummary): number {
  return Number(container.Labels[label('container-number')] ?? Number.NaN);
}

export function isOneOff(container: ContainerSummary): boolean {
  return container.Labels[label('oneoff')] === 'True';
}

/** Its name without those that links give it. */
export function containerName(container: ContainerSummary): string {
  const own = container.Names.find((name) => name.lastIndexOf('/') === 0);
  return (own ?? container.Names[0] ?? container.Id.slice(0, 12)).replace(/^\//, '');
}

export function progressName(container: ContainerSummary): string {
  return `Container ${containerName(container)}`;
}

/** Of a service that the project does not have, or a one-off one that has ended. */
export function isOrphan(project: Project, container: ContainerSummary): boolean {
  if (isOneOff(container)) return container.State === 'exited' || container.State === 'dead';
  const names = [...serviceNames(project), ...project.disabled.keys()];
  return !names.includes(serviceLabel(container));
}

/** The one container that exec and port mean: the lowest number, or that of `index`. */
export function* oneContainer(
  client: Client,
  project: string,
  service: string,
  index: number,
): Blocking<ContainerSummary> {
  const running = yield* listContainers(client, project, 'included', false, [service]);
  const found = running.filter((c) => index <= 0 || numberOf(c) === index);
  const order = (c: ContainerSummary) => (isOneOff(c) ? Number.MAX_SAFE_INTEGER : numberOf(c));
  const [first] = found.sort((a, b) => order(a) - order(b));
  if (first) return first;
  const container = index > 0 ? ` container #${index}` : '';
  throw new Failure(`service ${JSON.stringify(service)} is not running${container}`);
}

/** Without the project's name, where it begins with that. */
export function shortName(project: Named, container: ContainerSummary): string {
  return shortened(project, containerName(container), container.Labels);
}

/** The same from a name and labels. */
export function shortened(project: Named, name: string, labels: Readonly<Record<string, string>>): string {
  const number = labels[label('container-number')] ?? '';
  const usual = joinedName(project, labels[label('service')] ?? '', number);
  return name === usual ? name.slice(project.name.length + 1) : name;
}

type Named = Pick<Project, 'name' | 'separator'>;
