// docker image prune
// Source: docker/cli v28.5.2 cli/command/image/prune.go.
// Not modelled: filters from a configuration file.
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { humanSize } from '../formatter/units.ts';
import { confirm } from '../prompt.ts';

const QUESTION = 'Are you sure you want to continue?';
const ALL = `WARNING! This will remove all images without at least one container associated to them.\n${QUESTION}`;
const DANGLING = `WARNING! This will remove all dangling images.\n${QUESTION}`;

interface PruneReport {
  readonly ImagesDeleted: readonly { readonly Untagged?: string; readonly Deleted?: string }[] | null;
  readonly SpaceReclaimed: number;
}

/** Removes images that nobody uses: what is printed of it, and the bytes that are won. */
export function* pruneImages(
  client: Client,
  all: boolean,
  filters: readonly string[],
): Blocking<{ readonly text: string; readonly bytes: number }> {
  const query = filtersQuery([...filters, `dangling=${!all}`]);
  const report = yield* client.post<PruneReport>('/images/prune', { query });
  const lines = (report.ImagesDeleted ?? []).map(({ Untagged, Deleted }) =>
    Untagged ? `untagged: ${Untagged}\n` : `deleted: ${Deleted ?? ''}\n`,
  );
  return { text: lines.length > 0 ? `Deleted Images:\n${lines.join('')}` : '', bytes: report.SpaceReclaimed };
}

export const prune: Leaf = {
  kind: 'leaf',
  name: 'prune',
  synopsis: '[OPTIONS]',
  short: 'Remove unused images',
  args: exactly(0),
  flags: [
    flag('bool', 'all', 'Remove all unused images, not just dangling ones', { short: 'a' }),
    flag('filter', 'filter', 'Provide filter values (e.g. "until=<timestamp>")'),
    flag('bool', 'force', 'Do not prompt for confirmation', { short: 'f' }),
  ],
  *run(client, options) {
    const all = options.bool('all');
    if (!options.bool('force') && !(yield* confirm(client, all ? ALL : DANGLING))) return 0;
    const { text, bytes } = yield* pruneImages(client, all, options.list('filter'));
    if (text !== '') yield* client.print(text);
    yield* client.print(`Total reclaimed space: ${humanSize(bytes)}`);
    return 0;
  },
};
