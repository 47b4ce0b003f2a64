// A bridge's forwarding database: behind which port a MAC address is.
// Source: net/bridge/br_fdb.c; BR_DEFAULT_AGEING_TIME is 300 s (IEEE 802.1D). Entries are listed newest first, as hlist_add_head leaves them.
// Not modelled: VLANs (each entry stands for all), the separate `used` time; expiry is looked at when an entry is met.
import type { Mac } from '../base/mac.ts';
import { SECOND, type SimTime } from '../des/scheduler.ts';
import type { BridgePort } from './bridge-port.ts';
import { NumberMap } from './number-map.ts';
import type { Origin } from './origin.ts';

export const BR_DEFAULT_AGEING_TIME = 300 * SECOND;

export class FdbEntry {
  readonly mac: Mac;
  /** Undefined for the bridge's own address. */
  port: BridgePort | undefined;
  /** BR_FDB_LOCAL: an address of the bridge or of a port itself; frames to it go up. */
  readonly local: boolean;
  /** BR_FDB_STATIC: does not age. */
  readonly fixed: boolean;
  readonly origin: Origin | undefined;
  /** When a frame from this address was last seen. */
  updated: SimTime;
  /** Its place among the others: the list is newest first. */
  order = 0;

  constructor(
    mac: Mac,
    port: BridgePort | undefined,
    local: boolean,
    fixed: boolean,
    updated: SimTime,
    origin?: Origin,
  ) {
    this.mac = mac;
    this.port = port;
    this.local = local;
    this.fixed = fixed;
    this.updated = updated;
    this.origin = origin;
  }
}

export class Fdb {
  ageing: SimTime = BR_DEFAULT_AGEING_TIME;
  readonly #entries = new NumberMap<FdbEntry>();
  #made = 0;

  /** The entry of an address, unless it has expired. */
  find(mac: Mac, now: SimTime): FdbEntry | undefined {
    const entry = this.#entries.get(mac);
    if (entry === undefined || entry.fixed || now - entry.updated < this.ageing) return entry;
    this.#entries.delete(mac);
    return undefined;
  }

  /** br_fdb_update: a frame from `mac` came in by `port`. */
  learn(mac: Mac, port: BridgePort, now: SimTime): void {
    const entry = this.#entries.get(mac);
    if (entry === undefined) {
      if (this.ageing > 0) this.put(new FdbEntry(mac, port, false, false, now));
    } else if (!entry.local) {
      if (!entry.fixed) entry.port = port;
      entry.updated = now;
    }
  }

  /** Puts an entry in, in the place of one that is there. */
  put(entry: FdbEntry): void {
    entry.order = ++this.#made;
    this.#entries.set(entry.mac, entry);
  }

  delete(mac: Mac): boolean {
    return this.#entries.delete(mac);
  }

  /** Forgets what lies behind a port that leaves. */
  deletePort(port: BridgePort): void {
    for (const entry of this.#entries.values()) if (entry.port === port) this.#entries.delete(entry.mac);
  }

  /** br_fdb_delete_by_port without its local entries: a port that lost its carrier. */
  flushPort(port: BridgePort): void {
    for (const entry of this.#entries.values()) {
      if (entry.port === port && !entry.local && !entry.fixed) this.#entries.delete(entry.mac);
    }
  }

  /** The entries that have not expired, newest first. */
  list(now: SimTime): FdbEntry[] {
    const kept = this.#entries.values().filter((e) => e.fixed || now - e.updated < this.ageing);
    return kept.sort((a, b) => b.order - a.order);
  }
}
