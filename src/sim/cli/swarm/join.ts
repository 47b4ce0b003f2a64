// docker swarm join
// Source: docker/cli cli/command/swarm/join.go.
// Not modelled: nothing.
import type { SwarmInfo, SwarmJoinRequest } from '../../engine/api/swarm-types.ts';
import { exactly, type Leaf } from '../command.ts';
import { flag } from '../flags.ts';
import {
  advertiseAddrFlag,
  availabilityFlag,
  availabilityOf,
  dataPathAddrFlag,
  listenAddrFlag,
} from './address-flags.ts';

export const join: Leaf = {
  kind: 'leaf',
  name: 'join',
  synopsis: '[OPTIONS] HOST:PORT',
  short: 'Join a swarm as a node and/or manager',
  args: exactly(1),
  flags: [
    listenAddrFlag,
    advertiseAddrFlag,
    dataPathAddrFlag,
    flag('string', 'token', 'Token for entry into the swarm'),
    availabilityFlag,
  ],
  *run(client, options) {
    const body: SwarmJoinRequest = {
      JoinToken: options.text('token'),
      ListenAddr: options.text('listen-addr'),
      AdvertiseAddr: options.text('advertise-addr'),
      DataPathAddr: options.text('data-path-addr'),
      RemoteAddrs: options.args,
      Availability: availabilityOf(options),
    };
    yield* client.send('POST', '/swarm/join', { body });
    const { Swarm } = yield* client.get<{ Swarm: SwarmInfo }>('/info');
    yield* client.print(`This node joined a swarm as a ${Swarm.ControlAvailable ? 'manager' : 'worker'}.`);
    return 0;
  },
};
