// Changes of nodes' specs: read, change, write back.
// Source: docker/cli cli/command/node/update.go updateNodes.
// Not modelled: nothing.
import type { NodeResource, NodeSpec } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';

/** Sets `change`'s answer as each node's spec; undefined leaves a node alone and says nothing of it. */
export function* changeNodes(
  client: Client,
  names: readonly string[],
  change: (node: NodeResource, name: string) => Blocking<NodeSpec | undefined>,
  success: (name: string) => string,
): Blocking<void> {
  for (const name of names) {
    const node = yield* client.get<NodeResource>(`/nodes/${encodeURIComponent(name)}`);
    const spec = yield* change(node, name);
    if (spec === undefined) continue;
    const query = { version: String(node.Version.Index) };
    yield* client.send('POST', `/nodes/${node.ID}/update`, { query, body: spec });
    yield* client.print(success(name));
  }
}
