// docker secret: its sub-commands.
// Source: docker/cli v28.5.2 cli/command/secret/cmd.go.
// Not modelled: drivers of secrets.
import { between, type Group } from '../command.ts';
import { flag } from '../flags.ts';
import { createCommand, inspectCommand, lsCommand, rmCommand } from './files.ts';

const create = createCommand('secret', {
  synopsis: '[OPTIONS] SECRET [file|-]',
  short: 'Create a secret from a file or STDIN as content',
  args: between(1, 2),
  flags: [flag('string', 'driver', 'Secret driver', { short: 'd', onlySimulated: [] })],
});

export const secret: Group = {
  kind: 'group',
  name: 'secret',
  swarm: 'manager',
  short: 'Manage Swarm secrets',
  commands: [create, inspectCommand('secret'), lsCommand('secret'), rmCommand('secret')],
};
