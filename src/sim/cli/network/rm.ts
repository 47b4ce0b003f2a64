// docker network rm
// Source: docker/cli cli/command/network/remove.go.
// Not modelled: the question before removing the ingress network.
import { segment } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { ApiFailure, Failure } from '../failure.ts';
import { flag } from '../flags.ts';

export const rm: Leaf = {
  kind: 'leaf',
  name: 'rm',
  aliases: ['remove'],
  synopsis: 'NETWORK [NETWORK...]',
  short: 'Remove one or more networks',
  args: atLeast(1),
  names: ['network'],
  flags: [flag('bool', 'force', 'Do not error if the network does not exist', { short: 'f' })],
  *run(client, options) {
    let failed = false;
    for (const name of options.args) {
      try {
        yield* client.send('DELETE', `/networks/${segment('network', name)}`);
        yield* client.print(name);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (options.bool('force') && error instanceof ApiFailure && error.notFound) continue;
        yield* client.warn(error.message);
        failed = true;
      }
    }
    if (failed) throw new Failure('exit status 1');
    return 0;
  },
};
