// Whether the parts of a project fit together, and what is said when they do not.
// Source: compose-spec/compose-go loader/validate.go, validation/external.go, graph/cycle.go.
// Not modelled: additional contexts and platforms of builds, models, develop sections.
import { parseAddress } from '../../base/cidr.ts';
import { Failure } from '../../cli/failure.ts';
import { SERVICE_PREFIX } from './normalise.ts';
import { scaleOf } from './service.ts';
import { listOf, mapOf, sortedEntries, sortedKeys, textOf, type ValueMap } from './values.ts';

const INVALID = 'invalid compose project';

/** `services` are those that profiles leave; `disabled` the others. Throws a Failure. */
export function checkConsistency(
  services: Readonly<Record<string, ValueMap>>,
  disabled: readonly string[],
  model: ValueMap,
): void {
  for (const [name, service] of sortedEntries(services)) {
    if (!('build' in service) && textOf(service.image) === '' && !('provider' in service)) {
      throw new Failure(`service "${name}" has neither an image nor a build context specified: ${INVALID}`);
    }
    checkNetworks(name, service, services, mapOf(model.networks));
    checkHealth(service);
    for (const [other, dependency] of sortedEntries(mapOf(service.depends_on))) {
      if (Object.hasOwn(services, other)) continue;
      if (disabled.includes(other) && mapOf(dependency).required === false) continue;
      throw new Failure(`service "${name}" depends on undefined service "${other}": ${INVALID}`);
    }
    checkSources(name, service, model);
    checkScale(name, service);
    checkLimits(name, service);
    checkTargets(name, service);
  }
  checkSecrets(mapOf(model.secrets));
  checkCycles(services);
}

function checkNetworks(
  name: string,
  service: ValueMap,
  services: Readonly<Record<string, ValueMap>>,
  networks: ValueMap,
): void {
  const mode = textOf(service.network_mode);
  const own = sortedKeys(mapOf(service.networks));
  if (mode !== '' && own.length > 0) {
    throw new Failure(`service ${name} declares mutually exclusive \`network_mode\` and \`networks\`: ${INVALID}`);
  }
  const missing = own.find((network) => !Object.hasOwn(networks, network));
  if (missing !== undefined) throw new Failure(`service "${name}" refers to undefined network ${missing}: ${INVALID}`);
  const shared = mode.startsWith(SERVICE_PREFIX) ? mode.slice(SERVICE_PREFIX.length) : undefined;
  if (shared !== undefined && !Object.hasOwn(services, shared)) {
    // Its dependency, which follows from the mode, is complained of first.
    throw new Failure(`service "${name}" depends on undefined service "${shared}": ${INVALID}`);
  }
}

function checkHealth(service: ValueMap): void {
  const [kind] = listOf(mapOf(service.healthcheck).test);
  if (kind === undefined || ['CMD', 'CMD-SHELL', 'NONE'].includes(textOf(kind))) return;
  throw new Failure('healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"');
}

/** Volumes, configs and secrets that a service mentions have to be there. */
function checkSources(name: string, service: ValueMap, model: ValueMap): void {
  const refuse = (what: string, source: string) => {
    throw new Failure(`service "${name}" refers to undefined ${what} ${source}: ${INVALID}`);
  };
  const check = (key: string, what: string, uses: readonly ValueMap[]) => {
    const missing = uses
      .map(({ source }) => textOf(source))
      .find((source) => !Object.hasOwn(mapOf(model[key]), source));
    if (missing !== undefined) refuse(what, missing);
  };
  const mounts = listOf(service.volumes).map(mapOf);
  check(
    'volumes',
    'volume',
    mounts.filter(({ type, source }) => type === 'volume' && textOf(source) !== ''),
  );
  check('secrets', 'build secret', listOf(mapOf(service.build).secrets).map(mapOf));
  check('configs', 'config', listOf(service.configs).map(mapOf));
  check('secrets', 'secret', listOf(service.secrets).map(mapOf));
}

/** A limit may be given in two places, but not twice differently. */
function checkLimits(name: string, service: ValueMap): void {
  const { limits, reservations } = mapOf(mapOf(service.deploy).resources);
  const pairs = [
    ['cpus', limits, 'limits.cpus', 'cpus'],
    ['mem_limit', limits, 'limits.memory', 'memory'],
    ['mem_reservation', reservations, 'reservations.memory', 'memory'],
    ['pids_limit', limits, 'limits.pids', 'pids'],
  ] as const;
  for (const [own, section, path, member] of pairs) {
    const value = textOf(service[own]);
    if (['', '0'].includes(value) || section === undefined || textOf(mapOf(section)[member]) === value) continue;
    throw new Failure(
      `services.${name}: can't set distinct values on '${own}' and 'deploy.resources.${path}': ${INVALID}`,
    );
  }
}

