// Who wants to hear of changes.
// Source: moby v28.5.2 libnetwork/networkdb/watch.go.
// Not modelled: its queues; listeners are called at once.
import type { TableChange } from './event-handler.ts';

interface Watcher {
  readonly table: string;
  readonly nid: string;
  readonly listener: (change: TableChange) => void;
}

export class Watchers {
  #watchers: readonly Watcher[] = [];

  /** '' stands for every table, or every network. Answers how to stop. */
  add(table: string, nid: string, listener: (change: TableChange) => void): () => void {
    const watcher = { table, nid, listener };
    this.#watchers = [...this.#watchers, watcher];
    return () => {
      this.#watchers = this.#watchers.filter((other) => other !== watcher);
    };
  }

  notify(change: TableChange): void {
    for (const { table, nid, listener } of this.#watchers) {
      if ((table === '' || table === change.table) && (nid === '' || nid === change.nid)) listener(change);
    }
  }
}
