// Sockets that know which program opened them.
// Source: what `ss -p` finds below /proc/PID/fd; ours keeps the name with the socket.
// Not modelled: sockets that are handed to other processes change their owner.
import type { Result } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { Socket, SocketFactory, SocketInfo, SocketKind, StreamSocket } from '../linux/socket.ts';
import type { Decision } from '../trace/decision.ts';

export class OwnedSockets implements SocketFactory {
  readonly #sockets: SocketFactory;
  readonly #owner: () => string;
  readonly #choices: ReadonlyMap<Ip4, Decision> | undefined;

  /** `owner` is asked when a socket is opened: exec(2) changes it. `choices` says why an address was chosen among several. */
  constructor(sockets: SocketFactory, owner: () => string, choices?: ReadonlyMap<Ip4, Decision>) {
    this.#sockets = sockets;
    this.#owner = owner;
    this.#choices = choices;
  }

  socket(kind: SocketKind): Result<Socket> {
    return this.#mark(this.#sockets.socket(kind));
  }

  stream(options?: { readonly family?: 'inet' | 'inet6' }): Result<StreamSocket> {
    return this.#mark(this.#sockets.stream(options));
  }

  #mark<T extends Socket | StreamSocket>(made: Result<T>): Result<T> {
    if (made.ok) {
      made.value.owner = this.#owner();
      made.value.choices = this.#choices;
    }
    return made;
  }

  list(): readonly SocketInfo[] {
    return this.#sockets.list();
  }

  sendPacket(
    ...frame: Parameters<NonNullable<SocketFactory['sendPacket']>>
  ): ReturnType<NonNullable<SocketFactory['sendPacket']>> {
    return this.#sockets.sendPacket === undefined ? 'EPERM' : this.#sockets.sendPacket(...frame);
  }

  tap(ifindex: number | undefined): ReturnType<SocketFactory['tap']> {
    return this.#sockets.tap(ifindex);
  }
}
