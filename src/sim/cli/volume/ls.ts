// docker volume ls
// Source: docker/cli v28.5.2 cli/command/volume/list.go.
// Not modelled: cluster volumes.
import type { VolumeResource } from '../../engine/api/types.ts';
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { formatList } from '../formatter/format.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { naturalOrder } from '../formatter/order.ts';
import { volumeFormat, volumeList, volumeView } from '../formatter/volume.ts';

export const ls: Leaf = {
  kind: 'leaf',
  name: 'ls',
  aliases: ['list'],
  synopsis: '[OPTIONS]',
  short: 'List volumes',
  args: exactly(0),
  flags: [
    flag('filter', 'filter', 'Provide filter values (e.g. "dangling=true")', { short: 'f' }),
    listFormatFlag,
    flag('bool', 'quiet', 'Only display volume names', { short: 'q' }),
  ],
  *run(client, options) {
    const query = filtersQuery(options.list('filter'));
    const { Volumes: volumes } = yield* client.get<{ Volumes: VolumeResource[] | null }>('/volumes', query);
    const sorted = [...(volumes ?? [])].sort((a, b) => naturalOrder(a.Name, b.Name));
    const format = volumeFormat(options.text('format'), options.bool('quiet'));
    yield* client.sys.print(formatList(format, volumeList, sorted.map(volumeView)));
    return 0;
  },
};
