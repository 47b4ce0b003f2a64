// docker stack services
// Source: docker/cli v28.5.2 cli/command/stack/services.go, swarm/services.go.
// Not modelled: formats from a configuration file.
import type { ServiceResource } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { serviceLines } from '../formatter/service.ts';
import { namespaceOf } from './namespace.ts';

export const services: Leaf = {
  kind: 'leaf',
  name: 'services',
  synopsis: '[OPTIONS] STACK',
  short: 'List the services in the stack',
  args: exactly(1),
  names: ['stack'],
  flags: [
    flag('bool', 'quiet', 'Only display IDs', { short: 'q' }),
    listFormatFlag,
    flag('filter', 'filter', 'Filter output based on conditions provided', { short: 'f' }),
  ],
  *run(client, options) {
    const stack = namespaceOf(options.args[0] ?? '');
    const quiet = options.bool('quiet');
    const query = { ...filtersQuery([...options.list('filter'), stack.filter]), ...(!quiet && { status: 'true' }) };
    const found = yield* client.get<ServiceResource[]>('/services', query);
    if (found.length === 0) yield* client.warn(`Nothing found in stack: ${stack.name}`);
    else yield* client.sys.print(serviceLines(found, options.text('format'), quiet));
    return 0;
  },
};
