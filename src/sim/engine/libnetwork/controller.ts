// The controller: every network of one host, made and unmade, with IPAM and drivers behind it.
// Source: moby libnetwork/{controller,network,endpoint}.go; daemon/network.go (finding networks).
// Not modelled: the store on disk (networks stay where they are when the daemon starts anew).
import {
  type Cidr,
  contains,
  formatAddress,
  formatCidr,
  type IpAddress,
  parseAddress,
  parseCidr,
} from '../../base/cidr.ts';
import type { NetNamespace } from '../../linux/namespace.ts';
import { ApiError, forbidden, invalid, notFound, withPrefix } from '../api/errors.ts';
import type { IpamConfig } from '../api/types.ts';
import { newId, shortId } from '../ids.ts';
import type { Driver, DriverHost, NetworkPlan } from './driver.ts';
import { BridgeDriver } from './drivers/bridge/bridge.ts';
import type { BridgeSettings } from './drivers/bridge/settings.ts';
import { makeDrivers, missingDriver } from './drivers/table.ts';
import { Endpoint, type EndpointAddress, type EndpointRequest } from './endpoint.ts';
import { type AllocatedPool, Ipam } from './ipam/allocator.ts';
import { localPools, type Pool, ulaPool } from './ipam/pools.ts';
import { Network, type NetworkPool, type NetworkSettings } from './network.ts';

export class Controller {
  readonly #host: DriverHost;
  readonly #drivers: ReadonlyMap<string, Driver>;
  readonly #ipam: Ipam;
  /** The host's own block for automatic IPv6 subnets. */
  readonly #ula: Pool;
  /** The address space of swarm networks: managers choose, hosts only keep account. */
  readonly #swarmIpam = new Ipam([], () => []);
  readonly #networks = new Map<string, Network>();
  #isBare = false;

  /** `reserved` lists what automatic subnets must avoid. */
  constructor(host: DriverHost, reserved: () => readonly Cidr[]) {
    this.#host = host;
    this.#drivers = makeDrivers(host);
    const globalId = BigInt(`0x${host.random('libnetwork ULA prefix').hex(10)}`);
    this.#ula = ulaPool(globalId);
    this.#ipam = new Ipam([...localPools, this.#ula], reserved);
  }

  /** The daemon starts anew: other pools, and drivers that look at what they find. */
  restart(pools: readonly Pool[], bridge: BridgeSettings): void {
    const local = pools.length > 0 ? pools : localPools;
    const hasUla = local.some((pool) => pool.base.family === 6);
    this.#ipam.setPools(hasUla ? local : [...local, this.#ula]);
    const lost = this.#isBare ? this.#usersNetworks() : [];
    this.#isBare = false;
    for (const network of lost) network.driver.deleteNetwork(network.id);
    const driver = this.#drivers.get('bridge');
    if (driver instanceof BridgeDriver) driver.restart(bridge);
    for (const network of lost) restore(network);
  }

  /** The host has booted: the daemon that starts next finds no device and no rule of its own. */
  hostBooted(): void {
    this.#isBare = true;
  }

