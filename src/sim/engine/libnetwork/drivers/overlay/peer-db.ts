// What one overlay network knows of endpoints on other hosts. For a moment two may have the same address and MAC: only the first
// counts, and when it goes the next takes its place.
// Source: moby libnetwork/drivers/overlay/peerdb.go.
// Not modelled: entries of the own host, which the driver keeps with its endpoints.
import { formatAddress } from '../../../../base/cidr.ts';
import type { Ip4 } from '../../../../base/ip4.ts';
import type { Peer } from './sandbox.ts';

/** What becomes of a removal. */
export interface Removal {
  readonly gone: Peer;
  /** It was the one that counted. */
  readonly counted: boolean;
  /** Who takes its place. */
  readonly next: Peer | undefined;
}

const keyOf = ({ address, mac }: Peer): string => `${formatAddress(address)} ${mac}`;

export class PeerDb {
  readonly #byEndpoint = new Map<string, Peer>();
  /** Ids of the endpoints that say the same, first come first. */
  readonly #same = new Map<string, string[]>();
  /** How many there are on each host. */
  readonly #hosts = new Map<Ip4, number>();

  /** Those that count. */
  *active(): Iterable<Peer> {
    for (const [first = ''] of this.#same.values()) {
      const peer = this.#byEndpoint.get(first);
      if (peer !== undefined) yield peer;
    }
  }

  /** Other hosts that endpoints are on. */
  hosts(): IterableIterator<Ip4> {
    return this.#hosts.keys();
  }

  /** Answers the peer if it is the first that says so. */
  add(endpointId: string, peer: Peer): Peer | undefined {
    this.#byEndpoint.set(endpointId, peer);
    this.#hosts.set(peer.vtep, (this.#hosts.get(peer.vtep) ?? 0) + 1);
    const same = this.#same.get(keyOf(peer));
    if (same === undefined) this.#same.set(keyOf(peer), [endpointId]);
    else same.push(endpointId);
    return same === undefined ? peer : undefined;
  }

  /** Undefined for an endpoint that nobody has told of. */
  remove(endpointId: string): Removal | undefined {
    const gone = this.#byEndpoint.get(endpointId);
    if (gone === undefined) return undefined;
    this.#byEndpoint.delete(endpointId);
    this.#forgetHost(gone.vtep);
    const key = keyOf(gone);
    const same = this.#same.get(key) ?? [];
    const counted = same[0] === endpointId;
    const [next, ...others] = same.filter((id) => id !== endpointId);
    if (next === undefined) this.#same.delete(key);
    else this.#same.set(key, [next, ...others]);
    return { gone, counted, next: counted && next !== undefined ? this.#byEndpoint.get(next) : undefined };
  }

  #forgetHost(host: Ip4): void {
    const left = (this.#hosts.get(host) ?? 0) - 1;
    if (left > 0) this.#hosts.set(host, left);
    else this.#hosts.delete(host);
  }
}
