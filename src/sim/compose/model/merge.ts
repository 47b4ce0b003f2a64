// One Compose file over another: what `-f base.yml -f more.yml` and override files mean.
// Source: compose-spec/compose-go override/merge.go, override/uncity.go.
// Not modelled: !reset and !override tags; the rules for builds, models and mounts.
import { Failure } from '../../cli/failure.ts';
import { isMap, listOf, mapOf, textOf, type Value, type ValueMap } from './values.ts';

const DEPENDENCY: ValueMap = { condition: 'service_started', required: true };

/** Keys of a service whose two forms are made lists before they are joined; the later entry of a name wins. */
const sequences = new Set([
  ...['annotations', 'dns', 'dns_opt', 'dns_search', 'env_file', 'label_file', 'environment', 'extra_hosts'],
  ...['labels', 'sysctls', 'tmpfs'],
]);
const replaced = new Set(['command', 'entrypoint']);

/** `over` on top of `base`. Throws a Failure where the two cannot be joined. */
export function mergeModels(base: ValueMap, over: ValueMap): ValueMap {
  return mapOf(mergeValue(base, over, []));
}

function mergeValue(base: Value, over: Value, path: readonly string[]): Value {
  const [top, , key = ''] = path;
  if (top === 'services' && path.length === 3) {
    if (replaced.has(key)) return over;
    if (key === 'networks') return mergeMaps(asMapping(base, null), asMapping(over, null), path);
    if (key === 'depends_on') return mergeMaps(asMapping(base, DEPENDENCY), asMapping(over, DEPENDENCY), path);
    if (sequences.has(key)) return joined(asList(base), asList(over));
  }
  if (path.length === 3 && path[2] === 'labels') return joined(asList(base), asList(over));
  if (over === null) return base;
  if (isMap(base)) {
    if (isMap(over)) return mergeMaps(base, over, path);
    throw new Failure(`cannot override ${path.join('.')}`);
  }
  if (!Array.isArray(base)) return over;
  if (!Array.isArray(over)) throw new Failure(`cannot override ${path.join('.')}`);
  return joined(base, over);
}

function mergeMaps(base: ValueMap, over: ValueMap, path: readonly string[]): ValueMap {
  const entries = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const before = entries.get(key);
    entries.set(key, before === undefined ? value : mergeValue(before, value, [...path, key]));
  }
  return Object.fromEntries(entries);
}

function asMapping(value: Value, each: Value): ValueMap {
  return isMap(value) ? value : Object.fromEntries(listOf(value).map((key) => [textOf(key), each]));
}

function asList(value: Value): Value[] {
  if (!isMap(value)) return Array.isArray(value) ? value : value === null ? [] : [value];
  return Object.entries(value).map(([key, each]) => (each === null ? key : `${key}=${textOf(each)}`));
}

/** Both lists; of entries for the same name (`NAME=value`) or equal ones, the last stays, where the first was. */
function joined(base: readonly Value[], over: readonly Value[]): Value[] {
  const entries = new Map<string, Value>();
  for (const value of [...base, ...over]) {
    const key = typeof value === 'string' ? (value.split('=')[0] ?? value) : JSON.stringify(value);
    entries.set(key, value);
  }
  return [...entries.values()];
}
