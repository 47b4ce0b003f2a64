// Health checks: each server is asked again and again, and taken out when it fails too often.
// Source: HAProxy 3.2 src/check.c, src/tcpcheck.c; messages of src/server.c srv_append_status.
// Not modelled: agents, checks over TLS, scripts of tcp-check.
import { strerror } from '../../../base/errno.ts';
import { encodeUtf8 } from '../../../base/utf8.ts';
import { MILLISECOND, type SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { HttpReader, reasonOf, statusOf } from '../../net/http.ts';
import { connectStream, receive, type StreamTrouble, sendAll } from '../../net/stream.ts';
import { choice } from '../proxy/choice.ts';
import type { Backend } from './configuration.ts';
import { countCheck, isUp, type PoolServer } from './pool.ts';

/** What came of a check, in the words of the log. */
interface Outcome {
  readonly passed: boolean;
  readonly reason: string;
  readonly took: SimTime;
}

/** Who is told of what changes: standard error and the log. */
export interface Listener {
  tell(severity: 'WARNING' | 'ALERT', text: string, line: string): Blocking<void>;
  /** The configuration has been replaced. */
  isOver(): boolean;
}

/** Checks one server for ever; the first time after its share of the interval, so that all do not come at once. */
export function* checkServer(
  sys: Sys,
  backend: Backend,
  server: PoolServer,
  position: number,
  count: number,
  listener: Listener,
): Blocking<void> {
  const { check } = server;
  if (check === undefined) return;
  yield* pause(sys, Math.floor((check.interval * position) / Math.max(1, count)));
  while (!listener.isOver()) {
    const began = sys.now();
    const outcome = yield* examine(sys, backend, server, check.interval);
    if (listener.isOver()) return;
    if (countCheck(server, outcome.passed)) yield* announce(backend, server, outcome, listener);
    yield* pause(sys, Math.max(0, began + check.interval - sys.now()));
  }
}

function* pause(sys: Sys, time: SimTime): Blocking<void> {
  const until = sys.now() + time;
  while (sys.now() < until) yield* sys.wait([], until);
}

function* examine(sys: Sys, backend: Backend, server: PoolServer, interval: SimTime): Blocking<Outcome> {
  const began = sys.now();
  const patience = backend.timeouts.get('check') ?? Math.min(interval, backend.timeouts.get('connect') ?? interval);
  const until = began + patience;
  const finish = (passed: boolean, reason: string): Outcome => ({ passed, reason, took: sys.now() - began });
  const words = `haproxy health check of ${backend.name}/${server.name}`;
  sys.chose(server.address, choice('haproxy', words, { backend: backend.name, server: server.name }));
  const connected = yield* connectStream(sys, server.address, server.check?.port ?? server.port, { until });
  if (!connected.ok) return finish(false, troubleOf('4', connected.errno));
  try {
    if (backend.httpCheck === undefined) return finish(true, 'Layer4 check passed');
    const { method, uri, version, host, status } = backend.httpCheck;
    const lines = [
      `${method} ${uri} ${version}`,
      ...(host === undefined ? [] : [`host: ${host}`]),
      'connection: close',
    ];
    yield* sendAll(sys, connected.socket, encodeUtf8(`${lines.join('\r\n')}\r\n\r\n`), until);
    const reader = new HttpReader(true);
    while (reader.head === undefined) {
      const got = yield* receive(sys, connected.socket, until);
      if (got === 'eof') return finish(false, 'Layer7 invalid response');
      if (!(got instanceof Uint8Array)) return finish(false, troubleOf('7', got));
      reader.add(got);
    }
    const code = statusOf(reader.head);
    const fine = status === undefined ? code >= 200 && code < 400 : inRange(status, code);
    if (fine) return finish(true, `Layer7 check passed, code: ${code}`);
    return finish(false, `Layer7 wrong status, code: ${code}, info: "${reasonOf(reader.head)}"`);
  } finally {
    connected.socket.close();
  }
}

/** `200`, `200-299`, `200,204`. */
function inRange(ranges: string, code: number): boolean {
  return ranges.split(',').some((range) => {
    const [low = '', high = low] = range.split('-');
    return code >= Number(low) && code <= Number(high);
  });
}

function troubleOf(layer: '4' | '7', trouble: StreamTrouble): string {
  if (trouble === 'timeout' || trouble === 'ETIMEDOUT') return `Layer${layer} timeout`;
  return `Layer4 connection problem, info: "${strerror[trouble]}"`;
}

function* announce(backend: Backend, server: PoolServer, outcome: Outcome, listener: Listener): Blocking<void> {
  const { servers, name } = backend;
  const isActive = isUp(server);
  const active = servers.filter((one) => isUp(one) && !one.backup).length;
  const reserve = servers.filter((one) => isUp(one) && one.backup).length;
  const kind = server.backup ? 'Backup Server' : 'Server';
  const took = `check duration: ${Math.floor(outcome.took / MILLISECOND)}ms`;
  const state = `${kind} ${name}/${server.name} is ${isActive ? 'UP' : 'DOWN'}, reason: ${outcome.reason}, ${took}.`;
  const left = `${active} active and ${reserve} backup servers ${isActive ? 'online' : 'left'}.`;
  const using = active === 0 && reserve > 0 ? ' Running on backup.' : '';
  const sessions = isActive
    ? '0 sessions requeued, 0 total in queue.'
    : `${server.active} sessions active, 0 requeued, 0 remaining in queue.`;
  const text = `${state} ${left}${using} ${sessions}`;
  yield* listener.tell('WARNING', text, text);
  if (active + reserve === 0) {
    yield* listener.tell(
      'ALERT',
      `backend '${name}' has no server available!`,
      `backend ${name} has no server available!`,
    );
  }
}
