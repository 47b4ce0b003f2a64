// docker swarm join-token
// Source: docker/cli cli/command/swarm/join_token.go.
// Not modelled: nothing.
import type { NodeResource, SwarmInfo, SwarmResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag } from '../flags.ts';

export const joinToken: Leaf = {
  kind: 'leaf',
  name: 'join-token',
  swarm: 'manager',
  synopsis: '[OPTIONS] (worker|manager)',
  short: 'Manage join tokens',
  args: exactly(1),
  flags: [flag('bool', 'quiet', 'Only display token', { short: 'q' }), flag('bool', 'rotate', 'Rotate join token')],
  *run(client, options) {
    const [role = ''] = options.args;
    if (role !== 'worker' && role !== 'manager') throw new Failure(`unknown role ${role}`);
    const isWorker = role === 'worker';
    if (options.bool('rotate')) {
      const swarm = yield* client.get<SwarmResource>('/swarm');
      yield* client.send('POST', '/swarm/update', {
        query: {
          version: String(swarm.Version.Index),
          rotateWorkerToken: String(isWorker),
          rotateManagerToken: String(!isWorker),
          rotateManagerUnlockKey: 'false',
        },
        body: swarm.Spec,
      });
      if (!options.bool('quiet')) yield* client.print(`Successfully rotated ${role} join token.\n`);
    }
    // Only managers answer, so that workers refuse here as the real command does.
    const swarm = yield* client.get<SwarmResource>('/swarm');
    if (options.bool('quiet')) {
      yield* client.print(isWorker ? swarm.JoinTokens.Worker : swarm.JoinTokens.Manager);
      return 0;
    }
    const { Swarm } = yield* client.get<{ Swarm: SwarmInfo }>('/info');
    yield* printJoinCommand(client, Swarm.NodeID, isWorker, !isWorker);
    return 0;
  },
};

/** What to type on another host, with this node's address. */
export function* printJoinCommand(client: Client, nodeId: string, worker: boolean, manager: boolean): Blocking<void> {
  const node = yield* client.get<NodeResource>(`/nodes/${nodeId}`);
  const swarm = yield* client.get<SwarmResource>('/swarm');
  if (node.ManagerStatus === undefined) return;
  const show = function* (role: string, token: string): Blocking<void> {
    yield* client.print(
      `To add a ${role} to this swarm, run the following command:\n\n    docker swarm join --token ${token} ${node.ManagerStatus?.Addr}\n`,
    );
  };
  if (worker) yield* show('worker', swarm.JoinTokens.Worker);
  if (manager) yield* show('manager', swarm.JoinTokens.Manager);
}
