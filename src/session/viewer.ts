// The view of a world that goes on: only hosts in which something happened are looked at again, and what looks the same stays the same.
import type { Station } from '../sim/topology.ts';
import type { World } from '../sim/world.ts';
import { keep } from './keep.ts';
import type { WorldView } from './protocol.ts';
import { type Inside, insideOf, worldView } from './view.ts';

interface Seen {
  readonly station: Station;
  readonly revision: string;
  readonly inside: Inside;
}

export class Viewer {
  #view: WorldView | undefined;
  #seen = new Map<string, Seen>();

  /** The world as it is now. Whatever is the same as at the last look is the same object. */
  look(world: World): WorldView {
    const seen = new Map<string, Seen>();
    const view = worldView(world, (name, station, cables) => {
      const { kernel, engine } = station;
      const revision = `${world.groundVersion} ${kernel.revision} ${engine?.version}`;
      const before = this.#seen.get(name);
      const isKnown = before?.station === station && before.revision === revision;
      const one = isKnown ? before : { station, revision, inside: keep(before?.inside, insideOf(station, cables)) };
      seen.set(name, one);
      return one.inside;
    });
    this.#seen = seen;
    this.#view = keep(this.#view, view);
    return this.#view;
  }
}
