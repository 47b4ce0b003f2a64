// What the drivers macvlan and ipvlan have in common: containers on a device of the host, without a bridge of Docker's between.
// Source: moby libnetwork/drivers/{macvlan,ipvlan}/*_{network,endpoint,joinleave,setup}.go.
// Not modelled: restoring networks from the store; ports, which the real drivers ignore as well, with a warning in the daemon's log.
import { contains, type IpAddress } from '../../../base/cidr.ts';
import type { Errno } from '../../../base/errno.ts';
import { type Mac, randomMac } from '../../../base/mac.ts';
import type { NetNamespace } from '../../../linux/namespace.ts';
import type { LinkSpec } from '../../../linux/netlink.ts';
import { invalid, system } from '../../api/errors.ts';
import { shortId } from '../../ids.ts';
import type { Driver, DriverHost, EndpointPlan, IpamData, JoinInfo, NetworkPlan } from '../driver.ts';
import { errnoText, removeParent, setUpParent } from './parent-link.ts';

/** netlink.LinkAttrs.TxQLen, which the daemon leaves at Go's zero. */
const TX_QUEUE_LEN = 0;
const PARENT = 'parent';

/** A network of such a driver. */
export interface StackedNetwork<Settings> {
  readonly plan: NetworkPlan;
  readonly settings: Settings;
  readonly parent: string;
  /** Nothing leads out of it: asked for, or it has no parent. */
  readonly internal: boolean;
  /** The daemon has made the parent, and removes it with the last network on it. */
  madeParent: boolean;
  readonly endpoints: Map<string, StackedEndpoint>;
}

/** What is the same for every kind of device on a parent. */
export interface NewDevice {
  readonly name: string;
  readonly lower: number;
  readonly txqlen: number;
  readonly mac?: Mac;
}

interface StackedEndpoint {
  readonly plan: EndpointPlan;
  readonly sandbox: NetNamespace;
  readonly device: string;
  readonly uid: number | undefined;
}

export abstract class StackedDriver<Settings> implements Driver {
  abstract readonly type: 'macvlan' | 'ipvlan';
  readonly usesIpam = true;
  protected readonly host: DriverHost;
  readonly #networks = new Map<string, StackedNetwork<Settings>>();

  constructor(host: DriverHost) {
    this.host = host;
  }

  /** What the name of a stand-in for a parent begins with. */
  protected abstract readonly dummyPrefix: string;
  /** Reads the options; throws the complaint about a bad one. */
  protected abstract parse(options: ReadonlyMap<string, string>): Settings;
  /** Whether containers are led out by a gateway's address. */
  protected abstract hasGateway(settings: Settings): boolean;
  /** Throws when two networks cannot share a parent. */
  protected abstract checkShared(plan: NetworkPlan, settings: Settings, other: StackedNetwork<Settings>): void;
  /** The device to make on the parent, whose ifindex is `lower`. */
  protected abstract specOf(settings: Settings, device: NewDevice): LinkSpec;
  /** The endpoint's MAC address; undefined when it has none of its own. */
  protected abstract macOf(network: StackedNetwork<Settings>, endpoint: EndpointPlan): Mac | undefined;
  protected abstract joined(network: StackedNetwork<Settings>, endpoint: EndpointPlan): Partial<JoinInfo>;

  needsGateway(internal: boolean, options: ReadonlyMap<string, string>): boolean {
    const settings = this.#settings(options);
    return !internal && Boolean(options.get(PARENT)) && this.hasGateway(settings);
  }

