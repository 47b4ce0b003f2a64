// docker history, docker image history
// Source: docker/cli v28.5.2 cli/command/image/{history,formatter_history}.go.
// Not modelled: other platforms.
import { formatRfc3339 } from '../../base/time.ts';
import type { ImageHistoryItem } from '../../engine/api/types.ts';
import { segment } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import { type ElementView, formatList, type ListKind } from '../formatter/format.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { ellipsis, humanDuration, humanSize, truncateId } from '../formatter/units.ts';

const COMMAND_WIDTH = 45;

const historyList: ListKind = {
  type: '*image.historyContext',
  headers: {
    ID: 'IMAGE',
    CreatedSince: 'CREATED',
    CreatedAt: 'CREATED AT',
    CreatedBy: 'CREATED BY',
    Size: 'SIZE',
    Comment: 'COMMENT',
  },
};

function historyFormat(format: string, quiet: boolean, human: boolean): string {
  if (format !== '' && format !== 'table') return format;
  if (quiet) return '{{.ID}}';
  return `table {{.ID}}\\t${human ? '{{.CreatedSince}}' : '{{.CreatedAt}}'}\\t{{.CreatedBy}}\\t{{.Size}}\\t{{.Comment}}`;
}

function historyView(item: ImageHistoryItem, truncate: boolean, human: boolean, now: number): ElementView {
  const at = formatRfc3339(item.Created * 1000);
  const by = item.CreatedBy.replaceAll('\t', ' ');
  return {
    labels: {},
    fields: {
      ID: truncate ? truncateId(item.Id) : item.Id,
      CreatedSince: human ? `${humanDuration(now / 1000 - item.Created)} ago` : at,
      CreatedAt: at,
      CreatedBy: truncate ? ellipsis(by, COMMAND_WIDTH) : by,
      Size: human ? humanSize(item.Size, 3) : String(item.Size),
      Comment: item.Comment,
    },
  };
}

export const history: Leaf = {
  kind: 'leaf',
  name: 'history',
  synopsis: '[OPTIONS] IMAGE',
  short: 'Show the history of an image',
  aliasText: 'docker image history, docker history',
  args: exactly(1),
  names: ['image'],
  flags: [
    listFormatFlag,
    flag('bool', 'human', 'Print sizes and dates in human readable format', { short: 'H', default: 'true' }),
    flag('bool', 'no-trunc', "Don't truncate output"),
    flag(
      'string',
      'platform',
      'Show history for the given platform. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
      { onlySimulated: ['linux/amd64'] },
    ),
    flag('bool', 'quiet', 'Only show image IDs', { short: 'q' }),
  ],
  *run(client, options) {
    const [name = ''] = options.args;
    const items = yield* client.get<ImageHistoryItem[]>(`/images/${segment('image', name)}/history`);
    const human = options.bool('human');
    const format = historyFormat(options.text('format'), options.bool('quiet'), human);
    const now = client.sys.wallClock();
    const views = items.map((item) => historyView(item, !options.bool('no-trunc'), human, now));
    yield* client.sys.print(formatList(format, historyList, views));
    return 0;
  },
};
