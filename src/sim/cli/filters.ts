// --filter values as the engine's API takes them.
// Source: docker/cli opts/opts.go FilterOpt; moby api/types/filters ToJSON.
// Not modelled: nothing.
import { cut } from './flags.ts';

/** `filters={"driver":{"bridge":true}}`, or no query at all without filters. */
export function filtersQuery(texts: readonly string[]): Record<string, string> {
  if (texts.length === 0) return {};
  const filters: Record<string, Record<string, true>> = {};
  for (const text of texts) {
    const [name, value] = cut(text, '=');
    const key = name.trim().toLowerCase();
    filters[key] = { ...filters[key], [value.trim()]: true };
  }
  return { filters: JSON.stringify(filters) };
}
