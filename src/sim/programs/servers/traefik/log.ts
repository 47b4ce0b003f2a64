// traefik's own log and its access log, in their common formats.
// Source: pkg/log (zerolog's ConsoleWriter: fields by name, error first), pkg/middlewares/accesslog/logger_formatters.go.
// Not modelled: JSON, files, names of source files at level DEBUG.
import { formatIp4 } from '../../../base/ip4.ts';
import { formatRfc3339, strftime } from '../../../base/time.ts';
import { MILLISECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { Answering, Exchange } from '../proxy/gateway.ts';
import { type Level, levels } from './flags.ts';

const short: Readonly<Record<Level, string>> = {
  TRACE: 'TRC',
  DEBUG: 'DBG',
  INFO: 'INF',
  WARN: 'WRN',
  ERROR: 'ERR',
  FATAL: 'FTL',
  PANIC: 'PNC',
};

export class Log {
  readonly #sys: Sys;
  readonly #least: Level;

  constructor(sys: Sys, least: Level) {
    this.#sys = sys;
    this.#least = least;
  }

  *say(level: Level, text: string, fields: Readonly<Record<string, string>> = {}): Blocking<void> {
    if (levels.indexOf(level) < levels.indexOf(this.#least)) return;
    const rank = (name: string): string => (name === 'error' ? '' : name);
    const names = Object.keys(fields).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    const pairs = names.map((name) => `${name}=${quoted(fields[name] ?? '')}`);
    const words = [formatRfc3339(this.#sys.wallClock()), short[level], ...(text === '' ? [] : [text]), ...pairs];
    yield* this.#sys.print(`${words.join(' ')}\n`);
  }
}

/** ConsoleWriter quotes what has spaces, quotes or signs that cannot be printed; lists stand as JSON. */
const quoted = (value: string): string =>
  /[\s"\\=]/.test(value) && !/^\[/.test(value) ? JSON.stringify(value) : value;

/** One line in the Common Log Format with what traefik adds. */
export function accessLine(
  sys: Sys,
  request: Exchange,
  answer: Answering,
  count: number,
  router: string | undefined,
  server: string | undefined,
): string {
  const begun = sys.wallClock() - (sys.now() - request.began) / MILLISECOND;
  const when = strftime('%d/%b/%Y:%H:%M:%S +0000', begun);
  const took = Math.floor((sys.now() - request.began) / MILLISECOND);
  const named = (value: string | undefined): string => `"${value ?? '-'}"`;
  const first = `${formatIp4(request.client.address)} - - [${when}] "${request.head.start}" ${answer.status} ${answer.bodySent}`;
  return `${first} "-" "-" ${count} ${named(router)} ${named(server)} ${took}ms\n`;
}
