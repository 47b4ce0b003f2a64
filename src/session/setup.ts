// What has happened in a world before anybody comes: commands, one after the other, each on its host.
import { fillIn } from '../sim/scenario/commands.ts';
import type { SetupCommand } from '../sim/scenario/format.ts';
import type { World } from '../sim/world.ts';
import { authorities, tokensOf } from './cluster.ts';

/** Runs one to its end, with the tokens of the swarm that those before it have made. */
export function runSetup(world: World, command: SetupCommand): void {
  const [swarm] = authorities(world).values();
  const tokens = swarm && tokensOf(swarm.store);
  if (typeof command === 'string') world.runSetup(fillIn(command, tokens));
  else world.runSetup(fillIn(command.run, tokens), command.host);
}
