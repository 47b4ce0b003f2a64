// What a recursive name server remembers: sets of records and the absence of such, until their time is up.
// Source: RFC 1035 3.2.1 (TTL), RFC 2308 (negative caching).
// Not modelled: a limit on its size, prefetching, serving what has expired.
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import { type DnsRecord, TYPE_ANY } from '../../../wire/dns-record.ts';

/** unbound.conf(5) cache-max-ttl and cache-max-negative-ttl, seconds. */
const MAX_TTL = 86_400;
const MAX_NEGATIVE_TTL = 3600;

/** What is remembered of a name and type: its records, or that there are none and why. */
export interface Remembered {
  readonly rcode: number;
  readonly records: readonly DnsRecord[];
  /** Of an absence: the record that says how long it may be believed. */
  readonly soa: DnsRecord | undefined;
}

interface Entry extends Remembered {
  readonly until: SimTime;
}

export class RecordCache {
  readonly #entries = new Map<string, Entry>();

  /** With what is left of each record's time to live. */
  find(name: string, type: number, now: SimTime): Remembered | undefined {
    const key = keyOf(name, type);
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const left = Math.ceil((entry.until - now) / SECOND);
    if (left <= 0) {
      this.#entries.delete(key);
      return undefined;
    }
    const aged = (record: DnsRecord): DnsRecord => ({ ...record, ttl: Math.min(record.ttl, left) });
    return { rcode: entry.rcode, records: entry.records.map(aged), soa: entry.soa && aged(entry.soa) };
  }

  /** Takes records of any names and types apart into sets. */
  add(records: readonly DnsRecord[], now: SimTime): void {
    const sets = new Map<string, DnsRecord[]>();
    for (const record of records) {
      const key = keyOf(record.name, record.type);
      sets.set(key, [...(sets.get(key) ?? []), record]);
    }
    for (const [key, set] of sets) {
      const ttl = Math.min(MAX_TTL, ...set.map((record) => record.ttl));
      const records = set.map((record) => ({ ...record, ttl }));
      this.#entries.set(key, { rcode: 0, records, soa: undefined, until: now + ttl * SECOND });
    }
  }

  /** Remembers all that there is of a name: the answer to a question for any type. */
  addAll(name: string, records: readonly DnsRecord[], now: SimTime): void {
    const ttl = Math.min(MAX_TTL, ...records.map((record) => record.ttl));
    this.#entries.set(keyOf(name, TYPE_ANY), { rcode: 0, records, soa: undefined, until: now + ttl * SECOND });
  }

  addAbsence(name: string, type: number, rcode: number, soa: DnsRecord | undefined, now: SimTime): void {
    const ttl = Math.min(MAX_NEGATIVE_TTL, soa?.ttl ?? 0);
    this.#entries.set(keyOf(name, type), { rcode, records: [], soa, until: now + ttl * SECOND });
  }
}

const keyOf = (name: string, type: number): string => `${type} ${name.toLowerCase()}`;
