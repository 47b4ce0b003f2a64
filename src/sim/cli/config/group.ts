// docker config: its sub-commands.
// Source: docker/cli v28.5.2 cli/command/config/cmd.go.
// Not modelled: nothing.
import { exactly, type Group } from '../command.ts';
import { createCommand, inspectCommand, lsCommand, rmCommand } from '../secret/files.ts';

const create = createCommand('config', {
  synopsis: '[OPTIONS] CONFIG file|-',
  short: 'Create a config from a file or STDIN',
  args: exactly(2),
  flags: [],
});

export const config: Group = {
  kind: 'group',
  name: 'config',
  swarm: 'manager',
  short: 'Manage Swarm configs',
  commands: [create, inspectCommand('config'), lsCommand('config'), rmCommand('config')],
};
