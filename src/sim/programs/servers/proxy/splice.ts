// Two connections joined: what comes on one leaves on the other, until both sides have ended or nothing moves any more.
// Source: what proxies in TCP mode do; shutdown(2).
// Not modelled: splice(2) itself, urgent data.
import type { SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';

interface Half {
  readonly from: StreamSocket;
  readonly to: StreamSocket;
  pending: Uint8Array;
  ended: boolean;
  bytes: number;
}

const half = (from: StreamSocket, to: StreamSocket): Half => ({
  ...{ from, to, pending: new Uint8Array(0), ended: false, bytes: 0 },
});

/** Answers how many bytes went from the server to the client. Both sockets stay the caller's. */
export function* splice(sys: Sys, client: StreamSocket, server: StreamSocket, idle: SimTime): Blocking<number> {
  const up = half(client, server);
  const down = half(server, client);
  let until = sys.now() + idle;
  for (;;) {
    const before = up.bytes + down.bytes;
    if (!advance(up) || !advance(down) || (up.ended && down.ended)) return down.bytes;
    if (up.bytes + down.bytes > before) until = sys.now() + idle;
    if (sys.now() >= until) return down.bytes;
    const queues = [up, down].filter(({ ended }) => !ended);
    yield* sys.wait(
      queues.map(({ from, to, pending }) => (pending.length > 0 ? to.writable : from.readable)),
      until,
    );
  }
}

/** Moves what can be moved now; false when a connection has broken. */
function advance(way: Half): boolean {
  while (!way.ended) {
    way.pending = way.pending.subarray(way.to.write(way.pending));
    if (way.pending.length > 0) return way.to.takeError() === undefined;
    const got = way.from.read();
    if (got === undefined) return way.from.takeError() === undefined;
    if (got === 'eof') {
      way.ended = true;
      way.to.shutdownWrite();
    } else {
      way.pending = got;
      way.bytes += got.length;
    }
  }
  return true;
}
