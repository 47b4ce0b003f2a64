// The local ports that connect(2) chooses: to one destination each the next even one, from a start that nobody can guess.
// Source: net/ipv4/inet_hashtables.c (__inet_hash_connect, table_perturb), net/core/secure_seq.c; RFC 6056 3.3.4 (double-hash selection).
// Not modelled: net.ipv4.ip_local_reserved_ports, other ranges than net.ipv4.ip_local_port_range's default.
import type { Ip4 } from '../../base/ip4.ts';
import type { RandomStream } from '../../base/random.ts';
import type { SocketAddress } from '../socket.ts';

const PORT_LOW = 32_768; // net.ipv4.ip_local_port_range
const PORT_HIGH = 60_999;
/** Ports to choose from: both ends of the range, rounded down to pairs. */
const REMAINING = (PORT_HIGH + 1 - PORT_LOW) & ~1;
const INET_TABLE_PERTURB_SIZE = 65_536;
/** One choice in so many skips a pair, as noise. */
const NOISE = 16;

export class EphemeralPorts {
  readonly #random: RandomStream;
  /** Counters, shared by all destinations that have the same place here. */
  readonly #perturb = new Map<number, number>();
  #secret: number | undefined;

  constructor(random: RandomStream) {
    this.#random = random;
  }

  /** The port for a new connection; undefined when none is free. */
  choose(source: Ip4, peer: SocketAddress, isFree: (port: number) => boolean): number | undefined {
    const hash = this.#hash(source, peer);
    const index = hash % INET_TABLE_PERTURB_SIZE;
    const perturb = this.#perturb.get(index) ?? this.#random.int(0, 0xffff);
    const start = ((perturb + Math.floor(hash / INET_TABLE_PERTURB_SIZE)) % REMAINING) & ~1;
    // Even ports first: odd ones are left to bind(2).
    for (const parity of [0, 1]) {
      for (let i = 0; i < REMAINING; i += 2) {
        const port = PORT_LOW + ((start + parity + i) % REMAINING);
        if (!isFree(port)) continue;
        const skipped = i === 0 && this.#random.int(0, NOISE - 1) === 0 ? 2 : i;
        this.#perturb.set(index, perturb + skipped + 2);
        return port;
      }
    }
    return undefined;
  }

  /** A port for bind(2): an odd one by chance, or the next. */
  forBind(isFree: (port: number) => boolean): number | undefined {
    const start = this.#random.int(0, REMAINING - 1) | 1;
    for (const parity of [0, 1]) {
      for (let i = 0; i < REMAINING; i += 2) {
        const port = PORT_LOW + ((start + parity + i) % REMAINING);
        if (isFree(port)) return port;
      }
    }
    return undefined;
  }

  /** secure_ipv4_port_ephemeral: the same for the same destination, with a secret drawn at the first use. */
  #hash(source: Ip4, peer: SocketAddress): number {
    this.#secret ??= this.#random.int(0, 0xffff) * 0x10000 + this.#random.int(0, 0xffff);
    let h = Math.imul(source ^ this.#secret, 0x9e3779b1);
    h = Math.imul(h ^ peer.address ^ (h >>> 15), 0x85ebca6b);
    h = Math.imul(h ^ peer.port ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  }
}
