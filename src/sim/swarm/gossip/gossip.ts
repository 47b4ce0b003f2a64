// A host's node in its swarm's gossip cluster: networkdb over the host's own sockets.
// Source: moby v28.5.2 libnetwork/agent.go (agentInit).
// Not modelled: an address to listen on other than all.
import type { Ip4 } from '../../base/ip4.ts';
import type { Machine } from '../../host/machine.ts';
import { Keyring } from './encoding/keyring.ts';
import { GOSSIP_PORT } from './memberlist/config.ts';
import { NetworkDb } from './networkdb/networkdb.ts';
import { SocketTransport } from './socket-transport.ts';

/** Makes a node with a new name; `start` it. `address` is what others reach it by, `keys` its 16-byte keys: the first encrypts. */
export function hostNetworkDb(machine: Machine, address: Ip4, keys: readonly Uint8Array[]): NetworkDb {
  const { scheduler } = machine;
  const startTask: Machine['startTask'] = (body) => machine.startTask(body);
  const random = machine.random('gossip');
  const keyring = new Keyring(keys);
  const host = { scheduler, sockets: machine.enclosure.netns.sockets, startTask };
  const transport = new SocketTransport(host, GOSSIP_PORT, keyring, random);
  return new NetworkDb({ scheduler, random, nodeId: random.hex(12), address, keyring, transport, startTask });
}
