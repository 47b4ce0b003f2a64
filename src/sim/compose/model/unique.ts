// Lists in which an entry may stand only once: a later one for the same name takes the place of the earlier.
// Source: compose-spec/compose-go override/uncity.go.
// Not modelled: nothing known.
import { Failure } from '../../cli/failure.ts';
import { longVolume } from './mounts.ts';
import { isMap, mapOf, mapValues, textOf, type Value, type ValueMap } from './values.ts';

/** What makes two entries one. `path` is for messages. */
type Index = (entry: Value, path: string) => string;

const keyValue: Index = (entry, path) => {
  if (typeof entry === 'string') return entry.split('=')[0] ?? '';
  throw new Failure(`${path}: unexpected type ${goType(entry)}`);
};

const exposed: Index = (entry, path) => {
  if (typeof entry === 'string' || typeof entry === 'number') return String(entry);
  throw new Failure(`${path}: unsupported expose value ${textOf(entry)}`);
};

const mounted: Index = (entry, path) => {
  const target = mapOf(longVolume(entry)).target;
  if (typeof target === 'string') return target;
  throw new Failure(`service volume ${path} is missing a mount target`);
};

const device: Index = (entry, path) => {
  if (!isMap(entry)) {
    const [source = '', target = source] = textOf(entry).split(':');
    return target;
  }
  if (typeof entry.target === 'string') return entry.target;
  throw new Failure(`service device ${path} is missing a mount target`);
};

const file =
  (directory: string): Index =>
  (entry) => {
    if (!isMap(entry)) return `${directory}/${textOf(entry)}`;
    return typeof entry.target === 'string' ? entry.target : `${directory}/${textOf(entry.source)}`;
  };

const port: Index = (entry, path) => {
  if (!isMap(entry)) return textOf(entry);
  if (!('target' in entry)) throw new Failure(`service ports ${path} is missing a target port`);
  const { host_ip: ip = '0.0.0.0', published = null, target = null, protocol = 'tcp' } = entry;
  return `${textOf(ip)}:${textOf(published)}:${textOf(target)}/${textOf(protocol)}`;
};

const envFile: Index = (entry, path) => {
  if (!isMap(entry)) return textOf(entry);
  if ('path' in entry) return textOf(entry.path);
  throw new Failure(`environment path attribute ${path} is missing`);
};

const named = (keys: readonly string[], index: Index): [string, Index][] =>
  keys.map((key) => [`services.*.${key}`, index]);

const indexes = new Map<string, Index>([
  ['networks.*.labels', keyValue],
  ...named(['annotations', 'cap_add', 'cap_drop', 'deploy.labels', 'dns', 'dns_opt', 'dns_search'], keyValue),
  ...named(['environment', 'labels', 'links', 'profiles', 'sysctls', 'tmpfs'], keyValue),
  ...named(['build.args', 'build.additional_contexts', 'build.tags', 'build.labels'], keyValue),
  ...named(['expose'], exposed),
  ...named(['volumes'], mounted),
  ...named(['devices'], device),
  ...named(['configs'], file('')),
  ...named(['secrets'], file('/run/secrets')),
  ...named(['ports'], port),
  ...named(['env_file'], envFile),
  ['services.*.networks.*.aliases', keyValue],
  ['services.*.networks.*.link_local_ips', keyValue],
]);

/** The model with each entry of such lists once. Throws a Failure. */
export function uniqueModel(model: ValueMap): ValueMap {
  return mapValues(model, (value, key) => unique(value, [key]));
}

function unique(value: Value, path: readonly string[]): Value {
  if (isMap(value)) return mapValues(value, (each, key) => unique(each, [...path, key]));
  const pattern = path.map((key, i) => (i === 1 || (i === 3 && path[2] === 'networks') ? '*' : key)).join('.');
  const index = Array.isArray(value) ? indexes.get(pattern) : undefined;
  if (!index || !Array.isArray(value)) return value;
  const entries = new Map<string, Value>();
  for (const [i, each] of value.entries()) entries.set(index(each, `${path.join('.')}.[${i}]`), each);
  return [...entries.values()];
}

function goType(value: Value): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (value === null) return '<nil>';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}