/** Nothing can be mounted over something else that is. */
function checkTargets(name: string, service: ValueMap): void {
  const taken = new Map<string, string>();
  const check = (place: string, target: string) => {
    const before = taken.get(target);
    if (before !== undefined) throw new Failure(`${place}: target ${target} already mounted as ${before}`);
    taken.set(target, place);
  };
  for (const [i, each] of listOf(service.tmpfs).entries()) {
    check(`services.${name}.tmpfs[${i}]`, textOf(each).split(':')[0] ?? '');
  }
  for (const [i, each] of listOf(service.volumes).entries()) {
    check(`services.${name}.volumes[${i}]`, textOf(mapOf(each).target));
  }
}

function checkSecrets(secrets: ValueMap): void {
  for (const [name, value] of sortedEntries(secrets)) {
    const { external, file, environment } = mapOf(value);
    if (external === true || textOf(file) !== '' || textOf(environment) !== '') continue;
    throw new Failure(`secret "${name}" must declare either \`file\` or \`environment\`: ${INVALID}`);
  }
}

function checkScale(name: string, service: ValueMap): void {
  const { scale } = service;
  const replicas = mapOf(service.deploy).replicas;
  if (typeof scale === 'number' && typeof replicas === 'number' && scale !== replicas) {
    throw new Failure(`services.${name}: can't set distinct values on 'scale' and 'deploy.replicas': ${INVALID}`);
  }
  if (typeof scale === 'number' && scale < 0) {
    throw new Failure(`services.${name}.scale: must be greater than or equal to 0`);
  }
  if (typeof replicas === 'number' && replicas < 0) {
    throw new Failure(`services.${name}.deploy.replicas: must be greater than or equal to 0`);
  }
  if (scaleOf(service) <= 1 || textOf(service.container_name) === '') return;
  // The real message has the two names the wrong way round.
  const attribute = typeof scale === 'number' ? 'scale' : 'deploy.replicas';
  const why = `as container name must be unique: ${INVALID}`;
  throw new Failure(`services.${attribute}: can't set container_name and ${name} ${why}`);
}

function checkCycles(services: Readonly<Record<string, ValueMap>>): void {
  const done = new Set<string>();
  const search = (path: readonly string[], name: string): void => {
    for (const next of sortedKeys(mapOf(services[name]?.depends_on))) {
      const at = path.indexOf(next);
      if (at >= 0) throw new Failure(`dependency cycle detected: ${path.slice(at).join(' -> ')} -> ${next}`);
      if (!done.has(next)) search([...path, next], next);
    }
    done.add(name);
  };
  for (const name of sortedKeys(services)) search([name], name);
}

/** What the values of a canonical model say that its schema could not refuse. Throws a Failure. */
export function checkValues(model: ValueMap): void {
  checkContents(model, 'configs', ['file', 'environment', 'content']);
  checkContents(model, 'secrets', ['file', 'environment']);
  for (const [name, value] of sortedEntries(mapOf(model.volumes))) {
    const resource = mapOf(value);
    if (resource.external !== true) continue;
    const other = Object.keys(resource).find((key) => !['name', 'external'].includes(key) && !key.startsWith('x-'));
    if (other !== undefined) {
      throw new Failure(`volumes.${name}: conflicting parameters "external" and "${other}" specified`);
    }
  }
  for (const [name, service] of sortedEntries(mapOf(model.services))) {
    for (const port of listOf(mapOf(service).ports)) {
      const ip = textOf(mapOf(port).host_ip);
      if (ip !== '' && !parseAddress(ip)) throw new Failure(`services.${name}.ports.[]: invalid ip address: ${ip}`);
    }
  }
}

function checkContents(model: ValueMap, kind: string, keys: readonly string[]): void {
  for (const [name, value] of sortedEntries(mapOf(model[kind]))) {
    const object = mapOf(value);
    const count = keys.filter((key) => key in object).length;
    const list = keys.join('|');
    if (count > 1) throw new Failure(`${kind}.${name}: ${list} attributes are mutually exclusive`);
    if (count === 0 && !('driver' in object) && !('external' in object)) {
      throw new Failure(`${kind}.${name}: one of ${list} must be set`);
    }
  }
}
