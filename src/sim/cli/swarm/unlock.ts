// docker swarm unlock
// Source: docker/cli cli/command/swarm/unlock.go.
// Not modelled: hiding the key while it is typed.
import type { SwarmInfo, SwarmUnlockRequest } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';

/** What the client says instead of asking, in the states in which there is nothing to unlock. */
const refusals: Readonly<Record<string, string>> = {
  inactive: 'Error: This node is not part of a swarm',
  active: 'Error: swarm is not locked',
};

export const unlock: Leaf = {
  kind: 'leaf',
  name: 'unlock',
  swarm: 'manager',
  synopsis: '',
  short: 'Unlock swarm',
  args: exactly(0),
  flags: [],
  *run(client) {
    const { Swarm } = yield* client.get<{ Swarm: SwarmInfo }>('/info');
    const refusal = refusals[Swarm.LocalNodeState];
    if (refusal !== undefined) throw new Failure(refusal);
    yield* client.sys.print('Enter unlock key: ');
    let typed = '';
    while (!typed.includes('\n')) {
      const text = yield* client.sys.read(0);
      if (text === undefined) break;
      typed += text;
    }
    const body: SwarmUnlockRequest = { UnlockKey: (typed.split('\n')[0] ?? '').trim() };
    yield* client.send('POST', '/swarm/unlock', { body });
    return 0;
  },
};
