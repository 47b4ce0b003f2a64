// docker stack ps
// Source: docker/cli v28.5.2 cli/command/stack/ps.go, swarm/ps.go.
// Not modelled: nothing.
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { printTasks, taskFlags } from '../task/print.ts';
import { namespaceOf } from './namespace.ts';
import { stackTasks } from './resources.ts';

export const ps: Leaf = {
  kind: 'leaf',
  name: 'ps',
  synopsis: '[OPTIONS] STACK',
  short: 'List the tasks in the stack',
  args: exactly(1),
  names: ['stack'],
  flags: [...taskFlags.filter(({ name }) => name !== 'format'), listFormatFlag],
  *run(client, options) {
    const stack = namespaceOf(options.args[0] ?? '');
    const tasks = yield* stackTasks(client, stack, options.list('filter'));
    if (tasks.length === 0) throw new Failure(`nothing found in stack: ${stack.name}`);
    yield* printTasks(client, tasks, options);
    return 0;
  },
};
