// docker top
// Source: docker/cli cli/command/container/top.go.
// Not modelled: nothing.
import { atLeast, type Leaf } from '../command.ts';
import { alignTabs } from '../formatter/tabwriter.ts';
import { containerPath } from './api-calls.ts';

/** GET /containers/{id}/top */
interface TopResponse {
  readonly Titles: readonly string[];
  readonly Processes: readonly (readonly string[])[] | null;
}

export const top: Leaf = {
  kind: 'leaf',
  name: 'top',
  synopsis: 'CONTAINER [ps OPTIONS]',
  short: 'Display the running processes of a container',
  aliasText: 'docker container top, docker top',
  args: atLeast(1),
  names: ['running'],
  interspersed: false,
  flags: [],
  *run(client, options) {
    const [container = '', ...args] = options.args;
    const query: Record<string, string> = args.length > 0 ? { ps_args: args.join(' ') } : {};
    const list = yield* client.get<TopResponse>(containerPath(container, 'top'), query);
    const rows = [list.Titles, ...(list.Processes ?? [])].map((row) => `${row.join('\t')}\n`);
    yield* client.sys.print(alignTabs(rows.join(''), 20, 3));
    return 0;
  },
};
