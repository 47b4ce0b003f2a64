// dockerd 28.5.2 of one host: starts, makes its networks, answers on its socket, stops and starts again.
// Source: moby cmd/dockerd/daemon.go, daemon/daemon.go NewDaemon, contrib/init/systemd.
// Not modelled: the TCP socket.
import { formatRfc3339Fixed } from '../base/time.ts';
import type { Blocking } from '../des/task.ts';
import type { HttpRequest, HttpResponse } from '../host/http.ts';
import type { Launched, Machine } from '../host/machine.ts';
import type { Unit } from '../host/service-manager.ts';
import { Router } from './api/router.ts';
import { routes } from './api/routes.ts';
import { DOCKER_SOCKET } from './api/types.ts';
import { CONFIG_FILE } from './config.ts';
import { Daemon, type EngineOptions } from './daemon.ts';
import { createPredefined } from './networks/create.ts';
import { configure, reload, restartContainers, restartSwarmContainers, shutDown, whyNot } from './restart.ts';

const SERVICE = 'docker.service';
const SOCKET = 'docker.socket';
const COMMAND = ['/usr/bin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock'];

/** Whoever asked hears that the connection was closed. */
const unreachable: HttpResponse = {
  status: 503,
  body: JSON.stringify({ message: 'the daemon does not start: see journalctl -u docker' }),
};

export class Engine {
  readonly daemon: Daemon;
  readonly #machine: Machine;
  readonly #router: Router;
  readonly #service: Unit;
  readonly #socket: Unit;
  #process: Launched;

  /** Makes none, host and bridge (docker0), and listens. */
  constructor(machine: Machine, options: EngineOptions) {
    this.#machine = machine;
    this.daemon = new Daemon(machine, options);
    this.#router = new Router(this.daemon, routes);
    createPredefined(this.daemon);
    this.#process = this.#launch();
    this.#service = this.#addService();
    this.#service.pid = this.#process.pid;
    this.#socket = this.#addSocket();
    machine.enclosure.fs.makeDirectory('/etc/docker', true);
    this.#listen();
    this.#logStart();
  }

  /** Grows with every change that a picture of the engine shows. */
  get version(): number {
    return this.daemon.version;
  }

  /** The process that stands for dockerd in the list of processes. */
  #launch(): Launched {
    return this.#machine.startHelper(COMMAND, function* wait(): Blocking<number> {
      for (;;) yield { on: [] };
    });
  }

  #addService(): Unit {
    return this.#machine.services.add({
      name: SERVICE,
      description: 'Docker Application Container Engine',
      path: '/lib/systemd/system/docker.service',
      documentation: 'https://docs.docker.com',
      triggeredBy: [SOCKET],
      runs: 'running',
      command: COMMAND.join(' '),
      body: { start: () => this.#start(), stop: () => this.#stop(), reload: () => this.#reload() },
    });
  }

  #addSocket(): Unit {
    const listen = () => this.#listen();
    const close = () => this.#close();
    return this.#machine.services.add({
      name: SOCKET,
      description: 'Docker Socket for the API',
      path: '/lib/systemd/system/docker.socket',
      documentation: '',
      triggeredBy: [],
      runs: 'listening',
      command: '',
      body: {
        // biome-ignore lint/correctness/useYield: a body may wait, this one need not.
        *start() {
          listen();
          return true;
        },
        // biome-ignore lint/correctness/useYield: the same.
        *stop() {
          close();
        },
      },
    });
  }

  /** Who asks a daemon that does not run starts it: the socket is systemd's. */
  #listen(): void {
    const { services } = this.#machine;
    const [service, router] = [this.#service, this.#router];
    this.#machine.listen(DOCKER_SOCKET, {
      *serve(request: HttpRequest): Blocking<HttpResponse> {
        if (service.state !== 'active' && !(yield* services.start(service))) return unreachable;
        return yield* router.serve(request);
      },
    });
  }

  #close(): void {
    this.#machine.enclosure.fs.remove(DOCKER_SOCKET);
  }

  *#start(): Blocking<boolean> {
    this.#process = this.#launch();
    this.#service.pid = this.#process.pid;
    try {
      // Containers that have lived on keep their networks as they are.
      if (configure(this.daemon)) createPredefined(this.daemon);
    } catch (error) {
      this.#log(whyNot(error));
      this.#end();
      // What cannot be started is not asked for again and again: service-start-limit-hit.
      this.#socket.state = 'failed';
      this.#close();
      return false;
    }
    if (this.#socket.state !== 'active') {
      this.#socket.state = 'active';
      this.#listen();
    }
    yield* restartContainers(this.daemon);
    this.daemon.swarm.resume();
    this.#machine.startTask(restartSwarmContainers(this.daemon));
    this.#logStart();
    return true;
  }

  #reload(): void {
    this.#say(`Got signal to reload configuration, reloading from: ${CONFIG_FILE}`);
    try {
      reload(this.daemon);
    } catch (error) {
      this.#log(`time="${formatRfc3339Fixed(this.daemon.now())}" level=error msg=${JSON.stringify(whyNot(error))}`);
    }
  }

  *#stop(): Blocking<void> {
    this.#say("Processing signal 'terminated'");
    this.daemon.swarm.close();
    yield* shutDown(this.daemon);
    yield* this.daemon.clusterNetworks.stop();
    this.#say('Daemon shutdown complete');
    this.#end();
  }

  #end(): void {
    this.#process.kill('SIGKILL');
    this.#service.pid = undefined;
  }

  #logStart(): void {
    const bridge = this.daemon.networks.byName('bridge');
    this.#say('Starting up');
    this.#say('Loading containers: start.');
    if (bridge === undefined) this.#say('Bridge networking is disabled');
    this.#say('Loading containers: done.');
    this.#say('Daemon has completed initialization');
    this.#say(`API listen on ${DOCKER_SOCKET.replace('/var', '')}`);
  }

  /** A line of the daemon's own log. */
  #say(message: string): void {
    this.#log(`time="${formatRfc3339Fixed(this.daemon.now())}" level=info msg="${message}"`);
  }

  #log(text: string): void {
    this.#machine.services.log(SERVICE, 'dockerd', this.#process.pid, text);
  }
}
