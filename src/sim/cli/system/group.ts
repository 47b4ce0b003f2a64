// docker system: its sub-commands.
// Source: docker/cli cli/command/system/cmd.go.
// Not modelled: those listed as absent.
import { absent, type Group } from '../command.ts';
import { events } from './events.ts';
import { info } from './info.ts';

export const system: Group = {
  kind: 'group',
  name: 'system',
  short: 'Manage Docker',
  commands: [absent('df', 'Show docker disk usage'), events, info, absent('prune', 'Remove unused data')],
};
