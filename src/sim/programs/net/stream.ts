// What clients do with TCP sockets: connect, send all, wait for more, each with a deadline.
// Source: connect(2), poll(2), send(2), recv(2) of non-blocking sockets.
// Not modelled: IPv6 (nothing connects over it), trying addresses side by side.
import type { Errno } from '../../base/errno.ts';
import type { Ip4 } from '../../base/ip4.ts';
import type { SimTime } from '../../des/scheduler.ts';
import type { Blocking, Sys } from '../../host/sys.ts';
import type { StreamSocket } from '../../linux/socket.ts';

/** Something that went wrong with a socket; `timeout` is the program's own patience. */
export type StreamTrouble = Errno | 'timeout';

export type Connected =
  | { readonly ok: true; readonly socket: StreamSocket }
  | { readonly ok: false; readonly errno: StreamTrouble };

/** Connects. Who gets a socket closes it. */
export function* connectStream(
  sys: Sys,
  address: Ip4,
  port: number,
  options: { readonly until?: SimTime | undefined; readonly localPort?: number | undefined } = {},
): Blocking<Connected> {
  const made = sys.sockets.stream();
  if (!made.ok) return made;
  const socket = made.value;
  let kept = false;
  try {
    const bound = options.localPort === undefined ? undefined : socket.bind(0, options.localPort);
    const errno = bound ?? socket.connect(address, port);
    if (errno !== undefined) return { ok: false, errno };
    while (socket.state === 'SYN_SENT' || socket.state === 'SYN_RECV') {
      if (options.until !== undefined && sys.now() >= options.until) return { ok: false, errno: 'timeout' };
      yield* sys.wait([socket.writable], options.until);
    }
    const failed = socket.takeError();
    if (failed !== undefined) return { ok: false, errno: failed };
    kept = true;
    return { ok: true, socket };
  } finally {
    if (!kept) socket.close();
  }
}

/** Sends all bytes, waiting for room; answers what kept it from doing so. */
export function* sendAll(
  sys: Sys,
  socket: StreamSocket,
  bytes: Uint8Array,
  until?: SimTime,
): Blocking<StreamTrouble | undefined> {
  let sent = 0;
  while (sent < bytes.length) {
    const count = socket.write(bytes.subarray(sent));
    sent += count;
    if (count > 0) continue;
    const errno = socket.takeError();
    if (errno !== undefined) return errno;
    if (socket.state !== 'ESTABLISHED' && socket.state !== 'CLOSE_WAIT') return 'EPIPE';
    if (until !== undefined && sys.now() >= until) return 'timeout';
    yield* sys.wait([socket.writable], until);
  }
  return undefined;
}

/** The next bytes, the end, or what kept them from coming. */
export function* receive(
  sys: Sys,
  socket: StreamSocket,
  until?: SimTime,
): Blocking<Uint8Array | 'eof' | StreamTrouble> {
  for (;;) {
    const bytes = socket.read();
    if (bytes !== undefined) return bytes;
    const errno = socket.takeError();
    if (errno !== undefined) return errno;
    if (until !== undefined && sys.now() >= until) return 'timeout';
    yield* sys.wait([socket.readable], until);
  }
}
