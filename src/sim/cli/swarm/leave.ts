// docker swarm leave
// Source: docker/cli cli/command/swarm/leave.go.
// Not modelled: nothing.
import { exactly, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';

export const leave: Leaf = {
  kind: 'leaf',
  name: 'leave',
  swarm: 'active',
  synopsis: '[OPTIONS]',
  short: 'Leave the swarm',
  args: exactly(0),
  flags: [flag('bool', 'force', 'Force this node to leave the swarm, ignoring warnings', { short: 'f' })],
  *run(client, options) {
    yield* client.send('POST', '/swarm/leave', { query: options.bool('force') ? { force: '1' } : {} });
    yield* client.print('Node left the swarm.');
    return 0;
  },
};
