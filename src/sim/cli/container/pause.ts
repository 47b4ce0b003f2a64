// docker pause and docker unpause
// Source: docker/cli cli/command/container/pause.go, unpause.go.
// Not modelled: nothing.
import { atLeast, type Leaf } from '../command.ts';
import { containerPath } from './api-calls.ts';
import { forEachName } from './each.ts';

export const pause: Leaf = {
  kind: 'leaf',
  name: 'pause',
  synopsis: 'CONTAINER [CONTAINER...]',
  short: 'Pause all processes within one or more containers',
  aliasText: 'docker container pause, docker pause',
  args: atLeast(1),
  names: ['running'],
  flags: [],
  run: (client, options) =>
    forEachName(client, options.args, (name) => client.send('POST', containerPath(name, 'pause'))),
};

export const unpause: Leaf = {
  kind: 'leaf',
  name: 'unpause',
  synopsis: 'CONTAINER [CONTAINER...]',
  short: 'Unpause all processes within one or more containers',
  aliasText: 'docker container unpause, docker unpause',
  args: atLeast(1),
  names: ['running'],
  flags: [],
  run: (client, options) =>
    forEachName(client, options.args, (name) => client.send('POST', containerPath(name, 'unpause'))),
};
