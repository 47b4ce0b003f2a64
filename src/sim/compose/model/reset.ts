// What `!reset` and `!override` take away from the files before: whatever stands at their places.
// Source: compose-spec/compose-go loader/reset.go Apply, tree/path.go Matches.
// Not modelled: items of lists, which the real one leaves alone as well.
import { isMap, type Value, type ValueMap } from './values.ts';

/** The model without what is at those places. */
export function resetModel(model: ValueMap, places: readonly (readonly string[])[]): ValueMap {
  if (places.length === 0) return model;
  const gone = new Set(places.map((place) => place.join('.')));
  const cleared = (value: Value, path: string): Value => {
    if (Array.isArray(value)) return value.map((each, i) => cleared(each, `${path}.[${i}]`));
    if (!isMap(value)) return value;
    const kept = Object.entries(value).flatMap(([key, each]): [string, Value][] => {
      const next = path === '' ? key : `${path}.${key}`;
      return gone.has(next) ? [] : [[key, cleared(each, next)]];
    });
    return Object.fromEntries(kept);
  };
  const result = cleared(model, '');
  return isMap(result) ? result : {};
}
