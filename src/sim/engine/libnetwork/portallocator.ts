// Which ports of the host are given to containers, per address and protocol.
// Source: moby libnetwork/portallocator/portallocator.go, portallocator_linux.go.
// Not modelled: nothing. Whether a program of the host's has a port shows when it is bound.
import { system } from '../api/errors.ts';

export type TransportProtocol = 'tcp' | 'udp';

/** portallocator_linux.go: where /proc/sys/net/ipv4/ip_local_port_range cannot be read. */
const FALLBACK_RANGE = [49153, 65535] as const;
const UNSPECIFIED = ['::', '0.0.0.0'] as const;

/** A range of ports, and the one given last: the search goes on behind it. */
interface Cursor {
  readonly begin: number;
  readonly end: number;
  last: number;
}

/** One address and protocol. */
interface PortMap {
  readonly taken: Set<number>;
  readonly cursors: Map<string, Cursor>;
}

export class PortAllocator {
  readonly #range: readonly [number, number];
  /** By address, then protocol. */
  readonly #maps = new Map<string, Readonly<Record<TransportProtocol, PortMap>>>();

  /** `localRange` is the sysctl ip_local_port_range: ports that nobody named come from it. */
  constructor(localRange: string | undefined) {
    const [begin, end] = (localRange ?? '').trim().split(/\s+/).map(Number);
    this.#range = begin && end && begin < end ? [begin, end] : FALLBACK_RANGE;
    for (const address of UNSPECIFIED) this.#maps.set(address, newMaps());
  }

  /** Takes one port on all of the addresses: `first` itself where `last` equals it, one of the range, any where both are 0. */
  request(addresses: readonly string[], protocol: TransportProtocol, first: number, last: number): number {
    const wanted = addresses.map((address) => this.#map(address, protocol));
    const all = [...wanted, ...this.#overlapping(addresses, protocol)];
    if (first > 0 && first === last) {
      const holder = [...this.#holders(addresses)].find((address) => this.#map(address, protocol).taken.has(first));
      if (holder !== undefined) throw system(`Bind for ${holder}:${first} failed: port is already allocated`);
      for (const map of wanted) map.taken.add(first);
      return first;
    }
    const [begin, end] = first === 0 ? this.#range : [first, last];
    const cursors = wanted.map((map) => cursorOf(map, begin, end));
    let port = cursors[0]?.last ?? end;
    for (let tries = begin; tries <= end; tries++) {
      port = port >= end ? begin : port + 1;
      if (all.some((map) => map.taken.has(port))) continue;
      for (const map of wanted) map.taken.add(port);
      for (const cursor of cursors) cursor.last = port;
      return port;
    }
    throw system('all ports are allocated');
  }

  release(address: string, protocol: TransportProtocol, port: number): void {
    this.#maps.get(address)?.[protocol].taken.delete(port);
  }

  /** How many ports are given out. */
  get size(): number {
    let size = 0;
    for (const { tcp, udp } of this.#maps.values()) size += tcp.taken.size + udp.taken.size;
    return size;
  }

  #map(address: string, protocol: TransportProtocol): PortMap {
    let maps = this.#maps.get(address);
    if (maps === undefined) {
      maps = newMaps();
      this.#maps.set(address, maps);
    }
    return maps[protocol];
  }

  #overlapping(addresses: readonly string[], protocol: TransportProtocol): PortMap[] {
    return [...this.#holders(addresses)]
      .filter((address) => !addresses.includes(address))
      .map((address) => this.#map(address, protocol));
  }

  /** The addresses themselves and those that stand in their way: the unspecified one of a family overlaps all of it. */
  #holders(addresses: readonly string[]): Set<string> {
    const found = new Set<string>();
    for (const address of UNSPECIFIED) {
      const isFamily = (other: string): boolean => other.includes(':') === address.includes(':');
      if (addresses.includes(address)) for (const other of this.#maps.keys()) if (isFamily(other)) found.add(other);
      if (addresses.some(isFamily)) found.add(address);
    }
    for (const address of addresses) found.add(address);
    return found;
  }
}

function newMaps(): Readonly<Record<TransportProtocol, PortMap>> {
  return {
    tcp: { taken: new Set(), cursors: new Map() },
    udp: { taken: new Set(), cursors: new Map() },
  };
}

function cursorOf(map: PortMap, begin: number, end: number): Cursor {
  const key = `${begin}-${end}`;
  let cursor = map.cursors.get(key);
  if (cursor === undefined) {
    cursor = { begin, end, last: end };
    map.cursors.set(key, cursor);
  }
  return cursor;
}
