// What has happened in a world before anybody comes: commands, one after the other, each on its host.
import { fillIn } from '../sim/scenario/commands.ts';
import type { SetupCommand } from '../sim/scenario/format.ts';
import type { World } from '../sim/world.ts';
import { authorities, tokensOf } from './cluster.ts';

/** Runs each to its end, with the tokens of the swarm that those before it have made. Tells after each instant how many are done. */
export function* setUp(world: World, commands: readonly SetupCommand[]): Generator<number> {
  for (const [done, command] of commands.entries()) {
    const [swarm] = authorities(world).values();
    const tokens = swarm && tokensOf(swarm.store);
    const [text, host] = typeof command === 'string' ? [command] : [command.run, command.host];
    for (const _ of world.setUp(fillIn(text, tokens), host)) yield done;
  }
}
