// docker network disconnect
// Source: docker/cli cli/command/network/disconnect.go.
// Not modelled: nothing.
import type { NetworkDisconnectRequest } from '../../engine/api/types.ts';
import { segment } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';

export const disconnect: Leaf = {
  kind: 'leaf',
  name: 'disconnect',
  synopsis: '[OPTIONS] NETWORK CONTAINER',
  short: 'Disconnect a container from a network',
  args: exactly(2),
  names: ['network', 'container'],
  flags: [flag('bool', 'force', 'Force the container to disconnect from a network', { short: 'f' })],
  *run(client, options) {
    const [network = '', container = ''] = options.args;
    const body: NetworkDisconnectRequest = { Container: container, Force: options.bool('force') };
    yield* client.send('POST', `/networks/${segment('network', network)}/disconnect`, { body });
    return 0;
  },
};
