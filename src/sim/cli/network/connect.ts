// docker network connect
// Source: docker/cli cli/command/network/connect.go.
// Not modelled: nothing.
import type { NetworkConnectRequest } from '../../engine/api/types.ts';
import { checkLink } from '../checks.ts';
import { segment } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { cut, flag } from '../flags.ts';

export const connect: Leaf = {
  kind: 'leaf',
  name: 'connect',
  synopsis: '[OPTIONS] NETWORK CONTAINER',
  short: 'Connect a container to a network',
  args: exactly(2),
  names: ['network', 'container'],
  flags: [
    flag('strings', 'alias', 'Add network-scoped alias for the container'),
    flag('strings', 'driver-opt', 'driver options for the network'),
    flag(
      'int',
      'gw-priority',
      'Highest gw-priority provides the default gateway. Accepts positive and negative values.',
    ),
    flag('string', 'ip', 'IPv4 address (e.g., "172.30.100.104")'),
    flag('string', 'ip6', 'IPv6 address (e.g., "2001:db8::33")'),
    flag('list', 'link', 'Add link to another container', { check: checkLink }),
    flag('strings', 'link-local-ip', 'Add a link-local address for the container'),
  ],
  *run(client, options) {
    const [network = '', container = ''] = options.args;
    const body: NetworkConnectRequest = {
      Container: container,
      EndpointConfig: {
        IPAMConfig: {
          ...(options.changed('ip') && { IPv4Address: options.text('ip') }),
          ...(options.changed('ip6') && { IPv6Address: options.text('ip6') }),
          ...(options.changed('link-local-ip') && { LinkLocalIPs: options.list('link-local-ip') }),
        },
        Links: options.changed('link') ? options.list('link') : null,
        Aliases: options.list('alias'),
        DriverOpts: driverOptions(options.list('driver-opt')),
        GwPriority: options.int('gw-priority'),
      },
    };
    yield* client.send('POST', `/networks/${segment('network', network)}/connect`, { body });
    return 0;
  },
};

function driverOptions(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [key = '', value = ''] = cut(text, '=').map((part) => part.trim());
      if (key === '' || !text.includes('=')) throw new Failure('invalid key/value pair format in driver options');
      return [key, value];
    }),
  );
}
