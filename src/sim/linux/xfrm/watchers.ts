// Who is told of changes to security associations and policies.
// Source: net/xfrm/xfrm_user.c (km_state_notify, km_policy_notify), the groups XFRMNLGRP_SA and XFRMNLGRP_POLICY.
// Not modelled: acquire, expire and report messages.
import { WaitQueue } from '../../des/task.ts';
import type { XfrmEvent, XfrmEvents } from '../xfrm.ts';

class Watcher implements XfrmEvents {
  readonly readable = new WaitQueue();
  readonly #events: XfrmEvent[] = [];
  readonly #onClose: (closed: Watcher) => void;

  constructor(onClose: (closed: Watcher) => void) {
    this.#onClose = onClose;
  }

  put(event: XfrmEvent): void {
    this.#events.push(event);
    this.readable.wake();
  }

  take(): XfrmEvent | undefined {
    return this.#events.shift();
  }

  close(): void {
    this.#onClose(this);
  }
}

export class XfrmWatchers {
  readonly #all = new Set<Watcher>();

  open(): XfrmEvents {
    const watcher = new Watcher((closed) => this.#all.delete(closed));
    this.#all.add(watcher);
    return watcher;
  }

  tell(event: XfrmEvent): void {
    for (const watcher of this.#all) watcher.put(event);
  }
}
