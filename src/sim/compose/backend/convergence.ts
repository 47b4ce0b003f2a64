// From the containers that are there to those that services want: created, recreated, removed.
// Source: docker/compose pkg/compose/convergence.go, create.go create.
// Not modelled: providers.

import { containerPath } from '../../cli/container/api-calls.ts';
import { Failure } from '../../cli/failure.ts';
import type { ContainerInspect, ContainerSummary } from '../../engine/api/types.ts';
import type { Blocking } from '../../host/sys.ts';
import { SERVICE_PREFIX } from '../model/normalise.ts';
import {
  checkContainerNames,
  dependentsOf,
  joinedName,
  type Project,
  serviceNames,
  serviceOf,
} from '../model/project.ts';
import { dependenciesOf, type Service, scaleOf, serviceHash } from '../model/service.ts';
import { listOf, mapOf, sortedKeys, textOf, textsOf, type ValueMap } from '../model/values.ts';
import type { Backend } from './backend.ts';
import { type BuildOptions, buildServices } from './build.ts';
import {
  containerName,
  isOneOff,
  isOrphan,
  label,
  listContainers,
  numberOf,
  progressName,
  serviceLabel,
} from './containers.ts';
import { type ContainerOptions, containerNameOf, createRequest, refuseUnsimulated } from './create-request.ts';
import { inDependencyOrder } from './graph.ts';
import { ensureImages } from './images.ts';
import { type Inherited, mountsOf } from './mounts.ts';
import { ensureNetworks, SWARM_NETWORK } from './networks.ts';
import { event } from './progress.ts';
import { giveWay, type Scope, together } from './scope.ts';
import { removeContainers, stopAndRemove, stopServices } from './stop.ts';
import { ensureVolumes } from './volumes.ts';

/** When a container is made anew. */
export type Recreate = 'diverged' | 'force' | 'never';

export interface CreateOptions {
  /** Named on the command line; empty for all. */
  readonly services: readonly string[];
  readonly removeOrphans: boolean;
  readonly ignoreOrphans: boolean;
  readonly recreate: Recreate;
  readonly recreateDependencies: Recreate;
  /** How images are built; without it none is. */
  readonly build: BuildOptions | undefined;
  /** Are questions answered with yes? */
  readonly assumeYes: boolean;
  /** Does a container made anew keep the volumes that nobody named? */
  readonly inherit: boolean;
  /** Seconds before a container that is to stop is killed. */
  readonly timeout: number | undefined;
}

/** Makes a project's networks and containers; nothing is started. Answers the project with its images known. */
export function* createProject(backend: Backend, wanted: Project, options: CreateOptions): Blocking<Project> {
  checkContainerNames(wanted);
  for (const name of serviceNames(wanted)) refuseUnsimulated(serviceOf(wanted, name));
  const builder = options.build;
  const build = builder && ((services: readonly Service[]) => buildServices(backend, wanted, services, builder));
  const project = yield* ensureImages(backend, wanted, build);
  const networks = yield* ensureNetworks(backend, project);
  yield* ensureVolumes(backend, project, options.assumeYes);
  const observed = yield* listContainers(backend.client, project.name, 'included', true);
  const orphans = observed.filter((each) => isOrphan(project, each));
  if (orphans.length > 0 && options.removeOrphans) yield* removeContainers(backend, orphans, undefined);
  else if (orphans.length > 0 && !options.ignoreOrphans) yield* warnOfOrphans(backend, orphans);
  yield* new Convergence(backend, project, options, networks, observed).apply();
  return project;
}

function* warnOfOrphans(backend: Backend, orphans: readonly ContainerSummary[]): Blocking<void> {
  const names = orphans.map(containerName).join(' ');
  const advice = [
    'If you removed or renamed this service in your compose file,',
    'you can run this command with the --remove-orphans flag to clean it up.',
  ].join(' ');
  yield* backend.warn(`Found orphan containers ([${names}]) for this project. ${advice}`);
}

/** Of a mount as inspect shows it. */
interface MountPoint {
  readonly Type: string;
  readonly Name?: string;
  readonly Destination: string;
  readonly RW: boolean;
}

