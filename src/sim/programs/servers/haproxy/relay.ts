// Mode tcp: a connection joined to one of a server's, whatever bytes it carries.
// Source: HAProxy 3.2 src/stream.c, src/backend.c (retries, redispatch).
// Not modelled: inspecting the first bytes, tunnels' own timeouts.
import type { SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { StreamSocket } from '../../../linux/socket.ts';
import { connectStream } from '../../net/stream.ts';
import { splice } from '../proxy/splice.ts';
import type { Backend, Configuration, Frontend } from './configuration.ts';
import { logTo, type Session, sessionLine, targetsOf } from './log.ts';
import { isUp, type PoolServer, pickServer } from './pool.ts';
import { TURN_AROUND, timeoutOf, upstreamOf } from './reach.ts';

/** Serves one client of a frontend in mode tcp, and logs it. */
export function* relay(
  sys: Sys,
  configuration: Configuration,
  frontend: Frontend,
  socket: StreamSocket,
): Blocking<void> {
  const client = socket.peerAddress();
  const backend = configuration.backends.get(frontend.defaultBackend ?? '');
  if (client === undefined) return;
  const accepted = sys.now();
  const session: Session = {
    ...{ client, accepted, frontend, backend: backend?.name ?? frontend.name, server: '<NOSRV>', state: 'SC' },
    ...{ queued: -1, connect: -1, response: -1, status: 0, bytes: 0, counts: '1/1/0/0/0', request: '' },
  };
  const log = (told: Session): Blocking<void> =>
    logTo(sys, targetsOf(frontend, configuration.logs), 'info', sessionLine(sys, told));
  const reached = backend && (yield* reach(sys, backend, frontend, client.address));
  if (backend === undefined || reached === undefined) return yield* log(session);
  const { server, upstream } = reached;
  const connect: SimTime = sys.now() - accepted;
  server.active++;
  try {
    const idle = Math.min(timeoutOf(frontend, 'client'), timeoutOf(backend, 'server'));
    const bytes = yield* splice(sys, socket, upstream, idle);
    yield* log({ ...session, server: server.name, queued: 0, connect, bytes, state: '--' });
  } finally {
    server.active--;
    upstream.close();
  }
}

/** A connection to a server; the same one again when it fails, at last another where that is allowed. */
function* reach(
  sys: Sys,
  backend: Backend,
  frontend: Frontend,
  client: number,
): Blocking<{ readonly server: PoolServer; readonly upstream: StreamSocket } | undefined> {
  let picked = pickServer(backend.servers, backend.algorithm, client);
  for (let tried = 0; picked !== undefined; tried++) {
    const { server } = picked;
    const { address, port, because } = upstreamOf(backend, picked, { frontend: frontend.name });
    sys.chose(address, because);
    const until = sys.now() + timeoutOf(backend, 'connect');
    const connected = yield* connectStream(sys, address, port, { until });
    if (connected.ok) return { server, upstream: connected.socket };
    if (tried >= backend.retries) return undefined;
    const redispatches = tried + 1 >= backend.retries && backend.options.has('redispatch');
    if (redispatches || !isUp(server)) {
      picked = pickServer(backend.servers, backend.algorithm, client, server);
      continue;
    }
    const resume = sys.now() + TURN_AROUND;
    while (sys.now() < resume) yield* sys.wait([], resume);
  }
  return undefined;
}
