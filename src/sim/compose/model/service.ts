// One service of a project, and what is asked of it everywhere.
// Source: compose-spec/compose-go types/types.go (ServiceConfig, GetScale, NetworksByPriority); docker/compose pkg/compose/hash.go.
// Not modelled: builds, providers.
import { goJson } from './encode.ts';
import { orderedService } from './ordered.ts';
import { sha256 } from './sha256.ts';
import { mapOf, sortedEntries, textOf, type ValueMap, without } from './values.ts';

export interface Service {
  readonly name: string;
  /** Its section of the model, in canonical form. */
  readonly config: ValueMap;
  /** Labels that Compose itself adds. */
  readonly ownLabels: Readonly<Record<string, string>>;
}

export interface Dependency {
  readonly condition: string;
  readonly restart: boolean;
  readonly required: boolean;
}

/** How many containers it wants. */
export function scaleOf(config: ValueMap): number {
  if (typeof config.scale === 'number') return config.scale;
  const { replicas } = mapOf(config.deploy);
  return typeof replicas === 'number' ? replicas : 1;
}

/** A scale given by hand stands in both places. */
export function withScale(service: Service, scale: number): Service {
  const deploy = mapOf(service.config.deploy);
  const replicas = 'replicas' in deploy ? { deploy: { ...deploy, replicas: scale } } : {};
  return { ...service, config: { ...service.config, scale, ...replicas } };
}

export function dependenciesOf(config: ValueMap): [string, Dependency][] {
  return sortedEntries(mapOf(config.depends_on)).map(([name, value]) => {
    const { condition, restart, required } = mapOf(value);
    return [
      name,
      {
        condition: typeof condition === 'string' ? condition : 'service_started',
        restart: restart === true,
        required: required !== false,
      },
    ];
  });
}

/** Its networks, the first one primary: the highest priority, then by name. */
export function networksByPriority(config: ValueMap): string[] {
  const priority = (value: unknown): number => (typeof value === 'number' ? value : 0);
  return sortedEntries(mapOf(config.networks))
    .map(([name, value]) => ({ name, priority: priority(mapOf(value).priority) }))
    .sort((a, b) => b.priority - a.priority)
    .map(({ name }) => name);
}

/** Changes whenever its containers have to be made anew. */
export function serviceHash(config: ValueMap): string {
  const deploy = mapOf(config.deploy);
  const counted: ValueMap = {
    ...without(config, 'build', 'pull_policy', 'scale', 'depends_on', 'profiles'),
    ...('deploy' in config && { deploy: without(deploy, 'replicas') }),
  };
  return sha256(goJson(orderedService(counted, 'json')));
}

/** Variables as the engine takes them; one without a value is not to be there. */
export function environmentOf(config: ValueMap): string[] {
  return sortedEntries(mapOf(config.environment)).map(([key, value]) =>
    value === null ? key : `${key}=${textOf(value)}`,
  );
}
