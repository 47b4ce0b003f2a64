// docker ps, docker container ls
// Source: docker/cli cli/command/container/list.go.
// Not modelled: sizes of containers' file systems.
import type { ContainerSummary } from '../../engine/api/types.ts';
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag, type Options } from '../flags.ts';
import { containerFormat, containerList, containerView } from '../formatter/container.ts';
import { contextOf, executed, formatList, parsed } from '../formatter/format.ts';
import { listFormatFlag } from '../formatter/inspect.ts';

export const ls: Leaf = {
  kind: 'leaf',
  name: 'ls',
  aliases: ['ps', 'list'],
  synopsis: '[OPTIONS]',
  short: 'List containers',
  aliasText: 'docker container ls, docker container list, docker container ps, docker ps',
  args: exactly(0),
  flags: [
    flag('bool', 'all', 'Show all containers (default shows just running)', { short: 'a' }),
    flag('filter', 'filter', 'Filter output based on conditions provided', { short: 'f' }),
    listFormatFlag,
    flag('int', 'last', 'Show n last created containers (includes all states)', { short: 'n', default: '-1' }),
    flag('bool', 'latest', 'Show the latest created container (includes all states)', { short: 'l' }),
    flag('bool', 'no-trunc', "Don't truncate output"),
    flag('bool', 'quiet', 'Only display container IDs', { short: 'q' }),
    flag('bool', 'size', 'Display total file sizes', { short: 's' }),
  ],
  *run(client, options) {
    const custom = options.text('format');
    const quiet = options.bool('quiet');
    if (custom !== '' && quiet) {
      yield* client.warn('WARNING: Ignoring custom format, because both --format and --quiet are set.');
    }
    if (custom !== '') checkFormat(custom);
    const containers = yield* client.get<ContainerSummary[]>('/containers/json', listQuery(options));
    const now = client.sys.wallClock();
    const views = containers.map((c) => containerView(c, !options.bool('no-trunc'), now));
    const format = containerFormat(custom, quiet, options.bool('size'));
    yield* client.sys.print(formatList(format, containerList, views));
    return 0;
  },
};

/** Tries the template on an empty container before any is asked for; the words `table` and `json` are text to it. */
function checkFormat(format: string): void {
  const template = parsed(format, 'failed to parse template: ');
  const nobody: ContainerSummary = {
    Id: '',
    Names: [],
    Image: '',
    ImageID: '',
    Command: '',
    Created: 0,
    Ports: [],
    Labels: {},
    State: '',
    Status: '',
    HostConfig: { NetworkMode: '' },
    NetworkSettings: { Networks: {} },
    Mounts: [],
  };
  executed(template, contextOf(containerList, containerView(nobody, true, 0)), 'failed to execute template: ');
}

function listQuery(options: Options): Record<string, string> {
  const last = options.int('last');
  const limit = options.bool('latest') && last === -1 ? 1 : last;
  return {
    ...(options.bool('all') && { all: '1' }),
    ...((options.bool('size') || /\.Size\b/.test(options.text('format'))) && { size: '1' }),
    ...(limit > 0 && { limit: String(limit) }),
    ...filtersQuery(options.list('filter')),
  };
}
