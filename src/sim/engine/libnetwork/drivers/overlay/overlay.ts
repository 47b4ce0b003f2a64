// The overlay driver: networks that span the hosts of a swarm, each host's part made when its first container joins.
// Source: moby libnetwork/drivers/overlay/{overlay,ov_network,ov_endpoint,joinleave,peerdb}.go.
// Not modelled: Windows, checksum offloading quirks.
import { contains, formatCidr, type IpAddress } from '../../../../base/cidr.ts';
import type { Ip4 } from '../../../../base/ip4.ts';
import type { Mac } from '../../../../base/mac.ts';
import type { NetNamespace } from '../../../../linux/namespace.ts';
import type { EncryptionKey } from '../../../../swarm/objects.ts';
import { invalid, system } from '../../../api/errors.ts';
import type { Driver, DriverHost, EndpointPlan, JoinInfo, NetworkPlan } from '../../driver.ts';
import { forgetCleartext, refuseCleartext } from './cleartext-rules.ts';
import { OverlayEncryption } from './encryption.ts';
import { type OverlayOptions, parseOverlayOptions } from './options.ts';
import { PeerDb } from './peer-db.ts';
import { OverlaySandbox, type Peer } from './sandbox.ts';

/** An endpoint of this host, as the others are told of it. */
export interface LocalPeer extends Peer {
  readonly address: IpAddress & { readonly prefixLength: number };
}

/** How a driver of many hosts tells the others of its endpoints. */
export interface PeerTable {
  readonly vtep: Ip4;
  readonly port: number;
  publish(networkId: string, endpointId: string, peer: LocalPeer): void;
  withdraw(networkId: string, endpointId: string): void;
}

interface OverlayEndpoint {
  readonly plan: EndpointPlan;
  readonly mac: Mac;
  readonly device: string;
  readonly subnet: number;
  readonly sandbox: NetNamespace;
}

interface OverlayNetwork {
  readonly plan: NetworkPlan;
  readonly options: OverlayOptions;
  sandbox: OverlaySandbox | undefined;
  epoch: number;
  readonly endpoints: Map<string, OverlayEndpoint>;
  /** What other hosts have told. */
  readonly peers: PeerDb;
}

/** overlayutils.defaultVXLANUDPPort */
const DEFAULT_PORT = 4789;

/** netutils.GenerateMACFromIP: 02:42 and the address. */
const macOf = (address: IpAddress): Mac => 0x024200000000 + Number(address.value);

export class OverlayDriver implements Driver {
  readonly type = 'overlay';
  readonly usesIpam = true;
  readonly #host: DriverHost;
  readonly #networks = new Map<string, OverlayNetwork>();
  readonly #encryption: OverlayEncryption;
  #table: PeerTable | undefined;

  constructor(host: DriverHost) {
    this.#host = host;
    this.#encryption = new OverlayEncryption(host.net);
  }

  /** The host is in a swarm (undefined: no more). */
  setPeerTable(table: PeerTable | undefined): void {
    this.#table = table;
    this.#encryption.reset(table?.vtep);
  }

  /** The keys of encrypted networks that are valid now. */
  setKeys(keys: readonly EncryptionKey[]): void {
    this.#encryption.setKeys(keys);
  }

  needsGateway(): boolean {
    return true;
  }

