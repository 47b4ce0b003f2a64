// A project: the services that a command is about, with the networks they need.
// Source: compose-spec/compose-go types/project.go (WithProfiles, WithServicesEnabled, WithSelectedServices, WithoutUnnecessaryResources).
// Not modelled: models.
import { Failure } from '../../cli/failure.ts';
import { dependenciesOf, type Service, withScale } from './service.ts';
import { listOf, mapOf, sortedKeys, textOf, type ValueMap } from './values.ts';

/** `_` is what the first Compose used, and --compatibility still does. */
export type Separator = '-' | '_';

export interface Project {
  readonly name: string;
  /** What stands between the parts of its containers' names. */
  readonly separator: Separator;
  readonly workingDir: string;
  readonly files: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  /** Those that the command is about, by name. */
  readonly services: ReadonlyMap<string, Service>;
  /** Those that no profile or selection includes. */
  readonly disabled: ReadonlyMap<string, Service>;
  /** In canonical form, by the key that services use. */
  readonly networks: ReadonlyMap<string, ValueMap>;
  readonly volumes: ReadonlyMap<string, ValueMap>;
  readonly configs: ReadonlyMap<string, ValueMap>;
  readonly secrets: ReadonlyMap<string, ValueMap>;
  /** What else the model has, for config: the user's own sections. */
  readonly rest: ValueMap;
}

/** The name of something of the project that is named after its parts. */
export function joinedName(
  { name, separator }: Pick<Project, 'name' | 'separator'>,
  ...parts: (string | number)[]
): string {
  return [name, ...parts].join(separator);
}

/** What a selection of services brings along. */
export type Along = 'dependencies' | 'dependents' | 'nothing';

export function serviceNames(project: Project): string[] {
  return [...project.services.keys()].sort();
}

export function serviceOf(project: Project, name: string): Service {
  const service = project.services.get(name);
  if (service) return service;
  throw new Failure(`no such service: ${name}: ${project.disabled.has(name) ? 'disabled' : 'not found'}`);
}

/** Profiles that are on by name, and those of services that are named outright. */
export function activeProfiles(
  services: Readonly<Record<string, ValueMap>>,
  wanted: readonly string[],
  named: readonly string[],
): string[] {
  const own = named.flatMap((name) => listOf(services[name]?.profiles).map(textOf));
  return [...wanted, ...own];
}

export function isEnabled(config: ValueMap, profiles: readonly string[]): boolean {
  const own = listOf(config.profiles).map(textOf);
  return own.length === 0 || profiles.includes('*') || own.some((profile) => profiles.includes(profile));
}

/** Only these services, and what goes along with them; none named means all. */
export function select(project: Project, names: readonly string[], along: Along = 'dependencies'): Project {
  if (names.length === 0) return project;
  const chosen = new Set<string>();
  const visit = (name: string, required: boolean): void => {
    if (chosen.has(name)) return;
    const service = project.services.get(name);
    if (!service) {
      if (required) throw new Failure(`no such service: ${name}`);
      return;
    }
    chosen.add(name);
    if (along === 'dependencies')
      for (const [other, { required: must }] of dependenciesOf(service.config)) visit(other, must);
    if (along === 'dependents') for (const other of dependentsOf(project, name)) visit(other, true);
  };
  for (const name of names) visit(name, true);
  const services = new Map<string, Service>();
  const disabled = new Map(project.disabled);
  for (const [name, service] of project.services) {
    if (!chosen.has(name)) disabled.set(name, service);
    else services.set(name, along === 'dependencies' ? service : withoutForeignDependencies(service, chosen));
  }
  return { ...project, services, disabled };
}

/** Services that depend on one of that name. */
export function dependentsOf(project: Project, name: string): string[] {
  return serviceNames(project).filter((other) =>
    dependenciesOf(project.services.get(other)?.config ?? {}).some(([dependency]) => dependency === name),
  );
}

/** Of the dependencies of a service, those that the selection holds. */
function withoutForeignDependencies(service: Service, chosen: ReadonlySet<string>): Service {
  const kept = Object.entries(mapOf(service.config.depends_on)).filter(([name]) => chosen.has(name));
  return { ...service, config: { ...service.config, depends_on: Object.fromEntries(kept) } };
}

/** Without the networks, volumes, configs and secrets that no service uses. */
export function withoutUnusedResources(project: Project): Project {
  const configs = [...project.services.values()].map(({ config }) => config);
  const sources = (key: string) =>
    configs.flatMap((config) => listOf(config[key]).map((each) => textOf(mapOf(each).source)));
  const kept = (all: ReadonlyMap<string, ValueMap>, used: readonly string[]) =>
    new Map([...all].filter(([key]) => used.includes(key)));
  const mounted = configs
    .flatMap((config) => listOf(config.volumes).map(mapOf))
    .filter((mount) => mount.type === 'volume')
    .map((mount) => textOf(mount.source));
  const built = configs.flatMap((config) =>
    listOf(mapOf(config.build).secrets).map((each) => textOf(mapOf(each).source)),
  );
  return {
    ...project,
    networks: kept(
      project.networks,
      configs.flatMap((config) => sortedKeys(mapOf(config.networks))),
    ),
    volumes: kept(project.volumes, mounted),
    configs: kept(project.configs, sources('configs')),
    secrets: kept(project.secrets, [...sources('secrets'), ...built]),
  };
}

/** Entries in the order of their keys. */
export function byKey<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** With one service changed. */
export function withService(project: Project, service: Service): Project {
  return { ...project, services: new Map([...project.services, [service.name, service]]) };
}

/** `--scale web=3` */
export function scaled(project: Project, texts: readonly string[]): Project {
  let result = project;
  for (const text of texts) {
    const [name = '', count, ...more] = text.split('=');
    if (count === undefined || more.length > 0) {
      throw new Failure(`invalid --scale option ${JSON.stringify(text)}. Should be SERVICE=NUM`);
    }
    if (!/^[+-]?\d+$/.test(count)) throw new Failure(`strconv.Atoi: parsing ${JSON.stringify(count)}: invalid syntax`);
    result = withService(result, withScale(serviceOf(result, name), Number(count)));
  }
  return result;
}

/** No two services may want the same name for their containers. Throws a Failure. */
export function checkContainerNames(project: Project): void {
  const taken = new Set<string>();
  for (const name of serviceNames(project)) {
    const own = textOf(serviceOf(project, name).config.container_name);
    // The empty braces and the lone quotation mark are the real message's.
    if (own !== '' && taken.has(own)) {
      throw new Failure(`services.${name}: container name ${JSON.stringify(own)} is already in use by service {}"`);
    }
    taken.add(own);
  }
}
