// The containers of one host: finding them by what people type.
// Source: moby daemon/container.go GetContainer, container/{memory_store,view}.go.
// Not modelled: containers from before the daemon's start.
import { invalid, notFound } from '../api/errors.ts';
import type { Container } from './container.ts';

export class ContainerStore {
  readonly #containers = new Map<string, Container>();

  add(container: Container): void {
    this.#containers.set(container.id, container);
  }

  delete(container: Container): void {
    this.#containers.delete(container.id);
  }

  /** In the order of their making. */
  all(): readonly Container[] {
    return [...this.#containers.values()];
  }

  byName(name: string): Container | undefined {
    const bare = name.startsWith('/') ? name.slice(1) : name;
    for (const container of this.#containers.values()) if (container.name === bare) return container;
    return undefined;
  }

  /** By full id, by name, by a beginning of the id that only one has; throws `No such container`. */
  get(term: string): Container {
    const exact = this.#containers.get(term) ?? this.byName(term) ?? this.#byLink(term);
    if (exact !== undefined) return exact;
    const matches = term === '' ? [] : this.all().filter((container) => container.id.startsWith(term));
    if (matches.length > 1) throw invalid(`multiple IDs found with provided prefix: ${term}`);
    const [match] = matches;
    if (match === undefined) throw notFound(`No such container: ${term}`);
    return match;
  }

  /** Like `get`, undefined instead of an error. */
  find(term: string): Container | undefined {
    try {
      return this.get(term);
    } catch {
      return undefined;
    }
  }

  /** Every name that a container has: its own, and `parent/alias` for each link to it. */
  namesOf(container: Container): string[] {
    const names = [`/${container.name}`];
    for (const parent of this.#containers.values()) {
      for (const { child, alias } of parent.links) if (child === container) names.push(`/${parent.name}/${alias}`);
    }
    return names;
  }

  #byLink(term: string): Container | undefined {
    const [parent, alias] = term.replace(/^\//, '').split('/');
    if (alias === undefined) return undefined;
    return this.byName(parent ?? '')?.links.find((link) => link.alias === alias)?.child;
  }
}
