// docker swarm init
// Source: docker/cli cli/command/swarm/init.go.
// Not modelled: external certificate authorities.
import type { SwarmInitRequest } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { exactly, type Leaf } from '../command.ts';
import { Failure } from '../failure.ts';
import { flag } from '../flags.ts';
import {
  advertiseAddrFlag,
  availabilityFlag,
  availabilityOf,
  dataPathAddrFlag,
  listenAddrFlag,
} from './address-flags.ts';
import { printJoinCommand } from './join-token.ts';
import { mergedSpec, specFlags } from './spec-flags.ts';
import { printUnlockCommand } from './unlock-key.ts';

const DATA_PATH_PORT =
  'Port number to use for data path traffic (1024 - 49151). If no value is set or is set to 0, the default port (4789) is used.';

export const init: Leaf = {
  kind: 'leaf',
  name: 'init',
  synopsis: '[OPTIONS]',
  short: 'Initialize a swarm',
  args: exactly(0),
  flags: [
    listenAddrFlag,
    advertiseAddrFlag,
    dataPathAddrFlag,
    flag('uint32', 'data-path-port', DATA_PATH_PORT, { default: '0' }),
    flag('bool', 'force-new-cluster', 'Force create a new cluster from current state'),
    availabilityFlag,
    flag('ipNetSlice', 'default-addr-pool', 'default address pool in CIDR format', { default: '[]' }),
    flag('uint32', 'default-addr-pool-mask-length', 'default address pool subnet mask length', { default: '24' }),
    flag('bool', 'autolock', 'Enable manager autolocking (requiring an unlock key to start a stopped manager)'),
    ...specFlags,
  ],
  *run(client, options) {
    const body: SwarmInitRequest = {
      ListenAddr: options.text('listen-addr'),
      AdvertiseAddr: options.text('advertise-addr'),
      DataPathAddr: options.text('data-path-addr'),
      DataPathPort: options.int('data-path-port'),
      ForceNewCluster: options.bool('force-new-cluster'),
      Spec: mergedSpec({}, options, true),
      AutoLockManagers: options.bool('autolock'),
      Availability: availabilityOf(options),
      DefaultAddrPool: options.list('default-addr-pool').flatMap((pools) => pools.split(',')),
      SubnetSize: options.int('default-addr-pool-mask-length'),
    };
    const nodeId = yield* initialised(client, body);
    yield* client.print(`Swarm initialized: current node (${nodeId}) is now a manager.\n`);
    yield* printJoinCommand(client, nodeId, true, false);
    yield* client.print(
      "To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n",
    );
    if (options.bool('autolock')) yield* printUnlockCommand(client);
    return 0;
  },
};

/** The node's id. An address that could not be chosen is explained with the flag that chooses. */
function* initialised(client: Client, body: SwarmInitRequest): Blocking<string> {
  try {
    return yield* client.post<string>('/swarm/init', { body });
  } catch (error) {
    const isAddress =
      error instanceof Failure &&
      /could not choose an IP address|could not find the system's IP address/.test(error.message);
    if (!isAddress) throw error;
    throw new Failure(`${error.message} - specify one with --advertise-addr`);
  }
}
