// Removing every container that has stopped.
// Source: moby daemon/prune.go ContainersPrune.
// Not modelled: the disk space that is won.
import type { Blocking } from '../../des/task.ts';
import type { Filters } from '../api/filters.ts';
import type { Daemon } from '../daemon.ts';
import { removeContainer } from './remove.ts';

/** Removes every container that does not run; answers their ids. */
export function* pruneContainers(daemon: Daemon, filters: Filters): Blocking<string[]> {
  const deleted: string[] = [];
  for (const container of daemon.containers.all()) {
    if (container.running !== undefined || container.status === 'restarting') continue;
    if (!filters.labels(container.config.Labels) || !filters.madeBefore(container.created, daemon.now())) continue;
    yield* container.locked(() => removeContainer(daemon, container, false));
    deleted.push(container.id);
  }
  return deleted;
}
