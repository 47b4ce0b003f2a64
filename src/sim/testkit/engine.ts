// A host with a Docker Engine for tests: requests in, responses out, virtual time moved by hand.
// The host has one NIC without a cable; images hold a few small programs that only wait or print.

import { ip4 } from '../base/ip4.ts';
import { RandomSource } from '../base/random.ts';
import { Scheduler, SECOND } from '../des/scheduler.ts';
import type { Blocking } from '../des/task.ts';
import { DOCKER_SOCKET } from '../engine/api/types.ts';
import { Engine } from '../engine/engine.ts';
import { Host } from '../host/host.ts';
import type { HttpRequest, HttpResponse, HttpService, StreamChunk } from '../host/http.ts';
import type { Machine } from '../host/machine.ts';
import type { Program } from '../host/sys.ts';
import { Kernel } from '../linux/kernel.ts';
import { Uids } from '../linux/uids.ts';
import { Trace } from '../trace/trace.ts';

/** 2026-11-21T06:43:46Z */
const STARTS_AT = 1_795_243_426_000;

function program(name: string, main: Program['main']): [string, Program] {
  return [`/bin/${name}`, { name, summary: `test program ${name}`, main }];
}

/** What every image holds. */
const programs: ReadonlyMap<string, Program> = new Map([
  program('sleep', function* (sys, argv) {
    const seconds = Number(argv[1]);
    const end = Number.isFinite(seconds) ? sys.now() + seconds * SECOND : undefined;
    while (end === undefined || sys.now() < end) yield* sys.wait([], end);
    return 0;
  }),
  program('polite', function* (sys) {
    let asked = false;
    sys.onSignal('SIGTERM', () => {
      asked = true;
    });
    while (!asked) yield* sys.wait([]);
    return 0;
  }),
  program('nginx', function* (sys) {
    for (;;) yield* sys.wait([]);
  }),
  program('true', function* (sys) {
    yield* sys.compute(1);
    return 0;
  }),
  program('fail', function* (sys, argv) {
    yield* sys.compute(1);
    return Number(argv[1] ?? 1);
  }),
  program('echo', function* (sys, argv) {
    yield* sys.print(`${argv.slice(1).join(' ')}\n`);
    return 0;
  }),
  program('complain', function* (sys, argv) {
    yield* sys.error(`${argv.slice(1).join(' ')}\n`);
    return 0;
  }),
  program('env', function* (sys) {
    for (const [name, value] of sys.env) yield* sys.print(`${name}=${value}\n`);
    return 0;
  }),
  program('hostname', function* (sys) {
    yield* sys.print(`${sys.hostname}\n`);
    return 0;
  }),
  program('cat', function* (sys, argv) {
    const [, path] = argv;
    if (path === undefined) {
      for (let text = yield* sys.read(0); text !== undefined; text = yield* sys.read(0)) yield* sys.print(text);
      return 0;
    }
    const read = sys.fs.readFile(path);
    if (read.ok) yield* sys.print(read.value);
    return read.ok ? 0 : 1;
  }),
]);

function queryOf(text: string): Record<string, string> {
  const pairs = text === '' ? [] : text.split('&').map((pair) => pair.split('='));
  return Object.fromEntries(pairs.map(([name = '', ...value]) => [name, decodeURIComponent(value.join('='))]));
}

/** What a stream carried until it ended, or until time ran out. */
export interface Drained {
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: boolean;
}

export class EngineLab {
  readonly scheduler = new Scheduler();
  readonly kernel: Kernel;
  readonly machine: Machine;
  readonly engine: Engine;
  #service: HttpService | undefined;

  constructor(options: { readonly seed?: number; readonly lan?: string; readonly resolvConf?: string } = {}) {
    const random = new RandomSource(options.seed ?? 1);
    const trace = new Trace(this.scheduler);
    this.kernel = new Kernel({ scheduler: this.scheduler, random, trace, uids: new Uids(), hostName: 'node1' });
    const nic = this.kernel.addNic('eth0');
    const [address = '', length = ''] = (options.lan ?? '192.168.99.101/24').split('/');
    this.kernel.rootNs.net.addAddress(nic.ifindex, ip4(address), Number(length));
    this.kernel.rootNs.net.setLink(nic.ifindex, { up: true });
    const { scheduler, kernel } = this;
    const host = new Host({ name: 'node1', scheduler, random, kernel, startsAt: STARTS_AT, programs });
    host.enclosure.fs.writeFile('/etc/resolv.conf', options.resolvConf ?? 'nameserver 10.255.255.53\n');
    const listening = host.listen.bind(host);
    host.listen = (path, service) => {
      if (path === DOCKER_SOCKET) this.#service = service;
      listening(path, service);
    };
    this.machine = host;
    const images = ['busybox', 'nginx', 'redis', 'ubuntu'];
    this.engine = new Engine(host, { images, programsFor: () => programs });
  }