  #usersNetworks(): Network[] {
    return this.networks().filter(({ settings, predefined }) => !settings.configOnly && !predefined);
  }

  /** In the order of their making. */
  networks(): readonly Network[] {
    return [...this.#networks.values()];
  }

  driver(type: string): Driver {
    const driver = this.#drivers.get(type);
    if (driver === undefined) throw missingDriver(type);
    return driver;
  }

  /** Makes a network of a free name: driver's opinion, pools, gateway, auxiliary addresses, device. Nothing remains when a step fails. */
  createNetwork(settings: NetworkSettings): Network {
    if (settings.configOnly) return this.#keep(new Network(settings, []));
    const { driver } = settings;
    const needsGateway = driver.needsGateway(settings.internal, settings.options);
    const pools = driver.usesIpam && settings.ipamDriver !== 'null' ? this.#allocatePools(settings, needsGateway) : [];
    const network = new Network(settings, pools);
    try {
      driver.createNetwork(planOf(network));
    } catch (error) {
      releasePools(this.#ipamOf(settings), pools);
      throw error;
    }
    return this.#keep(network);
  }

  /** Removes a network without endpoints. */
  deleteNetwork(network: Network): void {
    if (network.endpoints.size > 0) {
      const list = [...network.endpoints.values()].map((e) => `name:"${e.name}" id:"${shortId(e.id)}"`).join(', ');
      throw forbidden(`error while removing network: network ${network.name} has active endpoints (${list})`);
    }
    if (network.settings.configOnly) {
      const inUse = this.networks().some((other) => other.settings.configFrom === network.name);
      if (inUse) throw forbidden(`configuration network "${network.name}" is in use`);
    } else {
      network.driver.deleteNetwork(network.id);
    }
    releasePools(this.#ipamOf(network.settings), network.pools);
    this.#networks.delete(network.id);
  }

  byName(name: string): Network | undefined {
    return this.networks().find((network) => network.name === name);
  }

  /** By full id, then by name, then by a beginning of the id that only one network has. */
  find(term: string): Network {
    const exact = this.#networks.get(term) ?? this.byName(term);
    if (exact !== undefined) return exact;
    const matches = term === '' ? [] : this.networks().filter((network) => network.id.startsWith(term));
    if (matches.length > 1) {
      throw invalid(`network ${term} is ambiguous (${matches.length} matches found based on ID prefix)`);
    }
    const [match] = matches;
    if (match === undefined) throw notFound(`network ${term} not found`);
    return match;
  }

  /** Like `find`, undefined instead of an error. */
  lookUp(term: string): Network | undefined {
    try {
      return this.find(term);
    } catch {
      return undefined;
    }
  }

  /** Makes a container's endpoint: addresses from IPAM, devices from the driver. */
  createEndpoint(network: Network, request: EndpointRequest, sandbox: NetNamespace): Endpoint {
    if (network.settings.configOnly) throw forbidden('cannot create endpoint on configuration-only network');
    if ([...network.endpoints.values()].some((other) => other.name === request.name)) {
      throw forbidden(`endpoint with name ${request.name} already exists in network ${network.name}`);
    }
    const taken: EndpointAddress[] = [];
    try {
      const address = this.#requestAddress(network, 4, request.address, taken);
      const address6 = this.#requestAddress(network, 6, request.address6, taken);
      const endpoint = new Endpoint(newId(this.#host.random('endpoint ids')), network, request, address, address6);
      const { name, mac, bornOnHost = false } = request;
      const plan = { id: endpoint.id, name, mac, address, address6, bornOnHost };
      endpoint.mac = network.driver.createEndpoint(network.id, plan, sandbox);
      network.endpoints.set(endpoint.id, endpoint);
      return endpoint;
    } catch (error) {
      for (const address of taken) this.#ipamOf(network.settings).releaseAddress(address.pool, address);
      throw error;
    }
  }

  deleteEndpoint(endpoint: Endpoint): void {
    const { network } = endpoint;
    network.endpoints.delete(endpoint.id);
    network.driver.deleteEndpoint(network.id, endpoint.id);
    for (const address of [endpoint.address, endpoint.address6]) {
      if (address !== undefined) this.#ipamOf(network.settings).releaseAddress(address.pool, address);
    }
  }

  #ipamOf({ scope }: NetworkSettings): Ipam {
    return scope === 'swarm' ? this.#swarmIpam : this.#ipam;
  }

  #keep(network: Network): Network {
    this.#networks.set(network.id, network);
    return network;
  }

  #requestAddress(
    network: Network,
    family: 4 | 6,
    wanted: IpAddress | undefined,
    taken: EndpointAddress[],
  ): EndpointAddress | undefined {
    const pools = network.poolsOf(family);
    if (pools.length === 0) return undefined;
    for (const { pool } of pools) {
      if (wanted !== undefined && !contains(pool.subnet, wanted)) continue;
      const found = this.#ipamOf(network.settings).requestAddress(pool, wanted);
      if (found === undefined) continue;
      const address = { ...found, prefixLength: pool.subnet.prefixLength, pool };
      taken.push(address);
      return address;
    }
    if (wanted !== undefined) {
      throw invalid(`invalid address ${formatAddress(wanted)}: It does not belong to any of this network's subnets`);
    }
    const what = `no available IPv${family} addresses on this network's address pools`;
    throw invalid(`${what}: ${network.name} (${network.id})`);
  }

  #allocatePools(settings: NetworkSettings, needsGateway: boolean): NetworkPool[] {
    const pools: NetworkPool[] = [];
    const ipam = this.#ipamOf(settings);
    try {
      for (const family of [4, 6] as const) {
        if (!(family === 4 ? settings.enableIpv4 : settings.enableIpv6)) continue;
        const configs = settings.ipamConfigs.filter((config) => parseCidr(config.Subnet ?? '')?.family === family);
        for (const config of configs.length > 0 ? configs : [{}]) {
          allocatePool(ipam, family, config, needsGateway, pools);
        }
      }
      return pools;
    } catch (error) {
      releasePools(ipam, pools);
      throw error;
    }
  }
}

