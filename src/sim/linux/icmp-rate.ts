// How many ICMP errors a machine sends to one address.
// Source: net/ipv4/icmp.c (icmpv4_xrlim_allow), inetpeer.c (inet_peer_xrlim_allow, XRLIM_BURST_FACTOR); RFC 1812 4.3.2.8.
// Not modelled: the limit for all addresses together (icmp_msgs_per_sec, icmp_msgs_burst).
import type { Ip4 } from '../base/ip4.ts';
import { MILLISECOND, type SimTime } from '../des/scheduler.ts';
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED } from '../wire/icmp.ts';
import { NumberMap } from './number-map.ts';

const BURST_FACTOR = 6; // XRLIM_BURST_FACTOR
const NR_ICMP_TYPES = 18; // uapi/linux/icmp.h
/** Peers remembered: more than any lab has; the oldest are forgotten as inet_peer_gc does. */
const MOST_PEERS = 4096;

interface Peer {
  tokens: SimTime;
  last: SimTime;
}

export class IcmpRate {
  readonly #setting: (name: string) => number;
  readonly #peers = new NumberMap<Peer>();

  /** `setting` reads a sysctl below net.ipv4. */
  constructor(setting: (name: string) => number) {
    this.#setting = setting;
  }

  /** Whether an error of this type may be sent now. */
  allows(type: number, code: number, destination: Ip4, now: SimTime): boolean {
    if (type > NR_ICMP_TYPES || (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED)) return true;
    const interval = this.#setting('icmp_ratelimit') * MILLISECOND;
    if (interval <= 0 || ((1 << type) & this.#setting('icmp_ratemask')) === 0) return true;
    const most = interval * BURST_FACTOR;
    let peer = this.#peers.get(destination);
    if (peer === undefined) {
      if (this.#peers.size >= MOST_PEERS) this.#peers.clear();
      peer = { tokens: most, last: now };
      this.#peers.set(destination, peer);
    }
    peer.tokens = Math.min(most, peer.tokens + now - peer.last);
    peer.last = now;
    if (peer.tokens < interval) return false;
    peer.tokens -= interval;
    return true;
  }
}
