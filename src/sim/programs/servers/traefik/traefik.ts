// traefik: a reverse proxy that follows the labels of containers and services.
// Source: doc.traefik.io/traefik/v3.6; cmd/traefik/traefik.go.
// Not modelled: the dashboard and its API, TLS, files as configuration, other providers than docker and swarm.
import { strerror } from '../../../base/errno.ts';
import { strftime } from '../../../base/time.ts';
import { SECOND } from '../../../des/scheduler.ts';
import type { Blocking, Program, Sys } from '../../../host/sys.ts';
import { runTool, ToolExit } from '../../net/tool.ts';
import { EventFeed } from '../proxy/docker-api.ts';
import { attendHttp, Gateway } from '../proxy/gateway.ts';
import type { Dynamic } from './dynamic.ts';
import { type EntryPoint, FlagError, readFlags, type StaticConfig } from './flags.ts';
import { Log } from './log.ts';
import { containerEvents, type ProviderName, provide, type Take } from './providers.ts';
import { EntryPointService, RoutingTable } from './proxy-service.ts';

const VERSION = '3.6.2';
const BACKLOG = 4096; // somaxconn
/** providers.providersThrottleDuration: a provider's changes are taken over no faster than this. */
const THROTTLE = 2 * SECOND;

class Daemon {
  readonly #sys: Sys;
  readonly #config: StaticConfig;
  readonly #log: Log;
  readonly #gateway: Gateway;
  readonly #table = new RoutingTable();
  readonly #services: EntryPointService[] = [];
  readonly #taken = new Map<ProviderName, { readonly shown: string; readonly at: number }>();
  #requests = 0;

  constructor(sys: Sys, config: StaticConfig) {
    this.#sys = sys;
    this.#config = config;
    this.#log = new Log(sys, config.level);
    this.#gateway = new Gateway(sys);
  }

  *run(): Blocking<number> {
    try {
      yield* this.#log.say('INFO', `Traefik version ${VERSION} built on 2025-11-18T10:32:19Z`, { version: VERSION });
      for (const point of this.#config.entryPoints) {
        const failed = this.#listen(point);
        if (failed === undefined) continue;
        throw new ToolExit(1, commandError(this.#sys, failed));
      }
      for (const signal of ['SIGTERM', 'SIGINT'] as const) this.#sys.onSignal(signal, () => this.#gateway.end(true));
      this.#sys.onSignal('SIGUSR1', 'ignore');
      yield* this.#provide('docker');
      yield* this.#provide('swarm');
      yield* this.#gateway.run();
      return 0;
    } finally {
      for (const service of this.#services) service.close();
    }
  }

  /** Binds an entry point; answers why it could not. */
  #listen(point: EntryPoint): string | undefined {
    const made = this.#sys.sockets.stream();
    const errno = made.ok ? (made.value.bind(point.address, point.port) ?? made.value.listen(BACKLOG)) : made.errno;
    if (!made.ok || errno !== undefined) {
      if (made.ok) made.value.close();
      const why = errno === undefined ? '' : strerror[errno].toLowerCase();
      return `error while building entryPoint ${point.name}: building listener: error opening listener: listen tcp :${point.port}: bind: ${why}`;
    }
    const count = this.#config.accessLog ? () => ++this.#requests : undefined;
    const service = new EntryPointService(this.#sys, point, this.#table, count);
    this.#services.push(service);
    this.#gateway.listen(
      made.value,
      attendHttp(this.#sys, () => service),
    );
    return undefined;
  }

  *#provide(name: ProviderName): Blocking<void> {
    const options = this.#config[name];
    if (options === undefined) return;
    const kind = name === 'swarm' ? 'SwarmProvider' : 'Provider';
    yield* this.#log.say('INFO', `Starting provider *docker.${kind}`);
    const { threads } = this.#gateway;
    // A swarm's services make no events on every manager: they are read again and again.
    const events = name === 'docker' ? new EventFeed() : undefined;
    if (events !== undefined) threads.start(events.listen(this.#sys, options.socket, containerEvents));
    const take: Take = (from, dynamic) => this.#take(from, dynamic);
    threads.start(provide(this.#sys, name, options, this.#log, take, events));
  }

  /** A configuration like the last one is skipped; what is wrong in it is told each time. */
  *#take(name: ProviderName, dynamic: Dynamic): Blocking<void> {
    for (const { message, fields } of dynamic.errors) yield* this.#log.say('ERROR', message, fields);
    const shown = JSON.stringify([dynamic.routers, [...dynamic.services]]);
    const last = this.#taken.get(name);
    if (last?.shown === shown) return;
    const until = last === undefined ? 0 : last.at + THROTTLE;
    while (this.#sys.now() < until) yield* this.#sys.wait([], until);
    this.#taken.set(name, { shown, at: this.#sys.now() });
    this.#table.take(name, dynamic);
    const counts = { routers: String(dynamic.routers.length), services: String(dynamic.services.size) };
    yield* this.#log.say('DEBUG', 'Configuration received', { ...counts, providerName: name });
  }
}

const commandError = (sys: Sys, why: string): string =>
  `${strftime('%Y/%m/%d %H:%M:%S', sys.wallClock())} command traefik error: ${why}\n`;

function* run(sys: Sys, argv: readonly string[]): Blocking<number> {
  if (argv[1] === 'version') {
    const lines = [
      `Version:      ${VERSION}`,
      'Codename:     ramequin',
      'Go version:   go1.24.6',
      'OS/Arch:      linux/amd64',
    ];
    throw new ToolExit(0, '', `${lines.join('\n')}\n`);
  }
  try {
    return yield* new Daemon(sys, readFlags(argv.slice(1))).run();
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    throw new ToolExit(1, commandError(sys, error.message));
  }
}

export const traefik: Program = {
  name: 'traefik',
  summary: 'reverse proxy that follows labels',
  *main(sys, argv) {
    return yield* runTool(sys, run(sys, argv));
  },
};
