// docker rm
// Source: docker/cli cli/command/container/rm.go.
// Not modelled: volumes (there are none to remove).
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { ApiFailure, Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { containerPath } from './api-calls.ts';
import { forEachName } from './each.ts';

export const rm: Leaf = {
  kind: 'leaf',
  name: 'rm',
  aliases: ['remove'],
  synopsis: '[OPTIONS] CONTAINER [CONTAINER...]',
  short: 'Remove one or more containers',
  aliasText: 'docker container rm, docker container remove, docker rm',
  args: atLeast(1),
  names: ['container'],
  flags: [
    flag('bool', 'force', 'Force the removal of a running container (uses SIGKILL)', { short: 'f' }),
    flag('bool', 'link', 'Remove the specified link', { short: 'l' }),
    flag('bool', 'volumes', 'Remove anonymous volumes associated with the container', { short: 'v' }),
  ],
  run(client, options) {
    const force = options.bool('force');
    const query = {
      ...(options.bool('volumes') && { v: '1' }),
      ...(options.bool('link') && { link: '1' }),
      ...(force && { force: '1' }),
    };
    const tolerates = (failure: Failure) => force && failure instanceof ApiFailure && failure.notFound;
    return forEachName(client, options.args, (name) => removeOne(client, name, query), { tolerates });
  },
};

function* removeOne(client: Client, name: string, query: Record<string, string>): Blocking<void> {
  const bare = name.replace(/^\/+|\/+$/g, '');
  if (bare === '') throw new Failure('container name cannot be empty');
  yield* client.send('DELETE', containerPath(bare), { query });
}
