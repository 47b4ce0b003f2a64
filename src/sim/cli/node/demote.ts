// docker node demote
// Source: docker/cli cli/command/node/demote.go.
// Not modelled: nothing.
import { atLeast, type Leaf } from '../command.ts';
import { changeNodes } from './change.ts';

export const demote: Leaf = {
  kind: 'leaf',
  name: 'demote',
  synopsis: 'NODE [NODE...]',
  short: 'Demote one or more nodes from manager in the swarm',
  args: atLeast(1),
  flags: [],
  *run(client, options) {
    yield* changeNodes(
      client,
      options.args,
      function* (node, name) {
        if (node.Spec.Role !== 'worker') return { ...node.Spec, Role: 'worker' };
        yield* client.print(`Node ${name} is already a worker.`);
        return undefined;
      },
      (name) => `Manager ${name} demoted in the swarm.`,
    );
    return 0;
  },
};
