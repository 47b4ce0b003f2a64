// Waiting for one caller, as both netcats do.
// Source: accept(2), poll(2).
// Not modelled: listening over IPv6.
import { type Errno, fail, ok, type Result } from '../../../base/errno.ts';
import type { SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';

/** A listening socket on a port. Who gets one closes it. */
export function listenOn(sys: Sys, port: number): Result<StreamSocket> {
  const made = sys.sockets.stream();
  if (!made.ok) return made;
  const errno: Errno | undefined = made.value.bind(0, port) ?? made.value.listen(1);
  if (errno === undefined) return ok(made.value);
  made.value.close();
  return fail(errno);
}

/** The next caller; undefined when none comes in time. */
export function* nextCaller(sys: Sys, listener: StreamSocket, until?: SimTime): Blocking<StreamSocket | undefined> {
  for (;;) {
    const caller = listener.accept();
    if (caller !== undefined) return caller;
    if (until !== undefined && sys.now() >= until) return undefined;
    yield* sys.wait([listener.readable], until);
  }
}