  #settings(options: ReadonlyMap<string, string>): Settings {
    const settings = this.parse(options);
    if (options.get(PARENT) === 'lo') throw invalid(`loopback interface is not a valid ${this.type} parent link`);
    return settings;
  }

  createNetwork(plan: NetworkPlan): void {
    if (plan.enableIpv4 && plan.ipv4.length === 0) throw invalid('ipv4 pool is empty');
    if (plan.enableIpv6 && plan.ipv6.length === 0) throw invalid('ipv6 pool is empty');
    const settings = this.#settings(plan.options);
    const dummy = this.dummyName(plan.id);
    const parent = plan.options.get(PARENT) || dummy;
    const sharing = [...this.#networks.values()].filter((other) => other.parent === parent);
    for (const other of sharing) this.checkShared(plan, settings, other);
    const origin = `docker network ${plan.name} (${this.type} driver)`;
    const made = setUpParent(this.host.net, parent, dummy, this.type, origin);
    const madeParent = made || sharing.some((other) => other.madeParent);
    const internal = plan.internal || parent === dummy;
    this.#networks.set(plan.id, { plan, settings, parent, internal, madeParent, endpoints: new Map() });
  }

  protected dummyName(networkId: string): string {
    return `${this.dummyPrefix}${shortId(networkId)}`;
  }

  deleteNetwork(networkId: string): void {
    const network = this.#network(networkId);
    this.#networks.delete(networkId);
    const shared = [...this.#networks.values()].some((other) => other.parent === network.parent);
    if (network.madeParent && !shared) removeParent(this.host.net, network.parent);
  }

  createEndpoint(networkId: string, endpoint: EndpointPlan, sandbox: NetNamespace): Mac | undefined {
    const network = this.#network(networkId);
    const mac = this.macOf(network, endpoint);
    const device = `veth${this.host.random('libnetwork interface names').hex(7)}`;
    this.#makeDevice(network, device, endpoint, mac, sandbox);
    const uid = sandbox.net.link(device)?.uid;
    network.endpoints.set(endpoint.id, { plan: endpoint, sandbox, device, uid });
    return mac;
  }

  /** Made in the host's namespace, where its parent is, and moved. */
  #makeDevice(
    network: StackedNetwork<Settings>,
    name: string,
    endpoint: EndpointPlan,
    mac: Mac | undefined,
    sandbox: NetNamespace,
  ): void {
    const { net } = this.host;
    const parent = net.link(network.parent);
    if (parent === undefined) {
      throw system(`the requested parent interface ${network.parent} was not found on the Docker host`);
    }
    const origin = `container ${endpoint.name} on network ${network.plan.name}`;
    const device = { name, lower: parent.ifindex, txqlen: TX_QUEUE_LEN, ...(mac === undefined ? {} : { mac }) };
    const made = net.addLink(this.specOf(network.settings, device), origin);
    const failed = (errno: Errno) => system(`failed to create the ${this.type} port: ${errnoText(errno)}`);
    if (!made.ok) throw failed(made.errno);
    const errno = net.setLink(made.value, { netns: sandbox.net });
    if (errno === undefined) return;
    net.deleteLink(made.value);
    throw failed(errno);
  }

  deleteEndpoint(networkId: string, endpointId: string): void {
    const network = this.#network(networkId);
    const endpoint = network.endpoints.get(endpointId);
    network.endpoints.delete(endpointId);
    if (endpoint === undefined) return;
    const { net } = endpoint.sandbox;
    const link = net.links().find((each) => each.uid === endpoint.uid);
    if (link !== undefined) net.deleteLink(link.ifindex);
  }

  join(networkId: string, endpointId: string): JoinInfo {
    const network = this.#network(networkId);
    const endpoint = network.endpoints.get(endpointId);
    if (endpoint === undefined) throw system(`could not find endpoint with id ${endpointId}`);
    const led = network.internal ? {} : this.joined(network, endpoint.plan);
    return { device: endpoint.device, namePrefix: 'eth', gateway: undefined, gateway6: undefined, ...led };
  }

  /** The gateway of the subnet that an address is from. */
  protected gatewayFor(pools: readonly IpamData[], address: IpAddress | undefined): IpAddress | undefined {
    return address && pools.find(({ pool }) => contains(pool, address))?.gateway;
  }

  protected newMac(): Mac {
    const random = this.host.random('libnetwork MAC addresses');
    return randomMac(random.int(0, 0xffffff), random.int(0, 0xffffff));
  }

  leave(): void {}

  programExternalConnectivity(): void {}

  revokeExternalConnectivity(): void {}

  portMap(): undefined {
    return undefined;
  }

  deviceUid(): undefined {
    return undefined;
  }

  #network(id: string): StackedNetwork<Settings> {
    const network = this.#networks.get(id);
    if (network === undefined) throw system(`network id ${id} not found`);
    return network;
  }
}