  /** Lets virtual time pass. */
  pass(seconds: number): void {
    this.scheduler.runUntil(this.scheduler.now + Math.round(seconds * SECOND));
  }

  /** One exchange; runs the world until it is answered. */
  send(method: HttpRequest['method'], pathAndQuery: string, body?: unknown): HttpResponse {
    const [path = '', query = ''] = pathAndQuery.split('?');
    const request: HttpRequest = {
      method,
      path,
      query: queryOf(query),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    };
    return this.run((service) => service.serve(request));
  }

  /** The same; answers the status and the body read as JSON. */
  json(
    method: HttpRequest['method'],
    path: string,
    body?: unknown,
  ): { readonly status: number; readonly body: unknown } {
    const response = this.send(method, path, body);
    return { status: response.status, body: response.body ? JSON.parse(response.body) : undefined };
  }

  /** The text of an error, or of nothing when the request succeeds. */
  error(method: HttpRequest['method'], path: string, body?: unknown): string {
    const response = this.send(method, path, body);
    if (response.status < 400) return '';
    return `${response.status} ${JSON.parse(response.body ?? '{}').message}`;
  }

  /** Creates and starts a container of `sleep infinity`: its id. */
  container(name: string, more: Readonly<Record<string, unknown>> = {}): string {
    const id = this.create(name, more);
    const failed = this.error('POST', `/containers/${id}/start`);
    if (failed !== '') throw new Error(failed);
    return id;
  }

  create(name: string, more: Readonly<Record<string, unknown>> = {}): string {
    const answer = this.send('POST', `/containers/create?name=${name}`, {
      Image: 'busybox',
      Cmd: ['sleep', 'infinity'],
      ...more,
    });
    if (answer.status !== 201) throw new Error(answer.body);
    return JSON.parse(answer.body ?? '{}').Id;
  }

  /** Runs a program in a container: what it printed. */
  exec(container: string, ...argv: string[]): string {
    const created = this.send('POST', `/containers/${container}/exec`, {
      Cmd: argv,
      AttachStdout: true,
      AttachStderr: true,
    });
    if (created.status !== 201) throw new Error(created.body);
    const { Id } = JSON.parse(created.body ?? '{}');
    const out = this.drain(this.send('POST', `/exec/${Id}/start`, {}));
    return out.stdout + out.stderr;
  }

  /** Creates, attaches, starts: what a short-lived container printed. */
  runContainer(more: Readonly<Record<string, unknown>>): string {
    const id = this.create('', more);
    const attached = this.send('POST', `/containers/${id}/attach?stream=1&stdout=1&stderr=1`);
    const failed = this.error('POST', `/containers/${id}/start`);
    if (failed !== '') throw new Error(failed);
    const out = this.drain(attached);
    return out.stdout + out.stderr;
  }

  drain(response: HttpResponse, seconds = 30): Drained {
    const { stream } = response;
    if (stream === undefined) throw new Error(`no stream: ${response.status} ${response.body}`);
    const chunks: StreamChunk[] = [];
    let ended = false;
    this.machine.startTask(
      (function* (): Blocking<void> {
        for (let chunk = yield* stream.read(); chunk !== undefined; chunk = yield* stream.read()) chunks.push(chunk);
        ended = true;
      })(),
    );
    const deadline = this.scheduler.now + seconds * SECOND;
    while (!ended && (this.scheduler.nextTime() ?? Number.POSITIVE_INFINITY) <= deadline) this.scheduler.runInstant();
    const text = (channel: string): string =>
      chunks
        .filter((c) => c.channel === channel)
        .map((c) => c.text)
        .join('');
    return { stdout: text('stdout'), stderr: text('stderr'), ended };
  }

  /** Runs a request in a task of the engine's until it has been answered. */
  run(ask: (service: HttpService) => Blocking<HttpResponse>): HttpResponse {
    const service = this.#service;
    if (service === undefined) throw new Error('the engine does not listen');
    let response: HttpResponse | undefined;
    this.machine.startTask(
      (function* (): Blocking<void> {
        response = yield* ask(service);
      })(),
    );
    while (response === undefined) if (!this.scheduler.runInstant()) throw new Error('the world stands still');
    return response;
  }
}
