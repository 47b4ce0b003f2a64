// Pausing containers: their processes freeze, their kernel goes on: it still answers pings and takes connections.
// Source: moby v28.5.2 daemon/{pause,unpause}.go; Documentation/admin-guide/cgroup-v2.rst (cgroup.freeze).
// Not modelled: nothing known.
import { conflict, notSimulated, system } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { containerEvent } from './container-events.ts';
import { stopMonitor } from './health.ts';
import { startMonitor } from './health-monitor.ts';

export function pauseContainer(daemon: Daemon, container: Container): void {
  if (container.running === undefined) throw conflict(`container ${container.id} is not running`);
  if (container.paused) throw conflict(`Container ${container.id} is already paused`);
  if (container.hostConfig.PidMode !== '') throw notSimulated('pausing a container that shares a pid namespace');
  container.running.enclosure.setFrozen(true);
  container.status = 'paused';
  stopMonitor(container);
  containerEvent(daemon, container, 'pause');
}

export function unpauseContainer(daemon: Daemon, container: Container): void {
  if (!container.paused) throw system(`Container ${container.id} is not paused`);
  if (container.running === undefined) throw conflict(`container ${container.id} is not running`);
  container.thaw();
  startMonitor(daemon, container);
  containerEvent(daemon, container, 'unpause');
}
