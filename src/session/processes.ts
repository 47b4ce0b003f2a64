// The processes of a container, numbered as it numbers them: what `docker exec NAME ps` would list.
import type { World } from '../sim/world.ts';
import type { ProcessView } from './protocol.ts';

/** Empty for a container that does not run, or that there is not. */
export function processesOf(world: World, host: string, id: string): readonly ProcessView[] {
  const containers = world.stations.get(host)?.engine?.daemon.containers.all() ?? [];
  const running = containers.find((one) => one.id === id)?.running;
  return (running?.enclosure.processes() ?? []).map(({ pid, argv }) => ({ pid, command: argv.join(' ') }));
}
