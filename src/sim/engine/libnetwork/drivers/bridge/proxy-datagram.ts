// docker-proxy's part for a UDP port: one socket towards the container per client, forgotten after 90 s of silence.
// Source: moby cmd/docker-proxy/udp_proxy_linux.go.
// Not modelled: nothing known.
import type { Ip4 } from '../../../../base/ip4.ts';
import { SECOND, type SimTime } from '../../../../des/scheduler.ts';
import type { Blocking, Task } from '../../../../des/task.ts';
import type { Datagram, Socket } from '../../../../linux/socket.ts';
import type { ProxyHost } from './proxy.ts';

/** udp_proxy_linux.go DefaultConnTrackTimeout */
const IDLE_TIME: SimTime = 90 * SECOND;

interface Client {
  readonly socket: Socket;
  lastSent: SimTime;
  task: Task<void> | undefined;
}

export class UdpRelay {
  readonly #host: ProxyHost;
  readonly #frontend: Socket;
  readonly #address: Ip4;
  readonly #port: number;
  /** By sender's address and port. */
  readonly #clients = new Map<string, Client>();

  constructor(host: ProxyHost, frontend: Socket, address: Ip4, port: number) {
    this.#host = host;
    this.#frontend = frontend;
    this.#address = address;
    this.#port = port;
  }

  *run(): Blocking<number> {
    try {
      for (;;) {
        const datagram = this.#frontend.receive();
        if (datagram === undefined) {
          while (this.#frontend.receiveError() !== undefined);
          yield { on: [this.#frontend.readable] };
        } else this.#forward(datagram);
      }
    } finally {
      for (const { task, socket } of this.#clients.values()) {
        task?.kill();
        socket.close();
      }
      this.#frontend.close();
    }
  }

  #forward(datagram: Datagram): void {
    const key = `${datagram.from}:${datagram.fromPort}`;
    let client = this.#clients.get(key);
    if (client === undefined) {
      const made = this.#host.sockets.socket({ type: 'udp' });
      if (!made.ok) return;
      if (made.value.connect(this.#address, this.#port) !== undefined) {
        made.value.close();
        return;
      }
      client = { socket: made.value, lastSent: 0, task: undefined };
      this.#clients.set(key, client);
      client.task = this.#host.startTask(this.#answer(key, client, datagram));
    }
    client.lastSent = this.#host.now();
    client.socket.send(datagram.payload);
  }

  /** Carries what the container says back to the client, from the address that the client had asked. */
  *#answer(key: string, client: Client, { from, fromPort, to }: Datagram): Blocking<void> {
    const { socket } = client;
    try {
      while (this.#host.now() < client.lastSent + IDLE_TIME) {
        const datagram = socket.receive();
        if (datagram !== undefined) {
          this.#frontend.send(datagram.payload, { address: from, port: fromPort, source: to });
          continue;
        }
        while (socket.receiveError() !== undefined);
        yield { on: [socket.readable], until: client.lastSent + IDLE_TIME };
      }
    } finally {
      this.#clients.delete(key);
      socket.close();
    }
  }
}
