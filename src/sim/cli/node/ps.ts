// docker node ps
// Source: docker/cli cli/command/node/ps.go.
// Not modelled: nothing.
import type { NodeResource, TaskResource } from '../../engine/api/swarm-types.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { printTasks, taskFlags } from '../task/print.ts';
import { nodeReference } from './reference.ts';

export const ps: Leaf = {
  kind: 'leaf',
  name: 'ps',
  synopsis: '[OPTIONS] [NODE...]',
  short: 'List tasks running on one or more nodes, defaults to current node',
  args: atLeast(0),
  names: ['node'],
  flags: taskFlags,
  *run(client, options) {
    const names = options.args.length === 0 ? ['self'] : options.args;
    const tasks: TaskResource[] = [];
    const errors: string[] = [];
    for (const name of names) {
      try {
        const node = yield* client.get<NodeResource>(
          `/nodes/${encodeURIComponent(yield* nodeReference(client, name))}`,
        );
        const filters = filtersQuery([...options.list('filter'), `node=${node.ID}`]);
        tasks.push(...(yield* client.get<TaskResource[]>('/tasks', filters)));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        errors.push(error.message);
      }
    }
    if (errors.length === 0 || tasks.length > 0) yield* printTasks(client, tasks, options);
    if (errors.length > 0) throw new Failure(errors.join('\n'));
    return 0;
  },
};
