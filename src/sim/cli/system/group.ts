// docker system: its sub-commands.
// Source: docker/cli cli/command/system/cmd.go.
// Not modelled: those listed as absent.
import type { Group } from '../command.ts';
import { df } from './df.ts';
import { events } from './events.ts';
import { info } from './info.ts';
import { prune } from './prune.ts';

export const system: Group = {
  kind: 'group',
  name: 'system',
  short: 'Manage Docker',
  commands: [df, events, info, prune],
};
