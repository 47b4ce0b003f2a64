// How traefik answers: the first router whose rule fits, its middlewares, the next server of its service.
// Source: pkg/muxer/http/mux.go, pkg/server/service/loadbalancer/wrr, pkg/proxy/httputil/proxy.go; net/http's order of fields.
// Not modelled: HTTP/2, compression, retries, circuit breakers.
import { formatIp4 } from '../../../base/ip4.ts';
import { encodeUtf8 } from '../../../base/utf8.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { fieldOf, httpDate } from '../../net/http.ts';
import { smoothRoundRobin, type Weighted } from '../proxy/balance.ts';
import { type Considered, choice } from '../proxy/choice.ts';
import { type Failure, forward, IdleConnections, type Job } from '../proxy/forward.ts';
import type { Answering, Exchange, Service } from '../proxy/gateway.ts';
import { endToEnd, type Field, headText, hostName, isNamed, withBody, without } from '../proxy/head.ts';
import type { Dynamic, Middleware, Router, Server } from './dynamic.ts';
import type { EntryPoint } from './flags.ts';
import { accessLine } from './log.ts';
import type { ProviderName } from './providers.ts';

/** CPU time a request, microseconds. */
const EFFORT = 120;
const IDLE = 180 * SECOND; // entryPoints.x.transport.respondingTimeouts.idleTimeout
const DIAL = 30 * SECOND; // forwardingTimeouts.dialTimeout
const FOREVER = 365 * 86_400 * SECOND;
const IDLE_CONNECTIONS = 200; // maxIdleConnsPerHost

interface Balanced extends Weighted {
  readonly server: Server;
}

const balanced = (server: Server): Balanced => ({ server, weight: 1, effective: 1, current: 0, active: 0 });
const urlOf = ({ address, port }: Server): string => `http://${formatIp4(address)}:${port}`;

/** The routers and servers that there are now, whoever provided them. */
export class RoutingTable {
  readonly #dynamics = new Map<ProviderName, Dynamic>();
  readonly #turns = new Map<string, Balanced[]>();

  /** What a provider says from now on; services that stay as they are keep their turns. */
  take(name: ProviderName, dynamic: Dynamic): void {
    this.#dynamics.set(name, dynamic);
    for (const [service, servers] of dynamic.services) {
      const key = `${service}@${name}`;
      const before = this.#turns
        .get(key)
        ?.map(({ server }) => urlOf(server))
        .join();
      if (before !== servers.map(urlOf).join()) this.#turns.set(key, servers.map(balanced));
    }
  }

  routers(): readonly Router[] {
    const all = [...this.#dynamics.values()].flatMap(({ routers }) => routers);
    return all.sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
  }

  /** The next server of a router's service, and all that there are. */
  next(router: Router): { readonly server: Server; readonly all: readonly Server[] } | undefined {
    const provider = router.name.split('@').at(-1) ?? '';
    const turns = this.#turns.get(`${router.service}@${provider}`) ?? [];
    const server = smoothRoundRobin(turns)?.server;
    return server && { server, all: turns.map((one) => one.server) };
  }
}

/** Serves one entry point. */
export class EntryPointService implements Service {
  readonly effort = EFFORT;
  readonly idle = IDLE;
  readonly #sys: Sys;
  readonly #point: EntryPoint;
  readonly #table: RoutingTable;
  readonly #connections = new IdleConnections(IDLE_CONNECTIONS);
  /** Numbers requests for the access log; undefined where there is none. */
  readonly #count: (() => number) | undefined;

  constructor(sys: Sys, point: EntryPoint, table: RoutingTable, count: (() => number) | undefined) {
    this.#sys = sys;
    this.#point = point;
    this.#table = table;
    this.#count = count;
  }

  close(): void {
    this.#connections.closeAll();
  }

  *refuse(answer: Answering): Blocking<void> {
    answer.keeps = false;
    yield* this.#text(answer, '400 Bad Request', '400 Bad Request', 'GET', false);
  }

