// docker swarm: its sub-commands.
// Source: docker/cli cli/command/swarm/cmd.go.
// Not modelled: nothing.
import type { Group } from '../command.ts';
import { ca } from './ca.ts';
import { init } from './init.ts';
import { join } from './join.ts';
import { joinToken } from './join-token.ts';
import { leave } from './leave.ts';
import { unlock } from './unlock.ts';
import { unlockKey } from './unlock-key.ts';
import { update } from './update.ts';

export const swarm: Group = {
  kind: 'group',
  name: 'swarm',
  short: 'Manage Swarm',
  commands: [ca, init, join, joinToken, leave, unlock, unlockKey, update],
};
