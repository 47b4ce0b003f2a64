// Capabilities of a service's containers: adding wins over dropping, and an update takes back what was there before.
// Source: docker/cli v28.5.2 opts/capabilities.go, cli/command/service/update.go updateCapabilities.
// Not modelled: nothing.

const ALL = 'ALL';
/** Given to an update: begin from nothing. */
const RESET = 'RESET';

export interface Capabilities {
  readonly CapabilityAdd: readonly string[];
  readonly CapabilityDrop: readonly string[];
}

function normalised(names: readonly string[]): Set<string> {
  return new Set(
    names.map((name) => {
      const upper = name.trim().toUpperCase();
      return upper === ALL || upper === RESET || upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
    }),
  );
}

function listed(names: ReadonlySet<string>): string[] {
  return names.has(ALL) ? [ALL] : [...names].filter((name) => name !== RESET).sort();
}

/** Of a new service. */
export function capabilities(add: readonly string[], drop: readonly string[]): Capabilities {
  const [adding, dropping] = [listed(normalised(add)), listed(normalised(drop))];
  return { CapabilityAdd: adding, CapabilityDrop: dropping.filter((name) => !adding.includes(name)) };
}

/** Of a service that changes. */
export function changedCapabilities(
  before: Capabilities,
  add: readonly string[],
  drop: readonly string[],
): Capabilities {
  const [toAdd, toDrop] = [normalised(add), normalised(drop)];
  const added = toAdd.delete(RESET) ? new Set<string>() : normalised(before.CapabilityAdd);
  const dropped = toDrop.delete(RESET) ? new Set<string>() : normalised(before.CapabilityDrop);
  for (const name of toDrop) {
    if (!toAdd.has(name) && !added.delete(name)) dropped.add(name);
  }
  for (const name of toAdd) {
    if (!dropped.delete(name)) added.add(name);
  }
  return { CapabilityAdd: listed(added), CapabilityDrop: listed(dropped) };
}
