// nginx's two logs: what went wrong, line by line, and what was answered.
// Source: src/core/ngx_log.c, src/http/ngx_http_request.c ngx_http_log_error_handler, ngx_http_log_module.c.
// Not modelled: syslog, buffers, compressed logs, debug messages.
import { formatIp4 } from '../../../base/ip4.ts';
import { strftime } from '../../../base/time.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { fieldOf } from '../../net/http.ts';
import type { Exchange } from '../proxy/gateway.ts';
import type { Scope } from './scope.ts';

export const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'] as const;
export type Level = (typeof levels)[number];

const DEFAULT_ERROR_LOG = '/var/log/nginx/error.log';
export const DEFAULT_ACCESS_LOG = '/var/log/nginx/access.log';
/** `log_format combined`. */
export const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** Adds a line to a log file; one that leads to a standard stream is written there. */
export function* writeLog(sys: Sys, path: string, line: string): Blocking<void> {
  const target = sys.fs.readlink(path);
  const leads = target.ok ? target.value : path;
  if (leads === '/dev/stdout') return yield* sys.print(line);
  if (leads === '/dev/stderr' || leads === 'stderr') return yield* sys.error(line);
  const errno = sys.fs.writeFile(path, line, { append: true });
  if (errno !== undefined) sys.fs.makeDirectory(path.slice(0, path.lastIndexOf('/')), true);
  if (errno !== undefined) sys.fs.writeFile(path, line, { append: true });
}

/** A line of the error log, where the place's level lets it through. */
export function* logError(sys: Sys, scope: Scope, level: Level, text: string, connection?: number): Blocking<void> {
  const [path = DEFAULT_ERROR_LOG, least = 'error'] = scope.one('error_log')?.words ?? [];
  const worst = levels.indexOf(level);
  if (worst > levels.map(String).indexOf(least)) return;
  const when = strftime('%Y/%m/%d %H:%M:%S', sys.wallClock());
  const where = connection === undefined ? '' : `*${connection} `;
  yield* writeLog(sys, path, `${when} [${level}] ${sys.pid}#${sys.pid}: ${where}${text}\n`);
}

/** What a message about a request ends with. */
export function aboutRequest(request: Exchange, serverName: string, upstream?: string): string {
  const host = fieldOf(request.head, 'host');
  const parts = [
    `client: ${formatIp4(request.client.address)}`,
    `server: ${serverName}`,
    `request: "${request.head.start}"`,
    ...(upstream === undefined ? [] : [`upstream: "${upstream}"`]),
    ...(host === undefined ? [] : [`host: "${host}"`]),
  ];
  return parts.join(', ');
}