  *serve(request: Exchange, answer: Answering): Blocking<void> {
    const isHere = ({ entryPoints }: Router): boolean => entryPoints?.includes(this.#point.name) ?? true;
    const router = this.#table.routers().find((one) => isHere(one) && one.test(request));
    let server: Server | undefined;
    if (router === undefined) yield* this.#text(answer, '404 Not Found', '404 page not found\n', request.method, true);
    else server = yield* this.#route(router, request, answer);
    if (this.#count === undefined) return;
    const line = accessLine(this.#sys, request, answer, this.#count(), router?.name, server && urlOf(server));
    yield* this.#sys.print(line);
  }

  /** Answers; tells which server did. */
  *#route(router: Router, request: Exchange, answer: Answering): Blocking<Server | undefined> {
    const redirect = router.middlewares.find((one) => one.kind === 'redirectScheme');
    if (redirect !== undefined) {
      const host = hostName(fieldOf(request.head, 'host') ?? '');
      const status = redirect.permanent ? '308 Permanent Redirect' : '307 Temporary Redirect';
      const location: Field = ['Location', `${redirect.scheme}://${host}${request.target}`];
      yield* this.#text(answer, status, status.slice(4), request.method, false, [location]);
      return undefined;
    }
    const next = this.#table.next(router);
    if (next === undefined) {
      yield* this.#text(answer, '503 Service Unavailable', 'no available server\n', request.method, true);
      return undefined;
    }
    const { server, all } = next;
    const why = router.label === '' ? 'default rule' : router.label;
    const because = choice(
      'traefik',
      `traefik router ${router.name} (${router.rule}): server ${urlOf(server)}, 1 of ${all.length}`,
      {
        ...{ router: router.name, rule: router.rule, label: why, service: router.service },
        ...{ priority: String(router.priority), server: urlOf(server), servers: String(all.length) },
      },
      all.map((one) => verdictOn(one, server)),
    );
    const job: Job = {
      method: request.method,
      bytes: this.#requestBytes(router.middlewares, request),
      patience: { connect: DIAL, send: FOREVER, read: FOREVER },
      idle: this.#connections,
      // net/http's bufio.Writer holds the head until the handler's first write.
      postpones: true,
      respond: (head) => {
        const fields = sorted(endToEnd(head.fields));
        const closing: Field[] = answer.keeps ? [] : [['Connection', 'close']];
        return { start: `HTTP/1.1 ${head.start.split(' ').slice(1).join(' ')}`, fields: [...fields, ...closing] };
      },
    };
    const done = yield* forward(this.#sys, { ...server, because }, job, answer);
    if (!done.ok) {
      const status = statusOf(done.failure);
      yield* this.#text(answer, status, status.slice(4), request.method, false);
    }
    return server;
  }

  /** Fields as Go's client writes them: the host and the user agent first, the others by name. */
  #requestBytes(middlewares: readonly Middleware[], request: Exchange): Uint8Array {
    const client = formatIp4(request.client.address);
    const host = fieldOf(request.head, 'host') ?? '';
    const given = endToEnd(request.head.fields);
    const replaced = [
      'Host',
      'User-Agent',
      'Content-Length',
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Forwarded-Port',
    ];
    let fields = without(given, ...replaced, 'X-Forwarded-Proto', 'X-Forwarded-Server', 'X-Real-Ip');
    if (!fields.some((field) => isNamed(field, 'Accept-Encoding'))) fields.push(['Accept-Encoding', 'gzip']);
    fields.push(
      // Forwarded fields of strangers are not believed: forwardedHeaders.insecure is off.
      ['X-Forwarded-For', client],
      ['X-Forwarded-Host', host],
      ['X-Forwarded-Port', String(this.#point.port)],
      ['X-Forwarded-Proto', 'http'],
      ['X-Forwarded-Server', this.#sys.hostname],
      ['X-Real-Ip', client],
    );
    let target = request.target;
    for (const middleware of middlewares) {
      if (middleware.kind === 'addPrefix') target = middleware.prefix + target;
      if (middleware.kind === 'requestHeaders') {
        fields = without(fields, ...middleware.fields.map(([name]) => name));
        fields.push(...middleware.fields.filter(([, value]) => value !== ''));
      }
      if (middleware.kind !== 'stripPrefix') continue;
      const prefix = middleware.prefixes.find((one) => target.startsWith(one));
      if (prefix === undefined) continue;
      target = `/${target.slice(prefix.length).replace(/^\//, '')}`;
      fields.push(['X-Forwarded-Prefix', prefix]);
    }
    const agent = fieldOf(request.head, 'user-agent');
    const first: Field[] = [['Host', host], ...(agent === undefined ? [] : [['User-Agent', agent] as const])];
    const length: Field[] = request.body.length > 0 ? [['Content-Length', String(request.body.length)]] : [];
    return withBody(
      headText(`${request.method} ${target} HTTP/1.1`, [...first, ...length, ...sorted(fields)]),
      request.body,
    );
  }

  /** A text as net/http sends it; with `http.Error` the type stands before the date. */
  *#text(
    answer: Answering,
    status: string,
    text: string,
    method: string,
    isError: boolean,
    more: readonly Field[] = [],
  ): Blocking<void> {
    const body = encodeUtf8(text);
    const type: Field = ['Content-Type', 'text/plain; charset=utf-8'];
    const fields: Field[] = [
      ...(isError ? [type, ['X-Content-Type-Options', 'nosniff'] as const] : more),
      ['Date', httpDate(this.#sys.wallClock())],
      ['Content-Length', String(body.length)],
      ...(isError ? [] : [type]),
      ...(answer.keeps ? [] : [['Connection', 'close'] as const]),
    ];
    yield* answer.reply({ status, fields, body }, method);
  }
}

function verdictOn(one: Server, taken: Server): Considered {
  const text = urlOf(one);
  return one === taken
    ? { text, fate: 'taken', why: '' }
    : { text, fate: 'spare', why: 'round robin: others take turns' };
}

/** By name, written as Go's CanonicalHeaderKey does. */
function sorted(fields: readonly Field[]): Field[] {
  const named = fields.map(
    ([name, value]): Field => [name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), value],
  );
  return named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function statusOf({ why }: Failure): string {
  return why === 'timeout' || why === 'ETIMEDOUT' ? '504 Gateway Timeout' : '502 Bad Gateway';
}
