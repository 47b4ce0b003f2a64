// docker node rm
// Source: docker/cli cli/command/node/remove.go.
// Not modelled: nothing.
import { atLeast, type Leaf } from '../command.ts';
import { Failure, joined } from '../failure.ts';
import { flag } from '../flags.ts';

export const rm: Leaf = {
  kind: 'leaf',
  name: 'rm',
  aliases: ['remove'],
  synopsis: '[OPTIONS] NODE [NODE...]',
  short: 'Remove one or more nodes from the swarm',
  args: atLeast(1),
  names: ['node'],
  flags: [flag('bool', 'force', 'Force remove a node from the swarm', { short: 'f' })],
  *run(client, options) {
    const failures: Failure[] = [];
    for (const name of options.args) {
      try {
        const query: Record<string, string> = options.bool('force') ? { force: '1' } : {};
        yield* client.send('DELETE', `/nodes/${encodeURIComponent(name)}`, { query });
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
