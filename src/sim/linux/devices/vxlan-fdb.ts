// A VXLAN device's forwarding database: behind which tunnel endpoints a MAC address is.
// Source: drivers/net/vxlan/vxlan_core.c (struct vxlan_fdb, struct vxlan_rdst, vxlan_snoop, vxlan_cleanup); FDB_AGE_DEFAULT 300 s.
// Not modelled: nexthop groups, limits (maxaddress), source VNIs; the hash's order (entries are listed oldest first).
import { formatIp4, type Ip4 } from '../../base/ip4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { DropDecision } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import type { FdbInfo } from '../netlink.ts';
import { NumberMap } from '../number-map.ts';
import { creatorOf, type Origin } from '../origin.ts';

/** Seconds (FDB_AGE_DEFAULT). */
export const FDB_AGE_DEFAULT = 300;

/** Where frames go (struct vxlan_rdst); undefined port and VNI are the device's own. */
export interface Remote {
  /** 0 stands for an address behind the local bridge: nothing is sent there. */
  readonly address: Ip4;
  readonly port: number | undefined;
  readonly vni: number | undefined;
}

export class VxlanFdbEntry implements DropDecision {
  readonly mac: Mac;
  readonly state: FdbInfo['state'];
  readonly origin: Origin | undefined;
  remotes: readonly Remote[];
  updated: SimTime;
  /** Its place among the others, oldest first. */
  order = 0;

  constructor(mac: Mac, state: FdbInfo['state'], remotes: readonly Remote[], now: SimTime, origin?: Origin) {
    this.mac = mac;
    this.state = state;
    this.remotes = remotes;
    this.updated = now;
    this.origin = origin;
  }

  describe(): string {
    const how = this.state === 'dynamic' ? 'learnt from a frame' : this.state;
    return `fdb ${formatMac(this.mac)} ${this.#farEnds()} (${how})`;
  }

  #farEnds(): string {
    return this.remotes.map((remote) => `dst ${formatIp4(remote.address)}`).join(', ');
  }

  cause(): Cause {
    const facts = [
      { label: 'MAC', value: formatMac(this.mac) },
      { label: 'far end', value: this.#farEnds() },
      { label: 'entry', value: this.state },
    ];
    return { kind: 'fdb', facts, creator: creatorOf(this.origin) };
  }

  remedy(): string {
    const [first] = this.remotes;
    if (first === undefined || first.address === 0) return 'Give the entry a far end: bridge fdb replace … dst ADDRESS';
    return `Give this host a route to ${formatIp4(first.address)}`;
  }
}

export class VxlanFdb {
  ageing: SimTime = FDB_AGE_DEFAULT * SECOND;
  readonly #entries = new NumberMap<VxlanFdbEntry>();
  #made = 0;

  find(mac: Mac, now: SimTime): VxlanFdbEntry | undefined {
    const entry = this.#entries.get(mac);
    if (entry === undefined || this.#lives(entry, now)) return entry;
    this.#entries.delete(mac);
    return undefined;
  }

  #lives(entry: VxlanFdbEntry, now: SimTime): boolean {
    return entry.state !== 'dynamic' || this.ageing === 0 || now - entry.updated < this.ageing;
  }

  put(entry: VxlanFdbEntry): void {
    entry.order = ++this.#made;
    this.#entries.set(entry.mac, entry);
  }

  delete(mac: Mac): boolean {
    return this.#entries.delete(mac);
  }

  /** vxlan_snoop: a frame from `mac` came from `address`. False when a static entry says otherwise. */
  learn(mac: Mac, address: Ip4, now: SimTime): boolean {
    const entry = this.find(mac, now);
    if (entry?.remotes[0]?.address === address) {
      entry.updated = now;
      return true;
    }
    if (entry !== undefined && entry.state !== 'dynamic') return false;
    this.put(new VxlanFdbEntry(mac, 'dynamic', [{ address, port: undefined, vni: undefined }], now));
    return true;
  }

  /** vxlan_stop: a device that goes down forgets all but its default destination. */
  flush(): void {
    for (const entry of this.#entries.values()) if (entry.state === 'dynamic') this.#entries.delete(entry.mac);
  }

  list(now: SimTime): VxlanFdbEntry[] {
    const living = this.#entries.values().filter((entry) => this.#lives(entry, now));
    return living.sort((a, b) => a.order - b.order);
  }
}
