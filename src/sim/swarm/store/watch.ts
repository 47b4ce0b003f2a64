// Watchers of the store: a queue of what has happened, in order, for one loop that reads it.
// Source: swarmkit manager/state/watch.go, watch/watch.go.
// Not modelled: watchers with a limit, resuming a watch from a version.
import { type Blocking, WaitQueue } from '../../des/task.ts';
import type { TableName } from '../objects.ts';
import type { ObjectEvent, StoreEvent } from './actions.ts';

const COMMIT: StoreEvent = { kind: 'commit' };

export class Watch {
  /** Woken when events have come. */
  readonly arrived = new WaitQueue();
  readonly #tables: readonly TableName[];
  readonly #matches: ((event: ObjectEvent) => boolean) | undefined;
  readonly #onClose: (watch: Watch) => void;
  #events: StoreEvent[] = [];
  #next = 0;

  constructor(
    tables: readonly TableName[],
    matches: ((event: ObjectEvent) => boolean) | undefined,
    onClose: (watch: Watch) => void,
  ) {
    this.#tables = tables;
    this.#matches = matches;
    this.#onClose = onClose;
  }

  /** The next event, undefined when none has come. */
  take(): StoreEvent | undefined {
    const event = this.#events[this.#next];
    if (event === undefined) return undefined;
    this.#next++;
    if (this.#next === this.#events.length) {
      this.#events = [];
      this.#next = 0;
    }
    return event;
  }

  /** The next event, awaited. */
  *next(): Blocking<StoreEvent> {
    for (;;) {
      const event = this.take();
      if (event !== undefined) return event;
      yield { on: [this.arrived] };
    }
  }

  close(): void {
    this.#onClose(this);
  }

  /** What a transaction did. A watcher that is told nothing is not told of its end either. */
  publish(events: readonly ObjectEvent[]): void {
    const before = this.#events.length;
    for (const event of events) {
      if (!this.#tables.includes(event.table)) continue;
      if (this.#matches === undefined || this.#matches(event)) this.#events.push(event);
    }
    if (this.#events.length === before) return;
    this.#events.push(COMMIT);
    this.arrived.wake();
  }
}
