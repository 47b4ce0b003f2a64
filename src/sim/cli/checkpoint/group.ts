// docker checkpoint: of an engine without experimental features, which says no before anything is asked of it.
// Source: docker/cli v28.5.2 cli/command/checkpoint/{cmd,create,list,remove}.go, cmd/docker/docker.go areSubcommandsSupported.
// Not modelled: experimental features.
import { exactly, type Group, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { type Flag, flag } from '../flags.ts';

const directory = flag('string', 'checkpoint-dir', 'Use a custom checkpoint storage directory');

function command(name: string, short: string, synopsis: string, count: number, flags: readonly Flag[]): Leaf {
  return {
    kind: 'leaf',
    name,
    synopsis: `[OPTIONS] ${synopsis}`,
    short,
    args: exactly(count),
    flags,
    names: ['container'],
    run() {
      const needs = 'is only supported on a Docker daemon with experimental features enabled';
      throw new Failure(`docker checkpoint ${name} ${needs}`);
    },
  };
}

export const checkpoint: Group = {
  kind: 'group',
  name: 'checkpoint',
  short: 'Manage checkpoints',
  commands: [
    command('create', 'Create a checkpoint from a running container', 'CONTAINER CHECKPOINT', 2, [
      directory,
      flag('bool', 'leave-running', 'Leave the container running after checkpoint'),
    ]),
    { ...command('ls', 'List checkpoints for a container', 'CONTAINER', 1, [directory]), aliases: ['list'] },
    { ...command('rm', 'Remove a checkpoint', 'CONTAINER CHECKPOINT', 2, [directory]), aliases: ['remove'] },
  ],
};