/** The converging of one project. Knows what each service has by now, for those that share its network. */
export class Convergence {
  readonly #backend: Backend;
  readonly #project: Project;
  readonly #options: CreateOptions;
  readonly #networks: ReadonlyMap<string, string>;
  readonly #state: Map<string, ContainerSummary[]>;

  constructor(
    backend: Backend,
    project: Project,
    options: CreateOptions,
    networks: ReadonlyMap<string, string>,
    observed: readonly ContainerSummary[],
  ) {
    this.#backend = backend;
    this.#project = project;
    this.#options = options;
    this.#networks = networks;
    this.#state = new Map();
    for (const container of observed) {
      if (isOneOff(container)) continue;
      const service = serviceLabel(container);
      this.#state.set(service, [...(this.#state.get(service) ?? []), container]);
    }
  }

  apply(): Blocking<void> {
    const { services, recreate, recreateDependencies } = this.#options;
    return inDependencyOrder(this.#project, 'up', (name, scope) => {
      const policy = services.length === 0 || services.includes(name) ? recreate : recreateDependencies;
      return this.#ensure(serviceOf(this.#project, name), policy, scope);
    });
  }

  *#ensure(wanted: Service, policy: Recreate, scope: Scope): Blocking<void> {
    const expected = checkedScale(wanted);
    yield* giveWay(this.#backend.client.sys.now());
    const service = this.resolve(wanted);
    const containers = this.#inOrder(service, policy);
    const work: Blocking<void>[] = [];
    const updated: ContainerSummary[] = [];
    for (const [i, container] of containers.entries()) {
      if (i >= expected)
        work.push(stopAndRemove(this.#backend, container, { seconds: this.#options.timeout, scope, service }));
      else if (this.#mustRecreate(service, container, policy)) {
        yield* this.#stopDependents(service);
        work.push(this.#keep(updated, this.#recreate(service, container, scope)));
      } else {
        yield* this.#leave(container, work);
        updated.push(container);
      }
    }
    const next = 1 + Math.max(0, ...containers.map(numberOf).filter(Number.isInteger));
    for (let number = next; number < next + expected - containers.length; number++) {
      const name = containerNameOf(this.#project, service, number);
      work.push(this.#keep(updated, this.create(service, name, number, { aliases: true }, scope)));
    }
    yield* together(work);
    this.#state.set(service.name, updated);
  }

  /** An up to date container stays as it is; one that neither runs nor has ended is told to run. */
  *#leave(container: ContainerSummary, work: Blocking<void>[]): Blocking<void> {
    const { client, progress } = this.#backend;
    const id = progressName(container);
    if (container.State === 'running') yield* event(progress, id, 'done', 'Running');
    else if (!['created', 'restarting', 'exited'].includes(container.State)) work.push(restart());

    function* restart(): Blocking<void> {
      yield* event(progress, id, 'working', 'Restart');
      yield* client.send('POST', containerPath(container.Id, 'start'));
      yield* event(progress, id, 'done', 'Restarted');
    }
  }

  *#keep(list: ContainerSummary[], made: Blocking<ContainerSummary>): Blocking<void> {
    list.push(yield* made);
  }

  /** Up to date ones by number first; the obsolete ones last, so that they go when there are too many. */
  #inOrder(service: Service, policy: Recreate): ContainerSummary[] {
    const obsolete = (container: ContainerSummary) => (this.#mustRecreate(service, container, policy) ? 1 : 0);
    const containers = [...(this.#state.get(service.name) ?? [])];
    return containers.sort((a, b) => obsolete(a) - obsolete(b) || numberOf(a) - numberOf(b));
  }

  #mustRecreate(service: Service, container: ContainerSummary, policy: Recreate): boolean {
    if (policy !== 'diverged') return policy === 'force';
    if (container.Labels[label('config-hash')] !== serviceHash(service.config)) return true;
    if ((container.Labels[label('image')] ?? '') !== (service.ownLabels[label('image')] ?? '')) return true;
    return (
      (container.State === 'running' && this.#lacksNetwork(service, container)) || this.#lacksVolume(service, container)
    );
  }

  #lacksNetwork(service: Service, container: ContainerSummary): boolean {
    const connected = Object.values(container.NetworkSettings.Networks).map(({ NetworkID }) => NetworkID);
    return sortedKeys(mapOf(service.config.networks)).some((key) => {
      const id = this.#networks.get(key) ?? '';
      return id !== SWARM_NETWORK && !connected.includes(id);
    });
  }

  #lacksVolume(service: Service, container: ContainerSummary): boolean {
    const mounted = container.Mounts.map(({ Name }) => Name);
    return listOf(service.config.volumes)
      .map(mapOf)
      .filter(({ type, source }) => type === 'volume' && textOf(source) !== '')
      .some(({ source }) => !mounted.includes(textOf(this.#project.volumes.get(textOf(source))?.name)));
  }

  /** `service:x` to the container that it means by now. */
  resolve(service: Service): Service {
    const { config } = service;
    const changed: ValueMap = {};
    if ('volumes_from' in config) {
      changed.volumes_from = textsOf(config.volumes_from).map((from) => this.#sharer(from));
    }
    for (const [key, what] of [
      ['network_mode', 'network'],
      ['ipc', 'IPC'],
      ['pid', 'PID'],
    ] as const) {
      const mode = textOf(config[key]);
      if (!mode.startsWith(SERVICE_PREFIX)) continue;
      const name = mode.slice(SERVICE_PREFIX.length);
      const first = this.#firstOf(name);
      if (!first) throw new Failure(`cannot share ${what} namespace with service ${name}: container missing`);
      changed[key] = `container:${first.Id}`;
    }
    return Object.keys(changed).length === 0 ? service : { ...service, config: { ...config, ...changed } };
  }

  /** Whose volumes `volumes_from` means. */
  #sharer(from: string): string {
    const [name = '', container = ''] = from.split(':');
    if (name === 'container') return container;
    const first = this.#firstOf(name);
    if (!first) throw new Failure(`cannot share volume with service ${name}: container missing`);
    return first.Id;
  }

  #firstOf(service: string): ContainerSummary | undefined {
    return [...(this.#state.get(service) ?? [])].sort((a, b) => (containerName(a) < containerName(b) ? -1 : 1))[0];
  }

  /** Those that are to be restarted with this one are stopped before it is replaced. */
  *#stopDependents(service: Service): Blocking<void> {
    const dependents = dependentsOf(this.#project, service.name).filter((name) =>
      dependenciesOf(serviceOf(this.#project, name).config).some(
        ([other, { restart }]) => other === service.name && restart,
      ),
    );
    if (dependents.length === 0) return;
    yield* stopServices(this.#backend, this.#project, dependents, undefined);
    for (const name of dependents) {
      const stopped = (this.#state.get(name) ?? []).map((each) => ({ ...each, State: 'exited' }));
      this.#state.set(name, stopped);
    }
  }

  *create(
    service: Service,
    name: string,
    number: number,
    options: ContainerOptions,
    scope?: Scope,
  ): Blocking<ContainerSummary> {
    const { progress } = this.#backend;
    const id = `Container ${name}`;
    yield* event(progress, id, 'working', 'Creating');
    try {
      const created = yield* this.#post(service, name, number, options, scope, []);
      yield* event(progress, id, 'done', 'Created');
      return created;
    } catch (error) {
      if (error instanceof Failure && !scope?.cancelled) yield* event(progress, id, 'error', error.message);
      throw error;
    }
  }

  *#recreate(service: Service, replaced: ContainerSummary, scope: Scope): Blocking<ContainerSummary> {
    const { client, progress } = this.#backend;
    const id = progressName(replaced);
    yield* event(progress, id, 'working', 'Recreate');
    try {
      const number = numberOf(replaced);
      const name = containerNameOf(this.#project, service, number);
      const temporary = `${replaced.Id.slice(0, 12)}_${name}`;
      const replaces = textOf(service.config.container_name) || [service.name, number].join(this.#project.separator);
      const options = { aliases: true, labels: { [label('replace')]: replaces } };
      const inherited = this.#options.inherit ? yield* this.#anonymousVolumes(replaced) : [];
      const created = yield* this.#post(service, temporary, number, options, scope, inherited);
      const query = this.#options.timeout === undefined ? {} : { t: String(this.#options.timeout) };
      yield* client.send('POST', containerPath(replaced.Id, 'stop'), { query });
      yield* client.send('DELETE', containerPath(replaced.Id));
      yield* client.send('POST', containerPath(temporary, 'rename'), { query: { name } });
      yield* event(progress, id, 'done', 'Recreated');
      return { ...created, Names: [`/${name}`] };
    } catch (error) {
      if (error instanceof Failure && !scope.cancelled) yield* event(progress, id, 'error', error.message);
      throw error;
    }
  }

  *#anonymousVolumes({ Id }: ContainerSummary): Blocking<Inherited[]> {
    const { Mounts } = yield* this.#backend.client.get<{ Mounts: readonly MountPoint[] }>(containerPath(Id, 'json'));
    return Mounts.filter(({ Type }) => Type === 'volume').map(({ Name, Destination, RW }) => ({
      target: Destination,
      name: Name ?? '',
      readOnly: !RW,
    }));
  }

  *#post(
    service: Service,
    name: string,
    number: number,
    options: ContainerOptions,
    scope: Scope | undefined,
    inherited: readonly Inherited[],
  ): Blocking<ContainerSummary> {
    const { client, progress } = this.#backend;
    const links = yield* this.#links(service, number);
    const { hostConfig, warnings } = mountsOf(this.#project, service, inherited, (path) => !!client.sys.fs.stat(path));
    for (const text of warnings) yield* this.#backend.warn(text);
    const body = createRequest(this.#project, service, number, links, hostConfig, options);
    scope?.check();
    const { Id, Warnings } = yield* client.post<{ Id: string; Warnings: string[] }>('/containers/create', {
      query: { name },
      body,
    });
    for (const text of Warnings ?? []) yield* progress.event({ id: service.name, status: 'warning', text });
    const made = yield* client.get<ContainerInspect>(containerPath(Id, 'json'));
    return summaryOf(made);
  }

  /** `container:alias` for each container that `links` and `external_links` name. */
  *#links(service: Service, number: number): Blocking<string[]> {
    const links: string[] = [];
    for (const text of textsOf(service.config.links)) {
      const [name = '', alias] = text.split(':');
      for (const each of yield* listContainers(this.#backend.client, this.#project.name, 'excluded', true, [name])) {
        const target = containerName(each);
        const own = [name, number].join(this.#project.separator);
        links.push(`${target}:${alias ?? name}`, `${target}:${own}`);
        links.push(`${target}:${joinedName(this.#project, name, number)}`);
      }
    }
    for (const text of textsOf(service.config.external_links)) {
      const [name = '', alias] = text.split(':');
      links.push(`${name}:${alias ?? name}`);
    }
    return links;
  }
}

function checkedScale(service: Service): number {
  const scale = scaleOf(service.config);
  const name = textOf(service.config.container_name);
  if (scale <= 1 || name === '') return scale;
  throw new Failure(
    [
      `WARNING: The ${JSON.stringify(service.name)} service is using the custom container name ${JSON.stringify(name)}.`,
      'Docker requires each container to have a unique name. Remove the custom name to scale the service',
    ].join(' '),
  );
}

function summaryOf(made: ContainerInspect): ContainerSummary {
  return {
    Id: made.Id,
    Names: [made.Name],
    Image: made.Config.Image,
    ImageID: made.Image,
    Command: '',
    Created: 0,
    Ports: [],
    Labels: made.Config.Labels ?? {},
    State: made.State.Status,
    Status: '',
    HostConfig: { NetworkMode: made.HostConfig.NetworkMode },
    NetworkSettings: { Networks: made.NetworkSettings.Networks },
    Mounts: [],
  };
}
