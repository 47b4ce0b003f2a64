// docker builder: its sub-commands.
// Source: docker/cli v28.5.2 cli/command/builder/{cmd,prune}.go.
// Not modelled: a build cache: the classic builder's are images.
import { exactly, type Group, type Leaf, shortcut } from '../command.ts';
import { Failure } from '../failure.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { humanSize } from '../formatter/units.ts';
import { build } from '../image/build.ts';
import { confirm } from '../prompt.ts';

const SURE = 'Are you sure you want to continue?';
const ALL = `WARNING! This will remove all build cache. ${SURE}`;
const DANGLING = `WARNING! This will remove all dangling build cache. ${SURE}`;

interface PruneReport {
  readonly CachesDeleted: readonly string[] | null;
  readonly SpaceReclaimed: number;
}

const prune: Leaf = {
  kind: 'leaf',
  name: 'prune',
  synopsis: '',
  short: 'Remove build cache',
  args: exactly(0),
  flags: [
    flag('bool', 'all', 'Remove all unused build cache, not just dangling ones', { short: 'a' }),
    flag('filter', 'filter', 'Provide filter values (e.g. "until=24h")'),
    flag('bool', 'force', 'Do not prompt for confirmation', { short: 'f' }),
    flag('bytes', 'keep-storage', 'Amount of disk space to keep for cache'),
  ],
  *run(client, options) {
    const all = options.bool('all');
    if (!options.bool('force') && !(yield* confirm(client, all ? ALL : DANGLING))) {
      throw new Failure('builder prune has been cancelled');
    }
    const query = { ...filtersQuery(options.list('filter')), ...(all && { all: '1' }) };
    const { CachesDeleted, SpaceReclaimed } = yield* client.post<PruneReport>('/build/prune', { query });
    if (CachesDeleted?.length) {
      yield* client.print(`Deleted build cache objects:\n${CachesDeleted.map((id) => `${id}\n`).join('')}`);
    }
    yield* client.print(`Total reclaimed space: ${humanSize(SpaceReclaimed)}`);
    return 0;
  },
};

export const builder: Group = {
  kind: 'group',
  name: 'builder',
  short: 'Manage builds',
  commands: [shortcut(build), prune],
};
