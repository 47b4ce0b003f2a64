// dockerd 28.5.2 of one host: starts, makes its networks and answers on its socket.
// Source: moby cmd/dockerd/daemon.go, daemon/daemon.go NewDaemon.
// Not modelled: the TCP socket, shutting down.
import type { Machine } from '../host/machine.ts';
import { Router } from './api/router.ts';
import { routes } from './api/routes.ts';
import { DOCKER_SOCKET } from './api/types.ts';
import { Daemon, type EngineOptions } from './daemon.ts';
import { createPredefined } from './networks/create.ts';

export class Engine {
  readonly daemon: Daemon;

  /** Makes none, host and bridge (docker0), and listens. */
  constructor(machine: Machine, options: EngineOptions) {
    this.daemon = new Daemon(machine, options);
    createPredefined(this.daemon);
    machine.listen(DOCKER_SOCKET, new Router(this.daemon, routes));
  }

  /** Grows with every change that a picture of the engine shows. */
  get version(): number {
    return this.daemon.version;
  }
}
