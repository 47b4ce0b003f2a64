// Sockets that know which program opened them.
// Source: what `ss -p` finds below /proc/PID/fd; ours keeps the name with the socket.
// Not modelled: sockets that are handed to other processes change their owner.
import type { Result } from '../base/errno.ts';
import type { Socket, SocketFactory, SocketInfo, SocketKind, StreamSocket } from '../linux/socket.ts';

export class OwnedSockets implements SocketFactory {
  readonly #sockets: SocketFactory;
  readonly #owner: () => string;

  /** `owner` is asked when a socket is opened: exec(2) changes it. */
  constructor(sockets: SocketFactory, owner: () => string) {
    this.#sockets = sockets;
    this.#owner = owner;
  }

  socket(kind: SocketKind): Result<Socket> {
    const made = this.#sockets.socket(kind);
    if (made.ok) made.value.owner = this.#owner();
    return made;
  }

  stream(options?: { readonly family?: 'inet' | 'inet6' }): Result<StreamSocket> {
    const made = this.#sockets.stream(options);
    if (made.ok) made.value.owner = this.#owner();
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
