// A node's agent for the networks of its swarm: gossips with the other nodes, and keeps each network's part here.
// Source: moby libnetwork/agent.go (agentInit, agentJoin, agentClose, handleKeyChange), network.go joinCluster, leaveCluster.
// Not modelled: a control plane's own MTU, its diagnostic server.
import { formatAddress } from '../../../base/cidr.ts';
import { formatIp4, type Ip4 } from '../../../base/ip4.ts';
import { formatMac } from '../../../base/mac.ts';
import type { Blocking } from '../../../des/task.ts';
import { changeKeys } from '../../../swarm/gossip/key-change.ts';
import type { NetworkDb } from '../../../swarm/gossip/networkdb/networkdb.ts';
import type { EncryptionKey } from '../../../swarm/objects.ts';
import type { LocalPeer, OverlayDriver, PeerTable } from '../drivers/overlay/overlay.ts';
import type { Network } from '../network.ts';
import { ClusterNetwork } from './cluster-network.ts';
import { PEER_TABLE, type PeerRecord } from './records.ts';
import type { ServiceBindings } from './service-bindings.ts';

export interface GossipAgentParts {
  readonly db: NetworkDb;
  readonly driver: OverlayDriver;
  readonly bindings: ServiceBindings;
  /** Where the node's overlays end, and by which UDP port. */
  readonly dataPath: Ip4;
  readonly dataPathPort: number;
}

export class GossipAgent implements PeerTable {
  readonly #parts: GossipAgentParts;

  constructor(parts: GossipAgentParts) {
    this.#parts = parts;
  }

  get vtep(): Ip4 {
    return this.#parts.dataPath;
  }

  get port(): number {
    return this.#parts.dataPathPort;
  }

  get db(): NetworkDb {
    return this.#parts.db;
  }

  /** Begins to gossip, and joins through the managers that are known: one that stands alone begins a cluster. */
  *start(keys: readonly EncryptionKey[], managers: readonly Ip4[]): Blocking<void> {
    const { db, driver } = this.#parts;
    driver.setPeerTable(this);
    driver.setKeys(keys);
    if (db.start() === undefined && managers.length > 0) yield* db.join(managers);
  }

  /** Says good-bye to the others, and falls silent. */
  *leave(): Blocking<void> {
    this.#parts.driver.setPeerTable(undefined);
    yield* this.#parts.db.leave();
  }

  setKeys(keys: readonly EncryptionKey[]): void {
    changeKeys(this.#parts.db, keys);
    this.#parts.driver.setKeys(keys);
  }

  /** Takes part in a network; over when what the others know of it has come. */
  *join(network: Network): Blocking<ClusterNetwork> {
    const { db, driver, bindings } = this.#parts;
    const part = new ClusterNetwork({ network, db, driver, bindings });
    network.swarm = part;
    yield* db.joinNetwork(network.id);
    return part;
  }

  leaveNetwork(network: Network): void {
    network.swarm = undefined;
    this.#parts.db.leaveNetwork(network.id);
  }

  publish(networkId: string, endpointId: string, { address, mac, vtep }: LocalPeer): void {
    const record: PeerRecord = {
      endpointAddress: `${formatAddress(address)}/${address.prefixLength}`,
      mac: formatMac(mac),
      tunnelAddress: formatIp4(vtep),
    };
    this.#parts.db.createEntry(PEER_TABLE, networkId, endpointId, record);
  }

  withdraw(networkId: string, endpointId: string): void {
    this.#parts.db.deleteEntry(PEER_TABLE, networkId, endpointId);
  }
}
