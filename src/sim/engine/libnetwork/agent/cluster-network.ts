// One node's part in a network of the swarm: tells the others of its endpoints, and hears of theirs.
// Source: moby libnetwork/agent.go (addServiceInfoToCluster, deleteServiceInfoFromCluster, handleEpTableEvent, addDriverWatches),
// service_common.go (addServiceBinding, rmServiceBinding), drivers/overlay/joinleave.go EventNotify. Not modelled: IPv6.
import { formatAddress, type IpAddress, parseAddress } from '../../../base/cidr.ts';
import { formatIp4, parseIp4 } from '../../../base/ip4.ts';
import { parseMac } from '../../../base/mac.ts';
import type { NetworkDb } from '../../../swarm/gossip/networkdb/networkdb.ts';
import type { OverlayDriver } from '../drivers/overlay/overlay.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Network } from '../network.ts';
import type { KnownEndpoint, NetworkPeer, SwarmPart } from '../service.ts';
import type { LoadBalancer } from './load-balancer.ts';
import { addContainerNames, addTaskNames, removeContainerNames, removeTaskNames } from './name-resolution.ts';
import { ENDPOINT_TABLE, type EndpointRecord, PEER_TABLE, readEndpointRecord, readPeerRecord } from './records.ts';
import type { ServiceBindings } from './service-bindings.ts';
import { ServiceRecords } from './service-records.ts';

type Change = 'create' | 'update' | 'delete';

export interface ClusterNetworkParts {
  readonly network: Network;
  readonly db: NetworkDb;
  readonly driver: OverlayDriver;
  readonly bindings: ServiceBindings;
}

export class ClusterNetwork implements SwarmPart {
  readonly #parts: ClusterNetworkParts;
  readonly #records = new ServiceRecords();
  /** Every endpoint whose names and service are known here, this node's among them. */
  readonly #known = new Map<string, EndpointRecord>();
  /** Whose addresses there are or were, in words. */
  readonly #owners = new Map<string, string>();
  readonly #watches: (() => void)[] = [];
  #balancer: LoadBalancer | undefined;

  constructor(parts: ClusterNetworkParts) {
    this.#parts = parts;
  }

  get balancer(): LoadBalancer | undefined {
    return this.#balancer;
  }

