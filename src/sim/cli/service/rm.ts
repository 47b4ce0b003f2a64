// docker service rm
// Source: docker/cli v28.5.2 cli/command/service/remove.go.
// Not modelled: nothing.
import { atLeast, type Leaf } from '../command.ts';
import { forEachName } from '../container/each.ts';
import { servicePath } from './api-calls.ts';

export const rm: Leaf = {
  kind: 'leaf',
  name: 'rm',
  aliases: ['remove'],
  synopsis: 'SERVICE [SERVICE...]',
  short: 'Remove one or more services',
  args: atLeast(1),
  names: ['service'],
  flags: [],
  run: (client, options) =>
    forEachName(client, options.args, (name) => client.send('DELETE', servicePath(name)), { inTurn: true }),
};
