// docker node update
// Source: docker/cli cli/command/node/update.go.
// Not modelled: nothing.
import type { NodeSpec } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag, keyValues, type Options } from '../flags.ts';
import { changeNodes } from './change.ts';

export const update: Leaf = {
  kind: 'leaf',
  name: 'update',
  synopsis: '[OPTIONS] NODE',
  short: 'Update a node',
  args: exactly(1),
  names: ['node'],
  flags: [
    flag('string', 'availability', 'Availability of the node ("active", "pause", "drain")'),
    flag('list', 'label-add', 'Add or update a node label (key=value)'),
    flag('list', 'label-rm', 'Remove a node label if exists'),
    flag('string', 'role', 'Role of the node ("worker", "manager")'),
  ],
  *run(client, options) {
    yield* changeNodes(
      client,
      options.args,
      // biome-ignore lint/correctness/useYield: nothing is asked
      function* (node) {
        return changed(node.Spec, options);
      },
      (name) => name,
    );
    return 0;
  },
};

/** The texts go to the engine as they are: it knows which are valid. */
function changed(spec: NodeSpec, options: Options): NodeSpec {
  const labels = { ...spec.Labels, ...keyValues(options.list('label-add')) };
  for (const key of options.list('label-rm')) {
    if (!(key in labels)) throw new Failure(`key ${key} doesn't exist in node's labels`);
    delete labels[key];
  }
  return {
    ...spec,
    Labels: labels,
    ...(options.changed('role') && { Role: options.text('role') as NodeSpec['Role'] }),
    ...(options.changed('availability') && { Availability: options.text('availability') as NodeSpec['Availability'] }),
  };
}
