// docker volume rm
// Source: docker/cli v28.5.2 cli/command/volume/remove.go.
// Not modelled: nothing.
import { segment } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure, joined } from '../failure.ts';
import { flag } from '../flags.ts';

export const rm: Leaf = {
  kind: 'leaf',
  name: 'rm',
  aliases: ['remove'],
  synopsis: '[OPTIONS] VOLUME [VOLUME...]',
  short: 'Remove one or more volumes',
  long: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
  args: atLeast(1),
  names: ['volume'],
  flags: [flag('bool', 'force', 'Force the removal of one or more volumes', { short: 'f' })],
  *run(client, options) {
    const query: Record<string, string> = options.bool('force') ? { force: '1' } : {};
    const failures: Failure[] = [];
    for (const name of options.args) {
      try {
        yield* client.send('DELETE', `/volumes/${segment('volume', name)}`, { query });
        yield* client.print(name);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failures.push(error);
      }
    }
    joined(failures);
    return 0;
  },
};
