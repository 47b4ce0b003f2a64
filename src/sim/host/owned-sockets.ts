// Sockets that know which program opened them, and which process has them open.
// Source: what `ss -p` finds below /proc/PID/fd; ours keeps name and number with the socket.
// Not modelled: sockets that are handed to other processes change their owner.
import type { Result } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { Socket, SocketFactory, SocketInfo, SocketKind, StreamSocket } from '../linux/socket.ts';
import type { Decision } from '../trace/decision.ts';
import type { SocketNumbers } from './socket-numbers.ts';

/** The process that the sockets belong to. */
export interface SocketProcess {
  readonly numbers: SocketNumbers;
  /** What a process of the host is called in the pid namespace of this one; undefined if it is not seen there. */
  pidOf(hostPid: number): number | undefined;
}

export class OwnedSockets implements SocketFactory {
  readonly #sockets: SocketFactory;
  readonly #owner: () => string;
  readonly #choices: ReadonlyMap<Ip4, Decision> | undefined;
  readonly #process: SocketProcess | undefined;

  /** `owner` is asked when a socket is opened: exec(2) changes it. `choices` says why an address was chosen among several. */
  constructor(
    sockets: SocketFactory,
    owner: () => string,
    choices?: ReadonlyMap<Ip4, Decision>,
    process?: SocketProcess,
  ) {
    this.#sockets = sockets;
    this.#owner = owner;
    this.#choices = choices;
    this.#process = process;
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
      made.value.holder = this.#process?.numbers.open();
    }
    return made;
  }

  list(): readonly SocketInfo[] {
    const { pidOf } = this.#process ?? {};
    if (pidOf === undefined) return this.#sockets.list();
    return this.#sockets.list().map(({ holder, ...socket }) => {
      const pid = holder === undefined ? undefined : pidOf(holder.pid);
      return holder === undefined || pid === undefined ? socket : { ...socket, holder: { ...holder, pid } };
    });
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
