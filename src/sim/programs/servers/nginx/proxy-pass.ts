// proxy_pass: a request handed to one server of a group, to the next when that one fails, and the answer made nginx's own.
// Source: src/http/ngx_http_upstream.c, src/http/modules/ngx_http_proxy_module.c.
// Not modelled: caches, buffers on disk, intercepted errors, chunked answers (a body without a length ends with the connection).

import { type Errno, strerror } from '../../../base/errno.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking } from '../../../host/sys.ts';
import { type HttpHead, httpDate } from '../../net/http.ts';
import { choice } from '../proxy/choice.ts';
import { type Failure, type Forwarded, forward, type Job } from '../proxy/forward.ts';
import { endToEnd, type Field, headText, isNamed, withBody, without } from '../proxy/head.ts';
import { aboutRequest, logError } from './log.ts';
import { errorPage, type Page, signature } from './pages.ts';
import type { Location, Proxied } from './site.ts';
import type { Peer, Picked } from './upstream.ts';
import { authorityOf, expand, type Moment } from './variables.ts';

const PATIENCE = 60 * SECOND; // proxy_connect_timeout, proxy_send_timeout, proxy_read_timeout
/** Numbers that go with the errors' names, as error log lines have them. */
const numbers: Partial<Record<Errno, number>> = {
  ENETUNREACH: 101,
  ECONNRESET: 104,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
  EPIPE: 32,
  EADDRNOTAVAIL: 99,
};
/** Requests that must not be repeated once they have been sent, unless it is allowed. */
const notIdempotent = new Set(['POST', 'LOCK', 'PATCH']);

/** What a request's way through a group needs to know. */
export interface Passing {
  readonly moment: Moment;
  readonly location: Location;
  readonly proxied: Proxied;
  /** Filled while servers are asked. */
  readonly asked: { name: string; status: string; seconds: number }[];
  /** A new connection's number. */
  count(): number;
}

/** Answers a request from a group of servers; gives the page that nginx answers instead when that fails. */
export function* proxyPass(passing: Passing): Blocking<Page | undefined> {
  const { moment, location, proxied, asked } = passing;
  const { sys, request } = moment;
  const { scope } = location;
  const { upstream } = proxied;
  const tried = new Set<Peer>();
  const tries = Number(scope.word('proxy_next_upstream_tries', '0')) || Number.POSITIVE_INFINITY;
  const timeout = scope.time('proxy_next_upstream_timeout', 0);
  for (;;) {
    const picked = upstream.pick(request.client.address, sys.now(), tried);
    if (picked === undefined) {
      yield* complain(passing, 'error', 'no live upstreams while connecting to upstream', upstream.name);
      asked.push({ name: upstream.name, status: '502', seconds: 0 });
      return errorPage(scope, 502);
    }
    const { peer } = picked;
    tried.add(peer);
    const isLast =
      !upstream.hasMore(sys.now(), tried) ||
      tried.size >= tries ||
      (timeout > 0 && sys.now() - request.began >= timeout);
    const done = yield* ask(passing, picked, isLast);
    if (done.ok) {
      upstream.succeeded(peer);
      if (!done.complete)
        yield* complain(passing, 'error', 'upstream prematurely closed connection while reading upstream', peer.name);
      return undefined;
    }
    const status = statusOf(done.failure);
    asked.push({ name: peer.name, status: String(status), seconds: (sys.now() - request.began) / SECOND });
    const words = wordsOf(done.failure);
    if (words !== undefined) yield* complain(passing, 'error', words, peer.name);
    if (upstream.failed(peer, sys.now())) {
      yield* complain(
        passing,
        'warn',
        `upstream server temporarily disabled while ${stageOf(done.failure)}`,
        peer.name,
      );
    }
    if (isLast || !mayRepeat(passing, done.failure)) return errorPage(scope, status);
  }
}

