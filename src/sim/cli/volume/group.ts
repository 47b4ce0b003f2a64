// docker volume: its sub-commands.
// Source: docker/cli v28.5.2 cli/command/volume/cmd.go.
// Not modelled: update, which is for cluster volumes.
import type { Group } from '../command.ts';
import { create } from './create.ts';
import { inspect } from './inspect.ts';
import { ls } from './ls.ts';
import { prune } from './prune.ts';
import { rm } from './rm.ts';

export const volume: Group = {
  kind: 'group',
  name: 'volume',
  short: 'Manage volumes',
  commands: [create, inspect, ls, prune, rm],
};
