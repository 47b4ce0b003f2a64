// The daemon's event log: what `docker events` shows, kept for a while and told to whoever listens.
// Source: moby daemon/events/events.go (a ring of 256 events).
// Not modelled: nanosecond fractions of `timeNano` beyond a double's precision.
import { WaitQueue } from '../des/task.ts';
import type { EventMessage } from './api/types.ts';
import type { Moment } from './clock.ts';

/** daemon/events/events.go eventsLimit */
const EVENTS_LIMIT = 256;

/** Members that older clients read. */
function deprecated(
  type: EventMessage['Type'],
  status: string,
  id: string,
  attributes: Readonly<Record<string, string>>,
) {
  if (type === 'image') return { status, id };
  return type === 'container' && id !== '' ? { status, id, ...(attributes.image && { from: attributes.image }) } : {};
}

export class EventLog {
  /** Woken after each event. */
  readonly changed = new WaitQueue();
  readonly #events: EventMessage[] = [];
  #dropped = 0;
  readonly #now: () => Moment;
  constructor(now: () => Moment) {
    this.#now = now;
  }

  /** The number of the next event; numbers never repeat. */
  get next(): number {
    return this.#dropped + this.#events.length;
  }

  /** Logs one event of the object `id`. Attributes are shown sorted by name. */
  publish(
    type: EventMessage['Type'],
    action: string,
    id: string,
    attributes: Readonly<Record<string, string>>,
    scope: EventMessage['scope'] = 'local',
  ): void {
    const now = this.#now();
    const sorted = Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    this.#events.push({
      ...deprecated(type, action, id, attributes),
      Type: type,
      Action: action,
      Actor: { ID: id, Attributes: sorted },
      scope,
      time: Math.floor(now / 1000),
      timeNano: Math.round(now * 1000) * 1000,
    });
    if (this.#events.length > EVENTS_LIMIT) {
      this.#events.shift();
      this.#dropped++;
    }
    this.changed.wake();
  }

  /** The kept events from number `first` on. */
  since(first: number): readonly EventMessage[] {
    return this.#events.slice(Math.max(0, first - this.#dropped));
  }
}
