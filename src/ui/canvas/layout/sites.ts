// Which hosts stand under which switch: with several switches, each is drawn above its own hosts, so that no cable crosses another bar.
import type { WorldView } from '../../../session/protocol.ts';

/** Switches, one under the other, with the hosts below them: by their places in the view. */
export interface Site {
  readonly switches: readonly string[];
  readonly hosts: readonly number[];
}

/** One site of all, unless every host is plugged into one switch and there are several of these. */
export function sitesOf(view: WorldView): readonly Site[] {
  const { hosts, switches } = view;
  const behind = new Map(
    switches.flatMap(({ name, ports }) => ports.flatMap(({ peer }) => (peer === undefined ? [] : [[peer, name]]))),
  );
  const homes = hosts.map(({ namespaces }) => {
    const cards = namespaces.find(({ kind }) => kind === 'host')?.devices ?? [];
    return new Set(cards.flatMap(({ uid }) => behind.get(uid) ?? []));
  });
  const used = switches.filter(({ name }) => homes.some((home) => home.has(name)));
  const everyone = hosts.map((_, i) => i);
  if (used.length < 2 || homes.some((home) => home.size > 1)) {
    return [{ switches: switches.map(({ name }) => name), hosts: everyone }];
  }
  return used.map(({ name }, at) => ({
    // What no host is plugged into stays on top; a host that is plugged into nothing comes last.
    switches:
      at === 0 ? switches.filter((one) => one.name === name || !used.includes(one)).map((one) => one.name) : [name],
    hosts: everyone.filter((i) => homes[i]?.has(name) || (homes[i]?.size === 0 && at === used.length - 1)),
  }));
}
