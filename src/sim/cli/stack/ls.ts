// docker stack ls
// Source: docker/cli v28.5.2 cli/command/stack/list.go, formatter/formatter.go.
// Not modelled: formats from a configuration file.
import type { ServiceResource } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { formatList, type ListKind } from '../formatter/format.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { naturalOrder } from '../formatter/order.ts';
import { STACK_LABEL } from './namespace.ts';

const stackList: ListKind = { type: '*formatter.stackContext', headers: { Name: 'NAME', Services: 'SERVICES' } };
const TABLE = 'table {{.Name}}\\t{{.Services}}';

export const ls: Leaf = {
  kind: 'leaf',
  name: 'ls',
  aliases: ['list'],
  synopsis: '[OPTIONS]',
  short: 'List stacks',
  args: exactly(0),
  flags: [listFormatFlag],
  *run(client, options) {
    const services = yield* client.get<ServiceResource[]>('/services', filtersQuery([`label=${STACK_LABEL}`]));
    const counts = new Map<string, number>();
    for (const { Spec } of services) {
      const name = Spec.Labels[STACK_LABEL] ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const views = [...counts]
      .sort(([a], [b]) => naturalOrder(a, b))
      .map(([Name, count]) => ({ fields: { Name, Services: String(count) } }));
    const format = options.text('format');
    yield* client.sys.print(formatList(format === '' || format === 'table' ? TABLE : format, stackList, views));
    return 0;
  },
};
