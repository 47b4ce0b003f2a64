// The default IPAM of one host: subnets from the pools or as asked, addresses lowest first.
// Source: moby libnetwork/ipams/defaultipam/{allocator,address_space}.go, ipamapi/contract.go (error texts).
// Not modelled: the swarm address space, remote IPAM drivers, serial allocation.
import {
  type Cidr,
  contains,
  firstOf,
  type IpAddress,
  lastOf,
  overlaps,
  sameCidr,
  sizeOf,
} from '../../../base/cidr.ts';
import { forbidden, invalid } from '../../api/errors.ts';
import { AddressSet } from './address-set.ts';
import { firstFree, type Pool } from './pools.ts';

/** A subnet that a network holds, with the range that its automatic addresses come from. */
export interface AllocatedPool {
  readonly subnet: Cidr;
  readonly range: Cidr | undefined;
}

interface Subnet {
  readonly addresses: AddressSet;
  /** Pools drawn from it: the whole (undefined) or sub-ranges. */
  readonly pools: AllocatedPool[];
}

const POOL_OVERLAP = 'Pool overlaps with other one on this address space';
const ALREADY_IN_USE = 'Address already in use';

export class Ipam {
  readonly #subnets: Subnet[] = [];
  #pools: readonly Pool[];
  /** What automatic choice must avoid: the host's nameservers and on-link routes. */
  readonly #reserved: () => readonly Cidr[];

  constructor(pools: readonly Pool[], reserved: () => readonly Cidr[]) {
    this.#pools = pools;
    this.#reserved = reserved;
  }

  /** Other pools for automatic choice from now on. */
  setPools(pools: readonly Pool[]): void {
    this.#pools = pools;
  }

  /** A subnet of the default pools that nothing uses. */
  requestDefaultPool(family: 4 | 6): AllocatedPool {
    const taken = [...this.#subnets.map((subnet) => subnet.addresses.block), ...this.#reserved()];
    const subnet = firstFree(
      this.#pools.filter((pool) => pool.base.family === family),
      taken,
    );
    if (subnet === undefined) throw invalid('all predefined address pools have been fully subnetted');
    return this.#allocate(subnet, undefined);
  }

  /**
   * The subnet that somebody names. One without a range may overlap no other; one with a range only must not repeat
   * a pair of subnet and range.
   */
  requestPool(subnet: Cidr, range: Cidr | undefined): AllocatedPool {
    const overlap = () => forbidden(`invalid pool request: ${POOL_OVERLAP}`);
    const same = this.#subnets.find((other) => sameCidr(other.addresses.block, subnet));
    if (range === undefined) {
      if (this.#subnets.some((other) => overlaps(other.addresses.block, subnet))) throw overlap();
    } else if (same?.pools.some((pool) => pool.range !== undefined && sameCidr(pool.range, range))) {
      throw overlap();
    }
    return this.#allocate(subnet, range);
  }

  releasePool(pool: AllocatedPool): void {
    const index = this.#indexOf(pool);
    const subnet = this.#subnets[index];
    if (subnet === undefined) return;
    subnet.pools.splice(subnet.pools.indexOf(pool), 1);
    if (subnet.pools.length === 0) this.#subnets.splice(index, 1);
  }

  /** An address that somebody names, or the lowest free one of the pool. Undefined: none is free. */
  requestAddress(pool: AllocatedPool, wanted?: IpAddress): IpAddress | undefined {
    const subnet = this.#subnets[this.#indexOf(pool)];
    if (subnet === undefined) throw invalid('Invalid Pool ID');
    const family = pool.subnet.family;
    if (wanted === undefined) {
      const value = subnet.addresses.takeLowest(pool.range ?? pool.subnet);
      return value === undefined ? undefined : { family, value };
    }
    if (!contains(pool.subnet, wanted)) throw invalid('Requested address is out of range');
    if (!subnet.addresses.take(wanted.value)) throw forbidden(ALREADY_IN_USE);
    return wanted;
  }

  releaseAddress(pool: AllocatedPool, address: IpAddress): void {
    this.#subnets[this.#indexOf(pool)]?.addresses.release(address.value);
  }

  #indexOf(pool: AllocatedPool): number {
    return this.#subnets.findIndex((subnet) => subnet.pools.includes(pool));
  }

  #allocate(block: Cidr, range: Cidr | undefined): AllocatedPool {
    let subnet = this.#subnets.find((other) => sameCidr(other.addresses.block, block));
    if (subnet === undefined) {
      subnet = { addresses: new AddressSet(block), pools: [] };
      this.#subnets.push(subnet);
      reserveEnds(subnet.addresses);
    }
    const pool: AllocatedPool = { subnet: block, range };
    subnet.pools.push(pool);
    return pool;
  }
}

/** The network address and, for IPv4, the broadcast are nobody's; a /31 and a /32 have neither. */
function reserveEnds(addresses: AddressSet): void {
  const { block } = addresses;
  if (block.family === 4 && sizeOf(block) <= 2n) return;
  addresses.take(firstOf(block));
  if (block.family === 4) addresses.take(lastOf(block));
}
