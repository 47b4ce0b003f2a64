// haproxy's log lines, where they go to a standard stream.
// Source: HAProxy 3.2 doc/configuration.txt 8.2 (formats), src/log.c.
// Not modelled: syslog servers (nobody listens there), custom formats, captures.
import { formatIp4 } from '../../../base/ip4.ts';
import { strftime } from '../../../base/time.ts';
import { MILLISECOND, type SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { SocketAddress } from '../../../linux/socket.ts';
import type { Frontend } from './configuration.ts';

/** RFC 5424's severities and the facility local0, as `<134>` has them. */
const LOCAL0 = 16;
const severities = { alert: 1, notice: 5, info: 6 } as const;
export type Severity = keyof typeof severities;

/** What a session's line tells. Times in microseconds; -1 for what did not happen. */
export interface Session {
  readonly client: SocketAddress;
  readonly accepted: SimTime;
  readonly frontend: Frontend;
  readonly backend: string;
  readonly server: string;
  /** Waiting in queues, connecting, until the answer began. */
  readonly queued: SimTime;
  readonly connect: SimTime;
  readonly response: SimTime;
  readonly status: number;
  readonly bytes: number;
  readonly state: string;
  readonly counts: string;
  readonly request: string;
}

/** Writes to each target that is a standard stream. */
export function* logTo(
  sys: Sys,
  targets: readonly (readonly string[])[],
  severity: Severity,
  text: string,
): Blocking<void> {
  for (const [where, ...rest] of targets) {
    if (where !== 'stdout' && where !== 'stderr') continue;
    const format = rest[rest.indexOf('format') + 1];
    const isRaw = rest.includes('format') && format === 'raw';
    const when = strftime('%b %e %H:%M:%S', sys.wallClock());
    const line = isRaw ? `${text}\n` : `<${LOCAL0 * 8 + severities[severity]}>${when} haproxy[${sys.pid}]: ${text}\n`;
    yield* where === 'stdout' ? sys.print(line) : sys.error(line);
  }
}

/** `log global` stands for the global section's. */
export function targetsOf(
  frontend: Pick<Frontend, 'logs'>,
  global: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  return frontend.logs.flatMap((words) => (words[0] === 'global' ? global : [words]));
}

const milliseconds = (time: SimTime): number => (time < 0 ? -1 : Math.floor(time / MILLISECOND));

/** A session's line in the format that its frontend asks for. */
export function sessionLine(sys: Sys, session: Session): string {
  const { client, accepted, frontend, backend, server, queued, connect, response, status, bytes, state } = session;
  const begun = sys.wallClock() - (sys.now() - accepted) / MILLISECOND;
  const when = `${strftime('%d/%b/%Y:%H:%M:%S', begun)}.${String(Math.floor(begun % 1000)).padStart(3, '0')}`;
  const who = `${formatIp4(client.address)}:${client.port}`;
  const total = milliseconds(sys.now() - accepted);
  const path = `${who} [${when}] ${frontend.name} ${backend}/${server}`;
  const { counts, request } = session;
  if (frontend.options.has('httplog')) {
    const times = `0/${milliseconds(queued)}/${milliseconds(connect)}/${milliseconds(response)}/${total}`;
    return `${path} ${times} ${status} ${bytes} - - ${state} ${counts} 0/0 "${request}"`;
  }
  if (frontend.options.has('tcplog')) {
    const times = `${milliseconds(queued)}/${milliseconds(connect)}/${total}`;
    return `${path} ${times} ${bytes} ${state.slice(0, 2)} ${counts} 0/0`;
  }
  const [bind] = frontend.binds;
  const to = `${formatIp4(bind?.address ?? 0)}:${bind?.port ?? 0}`;
  return `Connect from ${who} to ${to} (${frontend.name}/${frontend.mode.toUpperCase()})`;
}
