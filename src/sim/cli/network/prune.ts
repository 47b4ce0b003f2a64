// docker network prune
// Source: docker/cli cli/command/network/prune.go.
// Not modelled: filters from a configuration file.
import type { NetworksPruneResponse } from '../../engine/api/types.ts';
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { confirm } from '../prompt.ts';

const WARNING = `WARNING! This will remove all custom networks not used by at least one container.
Are you sure you want to continue?`;

export const prune: Leaf = {
  kind: 'leaf',
  name: 'prune',
  synopsis: '[OPTIONS]',
  short: 'Remove all unused networks',
  args: exactly(0),
  flags: [
    flag('filter', 'filter', 'Provide filter values (e.g. "until=<timestamp>")'),
    flag('bool', 'force', 'Do not prompt for confirmation', { short: 'f' }),
  ],
  *run(client, options) {
    if (!options.bool('force') && !(yield* confirm(client, WARNING))) return 0;
    const query = filtersQuery(options.list('filter'));
    const report = yield* client.post<NetworksPruneResponse>('/networks/prune', { query });
    const deleted = report.NetworksDeleted ?? [];
    if (deleted.length > 0) yield* client.sys.print(`${['Deleted Networks:', ...deleted].join('\n')}\n\n`);
    return 0;
  },
};