  createNetwork(plan: NetworkPlan): void {
    if (plan.ipv4.length === 0) throw invalid('ipv4 pool is empty');
    const options = parseOverlayOptions(plan.options);
    if (options.vnis.length < plan.ipv4.length) throw system('insufficient vnis for the subnets of the network');
    this.#networks.set(plan.id, {
      plan,
      options,
      sandbox: undefined,
      epoch: 0,
      endpoints: new Map(),
      peers: new PeerDb(),
    });
  }

  deleteNetwork(networkId: string): void {
    const network = this.#network(networkId);
    network.sandbox?.destroy();
    this.#networks.delete(networkId);
    if (!network.options.encrypted) return;
    for (const vni of network.options.vnis) forgetCleartext(this.#host.net.netfilter, this.#port, vni);
  }

  createEndpoint(networkId: string, endpoint: EndpointPlan, sandbox: NetNamespace): Mac {
    const network = this.#network(networkId);
    if (network.options.encrypted && !this.#encryption.isReady) {
      throw system('cannot join secure network: encryption keys not present');
    }
    const { address } = endpoint;
    if (address === undefined) throw invalid('create endpoint was not passed interface IP address');
    const subnet = network.plan.ipv4.findIndex(({ pool }) => contains(pool, address));
    if (subnet < 0) throw invalid(`no matching subnet for IP "${address.value}" in network ${networkId}`);
    const mac = endpoint.mac ?? macOf(address);
    const device = `veth${this.#host.random('libnetwork interface names').hex(7)}`;
    const made = { plan: endpoint, mac, device, subnet, sandbox };
    const origin = `${endpoint.name} on network ${network.plan.name}`;
    this.#sandboxOf(network).addPort(subnet, device, mac, network.options.mtu, sandbox, origin);
    network.endpoints.set(endpoint.id, made);
    if (network.options.encrypted) {
      for (const vtep of network.peers.hosts()) this.#encryption.protect(vtep, this.#port);
    }
    if (this.#table !== undefined) {
      this.#table.publish(networkId, endpoint.id, { address, mac, vtep: this.#table.vtep });
    }
    return mac;
  }

  deleteEndpoint(networkId: string, endpointId: string): void {
    const network = this.#network(networkId);
    const endpoint = network.endpoints.get(endpointId);
    if (endpoint === undefined) return;
    network.endpoints.delete(endpointId);
    this.#table?.withdraw(networkId, endpointId);
    const link = endpoint.sandbox.net.link(endpoint.device);
    if (link !== undefined) endpoint.sandbox.net.deleteLink(link.ifindex);
    if (network.endpoints.size > 0) return;
    network.sandbox?.destroy();
    network.sandbox = undefined;
  }

  join(networkId: string, endpointId: string): JoinInfo {
    const network = this.#network(networkId);
    const endpoint = network.endpoints.get(endpointId);
    if (endpoint === undefined) throw system(`endpoint not found: ${endpointId}`);
    const own = network.plan.ipv4[endpoint.subnet];
    const others = network.plan.ipv4.filter((subnet) => subnet !== own);
    return {
      device: endpoint.device,
      namePrefix: 'eth',
      gateway: undefined,
      gateway6: undefined,
      staticRoutes: others.map(({ pool }) => ({ destination: pool, nextHop: own?.gateway })),
    };
  }

  leave(): void {}

  programExternalConnectivity(): void {}

  revokeExternalConnectivity(): void {}

  portMap(): undefined {
    return undefined;
  }

  deviceUid(networkId: string): number | undefined {
    return this.#networks.get(networkId)?.sandbox?.netns.net.link('br0')?.uid;
  }

  /** Another host tells of an endpoint of its own. */
  addPeer(networkId: string, endpointId: string, peer: Peer): void {
    const network = this.#networks.get(networkId);
    if (network === undefined || peer.vtep === this.#table?.vtep) return;
    this.removePeer(networkId, endpointId);
    const first = network.peers.add(endpointId, peer);
    if (network.sandbox === undefined) return;
    if (network.options.encrypted) this.#encryption.protect(peer.vtep, this.#port);
    if (first !== undefined) network.sandbox.addPeer(subnetOf(network, peer), peer);
  }

  /** It is gone; of several that said the same the next one takes its place. */
  removePeer(networkId: string, endpointId: string): void {
    const network = this.#networks.get(networkId);
    const removal = network?.peers.remove(endpointId);
    if (network === undefined || removal === undefined) return;
    const { gone, counted, next } = removal;
    if (network.options.encrypted && network.endpoints.size === 0) this.#encryption.release(gone.vtep, this.#port);
    if (counted) network.sandbox?.removePeer(subnetOf(network, gone), gone);
    if (next !== undefined) network.sandbox?.addPeer(subnetOf(network, next), next);
  }

  get #port(): number {
    return this.#table?.port ?? DEFAULT_PORT;
  }

  #network(networkId: string): OverlayNetwork {
    const network = this.#networks.get(networkId);
    if (network === undefined) throw system(`could not find network with id ${networkId}`);
    return network;
  }

  #sandboxOf(network: OverlayNetwork): OverlaySandbox {
    if (network.sandbox !== undefined) return network.sandbox;
    const { plan, options } = network;
    network.epoch++;
    const sandbox = new OverlaySandbox(this.#host, plan, network.epoch);
    plan.ipv4.forEach((subnet, index) => {
      const vni = options.vnis[index] ?? 0;
      if (options.encrypted) refuseCleartext(this.#host.net.netfilter, this.#port, vni, plan.name);
      sandbox.addSubnet(plan, index, subnet, vni, options.mtu, this.#port);
    });
    network.sandbox = sandbox;
    for (const peer of network.peers.active()) sandbox.addPeer(subnetOf(network, peer), peer);
    return sandbox;
  }
}

function subnetOf(network: OverlayNetwork, peer: Peer): number {
  const index = network.plan.ipv4.findIndex(({ pool }) => contains(pool, peer.address));
  if (index < 0) throw system(`peer outside ${network.plan.ipv4.map(({ pool }) => formatCidr(pool)).join()}`);
  return index;
}
