// The long form of everything that a Compose file may say in short.
// Source: compose-spec/compose-go transform/*.go.
// Not modelled: sections that nothing here acts on (develop, gpus, models) keep the form they have.

import { portsOf } from '../../cli/container/ports.ts';
import { Failure } from '../../cli/failure.ts';
import { cut } from '../../cli/flags.ts';
import { decodedResource, decodedService } from './decode.ts';
import { longDevice, longFileMount, longVolume } from './mounts.ts';
import { isMap, listOf, mapOf, mapValues, sortedEntries, textOf, type Value, type ValueMap } from './values.ts';

/** Every service and resource in its long form; `typed` also in its types. What has variables in it stays as it is then. */
export function canonicalModel(model: ValueMap, typed = true): ValueMap {
  return mapValues(model, (section, name) => {
    if (name === 'services') {
      return mapValues(mapOf(section), (value, key) => canonicalService(mapOf(value), key, typed));
    }
    if (!['networks', 'volumes', 'configs', 'secrets'].includes(name)) return section;
    return mapValues(mapOf(section), (value, key) => canonicalResource(value, name, key, typed));
  });
}

type Form = (value: Value) => Value;

const list: Form = (value) => (typeof value === 'string' ? [value] : value);
const nonEmptyList: Form = (value) => listOf(list(value)).filter((each) => each !== '' && each !== null);
const each =
  (form: Form): Form =>
  (value) =>
    listOf(value).map(form);

const networks: Form = (value) =>
  Array.isArray(value) ? Object.fromEntries(value.map((key) => [textOf(key), null])) : mapOf(value);

const dependencies: Form = (value) => {
  const started: ValueMap = { condition: 'service_started', required: true };
  if (Array.isArray(value)) return Object.fromEntries(value.map((key) => [textOf(key), started]));
  return mapValues(mapOf(value), (one) => ({ ...started, ...mapOf(one) }));
};

const envFiles: Form = (value) =>
  listOf(list(value)).map((one) => (isMap(one) ? { required: true, ...one } : { path: one, required: true }));

const build: Form = (value) => (typeof value === 'string' ? { context: value } : value);

const ports: Form = (value) => listOf(value).flatMap(longPorts);

function longPorts(port: Value): Value[] {
  if (isMap(port)) {
    const published = 'published' in port ? { published: textOf(port.published) } : {};
    const target = 'target' in port ? { target: Number(textOf(port.target)) } : {};
    return [{ mode: 'ingress', protocol: 'tcp', ...port, ...published, ...target }];
  }
  const { bindings } = portsOf([textOf(port)], []);
  return sortedEntries(bindings).flatMap(([key, each]) => {
    const [number, protocol] = cut(key, '/');
    return each.map(({ HostIp, HostPort }) => ({
      mode: 'ingress',
      ...(HostIp !== '' && { host_ip: HostIp }),
      target: Number(number),
      ...(HostPort !== '' && { published: HostPort }),
      protocol,
    }));
  });
}

const forms: Readonly<Record<string, Form>> = {
  build,
  configs: each(longFileMount),
  depends_on: dependencies,
  devices: each(longDevice),
  dns: nonEmptyList,
  env_file: envFiles,
  label_file: list,
  networks,
  ports,
  secrets: each(longFileMount),
  volumes: each(longVolume),
};

function canonicalService(service: ValueMap, name: string, typed: boolean): ValueMap {
  const long = mapValues(service, (value, key) => {
    const form = Object.hasOwn(forms, key) ? forms[key] : undefined;
    if (!form) return value;
    try {
      return form(value);
    } catch (error) {
      if (error instanceof Failure && !typed) return value;
      throw error;
    }
  });
  return typed ? decodedService(long, name) : long;
}

/** A network, volume, config or secret. `external` may be a mapping with the name, as it once was. */
function canonicalResource(value: Value, kind: string, name: string, typed: boolean): Value {
  if (!isMap(value)) return null;
  const resource = typed ? decodedResource(value, kind, name) : value;
  if (!isMap(resource.external)) return resource;
  const named = resource.external.name;
  if (named !== undefined && resource.name !== undefined && resource.name !== named) {
    throw new Failure(`${kind}.${name}: name and external.name conflict; only use name`);
  }
  return { ...resource, external: true, ...(named !== undefined && { name: named }) };
}
