// docker volume prune
// Source: docker/cli v28.5.2 cli/command/volume/prune.go.
// Not modelled: filters from a configuration file.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { confirm } from '../prompt.ts';

const QUESTION = 'Are you sure you want to continue?';
const ANONYMOUS = `WARNING! This will remove anonymous local volumes not used by at least one container.\n${QUESTION}`;
const ALL = `WARNING! This will remove all local volumes not used by at least one container.\n${QUESTION}`;

/** Removes volumes that nobody uses: what is printed of it. */
export function* pruneVolumes(client: Client, filters: readonly string[]): Blocking<string> {
  const query = filtersQuery([...filters]);
  const { VolumesDeleted: deleted } = yield* client.post<{ VolumesDeleted: string[] | null }>('/volumes/prune', {
    query,
  });
  return deleted?.length ? `${['Deleted Volumes:', ...deleted].join('\n')}\n` : '';
}

export const prune: Leaf = {
  kind: 'leaf',
  name: 'prune',
  synopsis: '[OPTIONS]',
  short: 'Remove unused local volumes',
  args: exactly(0),
  flags: [
    flag('bool', 'all', 'Remove all unused volumes, not just anonymous ones', { short: 'a' }),
    flag('filter', 'filter', 'Provide filter values (e.g. "label=<label>")'),
    flag('bool', 'force', 'Do not prompt for confirmation', { short: 'f' }),
  ],
  *run(client, options) {
    const all = options.bool('all');
    const filters = options.list('filter');
    if (all && filters.some((filter) => filter.startsWith('all='))) {
      throw new Failure('conflicting options: cannot specify both --all and --filter all=1');
    }
    if (!options.bool('force') && !(yield* confirm(client, all ? ALL : ANONYMOUS))) return 0;
    const done = yield* pruneVolumes(client, all ? [...filters, 'all=true'] : filters);
    if (done !== '') yield* client.print(done);
    yield* client.print('Total reclaimed space: 0B');
    return 0;
  },
};
