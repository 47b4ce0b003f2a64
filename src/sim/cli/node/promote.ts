// docker node promote
// Source: docker/cli cli/command/node/promote.go.
// Not modelled: nothing.
import { atLeast, type Leaf } from '../command.ts';
import { changeNodes } from './change.ts';

export const promote: Leaf = {
  kind: 'leaf',
  name: 'promote',
  synopsis: 'NODE [NODE...]',
  short: 'Promote one or more nodes to manager in the swarm',
  args: atLeast(1),
  flags: [],
  *run(client, options) {
    yield* changeNodes(
      client,
      options.args,
      function* (node, name) {
        if (node.Spec.Role !== 'manager') return { ...node.Spec, Role: 'manager' };
        yield* client.print(`Node ${name} is already a manager.`);
        return undefined;
      },
      (name) => `Node ${name} promoted to a manager in the swarm.`,
    );
    return 0;
  },
};
