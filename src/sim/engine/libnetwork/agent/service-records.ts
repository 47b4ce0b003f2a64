// The names of a swarm's network, as one node knows them: each with its addresses, and addresses with their names.
// Source: moby libnetwork/network.go (svcInfo, addSvcRecords, deleteSvcRecords, ResolveName, ResolveIP).
// Not modelled: IPv6 addresses, names with ports (SRV).

/** Lower-case name, or address → what it stands for, each with the service (or endpoint) that says so. */
class Sets {
  readonly #sets = new Map<string, Map<string, string>>();

  add(key: string, value: string, service: string): void {
    let set = this.#sets.get(key);
    if (set === undefined) {
      set = new Map();
      this.#sets.set(key, set);
    }
    set.set(`${value} ${service}`, value);
  }

  remove(key: string, value: string, service: string): void {
    const set = this.#sets.get(key);
    set?.delete(`${value} ${service}`);
    if (set?.size === 0) this.#sets.delete(key);
  }

  /** Each value once. */
  get(key: string): readonly string[] | undefined {
    const set = this.#sets.get(key);
    return set && [...new Set(set.values())];
  }
}

export class ServiceRecords {
  readonly #addresses = new Sets();
  readonly #names = new Sets();

  /** `withReverse`: a reverse lookup of the address answers this name. */
  add(name: string, address: string, service: string, withReverse = false): void {
    this.#addresses.add(name.toLowerCase(), address, service);
    if (withReverse) this.#names.add(address, name, service);
  }

  remove(name: string, address: string, service: string, withReverse = false): void {
    this.#addresses.remove(name.toLowerCase(), address, service);
    if (withReverse) this.#names.remove(address, name, service);
  }

  resolve(name: string): readonly string[] | undefined {
    return this.#addresses.get(name.toLowerCase());
  }

  reverse(address: string): string | undefined {
    return this.#names.get(address)?.[0];
  }
}
