// docker node ls
// Source: docker/cli cli/command/node/list.go.
// Not modelled: formats from a configuration file.
import type { NodeResource, SwarmInfo } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { filtersQuery } from '../filters.ts';
import { flag } from '../flags.ts';
import { formatList } from '../formatter/format.ts';
import { listFormatFlag } from '../formatter/inspect.ts';
import { nodeFormat, nodeList, nodeView } from '../formatter/node.ts';
import { naturalOrder } from '../formatter/order.ts';

export const ls: Leaf = {
  kind: 'leaf',
  name: 'ls',
  aliases: ['list'],
  synopsis: '[OPTIONS]',
  short: 'List nodes in the swarm',
  args: exactly(0),
  flags: [
    flag('filter', 'filter', 'Filter output based on conditions provided', { short: 'f' }),
    listFormatFlag,
    flag('bool', 'quiet', 'Only display IDs', { short: 'q' }),
  ],
  *run(client, options) {
    const nodes = yield* client.get<NodeResource[]>('/nodes', filtersQuery(options.list('filter')));
    const { Swarm } = yield* client.get<{ Swarm: SwarmInfo }>('/info');
    nodes.sort((a, b) => naturalOrder(a.Description.Hostname, b.Description.Hostname));
    const root = Swarm.Cluster?.TLSInfo.TrustRoot ?? '';
    const views = nodes.map((node) => nodeView(node, Swarm.NodeID, root));
    yield* client.sys.print(formatList(nodeFormat(options.text('format'), options.bool('quiet')), nodeList, views));
    return 0;
  },
};
