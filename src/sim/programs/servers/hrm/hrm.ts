// The HTTP routing mesh: reads the Host field and sends requests to the service whose label names that host.
// Source: Docker UCP 2.2, "Use domain names to access services", "HTTP routing mesh"; its own log lines are ours.
// Not modelled: UCP, which deployed it (here an operator does, with a manager's socket mounted); HTTPS on port 8443.

import { formatIp4 } from '../../../base/ip4.ts';
import { formatRfc3339 } from '../../../base/time.ts';
import { encodeUtf8 } from '../../../base/utf8.ts';
import { SECOND } from '../../../des/scheduler.ts';
import { type Blocking, type Program, type Signal, type Sys, signalNumbers } from '../../../host/sys.ts';
import { fieldOf } from '../../net/http.ts';
import { notSimulated, runTool, ToolExit } from '../../net/tool.ts';
import { choice } from '../proxy/choice.ts';
import { DOCKER_SOCKET, EventFeed, listAll } from '../proxy/docker-api.ts';
import { type Failure, forward, type Job } from '../proxy/forward.ts';
import { type Answering, attendHttp, type Exchange, Gateway, type Reply, type Service } from '../proxy/gateway.ts';
import { endToEnd, type Field, headText, hostName, withBody, without } from '../proxy/head.ts';
import { type Route, type Routes, readRoutes } from './routes.ts';

const PORT = 8080;
const BACKLOG = 128;
/** CPU time a request, microseconds. */
const EFFORT = 100;
const IDLE = 60 * SECOND;
const PATIENCE = { connect: 5 * SECOND, send: 60 * SECOND, read: 60 * SECOND };
/** It looks again at least so often, whatever it is told. */
const REFRESH = 60 * SECOND;
const RETRY = 2 * SECOND;

class Mesh {
  readonly #sys: Sys;
  readonly #gateway: Gateway;
  readonly #events = new EventFeed();
  #routes: Routes = { routes: [], refused: [] };
  #shown = '';

  constructor(sys: Sys) {
    this.#sys = sys;
    this.#gateway = new Gateway(sys);
  }

