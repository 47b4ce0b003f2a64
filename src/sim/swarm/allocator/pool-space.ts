// Subnets of the swarm's address space: given ones, and the next free one of the default pools.
// Source: moby libnetwork/ipams/defaultipam/address_space.go (allocatePredefinedPool, allocatePool), ipamutils (10.0.0.0/8 in /24).
// Not modelled: IPv6 pools. The swarm's space knows nothing of the hosts' own networks.
import { type Cidr, firstOf, formatCidr, lastOf, masked, overlaps, parseCidr } from '../../base/cidr.ts';
import { SwarmError } from '../errors.ts';

/** ipamutils.globalScopeDefaultNetworks */
export const DEFAULT_ADDRESS_POOL: readonly string[] = ['10.0.0.0/8'];
/** ipamutils: their split. */
export const DEFAULT_SUBNET_SIZE = 24;

export class PoolSpace {
  readonly #pools: readonly Cidr[];
  readonly #size: number;
  /** By subnet, and range if there is one. */
  readonly #taken = new Map<string, Cidr>();

  constructor(pools: readonly string[], size: number) {
    const given = pools.length === 0 ? DEFAULT_ADDRESS_POOL : pools;
    this.#pools = given.flatMap((text) => parseCidr(text) ?? []).sort((a, b) => (a.value < b.value ? -1 : 1));
    this.#size = size === 0 ? DEFAULT_SUBNET_SIZE : size;
  }

  /** Takes a subnet that somebody asked for. */
  take(subnet: string, range: string | undefined): Cidr {
    const block = parseCidr(subnet);
    if (block === undefined) throw new SwarmError('InvalidArgument', `invalid pool request: invalid address ${subnet}`);
    const pool = masked(block);
    const key = poolKey(formatCidr(pool), range);
    const clash = range === undefined && [...this.#taken.values()].some((taken) => overlaps(taken, pool));
    if (clash || this.#taken.has(key)) {
      throw new SwarmError('Unknown', 'Pool overlaps with other one on this address space');
    }
    this.#taken.set(key, pool);
    return pool;
  }

  /** Takes the lowest subnet of the default pools that overlaps with none that is taken. */
  next(): Cidr {
    const taken = [...this.#taken.values()].sort((a, b) => (firstOf(a) < firstOf(b) ? -1 : 1));
    for (const pool of this.#pools) {
      const prefixLength = Math.max(this.#size, pool.prefixLength);
      const step = 1n << BigInt(32 - prefixLength);
      let value = firstOf(pool);
      for (const other of taken) {
        if (lastOf(other) < value) continue;
        if (firstOf(other) >= value + step) break;
        value = ((lastOf(other) + step) / step) * step;
      }
      if (value + step - 1n > lastOf(pool)) continue;
      const subnet: Cidr = { family: 4, value, prefixLength };
      this.#taken.set(poolKey(formatCidr(subnet), undefined), subnet);
      return subnet;
    }
    throw new SwarmError('Unknown', 'all predefined address pools have been fully subnetted');
  }

  free(subnet: string, range: string | undefined): void {
    this.#taken.delete(poolKey(subnet, range));
  }
}

function poolKey(subnet: string, range: string | undefined): string {
  return range === undefined ? subnet : `${subnet} ${range}`;
}
