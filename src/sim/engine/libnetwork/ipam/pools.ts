// The pools that the default IPAM takes subnets from when nobody names one.
// Source: moby libnetwork/ipamutils/utils.go (local pools), ipams/defaultipam/address_space.go (first fit), daemon.go deriveULABaseNetwork.
// Not modelled: swarm's global pools.
import { bitsOf, type Cidr, cidr, overlaps, sizeOf } from '../../../base/cidr.ts';

/** A base network cut in subnets of one size. */
export interface Pool {
  readonly base: Cidr;
  /** Prefix length of the subnets. */
  readonly size: number;
}

/** ipamutils.localScopeDefaultNetworks: 15 of /16, then 16 of /20. */
export const localPools: readonly Pool[] = [
  { base: cidr('172.17.0.0/16'), size: 16 },
  { base: cidr('172.18.0.0/16'), size: 16 },
  { base: cidr('172.19.0.0/16'), size: 16 },
  { base: cidr('172.20.0.0/14'), size: 16 },
  { base: cidr('172.24.0.0/14'), size: 16 },
  { base: cidr('172.28.0.0/14'), size: 16 },
  { base: cidr('192.168.0.0/16'), size: 20 },
];

/** fd00::/8 and 40 bits of the host's own make its /48, cut in /64. */
export function ulaPool(globalId: bigint): Pool {
  return { base: { family: 6, value: (0xfdn << 120n) | (globalId << 80n), prefixLength: 48 }, size: 64 };
}

/** The first subnet of the pools that touches none of `taken`, undefined when all do. */
export function firstFree(pools: readonly Pool[], taken: readonly Cidr[]): Cidr | undefined {
  for (const pool of pools) {
    const step = sizeOf({ ...pool.base, prefixLength: pool.size });
    const last = pool.base.value + sizeOf(pool.base);
    const inTheWay = taken.filter((block) => overlaps(block, pool.base));
    for (let value = pool.base.value; value < last; value += step) {
      const candidate: Cidr = {
        family: pool.base.family,
        value,
        prefixLength: Math.min(pool.size, bitsOf(pool.base.family)),
      };
      if (!inTheWay.some((block) => overlaps(block, candidate))) return candidate;
    }
  }
  return undefined;
}
