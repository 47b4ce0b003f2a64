// docker-proxy's part for one TCP connection: another one to the container, and bytes carried both ways until both have ended.
// Source: moby cmd/docker-proxy/tcp_proxy_linux.go clientLoop.
// Not modelled: nothing.
import type { Ip4 } from '../../../../base/ip4.ts';
import { SECOND } from '../../../../des/scheduler.ts';
import type { Blocking } from '../../../../des/task.ts';
import type { KeepAlive, SocketFactory, StreamSocket } from '../../../../linux/socket.ts';

/** What Go's net package sets for every connection that it opens or accepts (KeepAliveConfig). */
export const GO_KEEP_ALIVE: KeepAlive = { idle: 15 * SECOND, interval: 15 * SECOND, probes: 9 };

/** Runs until both sides have ended. A container that cannot be reached closes the client's connection. */
export function* relayStreams(
  sockets: SocketFactory,
  client: StreamSocket,
  address: Ip4,
  port: number,
): Blocking<void> {
  const made = sockets.stream?.();
  const server = made?.ok ? made.value : undefined;
  try {
    if (server !== undefined) server.keepAlive = GO_KEEP_ALIVE;
    if (server === undefined || server.connect(address, port) !== undefined) return;
    while (server.state === 'SYN_SENT' || server.state === 'SYN_RECV') yield { on: [server.writable, server.readable] };
    if (server.state === 'CLOSED') return;
    const [up, down] = [new OneWay(client, server), new OneWay(server, client)];
    while (!up.ended || !down.ended) {
      const moved = up.step();
      if (down.step() || moved) continue;
      yield { on: [client.readable, client.writable, server.readable, server.writable] };
    }
  } finally {
    client.close();
    server?.close();
  }
}

/** io.Copy from one socket to the other, then the end passed on. */
class OneWay {
  ended = false;
  readonly #from: StreamSocket;
  readonly #to: StreamSocket;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(from: StreamSocket, to: StreamSocket) {
    this.#from = from;
    this.#to = to;
  }

  /** Moves what can be moved now. False when there was nothing to do. */
  step(): boolean {
    if (this.ended) return false;
    if (this.#rest.length > 0) return this.#write();
    const read = this.#from.read();
    if (read === undefined && this.#from.state !== 'CLOSED') return false;
    if (read === undefined || read === 'eof') {
      this.ended = true;
      this.#to.shutdownWrite();
      return true;
    }
    this.#rest = read;
    return this.#write();
  }

  #write(): boolean {
    const written = this.#to.write(this.#rest);
    this.#rest = this.#rest.subarray(written);
    // Nobody takes any more: what is left has nowhere to go.
    if (written === 0 && this.#to.state === 'CLOSED') this.ended = true;
    return written > 0 || this.ended;
  }
}