  /** The load balancer is there: takes in what is known already, and listens from now on. */
  open(balancer: LoadBalancer): void {
    const { db, network } = this.#parts;
    this.#balancer = balancer;
    const others = (table: string) => db.walk(table, network.id).filter(({ node }) => node !== db.nodeId);
    for (const { key, value } of others(PEER_TABLE)) this.#onPeer('create', key, value);
    for (const { key, value } of others(ENDPOINT_TABLE)) this.#onEndpoint('create', key, value);
    this.#watches.push(
      db.watch(PEER_TABLE, network.id, ({ kind, key, value }) => this.#onPeer(kind, key, value)),
      db.watch(ENDPOINT_TABLE, network.id, ({ kind, key, value }) => this.#onEndpoint(kind, key, value)),
    );
  }

  /** Hears nothing more, and forgets who was there. */
  close(): void {
    for (const stop of this.#watches) stop();
    for (const [id, record] of [...this.#known]) this.#unbind(id, record, true);
    this.#balancer = undefined;
  }

  // ---- names

  resolve(name: string, family: 4 | 6): readonly IpAddress[] | undefined {
    const found = this.#records.resolve(name);
    if (found === undefined || family === 6) return found && [];
    return found.flatMap((address) => parseAddress(address) ?? []);
  }

  reverse(address: string): string | undefined {
    return this.#records.reverse(address);
  }

  ownerOf(address: string): string | undefined {
    return this.#owners.get(address);
  }

  peers(): readonly NetworkPeer[] {
    return this.#parts.db.peers(this.#parts.network.id);
  }

  endpoints(): readonly KnownEndpoint[] {
    const { db, network, bindings } = this.#parts;
    const peers = new Map(db.walk(PEER_TABLE, network.id).map(({ key, value }) => [key, readPeerRecord(value)]));
    return db.walk(ENDPOINT_TABLE, network.id).flatMap(({ key: id, value }) => {
      const record = readEndpointRecord(value);
      if (record === undefined) return [];
      const { name, endpointAddress: address, serviceName, virtualAddress, ingressPorts: ports } = record;
      const host = peers.get(id)?.tunnelAddress ?? '';
      return [{ id, name, address, host, serviceName, virtualAddress, ports, mark: bindings.mark(network.id, record) }];
    });
  }

  // ---- this node's endpoints

  enable(endpoint: Endpoint): void {
    const record = recordOf(endpoint, this.#parts.network);
    if (record === undefined) return;
    this.#bind(endpoint.id, record);
    this.#parts.db.createEntry(ENDPOINT_TABLE, this.#parts.network.id, endpoint.id, record);
  }

  disable(endpoint: Endpoint): void {
    const record = this.#known.get(endpoint.id);
    if (record === undefined) return;
    const disabled = { ...record, disabled: true };
    this.#parts.db.updateEntry(ENDPOINT_TABLE, this.#parts.network.id, endpoint.id, disabled);
    this.#unbind(endpoint.id, record, record.serviceId === '');
  }

  withdraw(endpoint: Endpoint): void {
    this.#parts.db.deleteEntry(ENDPOINT_TABLE, this.#parts.network.id, endpoint.id);
    const record = this.#known.get(endpoint.id);
    if (record !== undefined) this.#unbind(endpoint.id, record, true);
  }

  // ---- others' endpoints

  #onEndpoint(change: Change, id: string, value: unknown): void {
    const record = readEndpointRecord(value);
    if (record === undefined) return;
    if (change === 'create') this.#bind(id, record);
    else if (change === 'delete') this.#unbind(id, record, true);
    else if (record.serviceId !== '' && record.disabled) this.#unbind(id, record, false);
  }

  #onPeer(change: Change, id: string, value: unknown): void {
    const { driver, network } = this.#parts;
    const record = readPeerRecord(value);
    const address = record && parseAddress(record.endpointAddress.split('/')[0] ?? '');
    const mac = record && parseMac(record.mac);
    const vtep = record && parseIp4(record.tunnelAddress);
    if (address === undefined || mac === undefined || vtep === undefined) return;
    if (change !== 'create') {
      driver.removePeer(network.id, id);
      return;
    }
    const nameOf = (): string => this.#known.get(id)?.name ?? `${formatAddress(address)}`;
    const remedy = `Look at ${network.name} on host ${formatIp4(vtep)}`;
    const origin = {
      get by(): string {
        return `gossip of host ${formatIp4(vtep)}: ${nameOf()} on network ${network.name}`;
      },
      remedy,
    };
    driver.addPeer(network.id, id, { address, mac, vtep, origin });
  }

  // ---- both

  #bind(id: string, record: EndpointRecord): void {
    const { network, bindings } = this.#parts;
    this.#known.set(id, record);
    const { name, serviceName, virtualAddress } = record;
    this.#owners.set(
      record.endpointAddress,
      `${record.serviceId === '' ? 'container' : 'task'} ${name}.${network.name}`,
    );
    if (virtualAddress !== '') this.#owners.set(virtualAddress, `virtual address of service ${serviceName}`);
    if (record.serviceId === '') {
      if (!network.settings.ingress) addContainerNames(this.#records, id, record);
      return;
    }
    const { balanced, isFirst } = bindings.add(network.id, id, record);
    this.#balancer?.addBackend(balanced, record.endpointAddress, record.name);
    if (!network.settings.ingress) addTaskNames(this.#records, id, record, isFirst);
  }

  #unbind(id: string, record: EndpointRecord, entirely: boolean): void {
    const { network, bindings } = this.#parts;
    if (entirely) this.#known.delete(id);
    if (record.serviceId === '') {
      removeContainerNames(this.#records, id, record);
      return;
    }
    const unbound = bindings.remove(network.id, id, record, entirely);
    if (unbound === undefined) return;
    const { balanced, isLast, shared } = unbound;
    if (!shared) this.#balancer?.removeBackend(balanced, record.endpointAddress, entirely, isLast);
    removeTaskNames(this.#records, id, record, { withService: isLast, shared });
  }
}

/** What the others are told of an endpoint; undefined for one without a name, as those of load balancers. */
function recordOf({ dnsNames, address, request }: Endpoint, { settings }: Network): EndpointRecord | undefined {
  const [name, ...taskAliases] = dnsNames;
  if (name === undefined || address === undefined) return undefined;
  const { service } = request;
  const virtual = service?.virtualAddress;
  return {
    name,
    serviceName: service?.name ?? '',
    serviceId: service?.id ?? '',
    virtualAddress: virtual === undefined ? '' : formatIp4(virtual),
    ingressPorts: settings.ingress ? [...(service?.ports ?? [])] : [],
    aliases: [...(service?.aliases ?? [])],
    taskAliases,
    endpointAddress: formatAddress(address),
    disabled: false,
  };
}
