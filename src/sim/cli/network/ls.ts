// docker network ls
// Source: docker/cli cli/command/network/list.go; github.com/fvbommel/sortorder for the order of names.
// Not modelled: nothing.
import type { NetworkResource } from '../../engine/api/types.ts';
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { formatList } from '../formatter/format.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { networkFormat, networkList, networkView } from '../formatter/network.ts';
import { naturalOrder } from '../formatter/order.ts';

export const ls: Leaf = {
  kind: 'leaf',
  name: 'ls',
  aliases: ['list'],
  synopsis: '[OPTIONS]',
  short: 'List networks',
  args: exactly(0),
  flags: [
    flag('filter', 'filter', 'Provide filter values (e.g. "driver=bridge")', { short: 'f' }),
    listFormatFlag,
    flag('bool', 'no-trunc', 'Do not truncate the output'),
    flag('bool', 'quiet', 'Only display network IDs', { short: 'q' }),
  ],
  *run(client, options) {
    const networks = yield* client.get<NetworkResource[]>('/networks', filtersQuery(options.list('filter')));
    networks.sort((a, b) => naturalOrder(a.Name, b.Name));
    const format = networkFormat(options.text('format'), options.bool('quiet'));
    const views = networks.map((n) => networkView(n, !options.bool('no-trunc')));
    yield* client.sys.print(formatList(format, networkList, views));
    return 0;
  },
};
