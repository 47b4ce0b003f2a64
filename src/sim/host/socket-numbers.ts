// The descriptors of a process's sockets: the lowest free number each, as for everything that is opened.
// Source: socket(2), accept(2), open(2); what `ss -p` finds below /proc/PID/fd.
// Not modelled: files, pipes and event queues that a real program has open between its sockets.
import type { SocketHolder } from '../linux/socket.ts';

/** Standard input, output and error come before. */
const FIRST = 3;

export class SocketNumbers {
  readonly #pid: number;
  readonly #used = new Set<number>();
  /** `pid`: in the host's pid namespace. */
  constructor(pid: number) {
    this.#pid = pid;
  }

  open(): SocketHolder {
    let descriptor = FIRST;
    while (this.#used.has(descriptor)) descriptor++;
    this.#used.add(descriptor);
    return {
      pid: this.#pid,
      descriptor,
      another: () => this.open(),
      release: () => {
        this.#used.delete(descriptor);
      },
    };
  }
}
