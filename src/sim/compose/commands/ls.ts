// docker compose ls
// Source: docker/compose cmd/compose/list.go; pkg/compose/ls.go; cmd/formatter/pretty.go.
// Not modelled: nothing known.

import { exactly } from '../../cli/command.ts';
import { Failure } from '../../cli/failure.ts';
import { filtersQuery } from '../../cli/filters.ts';
import { cut, flag } from '../../cli/flags.ts';
import { alignTabs } from '../../cli/formatter/tabwriter.ts';
import type { ContainerSummary } from '../../engine/api/types.ts';
import { label } from '../backend/containers.ts';
import type { ComposeCommand } from '../command.ts';
import { goJson } from '../model/encode.ts';
import { sortedEntries } from '../model/values.ts';

/** Go's tabwriter settings of Compose's tables. */
const MIN_WIDTH = 20;
const PADDING = 3;

export const ls: ComposeCommand = {
  kind: 'leaf',
  name: 'ls',
  synopsis: '[OPTIONS]',
  short: 'List running compose projects',
  args: exactly(0),
  flags: [
    flag('string', 'format', 'Format the output. Values: [table | json]', { default: 'table' }),
    flag('bool', 'quiet', 'Only display project names', { short: 'q' }),
    flag('filter', 'filter', 'Filter output based on conditions provided'),
    flag('bool', 'all', 'Show all stopped Compose projects', { short: 'a' }),
  ],
  *run(invocation, options) {
    const { client } = invocation;
    const filters = options.list('filter').map((text) => cut(text, '='));
    const unknown = filters.find(([key]) => key !== 'name');
    if (unknown) throw new Failure(`invalid filter '${unknown[0]}'`);
    const query = filtersQuery([`label=${label('project')}`, `label=${label('config-hash')}`]);
    const all = options.bool('all') ? { all: '1' } : {};
    const containers = yield* client.get<ContainerSummary[]>('/containers/json', { ...all, ...query });
    const stacks = stacksOf(containers).filter(
      ({ Name }) => filters.length === 0 || filters.some(([, value]) => Name.includes(value)),
    );
    if (options.bool('quiet')) {
      yield* client.sys.print(stacks.map(({ Name }) => `${Name}\n`).join(''));
      return 0;
    }
    switch (options.text('format').toLowerCase()) {
      case 'json':
        yield* client.print(goJson(stacks));
        return 0;
      case 'table':
      case 'pretty':
      case '': {
        const rows = stacks.map(({ Name, Status, ConfigFiles }) => `${Name}\t${Status}\t${ConfigFiles}\n`);
        yield* client.sys.print(alignTabs(`NAME\tSTATUS\tCONFIG FILES\n${rows.join('')}`, MIN_WIDTH, PADDING));
        return 0;
      }
      default:
        throw new Failure(`format value ${JSON.stringify(options.text('format'))} could not be parsed: parsing failed`);
    }
  },
};

function stacksOf(containers: readonly ContainerSummary[]) {
  const projects: Record<string, ContainerSummary[]> = {};
  for (const container of containers) {
    const name = container.Labels[label('project')] ?? '';
    projects[name] = [...(projects[name] ?? []), container];
  }
  return sortedEntries(projects).map(([Name, own]) => {
    const files = new Set(own.flatMap((each) => (each.Labels[label('project.config_files')] ?? '').split(',')));
    return { Name, Status: statusOf(own), ConfigFiles: [...files].join(',') };
  });
}

/** `exited(1), running(2)` */
function statusOf(containers: readonly ContainerSummary[]): string {
  const counts: Record<string, number> = {};
  for (const { State } of containers) counts[State] = (counts[State] ?? 0) + 1;
  return sortedEntries(counts)
    .map(([state, count]) => `${state}(${count})`)
    .join(', ');
}