function allocatePool(
  ipam: Ipam,
  family: 4 | 6,
  config: IpamConfig,
  needsGateway: boolean,
  pools: NetworkPool[],
): void {
  const subnet = parseCidr(config.Subnet ?? '');
  const pool =
    subnet === undefined
      ? ipam.requestDefaultPool(family)
      : ipam.requestPool(subnet, config.IPRange ? parseCidr(config.IPRange) : undefined);
  try {
    const gateway = needsGateway || config.Gateway ? gatewayOf(ipam, pool, config.Gateway) : undefined;
    const auxiliary = auxiliaryOf(ipam, pool, config.AuxiliaryAddresses ?? {});
    pools.push({ pool, gateway, auxiliary, configured: subnet !== undefined });
  } catch (error) {
    ipam.releasePool(pool);
    throw error;
  }
}

function gatewayOf(ipam: Ipam, pool: AllocatedPool, wanted: string | undefined): IpAddress {
  const address = wanted ? parseAddress(wanted) : undefined;
  try {
    const gateway = ipam.requestAddress(pool, address);
    if (gateway === undefined) throw invalid('no available addresses on this pool');
    return gateway;
  } catch (error) {
    throw withPrefix(`failed to allocate gateway (${wanted ?? ''}): `, error);
  }
}

function auxiliaryOf(
  ipam: Ipam,
  pool: AllocatedPool,
  wanted: Readonly<Record<string, string>>,
): Map<string, IpAddress> {
  const found = new Map<string, IpAddress>();
  for (const [name, text] of Object.entries(wanted)) {
    const address = parseAddress(text);
    if (address === undefined) continue;
    try {
      ipam.requestAddress(pool, address);
    } catch (error) {
      throw withPrefix(`failed to allocate secondary ip address (${name}:${text}): `, error);
    }
    found.set(name, address);
  }
  return found;
}

/** A pool's addresses go with it once no other network draws from its subnet; the gateway and names always. */
function releasePools(ipam: Ipam, pools: readonly NetworkPool[]): void {
  for (const { pool, gateway, auxiliary } of pools) {
    for (const address of [...(gateway ? [gateway] : []), ...auxiliary.values()]) {
      ipam.releaseAddress(pool, address);
    }
    ipam.releasePool(pool);
  }
}

/** A network whose parent is no more stays in the list, and does not keep the daemon from starting. */
function restore(network: Network): void {
  try {
    network.driver.createNetwork(planOf(network));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** A network as its driver is told of it. */
function planOf(network: Network): NetworkPlan {
  const data = (family: 4 | 6) =>
    network.poolsOf(family).map(({ pool, gateway, auxiliary }) => ({ pool: pool.subnet, gateway, auxiliary }));
  const { id, name, internal, enableIpv4, enableIpv6, options } = network.settings;
  return { id, name, internal, enableIpv4, enableIpv6, options, ipv4: data(4), ipv6: data(6) };
}

/** A pool as the API shows one that the daemon chose. */
export function describePool(pool: NetworkPool): IpamConfig {
  const subnet = formatCidr(pool.pool.subnet);
  return pool.gateway === undefined ? { Subnet: subnet } : { Subnet: subnet, Gateway: formatAddress(pool.gateway) };
}
