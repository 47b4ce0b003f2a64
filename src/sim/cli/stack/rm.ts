// docker stack rm
// Source: docker/cli v28.5.2 cli/command/stack/remove.go, swarm/remove.go.
// Not modelled: nothing.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { atLeast, type Leaf } from '../command.ts';
import { Failure, joined } from '../failure.ts';
import { flag } from '../flags.ts';
import { type Namespace, namespaceOf } from './namespace.ts';
import { removeAll, serviceRemovals, stackFiles, stackNetworks, stackServices, stackTasks } from './resources.ts';

export const rm: Leaf = {
  kind: 'leaf',
  name: 'rm',
  aliases: ['remove', 'down'],
  synopsis: '[OPTIONS] STACK [STACK...]',
  short: 'Remove one or more stacks',
  args: atLeast(1),
  names: ['stack'],
  flags: [flag('bool', 'detach', 'Do not wait for stack removal', { short: 'd', default: 'true' })],
  *run(client, options) {
    const failures: Failure[] = [];
    for (const stack of options.args.map(namespaceOf)) {
      if (!(yield* removeStack(client, stack))) {
        failures.push(new Failure(`failed to remove some resources from stack: ${stack.name}`));
      } else if (!options.bool('detach')) yield* waitForTasks(client, stack);
    }
    joined(failures);
    return 0;
  },
};

function* removeStack(client: Client, stack: Namespace): Blocking<boolean> {
  const services = yield* stackServices(client, stack);
  const networks = yield* stackNetworks(client, stack);
  const secrets = yield* stackFiles(client, stack, 'secret');
  const configs = yield* stackFiles(client, stack, 'config');
  if (services.length + networks.length + secrets.length + configs.length === 0) {
    yield* client.warn(`Nothing found in stack: ${stack.name}`);
    return true;
  }
  return yield* removeAll(client, [
    ...serviceRemovals(services),
    ...secrets.map(({ ID, Spec }) => ({ kind: 'secret' as const, id: ID, name: Spec.Name })),
    ...configs.map(({ ID, Spec }) => ({ kind: 'config' as const, id: ID, name: Spec.Name })),
    ...networks.map(({ Id, Name }) => ({ kind: 'network' as const, id: Id, name: Name })),
  ]);
}

const OVER = ['complete', 'shutdown', 'failed', 'rejected'];

/** Looks until it has met the end of a task as often as there are tasks. */
function* waitForTasks(client: Client, stack: Namespace): Blocking<void> {
  for (let ended = 0; ; ) {
    const tasks = yield* stackTasks(client, stack);
    if (tasks.some(({ Status }) => OVER.includes(Status.State))) ended++;
    if (tasks.length === 0 || ended === tasks.length) return;
  }
}
