// Maps in the order in which Go's encoder writes them.
// Source: Go's encoding/json: a map's keys are sorted.
// Not modelled: nothing.

/** The same entries, by their keys' code units. */
export function sortedMap<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