function* ask(passing: Passing, { peer, why, considered }: Picked, isLast: boolean): Blocking<Forwarded> {
  const { moment, location, proxied, asked } = passing;
  const { sys, request, answer } = moment;
  const { upstream } = proxied;
  const { scope } = location;
  const began = sys.now();
  const passes = scope.one('proxy_next_upstream')?.words ?? ['error', 'timeout'];
  const refused = (status: number): boolean => !isLast && passes.includes(`http_${status}`);
  const data = {
    ...{ upstream: upstream.name, server: peer.name, 'chosen by': why, fails: `${peer.fails} of ${peer.maxFails}` },
    location: `${location.modifier} ${location.path}`.trim(),
  };
  const because = choice('nginx', `nginx upstream ${upstream.name}: ${peer.name}, ${why}`, data, considered);
  const time = (name: string): number => scope.time(name, PATIENCE);
  const job: Job = {
    method: request.method,
    bytes: requestBytes(passing),
    patience: {
      connect: time('proxy_connect_timeout'),
      send: time('proxy_send_timeout'),
      read: time('proxy_read_timeout'),
    },
    idle: httpVersion(passing) === '1.1' ? upstream.idle : undefined,
    refuses: refused,
    // ngx_http_write_filter: the head waits for postpone_output bytes; unbuffered, it is flushed as it comes.
    postpones: scope.word('proxy_buffering', 'on') !== 'off',
    respond(head, framed) {
      const status = head.start.split(' ')[1] ?? '';
      asked.push({ name: peer.name, status, seconds: (sys.now() - began) / SECOND });
      return {
        start: `HTTP/1.1 ${head.start.split(' ').slice(1).join(' ')}`,
        fields: answerFields(passing, head, framed),
      };
    },
  };
  passing.count();
  peer.active++;
  try {
    return yield* forward(sys, { address: peer.address, port: peer.port, because }, job, answer);
  } finally {
    peer.active--;
  }
}

const httpVersion = ({ location }: Passing): string => location.scope.word('proxy_http_version', '1.1');

function requestBytes(passing: Passing): Uint8Array {
  const { moment, location, proxied } = passing;
  const { request } = moment;
  const own = location.scope
    .all('proxy_set_header')
    .map(({ words: [name = '', value = ''] }): Field => [name, expand(value, moment)]);
  const version = httpVersion(passing);
  const defaults: Field[] = [
    ['Host', authorityOf(proxied)],
    ...(version === '1.0' ? [['Connection', 'close'] as const] : []),
  ];
  const set = [...own, ...defaults.filter(([name]) => !own.some((field) => isNamed(field, name)))];
  const length: Field[] = request.body.length > 0 ? [['Content-Length', String(request.body.length)]] : [];
  const names = [...set.map(([name]) => name), 'Host', 'Content-Length', 'Expect'];
  const given = without(endToEnd(request.head.fields), ...names);
  const sent = [...set.filter(([, value]) => value !== ''), ...length, ...given];
  return withBody(headText(`${request.method} ${targetOf(passing)} HTTP/${version}`, sent), request.body);
}

/** The path that the server is asked for: its own part in place of the location's, where proxy_pass has one. */
function targetOf({ moment, location, proxied }: Passing): string {
  const { target } = moment.request;
  return proxied.uri === undefined ? target : proxied.uri + target.slice(location.path.length);
}

/** Fields of the server's that nginx replaces or keeps to itself. */
const replaced = ['Server', 'Date', 'Content-Type', 'Content-Length', 'X-Pad'];

