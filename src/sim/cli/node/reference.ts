// `self` as a name of the node that is asked.
// Source: docker/cli cli/command/node/cmd.go Reference.
// Not modelled: nothing.
import type { SwarmInfo } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { Failure } from '../failure.ts';

export function* nodeReference(client: Client, name: string): Blocking<string> {
  if (name !== 'self') return name;
  const { Swarm } = yield* client.get<{ Swarm: SwarmInfo }>('/info');
  if (Swarm.NodeID === '') {
    // A node that is no manager answers this with the reason.
    yield* client.get('/nodes');
    throw new Failure('node ID not found in /info');
  }
  return Swarm.NodeID;
}
