// The network namespace behind a container's /proc and /sys: another one after each start, none while it is stopped.
// Source: a container's procfs is mounted anew at each start, while its disk stays.
// Not modelled: nothing. While the container is stopped the door leads to the last namespace, which nobody can see.
import type { NetNamespace } from '../../linux/namespace.ts';
import type { Netlink } from '../../linux/netlink.ts';
import type { SocketFactory } from '../../linux/socket.ts';

export class NetnsDoor implements NetNamespace {
  #current: NetNamespace;
  constructor(first: NetNamespace) {
    this.#current = first;
  }

  lead(to: NetNamespace): void {
    this.#current = to;
  }

  get inode(): number {
    return this.#current.inode;
  }
  get label(): string {
    return this.#current.label;
  }
  set label(label: string) {
    this.#current.label = label;
  }
  get net(): Netlink {
    return this.#current.net;
  }
  get sockets(): SocketFactory {
    return this.#current.sockets;
  }
}
