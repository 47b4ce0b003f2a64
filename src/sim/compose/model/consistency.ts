// Whether the parts of a project fit together, and what is said when they do not.
// Source: compose-spec/compose-go loader/validate.go, validation/external.go, graph/cycle.go.
// Not modelled: builds, volumes, configs, secrets, models, develop sections.
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
  networks: ValueMap,
): void {
  for (const [name, service] of sortedEntries(services)) {
    if (!('build' in service) && textOf(service.image) === '' && !('provider' in service)) {
      throw new Failure(`service "${name}" has neither an image nor a build context specified: ${INVALID}`);
    }
    checkNetworks(name, service, services, networks);
    for (const [other, dependency] of sortedEntries(mapOf(service.depends_on))) {
      if (Object.hasOwn(services, other)) continue;
      if (disabled.includes(other) && mapOf(dependency).required === false) continue;
      throw new Failure(`service "${name}" depends on undefined service "${other}": ${INVALID}`);
    }
    checkScale(name, service);
  }
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
  for (const kind of ['networks', 'volumes']) {
    for (const [name, value] of sortedEntries(mapOf(model[kind]))) {
      const resource = mapOf(value);
      if (resource.external !== true) continue;
      const other = Object.keys(resource).find((key) => !['name', 'external'].includes(key) && !key.startsWith('x-'));
      if (other !== undefined) {
        throw new Failure(`${kind}.${name}: conflicting parameters "external" and "${other}" specified`);
      }
    }
  }
  for (const [name, service] of sortedEntries(mapOf(model.services))) {
    for (const port of listOf(mapOf(service).ports)) {
      const ip = textOf(mapOf(port).host_ip);
      if (ip !== '' && !parseAddress(ip)) throw new Failure(`services.${name}.ports.[]: invalid ip address: ${ip}`);
    }
  }
}
