// How haproxy serves: rules, a backend by its conditions, a server by its algorithm, retries when it cannot be reached.
// Source: HAProxy 3.2 src/http_ana.c, src/backend.c (connect, retries, redispatch), src/stream.c.
// Not modelled: connections kept to servers and shared, queues, stickiness.

import { formatIp4 } from '../../../base/ip4.ts';
import { encodeUtf8 } from '../../../base/utf8.ts';
import type { SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import { fieldOf } from '../../net/http.ts';
import { type Failure, type Forwarded, forward, type Job, type Upstream } from '../proxy/forward.ts';
import {
  type Answering,
  type Attendance,
  attendHttp,
  type Exchange,
  type Reply,
  type Service,
} from '../proxy/gateway.ts';
import { endToEnd, type Field, headText, withBody, without } from '../proxy/head.ts';
import type { Surroundings } from './conditions.ts';
import type { Backend, Configuration, Frontend } from './configuration.ts';
import { logTo, type Session, sessionLine, targetsOf } from './log.ts';
import { errorReply } from './messages.ts';
import { isUp, type Picked, type PoolServer, pickServer } from './pool.ts';
import { TURN_AROUND, timeoutOf, upstreamOf } from './reach.ts';
import { relay } from './relay.ts';
import { applyRules, isAnswered, type Rule } from './rules.ts';

/** CPU time a request, microseconds. */
const EFFORT = 60;

interface Outcome {
  readonly server: string;
  readonly status: number;
  readonly state: string;
  readonly retries: number;
  readonly connect: SimTime;
  readonly response: SimTime;
}

/** Serves one frontend. */
export class FrontendService {
  readonly #sys: Sys;
  readonly #configuration: Configuration;
  readonly #frontend: Frontend;
  readonly #around: Surroundings;
  #active = 0;

  constructor(sys: Sys, configuration: Configuration, frontend: Frontend) {
    this.#sys = sys;
    this.#configuration = configuration;
    this.#frontend = frontend;
    this.#around = {
      usable: (name) => configuration.backends.get(name)?.servers.filter(isUp).length ?? 0,
    };
  }

  attend(): Attendance {
    if (this.#frontend.mode === 'tcp') return (socket) => relay(this.#sys, this.#configuration, this.#frontend, socket);
    const service: Service = {
      effort: EFFORT,
      idle: timeoutOf(this.#frontend, 'client'),
      serve: (request, answer) => this.#serve(request, answer),
      *refuse(answer) {
        answer.keeps = false;
        yield* answer.reply(errorReply(400), 'GET');
      },
    };
    return attendHttp(this.#sys, () => service);
  }

  *#serve(request: Exchange, answer: Answering): Blocking<void> {
    const frontend = this.#frontend;
    if (frontend.monitorUri === request.target.split('?')[0]) {
      const body = encodeUtf8('<html><body><h1>200 OK</h1>\nService ready.\n</body></html>\n');
      const fields: Field[] = [
        ['content-length', String(body.length)],
        ['cache-control', 'no-cache'],
        ['content-type', 'text/html'],
      ];
      return yield* answer.reply({ status: '200 OK', fields, body }, request.method);
    }
    this.#active++;
    try {
      yield* this.#route(request, answer);
    } finally {
      this.#active--;
    }
  }

  *#route(request: Exchange, answer: Answering): Blocking<void> {
    const frontend = this.#frontend;
    const given = endToEnd(request.head.fields).map(([name, value]): Field => [name.toLowerCase(), value]);
    const first = applyRules(frontend.requestRules, request, given, this.#around);
    const none = { server: '<NOSRV>', retries: 0, connect: -1, response: -1 };
    if (isAnswered(first)) {
      yield* this.#reply(first.reply, request, answer);
      return yield* this.#log(request, answer, frontend.name, { ...none, status: answer.status, state: first.state });
    }
    const { backend, why } = this.#backendFor(request);
    if (backend === undefined) {
      yield* this.#reply(errorReply(503), request, answer);
      return yield* this.#log(request, answer, frontend.name, { ...none, status: 503, state: 'SC--' });
    }
    const rules = backend.name === frontend.name ? [] : backend.requestRules;
    const second = applyRules(rules, request, first, this.#around);
    if (isAnswered(second)) {
      yield* this.#reply(second.reply, request, answer);
      const outcome = { ...none, status: answer.status, state: second.state };
      return yield* this.#log(request, answer, backend.name, outcome);
    }
    const fields = [...second];
    if (frontend.options.has('forwardfor') || backend.options.has('forwardfor')) {
      fields.push(['x-forwarded-for', formatIp4(request.client.address)]);
    }
    const outcome = yield* this.#ask(request, answer, backend, fields, why);
    yield* this.#log(request, answer, backend.name, outcome);
  }

  #backendFor(request: Exchange): { readonly backend: Backend | undefined; readonly why: string } {
    const { switching, defaultBackend } = this.#frontend;
    const { backends } = this.#configuration;
    const rule = switching.find(({ condition }) => condition.holds(request, this.#around));
    if (rule !== undefined) {
      return { backend: backends.get(rule.backend), why: `use_backend ${rule.backend} ${rule.condition.words}`.trim() };
    }
    return { backend: backends.get(defaultBackend ?? ''), why: `default_backend ${defaultBackend ?? ''}` };
  }

  *#ask(
    request: Exchange,
    answer: Answering,
    backend: Backend,
    fields: readonly Field[],
    why: string,
  ): Blocking<Outcome> {
    const sys = this.#sys;
    let picked: Picked | undefined;
    for (let tried = 0; ; tried++) {
      const isLast = tried >= backend.retries;
      const redispatches = tried > 0 && isLast && backend.options.has('redispatch');
      if (picked === undefined || redispatches || !isUp(picked.server)) {
        picked = pickServer(backend.servers, backend.algorithm, request.client.address, picked?.server);
      }
      if (picked === undefined) {
        yield* this.#reply(errorReply(503), request, answer);
        return { server: '<NOSRV>', status: 503, state: 'SC--', retries: tried, connect: -1, response: -1 };
      }
      const asked = sys.now();
      const facts = { rule: why, frontend: this.#frontend.name };
      const { server } = picked;
      const upstream = upstreamOf(backend, picked, facts);
      const result = yield* this.#attempt(request, answer, backend, server, upstream, fields);
      const connect = sys.now() - asked;
      if (result.ok) {
        const state = result.complete ? '----' : 'SD--';
        return {
          server: server.name,
          status: answer.status,
          state,
          retries: tried,
          connect: 0,
          response: sys.now() - asked,
        };
      }
      const { stage } = result.failure;
      if (stage !== 'connect' || isLast) {
        const { status, state } = failureOf(result.failure);
        yield* this.#reply(errorReply(status), request, answer);
        return { server: server.name, status, state, retries: tried, connect: -1, response: -1 };
      }
      const wait = Math.min(TURN_AROUND, backend.timeouts.get('connect') ?? TURN_AROUND) - connect;
      const until = sys.now() + Math.max(0, wait);
      while (sys.now() < until) yield* sys.wait([], until);
    }
  }

  *#attempt(
    request: Exchange,
    answer: Answering,
    backend: Backend,
    server: PoolServer,
    upstream: Upstream,
    fields: readonly Field[],
  ): Blocking<Forwarded> {
    const limit = (name: string): SimTime => timeoutOf(backend, name);
    const job: Job = {
      method: request.method,
      bytes: requestBytes(request, fields),
      patience: { connect: limit('connect'), send: limit('server'), read: limit('server') },
      idle: undefined,
      postpones: false,
      respond: (head) => {
        const given = endToEnd(head.fields).map(([name, value]): Field => [name.toLowerCase(), value]);
        const own = backend.name === this.#frontend.name ? [] : backend.responseRules;
        const rules: Rule[] = [...own, ...this.#frontend.responseRules];
        const changed = applyRules(rules, request, given, this.#around);
        const kept = isAnswered(changed) ? given : changed;
        const closing: Field[] = answer.keeps ? [] : [['connection', 'close']];
        return { start: `HTTP/1.1 ${head.start.split(' ').slice(1).join(' ')}`, fields: [...kept, ...closing] };
      },
    };
    server.active++;
    backend.active++;
    try {
      return yield* forward(this.#sys, upstream, job, answer);
    } finally {
      server.active--;
      backend.active--;
    }
  }

  *#reply(reply: Reply, request: Exchange, answer: Answering): Blocking<void> {
    const closes = reply.fields.some(([name, value]) => name === 'connection' && value === 'close');
    if (closes) answer.keeps = false;
    const fields: Field[] = closes || answer.keeps ? [...reply.fields] : [...reply.fields, ['connection', 'close']];
    yield* answer.reply({ ...reply, fields }, request.method);
  }

  *#log(request: Exchange, answer: Answering, backend: string, outcome: Outcome): Blocking<void> {
    const frontend = this.#frontend;
    const { server, status, state, retries, connect, response } = outcome;
    const session: Session = {
      ...{
        client: request.client,
        accepted: request.began,
        frontend,
        backend,
        server,
        connect,
        response,
        status,
        state,
      },
      queued: server === '<NOSRV>' ? -1 : 0,
      bytes: answer.sent,
      counts: `${this.#active}/${this.#active}/${this.#configuration.backends.get(backend)?.active ?? 0}/0/${retries}`,
      request: request.head.start,
    };
    yield* this.#write(session);
  }

  *#write(session: Session): Blocking<void> {
    const targets = targetsOf(this.#frontend, this.#configuration.logs);
    yield* logTo(this.#sys, targets, 'info', sessionLine(this.#sys, session));
  }
}

function requestBytes(request: Exchange, fields: readonly Field[]): Uint8Array {
  const length: Field[] = request.body.length > 0 ? [['content-length', String(request.body.length)]] : [];
  const host = fieldOf(request.head, 'host');
  const others = without(fields, 'content-length');
  const named: readonly Field[] =
    host === undefined || others.some(([name]) => name === 'host') ? others : [['host', host], ...others];
  return withBody(headText(`${request.method} ${request.target} HTTP/1.1`, [...named, ...length]), request.body);
}

function failureOf({ stage, why }: Failure): { readonly status: number; readonly state: string } {
  if (stage === 'connect') return { status: 503, state: why === 'timeout' ? 'sC--' : 'SC--' };
  if (why === 'timeout') return { status: 504, state: 'sH--' };
  return { status: 502, state: 'SH--' };
}