function answerFields({ moment, location, proxied }: Passing, head: HttpHead, framed: boolean): Field[] {
  const { scope } = location;
  const { sys, answer } = moment;
  const passed = scope.all('proxy_pass_header').flatMap(({ words }) => words);
  const hidden = scope.all('proxy_hide_header').flatMap(({ words }) => words);
  const keeps = (field: Field): boolean => passed.some((name) => isNamed(field, name));
  const own = (name: string): Field[] => head.fields.filter((field) => isNamed(field, name)).slice(0, 1);
  const status = Number(head.start.split(' ')[1]);
  const rest = without(endToEnd(head.fields), ...replaced, ...hidden).map(
    ([name, value]): Field => [name, isNamed([name, value], 'Location') ? redirected(location, proxied, value) : value],
  );
  const server = head.fields.find((field) => isNamed(field, 'Server') && keeps(field));
  return [
    server ?? ['Server', signature(scope)],
    ['Date', httpDate(sys.wallClock())],
    ...own('Content-Type'),
    ...(framed ? own('Content-Length') : []),
    ['Connection', answer.keeps ? 'keep-alive' : 'close'],
    ...rest,
    ...addedFields(moment, location, status),
  ];
}

/** add_header, for answers that went well, or always. */
export function addedFields(moment: Moment, { scope }: Pick<Location, 'scope'>, status: number): Field[] {
  const isFine = [200, 201, 204, 206, 301, 302, 303, 304, 307, 308].includes(status);
  return scope
    .all('add_header')
    .filter(({ words }) => isFine || words[2] === 'always')
    .map(({ words: [name = '', value = ''] }): Field => [name, expand(value, moment)])
    .filter(([, value]) => value !== '');
}

/** `proxy_redirect default`: where the server redirects to itself, the client is led through nginx again. */
function redirected({ scope, path }: Location, proxied: Proxied, location: string): string {
  const [from = 'default', to = ''] = scope.one('proxy_redirect')?.words ?? [];
  if (from === 'off') return location;
  if (from !== 'default') return location.startsWith(from) ? to + location.slice(from.length) : location;
  const own = `http://${authorityOf(proxied)}${proxied.uri ?? ''}`;
  if (!location.startsWith(own)) return location;
  return (proxied.uri === undefined ? '' : path) + location.slice(own.length);
}

function mayRepeat({ moment, location }: Passing, { stage, why }: Failure): boolean {
  const when = location.scope.one('proxy_next_upstream')?.words ?? ['error', 'timeout'];
  if (when.includes('off')) return false;
  if (stage !== 'connect' && notIdempotent.has(moment.request.method) && !when.includes('non_idempotent')) return false;
  if (why === 'timeout') return when.includes('timeout');
  if (why === 'malformed') return when.includes('invalid_header');
  return why === 'refused' || when.includes('error');
}

function statusOf({ why }: Failure): number {
  return why === 'timeout' || why === 'ETIMEDOUT' ? 504 : 502;
}

function stageOf({ stage }: Failure): string {
  const stages = {
    connect: 'connecting to upstream',
    send: 'sending request to upstream',
    read: 'reading response header from upstream',
  };
  return stages[stage];
}

/** What the log says of it; nothing of an answer that only sends the request on: that is no error of the connection's. */
function wordsOf(failure: Failure): string | undefined {
  const { stage, why } = failure;
  const where = `while ${stageOf(failure)}`;
  if (why === 'timeout' || why === 'ETIMEDOUT') return `upstream timed out (110: Connection timed out) ${where}`;
  if (why === 'eof') return `upstream prematurely closed connection ${where}`;
  if (why === 'malformed') return `upstream sent no valid HTTP/1.0 header ${where}`;
  if (why === 'refused') return undefined;
  const call = { connect: 'connect()', send: 'send()', read: 'recv()' }[stage];
  return `${call} failed (${numbers[why] ?? 0}: ${strerror[why]}) ${where}`;
}

function* complain(passing: Passing, level: 'error' | 'warn', text: string, where: string): Blocking<void> {
  const { moment, location } = passing;
  const { sys, request, serverName } = moment;
  const about = aboutRequest(request, serverName, `http://${where}${targetOf(passing)}`);
  yield* logError(sys, location.scope, level, `${text}, ${about}`, request.connection);
}
