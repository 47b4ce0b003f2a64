// docker node: its sub-commands.
// Source: docker/cli cli/command/node/cmd.go.
// Not modelled: nothing.
import type { Group } from '../command.ts';
import { demote } from './demote.ts';
import { inspect } from './inspect.ts';
import { ls } from './ls.ts';
import { promote } from './promote.ts';
import { ps } from './ps.ts';
import { rm } from './rm.ts';
import { update } from './update.ts';

export const node: Group = {
  kind: 'group',
  name: 'node',
  swarm: 'manager',
  short: 'Manage Swarm nodes',
  commands: [demote, inspect, ls, promote, ps, rm, update],
};
