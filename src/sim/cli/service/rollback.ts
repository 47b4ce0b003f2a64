// docker service rollback
// Source: docker/cli v28.5.2 cli/command/service/rollback.go.
// Not modelled: nothing.
import { exactly, type Leaf } from '../command.ts';
import { inspectService, updateService } from './api-calls.ts';
import { detachFlag, quietFlag } from './flags.ts';
import { waitOnService } from './progress.ts';

export const rollback: Leaf = {
  kind: 'leaf',
  name: 'rollback',
  synopsis: '[OPTIONS] SERVICE',
  short: "Revert changes to a service's configuration",
  args: exactly(1),
  names: ['service'],
  flags: [quietFlag, detachFlag],
  *run(client, options) {
    const [name = ''] = options.args;
    const service = yield* inspectService(client, name);
    yield* updateService(client, service, service.Spec, { rollback: true });
    yield* client.print(name);
    return options.bool('detach') ? 0 : yield* waitOnService(client, name, options.bool('quiet'));
  },
};
