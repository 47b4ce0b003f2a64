// docker network create
// Source: docker/cli cli/command/network/create.go.
// Not modelled: nothing.
import type { NetworkCreateRequest, NetworkCreateResponse } from '../../engine/api/types.ts';
import { checkLabel } from '../checks.ts';
import { exactly, type Leaf } from '../command.ts';
import { flag, keyValues } from '../flags.ts';
import { ipamConfig } from './ipam.ts';

export const create: Leaf = {
  kind: 'leaf',
  name: 'create',
  synopsis: '[OPTIONS] NETWORK',
  short: 'Create a network',
  args: exactly(1),
  flags: [
    flag('bool', 'attachable', 'Enable manual container attachment'),
    flag('map', 'aux-address', 'Auxiliary IPv4 or IPv6 addresses used by Network driver'),
    flag('string', 'config-from', 'The network from which to copy the configuration'),
    flag('bool', 'config-only', 'Create a configuration only network'),
    flag('string', 'driver', 'Driver to manage the Network', { short: 'd', default: 'bridge' }),
    flag('strings', 'gateway', 'IPv4 or IPv6 Gateway for the master subnet'),
    flag('bool', 'ingress', 'Create swarm routing-mesh network'),
    flag('bool', 'internal', 'Restrict external access to the network'),
    flag('strings', 'ip-range', 'Allocate container ip from a sub-range'),
    flag('string', 'ipam-driver', 'IP Address Management Driver', { default: 'default' }),
    flag('map', 'ipam-opt', 'Set IPAM driver specific options'),
    flag('bool', 'ipv4', 'Enable or disable IPv4 address assignment', { default: 'true' }),
    flag('bool', 'ipv6', 'Enable or disable IPv6 address assignment'),
    flag('list', 'label', 'Set metadata on a network', { check: checkLabel }),
    flag('map', 'opt', 'Set driver specific options', { short: 'o' }),
    flag('string', 'scope', "Control the network's scope"),
    flag('strings', 'subnet', 'Subnet in CIDR format that represents a network segment'),
  ],
  *run(client, options) {
    const [name = ''] = options.args;
    const body: NetworkCreateRequest = {
      Name: name,
      Driver: options.text('driver'),
      Scope: options.text('scope'),
      ...(options.changed('ipv4') && { EnableIPv4: options.bool('ipv4') }),
      ...(options.changed('ipv6') && { EnableIPv6: options.bool('ipv6') }),
      IPAM: {
        Driver: options.text('ipam-driver'),
        Options: options.map('ipam-opt'),
        Config: ipamConfig({
          subnets: options.list('subnet'),
          ranges: options.list('ip-range'),
          gateways: options.list('gateway'),
          auxiliary: options.map('aux-address'),
        }),
      },
      Internal: options.bool('internal'),
      Attachable: options.bool('attachable'),
      Ingress: options.bool('ingress'),
      ConfigOnly: options.bool('config-only'),
      ...(options.changed('config-from') && { ConfigFrom: { Network: options.text('config-from') } }),
      Options: options.map('opt'),
      Labels: keyValues(options.list('label')),
    };
    const created = yield* client.post<NetworkCreateResponse>('/networks/create', { body });
    yield* client.print(created.Id);
    return 0;
  },
};
