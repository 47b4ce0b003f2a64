// How nginx answers a request: which server and location, and what that says to do.
// Source: src/http/ngx_http_core_module.c (phases), ngx_http_header_filter_module.c (order of fields).
// Not modelled: rewriting, access rules, other content handlers, sendfile (which sends the head before the file unless tcp_nopush holds it).
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { fieldOf, httpDate } from '../../net/http.ts';
import type { Answering, Exchange, Service } from '../proxy/gateway.ts';
import { type Field, hostName } from '../proxy/head.ts';
import { COMBINED, DEFAULT_ACCESS_LOG, writeLog } from './log.ts';
import { errorPage, filePage, type Page, returned, signature } from './pages.ts';
import { addedFields, proxyPass } from './proxy-pass.ts';
import type { Scope } from './scope.ts';
import { findLocation, findServer, type Location, type Server, type Site } from './site.ts';
import { expand, type Moment, pathOf } from './variables.ts';

/** CPU time a request, microseconds. */
const EFFORT = 150;
const KEEPALIVE = 75 * SECOND; // keepalive_timeout
const DEFAULT_ROOT = 'html';
const PREFIX = '/etc/nginx/';

/** Serves a configuration; `count` numbers connections. */
export function serviceOf(sys: Sys, site: Site, count: () => number): Service {
  return {
    effort: EFFORT,
    idle: site.servers[0]?.scope.time('keepalive_timeout', KEEPALIVE) ?? KEEPALIVE,
    *serve(request, answer) {
      const host = hostName(fieldOf(request.head, 'host') ?? '');
      const server = findServer(site, request.local.address, request.local.port, host);
      if (server === undefined) {
        answer.keeps = false;
        return;
      }
      yield* answerFrom(sys, server, request, answer, count);
    },
    *refuse(answer) {
      const scope = site.servers[0]?.scope ?? site.main;
      yield* send(sys, scope, errorPage(scope, 400), answer, 'GET', []);
    },
  };
}

function* answerFrom(
  sys: Sys,
  server: Server,
  request: Exchange,
  answer: Answering,
  count: () => number,
): Blocking<void> {
  const location = findLocation(server, pathOf(request.target));
  const scope = location?.scope ?? server.scope;
  const asked: { name: string; status: string; seconds: number }[] = [];
  const { proxied } = location ?? {};
  const serverName = server.names[0] ?? '';
  const before: Moment = { sys, request, answer, serverName, root: '', proxied, asked };
  const moment: Moment = { ...before, root: rootOf(scope, before) };
  const page = yield* contents(server, location, moment, count, asked);
  if (page !== undefined) {
    const added = addedFields(moment, { scope }, Number(page.status.slice(0, 3)));
    yield* send(sys, scope, page, answer, request.method, added);
  }
  yield* logAccess(scope, moment);
}

/** The page to send; undefined when the answer has been sent already. */
function* contents(
  server: Server,
  location: Location | undefined,
  moment: Moment,
  count: () => number,
  asked: { name: string; status: string; seconds: number }[],
): Blocking<Page | undefined> {
  const own = (scope: Scope | undefined) => scope?.directives.find(({ name }) => name === 'return');
  const returns = own(server.scope) ?? own(location?.scope);
  const scope = location?.scope ?? server.scope;
  if (returns !== undefined) return returned(scope, returns.words, moment);
  const proxied = location?.proxied;
  if (location === undefined || proxied === undefined) return filePage(moment.sys, scope, moment);
  return yield* proxyPass({ moment, location, proxied, asked, count });
}

function rootOf(scope: Scope, moment: Moment): string {
  const root = expand(scope.word('root', DEFAULT_ROOT), moment);
  return (root.startsWith('/') ? root : PREFIX + root).replace(/\/+$/, '');
}

function* send(
  sys: Sys,
  scope: Scope,
  page: Page,
  answer: Answering,
  method: string,
  added: readonly Field[],
): Blocking<void> {
  const fields: Field[] = [
    ['Server', signature(scope)],
    ['Date', httpDate(sys.wallClock())],
    ['Content-Type', page.type],
    ['Content-Length', String(page.body.length)],
    ...page.fields,
    ['Connection', answer.keeps ? 'keep-alive' : 'close'],
    ...added,
  ];
  yield* answer.reply({ ...page, fields }, method);
}

function* logAccess(scope: Scope, moment: Moment): Blocking<void> {
  const logs = scope.all('access_log');
  const wanted = logs.length === 0 ? [[DEFAULT_ACCESS_LOG]] : logs.map(({ words }) => words);
  for (const [path = '', format = 'combined'] of wanted) {
    if (path === 'off') continue;
    yield* writeLog(moment.sys, path, `${expand(formatOf(scope, format), moment, '-')}\n`);
  }
}

function formatOf(scope: Scope, name: string): string {
  const defined = scope.all('log_format').find(({ words }) => words[0] === name);
  if (defined === undefined) return COMBINED;
  return defined.words
    .slice(1)
    .filter((word) => !word.startsWith('escape='))
    .join('');
}
