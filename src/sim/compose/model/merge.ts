// One Compose file over another: what `-f base.yml -f more.yml`, override files and `extends` mean.
// Source: compose-spec/compose-go override/{merge,extends}.go.
// Not modelled: nothing known.
import { Failure } from '../../cli/failure.ts';
import { isMap, listOf, mapOf, textOf, type Value, type ValueMap } from './values.ts';

/** Joins what two files have at one path. */
type Join = (base: Value, over: Value, path: readonly string[]) => Value;

const DEPENDENCY: ValueMap = { condition: 'service_started', required: true };

const replaced: Join = (_, over) => over;
/** Both as lists, one after the other: which of two entries for one name stays is settled later. */
const sequence: Join = (base, over) => [...asList(base), ...asList(over)];
const mappings =
  (each: Value): Join =>
  (base, over, path) =>
    mergeMaps(asMapping(base, each), asMapping(over, each), path);

const newHosts: Join = (base, over) => {
  const before = asList(base);
  return [...before, ...asList(over).filter((host) => !before.includes(host))];
};

/** Options of one logging driver mean nothing to another. */
const logging: Join = (base, over, path) => {
  const [before, after] = [mapOf(base), mapOf(over)];
  const isSame = !('driver' in before) || !('driver' in after) || before.driver === after.driver;
  return isSame ? mergeMaps(before, after, path) : after;
};

const build: Join = (base, over, path) => {
  const whole = (value: Value): ValueMap => (typeof value === 'string' ? { context: value } : mapOf(value));
  return mergeMaps(whole(base), whole(over), path);
};

/** Pools of the same subnet are one. */
const pools: Join = (base, over, path) => {
  const result: ValueMap[] = [];
  const at = (pool: ValueMap) => result.findIndex((one) => one.subnet === pool.subnet);
  for (const before of listOf(base).map(mapOf)) {
    for (const after of listOf(over).map(mapOf)) {
      if (after.subnet !== before.subnet && at(after) < 0) {
        result.push(after);
        continue;
      }
      const merged = mergeMaps(before, after, path);
      const index = at(merged);
      if (index >= 0) result[index] = merged;
      else result.push(merged);
    }
  }
  return result;
};

/** Where joining is not the usual: `*` is any key. */
const joins = new Map<string, Join>([
  ['networks.*.ipam.config', pools],
  ...['networks', 'volumes'].map((kind): [string, Join] => [`${kind}.*.labels`, sequence]),
  ...['annotations', 'dns', 'dns_opt', 'dns_search', 'env_file', 'label_file', 'environment', 'labels', 'sysctls'].map(
    (key): [string, Join] => [`services.*.${key}`, sequence],
  ),
  ...['build.args', 'build.additional_contexts', 'build.labels', 'deploy.labels', 'tmpfs'].map(
    (key): [string, Join] => [`services.*.${key}`, sequence],
  ),
  ...['command', 'entrypoint', 'healthcheck.test'].map((key): [string, Join] => [`services.*.${key}`, replaced]),
  ...['extra_hosts', 'build.extra_hosts'].map((key): [string, Join] => [`services.*.${key}`, newHosts]),
  ...['networks', 'models'].map((key): [string, Join] => [`services.*.${key}`, mappings(null)]),
  ['services.*.depends_on', mappings(DEPENDENCY)],
  ['services.*.build', build],
  ['services.*.logging', logging],
  ['services.*.ulimits.*', replaced],
]);

/** `over` on top of `base`. Throws a Failure where the two cannot be joined. */
export function mergeModels(base: ValueMap, over: ValueMap): ValueMap {
  return mergeMaps(base, over, []);
}

/** A service on top of the one that it extends. */
export function mergeService(base: ValueMap, over: ValueMap): ValueMap {
  return mergeMaps(base, over, ['services', 'x']);
}

function joinAt(path: readonly string[]): Join | undefined {
  const pattern = path.map((key, i) => (i === 1 ? '*' : key)).join('.');
  return (
    joins.get(pattern) ?? (path.length === 4 && path[2] === 'ulimits' ? joins.get('services.*.ulimits.*') : undefined)
  );
}

function mergeValue(base: Value, over: Value, path: readonly string[]): Value {
  const join = joinAt(path);
  if (join) return join(base, over, path);
  if (over === null) return base;
  if (isMap(base)) {
    if (isMap(over)) return mergeMaps(base, over, path);
    throw new Failure(`cannot override ${path.join('.')}`);
  }
  if (!Array.isArray(base)) return over;
  if (!Array.isArray(over)) throw new Failure(`cannot override ${path.join('.')}`);
  return [...base, ...over];
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
  return Object.entries(value)
    .flatMap(([key, each]) => {
      if (each === null) return [key];
      return (Array.isArray(each) ? each : [each]).map((one) => `${key}=${textOf(one)}`);
    })
    .sort();
}
