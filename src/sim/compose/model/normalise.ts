// What a Compose file leaves unsaid: the default network, names of resources, dependencies that follow from links and shared networks.
// Source: compose-spec/compose-go loader/normalize.go.
// Not modelled: nothing known.
import { isMap, listOf, mapOf, mapValues, textOf, type Value, type ValueMap } from './values.ts';

/** `service:x` names another service's namespace. */
export const SERVICE_PREFIX = 'service:';

/** The model of a project of that name with everything said. */
export function normalise(model: ValueMap, project: string, env: ReadonlyMap<string, string>): ValueMap {
  const services = mapValues(mapOf(model.services), (value) => normaliseService(mapOf(value), env));
  const usesDefault = Object.values(services).some(
    (s) => !('network_mode' in s) && Object.hasOwn(mapOf(s.networks), 'default'),
  );
  const networks = mapOf(model.networks);
  const all = usesDefault && !Object.hasOwn(networks, 'default') ? { ...networks, default: null } : networks;
  return {
    ...model,
    services,
    ...(Object.keys(all).length > 0 && { networks: named(all, project) }),
    ...Object.fromEntries(
      ['volumes', 'configs', 'secrets']
        .filter((key) => key in model)
        .map((key) => [key, named(mapOf(model[key]), project)]),
    ),
  };
}

function normaliseService(service: ValueMap, env: ReadonlyMap<string, string>): ValueMap {
  const dependencies = new Map<string, Value>(Object.entries(mapOf(service.depends_on)));
  const imply = (name: string, restart: boolean) => {
    if (!dependencies.has(name)) dependencies.set(name, { condition: 'service_started', restart, required: true });
  };
  for (const link of listOf(service.links)) {
    const parts = textOf(link).split(':');
    imply(parts.length === 2 ? (parts[0] ?? '') : textOf(link), true);
  }
  for (const key of ['network_mode', 'ipc', 'pid', 'uts', 'cgroup']) {
    const mode = textOf(service[key]);
    if (mode.startsWith(SERVICE_PREFIX)) imply(mode.slice(SERVICE_PREFIX.length), true);
  }
  for (const source of listOf(service.volumes_from)) {
    const from = textOf(source);
    if (!from.startsWith('container:')) imply(from.split(':')[0] ?? '', false);
  }
  const networks = mapOf(service.networks);
  const ownNetworks = Object.keys(networks).length === 0 ? { default: null } : networks;
  return {
    ...service,
    ...(service.pull_policy === 'if_not_present' && { pull_policy: 'missing' }),
    ...(isMap(service.build) && { build: normalisedBuild(service.build, env) }),
    ...('environment' in service && { environment: resolvedEnvironment(service.environment ?? null, env) }),
    ...(!('network_mode' in service) && !('provider' in service) && { networks: ownNetworks }),
    ...(dependencies.size > 0 && { depends_on: Object.fromEntries(dependencies) }),
  };
}

function normalisedBuild(build: ValueMap, env: ReadonlyMap<string, string>): ValueMap {
  const known = Object.entries(resolved(mapOf(build.args), env)).filter(([, value]) => value !== null);
  const ownFile = 'dockerfile' in build || 'dockerfile_inline' in build;
  return {
    ...build,
    context: build.context ?? '.',
    ...(!ownFile && { dockerfile: 'Dockerfile' }),
    ...('args' in build && { args: Object.fromEntries(known) }),
  };
}

/** The same while it is still the list that the file has. */
function resolvedEnvironment(value: Value, env: ReadonlyMap<string, string>): Value {
  if (!Array.isArray(value)) return resolved(mapOf(value), env);
  return value.map((each) => {
    const known = env.get(textOf(each));
    return known === undefined ? each : `${textOf(each)}=${known}`;
  });
}

/** A variable without a value takes Compose's own. */
function resolved(variables: ValueMap, env: ReadonlyMap<string, string>): ValueMap {
  return mapValues(variables, (value, key) => value ?? env.get(key) ?? null);
}

function named(resources: ValueMap, project: string): ValueMap {
  return mapValues(resources, (value, key) => {
    const resource = isMap(value) ? value : {};
    if (resource.name !== undefined && resource.name !== null) return resource;
    return { ...resource, name: resource.external === true ? key : `${project}_${key}` };
  });
}
