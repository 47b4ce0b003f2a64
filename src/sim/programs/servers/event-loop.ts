// How the servers serve: one process, one loop, many connections.
// Source: epoll(7), as nginx's worker and redis-server's ae.c use it.
// Not modelled: worker processes, limits on connections, timeouts of idle ones.
import type { Blocking, Signal, Sys } from '../../host/sys.ts';
import type { StreamSocket } from '../../linux/socket.ts';

/** One client's side of a server. */
export interface Conversation {
  /** Takes what has come; answers what to send. */
  receive(bytes: Uint8Array): Uint8Array;
  /** Close once all is sent. */
  readonly done: boolean;
  /** What is to be logged of it since the last call, for standard error. */
  takeLog?(): string;
}

interface Client {
  readonly socket: StreamSocket;
  readonly conversation: Conversation;
  pending: Uint8Array;
  ended: boolean;
}

/** Serves until one of the signals comes; CPU time a request, in microseconds. */
export function* serve(
  sys: Sys,
  listener: StreamSocket,
  endings: readonly Signal[],
  effort: number,
  begin: (socket: StreamSocket) => Conversation,
): Blocking<void> {
  let ended = false;
  for (const signal of endings) {
    sys.onSignal(signal, () => {
      ended = true;
    });
  }
  let clients: Client[] = [];
  try {
    while (!ended) {
      for (let socket = listener.accept(); socket; socket = listener.accept()) {
        clients.push({ socket, conversation: begin(socket), pending: new Uint8Array(0), ended: false });
      }
      for (const client of clients) yield* attend(sys, client, effort);
      clients = clients.filter((client) => !client.ended);
      const queues = clients.map(({ socket, pending }) => (pending.length > 0 ? socket.writable : socket.readable));
      yield* sys.wait([listener.readable, ...queues]);
    }
  } finally {
    for (const client of clients) client.socket.close();
    listener.close();
  }
}

/** Reads what there is, answers it, and lets go of whoever has ended. */
function* attend(sys: Sys, client: Client, effort: number): Blocking<void> {
  const { socket, conversation } = client;
  for (;;) {
    client.pending = client.pending.subarray(socket.write(client.pending));
    if (client.pending.length > 0 && socket.takeError() === undefined) return;
    const got = conversation.done ? 'eof' : socket.read();
    if (got === undefined && socket.takeError() === undefined) return;
    if (got === undefined || got === 'eof') {
      socket.close();
      client.ended = true;
      return;
    }
    yield* sys.compute(effort);
    client.pending = conversation.receive(got);
    const logged = conversation.takeLog?.() ?? '';
    if (logged !== '') yield* sys.error(logged);
  }
}
