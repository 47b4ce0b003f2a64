// docker rm
// Source: docker/cli cli/command/container/rm.go.
// Not modelled: volumes (there are none to remove).
import { atLeast, type Leaf } from '../command.ts';
import { ApiFailure, Failure, joined } from '../failure.ts';
import { flag } from '../flags.ts';
import { containerPath } from './api-calls.ts';

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
  *run(client, options) {
    const force = options.bool('force');
    const query = {
      ...(options.bool('volumes') && { v: '1' }),
      ...(options.bool('link') && { link: '1' }),
      ...(force && { force: '1' }),
    };
    const failures: Failure[] = [];
    for (const name of options.args) {
      try {
        const bare = name.replace(/^\/+|\/+$/g, '');
        if (bare === '') throw new Failure('container name cannot be empty');
        yield* client.send('DELETE', containerPath(bare), { query });
        yield* client.print(name);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (force && error instanceof ApiFailure && error.notFound) yield* client.warn(error.message);
        else failures.push(error);
      }
    }
    joined(failures);
    return 0;
  },
};
