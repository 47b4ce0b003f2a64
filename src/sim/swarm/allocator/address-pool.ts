// The addresses of one subnet, given out in turn: the search starts after the last one and wraps.
// Source: moby libnetwork/ipams/defaultipam/allocator.go, internal/addrset; serial allocation (ipamapi.AllocSerialPrefix).
// The place of the last one is in the memory of the leader: its successor starts again from the lowest free address.
import { type Cidr, contains, firstOf, formatAddress, lastOf, parseAddress, parseCidr } from '../../base/cidr.ts';
import { SwarmError } from '../errors.ts';

export class AddressPool {
  readonly subnet: Cidr;
  readonly #range: Cidr;
  readonly #taken = new Set<bigint>();
  #cursor: bigint;

  constructor(subnet: Cidr, range: string | undefined) {
    this.subnet = subnet;
    this.#range = (range === undefined ? undefined : parseCidr(range)) ?? subnet;
    this.#cursor = firstOf(this.#range);
    if (subnet.prefixLength >= 31) return;
    this.#taken.add(firstOf(subnet));
    this.#taken.add(lastOf(subnet));
  }

  /** The next free address with the subnet's prefix length; undefined when there is none. */
  next(): string | undefined {
    const first = firstOf(this.#range);
    const size = lastOf(this.#range) - first + 1n;
    for (let i = 0n; i < size; i++) {
      const value = first + ((this.#cursor - first + i) % size);
      if (this.#taken.has(value)) continue;
      this.#taken.add(value);
      this.#cursor = first + ((value - first + 1n) % size);
      return this.#text(value);
    }
    return undefined;
  }

  /** A certain address, with or without prefix length; undefined when it is not of this subnet. Throws when it is taken. */
  take(text: string): string | undefined {
    const address = parseAddress(text.split('/')[0] ?? '');
    if (address === undefined || !contains(this.subnet, address)) return undefined;
    if (this.#taken.has(address.value)) throw new SwarmError('Unknown', 'Address already in use');
    this.#taken.add(address.value);
    return this.#text(address.value);
  }

  free(text: string): void {
    const address = parseAddress(text.split('/')[0] ?? '');
    if (address !== undefined) this.#taken.delete(address.value);
  }

  #text(value: bigint): string {
    return `${formatAddress({ family: this.subnet.family, value })}/${this.subnet.prefixLength}`;
  }
}
