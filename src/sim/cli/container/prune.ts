// docker container prune
// Source: docker/cli cli/command/container/prune.go.
// Not modelled: filters from a configuration file.
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { humanSize } from '../formatter/units.ts';
import { confirm } from '../prompt.ts';

const WARNING = `WARNING! This will remove all stopped containers.
Are you sure you want to continue?`;

/** POST /containers/prune */
interface PruneResponse {
  readonly ContainersDeleted: readonly string[] | null;
  readonly SpaceReclaimed: number;
}

export const prune: Leaf = {
  kind: 'leaf',
  name: 'prune',
  synopsis: '[OPTIONS]',
  short: 'Remove all stopped containers',
  args: exactly(0),
  flags: [
    flag('filter', 'filter', 'Provide filter values (e.g. "until=<timestamp>")'),
    flag('bool', 'force', 'Do not prompt for confirmation', { short: 'f' }),
  ],
  *run(client, options) {
    if (!options.bool('force') && !(yield* confirm(client, WARNING))) return 0;
    const query = filtersQuery(options.list('filter'));
    const report = yield* client.post<PruneResponse>('/containers/prune', { query });
    const deleted = report.ContainersDeleted ?? [];
    if (deleted.length > 0) yield* client.sys.print(`${['Deleted Containers:', ...deleted].join('\n')}\n\n`);
    yield* client.print(`Total reclaimed space: ${humanSize(report.SpaceReclaimed ?? 0)}`);
    return 0;
  },
};