  *run(): Blocking<number> {
    const sys = this.#sys;
    const made = sys.sockets.stream();
    const errno = made.ok ? (made.value.bind(0, PORT) ?? made.value.listen(BACKLOG)) : made.errno;
    if (!made.ok || errno !== undefined) {
      if (made.ok) made.value.close();
      throw new ToolExit(1, `hrm: cannot listen on port ${PORT}: ${errno}\n`);
    }
    let ending: Signal | undefined;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      sys.onSignal(signal, () => {
        ending = signal;
        this.#gateway.end(true);
      });
    }
    const service = this.#service();
    this.#gateway.listen(
      made.value,
      attendHttp(sys, () => service),
    );
    this.#gateway.threads.start(this.#follow());
    this.#gateway.threads.start(this.#events.listen(sys, DOCKER_SOCKET, { type: ['service', 'network'] }));
    yield* this.#gateway.run();
    return ending === undefined ? 0 : 128 + signalNumbers[ending];
  }

  /** Reads services anew when something has happened to one, and once a minute. */
  *#follow(): Blocking<void> {
    for (;;) {
      const read = yield* this.#read();
      yield* this.#events.next(this.#sys, this.#sys.now() + (read ? REFRESH : RETRY));
    }
  }

  *#read(): Blocking<boolean> {
    const services = yield* listAll(this.#sys, DOCKER_SOCKET, 'services');
    const networks = services.ok ? yield* listAll(this.#sys, DOCKER_SOCKET, 'networks') : services;
    if (!services.ok || !networks.ok) {
      yield* this.#say('error', services.ok ? (networks.ok ? '' : networks.why) : services.why);
      return false;
    }
    this.#routes = readRoutes(services.value, networks.value);
    yield* this.#tell(this.#routes);
    return true;
  }

  /** One line for each route and each refused label, when they are others than before. */
  *#tell({ routes, refused }: Routes): Blocking<void> {
    const shown = JSON.stringify([routes, refused]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    yield* this.#say('info', `${routes.length} routes`);
    for (const { host, service, target, redirect } of routes) {
      const where = target === undefined ? `redirect ${redirect}` : `${formatIp4(target.address)}:${target.port}`;
      yield* this.#say('info', `route http://${host} -> ${service} (${where})`);
    }
    for (const { service, label, why } of refused) yield* this.#say('warning', `service ${service}: ${label}: ${why}`);
  }

  *#say(level: string, text: string): Blocking<void> {
    const time = formatRfc3339(this.#sys.wallClock());
    yield* this.#sys.error(`time="${time}" level=${level} msg=${JSON.stringify(text)}\n`);
  }

  #service(): Service {
    return {
      effort: EFFORT,
      idle: IDLE,
      serve: (request, answer) => this.#serve(request, answer),
      *refuse(answer) {
        answer.keeps = false;
        yield* answer.reply(page('400 Bad request', 'Your browser sent an invalid request.'), 'GET');
      },
    };
  }

  *#serve(request: Exchange, answer: Answering): Blocking<void> {
    const host = hostName(fieldOf(request.head, 'host') ?? '');
    const { routes } = this.#routes;
    const route = routes.find((one) => one.host === host) ?? routes.find((one) => one.host === '');
    if (route === undefined) {
      answer.keeps = false;
      yield* answer.reply(
        page('503 Service Unavailable', 'No server is available to handle this request.'),
        request.method,
      );
      return;
    }
    if (route.target === undefined) {
      const location = `${(route.redirect ?? '').replace(/\/$/, '')}${request.target}`;
      const fields: Field[] = [
        ['Content-length', '0'],
        ['Location', location],
      ];
      yield* answer.reply({ status: '301 Moved Permanently', fields, body: new Uint8Array(0) }, request.method);
      return;
    }
    const { target } = route;
    const job: Job = {
      method: request.method,
      bytes: requestBytes(request, route),
      patience: PATIENCE,
      idle: undefined,
      postpones: false,
      respond: (head) => ({
        start: head.start,
        fields: [...endToEnd(head.fields), ...(answer.keeps ? [] : [['Connection', 'close'] as const])],
      }),
    };
    const because = choice(
      'ucp-hrm',
      `HTTP routing mesh: host ${host} is service ${route.service}, by ${route.label}`,
      {
        host,
        service: route.service,
        label: route.label,
        'virtual address': `${formatIp4(target.address)}:${target.port}`,
      },
    );
    const done = yield* forward(this.#sys, { ...target, because }, job, answer);
    if (done.ok) return;
    answer.keeps = false;
    yield* answer.reply(failurePage(done.failure), request.method);
  }
}

function requestBytes(request: Exchange, route: Route): Uint8Array {
  const client = formatIp4(request.client.address);
  const given = endToEnd(request.head.fields);
  const before = given.find(([name]) => name.toLowerCase() === 'x-forwarded-for')?.[1];
  const chain = before === undefined ? client : `${before}, ${client}`;
  const fields: Field[] = route.forwardedFor
    ? [...without(given, 'X-Forwarded-For'), ['X-Forwarded-For', chain]]
    : given;
  return withBody(headText(`${request.method} ${request.target} HTTP/1.1`, fields), request.body);
}

function failurePage({ stage, why }: Failure): Reply {
  if (stage === 'connect') return page('503 Service Unavailable', 'No server is available to handle this request.');
  if (why === 'timeout') return page('504 Gateway Time-out', "The server didn't respond in time.");
  return page('502 Bad Gateway', 'The server returned an invalid or incomplete response.');
}

function page(status: string, words: string): Reply {
  const body = encodeUtf8(`<html><body><h1>${status}</h1>\n${words}\n</body></html>\n`);
  const fields: Field[] = [
    ['Content-length', String(body.length)],
    ['Cache-Control', 'no-cache'],
    ['Content-Type', 'text/html'],
    ['Connection', 'close'],
  ];
  return { status, fields, body };
}

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv.length > 1) throw notSimulated(`hrm ${argv.slice(1).join(' ')}`);
  return yield* new Mesh(sys).run();
}

export const hrm: Program = {
  name: 'hrm',
  summary: 'HTTP routing mesh',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};
