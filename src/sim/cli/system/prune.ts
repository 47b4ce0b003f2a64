// docker system prune
// Source: docker/cli v28.5.2 cli/command/system/prune.go.
// Not modelled: filters from a configuration file, the build cache (there is none).
import type { NetworksPruneResponse } from '../../engine/api/types.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { humanSize } from '../formatter/units.ts';
import { pruneImages } from '../image/prune.ts';
import { confirm } from '../prompt.ts';
import { pruneVolumes } from '../volume/prune.ts';

function question(all: boolean, volumes: boolean, filters: readonly string[]): string {
  const what = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(volumes ? ['all anonymous volumes not used by at least one container'] : []),
    all ? 'all images without at least one container associated to them' : 'all dangling images',
    all ? 'all build cache' : 'unused build cache',
  ];
  const list = what.map((each) => `\n  - ${each}`).join('');
  const filtered = filters.map((filter) => `\n  - ${filter}`).join('');
  const items = filters.length > 0 ? `\n  Items to be pruned will be filtered with:${filtered}\n` : '';
  return `WARNING! This will remove:${list}\n${items}\nAre you sure you want to continue?`;
}

export const prune: Leaf = {
  kind: 'leaf',
  name: 'prune',
  synopsis: '[OPTIONS]',
  short: 'Remove unused data',
  args: exactly(0),
  flags: [
    flag('bool', 'all', 'Remove all unused images not just dangling ones', { short: 'a' }),
    flag('filter', 'filter', 'Provide filter values (e.g. "label=<key>=<value>")'),
    flag('bool', 'force', 'Do not prompt for confirmation', { short: 'f' }),
    flag('bool', 'volumes', 'Prune anonymous volumes'),
  ],
  *run(client, options) {
    const [all, volumes, filters] = [options.bool('all'), options.bool('volumes'), options.list('filter')];
    if (volumes && filters.some((filter) => filter.startsWith('until='))) {
      throw new Failure('ERROR: The "until" filter is not supported with "--volumes"');
    }
    if (!options.bool('force') && !(yield* confirm(client, question(all, volumes, filters)))) return 0;
    const query = filtersQuery(filters);
    const containers = yield* client.post<{ ContainersDeleted: string[] | null }>('/containers/prune', { query });
    yield* client.sys.print(deleted('Containers', containers.ContainersDeleted));
    const networks = yield* client.post<NetworksPruneResponse>('/networks/prune', { query });
    yield* client.sys.print(deleted('Networks', networks.NetworksDeleted));
    const gone = volumes ? yield* pruneVolumes(client, filters) : '';
    if (gone !== '') yield* client.print(gone);
    const images = yield* pruneImages(client, all, filters);
    if (images.text !== '') yield* client.print(images.text);
    yield* client.print(`Total reclaimed space: ${humanSize(images.bytes)}`);
    return 0;
  },
};

function deleted(what: string, names: readonly string[] | null): string {
  return names?.length ? `${[`Deleted ${what}:`, ...names].join('\n')}\n\n` : '';
}
