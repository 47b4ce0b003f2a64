// docker service ls
// Source: docker/cli v28.5.2 cli/command/service/list.go.
// Not modelled: formats from a configuration file.
import type { ServiceResource } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { serviceLines } from '../formatter/service.ts';

export const ls: Leaf = {
  kind: 'leaf',
  name: 'ls',
  aliases: ['list'],
  synopsis: '[OPTIONS]',
  short: 'List services',
  args: exactly(0),
  flags: [
    flag('bool', 'quiet', 'Only display IDs', { short: 'q' }),
    listFormatFlag,
    flag('filter', 'filter', 'Filter output based on conditions provided', { short: 'f' }),
  ],
  *run(client, options) {
    const quiet = options.bool('quiet');
    const query = { ...filtersQuery(options.list('filter')), ...(!quiet && { status: 'true' }) };
    const services = yield* client.get<ServiceResource[]>('/services', query);
    yield* client.sys.print(serviceLines(services, options.text('format'), quiet));
    return 0;
  },
};
