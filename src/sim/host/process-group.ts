// A process group: whom a terminal's keys or kill(2) with a negative number mean.
// Source: setpgid(2), credentials(7).
// Not modelled: sessions, orphaned groups.
import type { Signal } from './sys.ts';

/** What a group needs of its members. */
export interface Member {
  receive(signal: Signal, origin: 'inside' | 'outside'): void;
}

export class ProcessGroup {
  /** The first member's number in its own pid namespace. */
  readonly id: number;
  readonly members = new Set<Member>();
  constructor(id: number) {
    this.id = id;
  }

  /** Sends a signal to every member. */
  signal(signal: Signal): void {
    for (const member of [...this.members]) member.receive(signal, 'inside');
  }
}
