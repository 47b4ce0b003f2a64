// Removing containers.
// Source: moby daemon/{delete,prune}.go.
// Not modelled: removal of a container's disk from a real disk (it may fail there).
import { MILLISECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import { conflict } from '../api/errors.ts';
import type { Daemon } from '../daemon.ts';
import type { Container } from './container.ts';
import { containerEvent } from './container-events.ts';
import { removeAnonymous } from './mounts.ts';
import { removeFiles } from './sandbox-files.ts';
import { killContainer } from './stop.ts';

/** How long its disk takes to go: the order of magnitude on an idle machine. Who was attached to an exec learns its end meanwhile. */
const REMOVAL_TIME: SimTime = 20 * MILLISECOND;

/** Removes a container; a running one only by `force`, which kills it first. The caller holds its lock. */
export function* removeContainer(
  daemon: Daemon,
  container: Container,
  force: boolean,
  volumes = false,
): Blocking<void> {
  if (container.removed) return;
  if (container.running !== undefined || container.status === 'restarting') {
    if (!force && container.paused) {
      const what = 'container is paused and must be unpaused first';
      throw conflict(`cannot remove container "${container.name}": ${what}`);
    }
    if (!force) {
      const what = `cannot remove container "${container.name}": container is ${container.status}`;
      throw conflict(`${what}: stop the container before removing or force remove`);
    }
    container.stoppedByUser = true;
    if (container.running !== undefined) yield* killContainer(daemon, container, 'SIGKILL');
  }
  container.status = 'removing';
  yield { on: [], until: daemon.machine.scheduler.now + REMOVAL_TIME };
  container.removed = true;
  daemon.containers.delete(container);
  for (const [id, session] of daemon.execs) if (session.container === container) daemon.execs.delete(id);
  for (const parent of daemon.containers.all()) {
    if (parent.links.some((link) => link.child === container)) {
      parent.links = parent.links.filter((link) => link.child !== container);
    }
  }
  if (volumes) removeAnonymous(daemon, container);
  removeFiles(daemon, container);
  for (const channel of container.attached) channel.end();
  containerEvent(daemon, container, 'destroy');
}

/** Removes the link `parent/alias` and nothing else. Source: delete.go rmLink. */
export function removeLink(daemon: Daemon, term: string): void {
  const [parentName = '', alias = ''] = term.replace(/^\//, '').split('/');
  const parent = daemon.containers.byName(parentName);
  if (parent === undefined || !parent.links.some((link) => link.alias === alias)) {
    throw conflict(`Cannot get parent ${parentName} for link ${term}`);
  }
  parent.links = parent.links.filter((link) => link.alias !== alias);
}
