// docker node inspect
// Source: docker/cli cli/command/node/inspect.go.
// Not modelled: nothing.
import type { NodeResource } from '../../engine/api/swarm-types.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import { inspectFormatFlag, inspect as inspectObjects } from '../formatter/inspect.ts';
import { prettyNode } from '../formatter/node.ts';
import { nodeReference } from './reference.ts';

export const inspect: Leaf = {
  kind: 'leaf',
  name: 'inspect',
  synopsis: '[OPTIONS] self|NODE [NODE...]',
  short: 'Display detailed information on one or more nodes',
  args: atLeast(1),
  names: ['node'],
  flags: [inspectFormatFlag, flag('bool', 'pretty', 'Print the information in a human friendly format')],
  *run(client, options) {
    const format = options.text('format');
    const path = function* (name: string) {
      return `/nodes/${encodeURIComponent(yield* nodeReference(client, name))}`;
    };
    if (!options.bool('pretty')) {
      return yield* inspectObjects(client, options.args, format, function* (name) {
        return { json: yield* client.text(yield* path(name)), type: 'swarm.Node' };
      });
    }
    if (format !== '') throw new Failure('--format is incompatible with human friendly format');
    for (const name of options.args) {
      const node = yield* client.get<NodeResource>(yield* path(name));
      yield* client.print(`${prettyNode(node)}\n`);
    }
    return 0;
  },
};
