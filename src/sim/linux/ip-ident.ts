// Where the Identification field of packets comes from.
// Source: __ip_select_ident and ip_idents_reserve, net/ipv4/route.c: counters chosen by a hash of the addresses, that jump by chance with time.
// Not modelled: the counters of connected sockets; their packets use these as well.
import type { Ip4 } from '../base/ip4.ts';
import type { RandomStream } from '../base/random.ts';

const BUCKETS = 2048; // IP_IDENTS_SZ at its smallest

export class Identifications {
  readonly #counters = new Uint16Array(BUCKETS);
  readonly #secret: number;

  constructor(random: RandomStream) {
    this.#secret = random.int(0, 0x7fffffff);
    for (let i = 0; i < BUCKETS; i++) this.#counters[i] = random.int(0, 0xffff);
  }

  next(source: Ip4, destination: Ip4, protocol: number): number {
    let hash = Math.imul(source ^ this.#secret, 0x9e3779b1);
    hash = Math.imul(hash ^ destination ^ (hash >>> 15), 0x85ebca6b) ^ protocol;
    const bucket = (hash >>> 16) % BUCKETS;
    const id = this.#counters[bucket] ?? 0;
    this.#counters[bucket] = id + 1;
    return id;
  }
}
