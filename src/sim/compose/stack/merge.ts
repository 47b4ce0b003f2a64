// Several files of one stack: what a later one says beside and in place of an earlier.
// Source: docker/cli v28.5.2 cli/compose/loader/merge.go.
// Not modelled: nothing.
import { isMap, listOf, mapOf, mapValues, textOf, type Value, type ValueMap } from '../model/values.ts';

/** Lists whose entries are replaced by entries for the same thing. */
const identities: Readonly<Record<string, (entry: ValueMap) => string>> = {
  ports: (port) => textOf(port.published),
  secrets: (reference) => textOf(reference.source),
  configs: (reference) => textOf(reference.source),
  volumes: (mount) => textOf(mount.target),
};

/** Taken whole from the later file. */
const REPLACED = ['command', 'entrypoint'];

/** Both in their long form. */
export function mergeStacks(base: ValueMap, over: ValueMap): ValueMap {
  return mapValues({ ...base, ...over }, (_value, section) => {
    const [before, after] = [mapOf(base[section] ?? null), mapOf(over[section] ?? null)];
    return mapValues({ ...before, ...after }, (value, name) => {
      if (section !== 'services' || !(name in before) || !(name in after)) return value;
      return mergeServices(mapOf(before[name] ?? null), mapOf(after[name] ?? null));
    });
  });
}

function mergeServices(base: ValueMap, over: ValueMap): ValueMap {
  const keys = { ...base, ...over };
  return mapValues(keys, (value, key) => {
    const [before, after] = [base[key], over[key]];
    if (before === undefined || after === undefined || REPLACED.includes(key)) return value;
    const identity = Object.hasOwn(identities, key) ? identities[key] : undefined;
    if (identity) return mergeLists(listOf(before).map(mapOf), listOf(after).map(mapOf), identity);
    if (key === 'logging' && mapOf(before).driver !== mapOf(after).driver && mapOf(after).driver !== undefined)
      return after;
    return merged(before, after);
  });
}

function mergeLists(
  before: readonly ValueMap[],
  after: readonly ValueMap[],
  identity: (entry: ValueMap) => string,
): Value {
  const byIdentity = new Map([...before, ...after].map((entry) => [identity(entry), entry]));
  return [...byIdentity]
    .sort(([a], [b]) =>
      a.length === b.length ? (a < b ? -1 : 1) : /^\d+$/.test(a + b) ? a.length - b.length : a < b ? -1 : 1,
    )
    .map(([, entry]) => entry);
}

function merged(before: Value, after: Value): Value {
  if (Array.isArray(before) && Array.isArray(after)) return [...before, ...after];
  if (!isMap(before) || !isMap(after)) return after;
  return mapValues({ ...before, ...after }, (value, key) => {
    const [old, young] = [before[key], after[key]];
    return old === undefined || young === undefined ? value : merged(old, young);
  });
}
