// The addresses given out of one block: a set that always hands out the lowest free one.
// Source: moby libnetwork/internal/addrset/addrset.go, bitmap/sequence.go (local scope: first fit from the bottom).
// Not modelled: serial allocation, which only swarm-scoped networks use.
import { type Cidr, firstOf, lastOf } from '../../../base/cidr.ts';

export class AddressSet {
  readonly block: Cidr;
  readonly #used = new Set<bigint>();
  /** No free address lies below, per range asked for. */
  readonly #lowestFree = new Map<bigint, bigint>();

  constructor(block: Cidr) {
    this.block = block;
  }

  /** Takes one address; false when it is taken already. */
  take(address: bigint): boolean {
    if (this.#used.has(address)) return false;
    this.#used.add(address);
    return true;
  }

  /** Takes the lowest free address of `range`, undefined when there is none. */
  takeLowest(range: Cidr): bigint | undefined {
    const first = firstOf(range);
    const last = lastOf(range);
    let candidate = this.#lowestFree.get(first) ?? first;
    while (candidate <= last && this.#used.has(candidate)) candidate++;
    if (candidate > last) return undefined;
    this.#used.add(candidate);
    this.#lowestFree.set(first, candidate + 1n);
    return candidate;
  }

  /** Gives an address back. */
  release(address: bigint): void {
    if (!this.#used.delete(address)) return;
    for (const [first, lowest] of this.#lowestFree) {
      if (address >= first && address < lowest) this.#lowestFree.set(first, address);
    }
  }
}
