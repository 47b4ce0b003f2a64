// The bridge driver: one Linux bridge per network, one veth pair per endpoint, its far end born in the container's namespace;
// rules that isolate networks and lead published ports to containers.
// Source: moby libnetwork/drivers/bridge/{bridge_linux,setup_*,interface_linux}.go. Not modelled: rules of IPv6.
import type { IpAddress } from '../../../../base/cidr.ts';
import { formatAddress } from '../../../../base/cidr.ts';
import type { Ip4 } from '../../../../base/ip4.ts';
import { type Mac, randomMac } from '../../../../base/mac.ts';
import type { NetNamespace } from '../../../../linux/namespace.ts';
import { IPPROTO_UDP } from '../../../../wire/ipv4.ts';
import { system } from '../../../api/errors.ts';
import { shortId } from '../../../ids.ts';
import type {
  Driver,
  DriverHost,
  EndpointPlan,
  JoinInfo,
  NetworkPlan,
  PortMap,
  PortPlan,
  TransportPort,
} from '../../driver.ts';
import { PortAllocator } from '../../portallocator.ts';
import { enableForwarding, removeChains, setUpChains } from './base-chains.ts';
import { removeDevice, setUpDevice, TX_QUEUE_LEN } from './device.ts';
import { directAccessRules, linkRules } from './endpoint-rules.ts';
import { networkRules } from './network-rules.ts';
import { type BridgeOptions, parseBridgeOptions } from './options.ts';
import { checkConflicts, checkPlan, DEFAULT_GATEWAY_AUX } from './plan-checks.ts';
import { type PortMapping, publish, unpublish } from './port-mapping.ts';
import { type FirewallRule, programRules, removeRules } from './rule.ts';
import { type BridgeSettings, defaultSettings } from './settings.ts';

/** Makes bridged frames pass the packet filter: where containers of one bridge may not talk to each other. */
const FILTER_BRIDGED = 'bridge/bridge-nf-call-iptables';

interface BridgeNetwork {
  readonly plan: NetworkPlan;
  readonly options: BridgeOptions;
  readonly device: string;
  /** False for a device that was there before: it stays when the network goes. */
  readonly madeDevice: boolean;
  rules: readonly FirewallRule[];
  readonly endpoints: Map<string, BridgeEndpoint>;
}

interface BridgeEndpoint {
  readonly plan: EndpointPlan;
  readonly mac: Mac;
  readonly hostDevice: string;
  readonly containerDevice: string;
  readonly rules: readonly FirewallRule[];
  /** What it exposes, since it has been its sandbox's gateway. */
  exposed: readonly TransportPort[] | undefined;
  ports: readonly PortMapping[];
  /** To those that it is linked to, and those that are linked to it. */
  links: readonly FirewallRule[];
}

export class BridgeDriver implements Driver {
  readonly type = 'bridge';
  readonly usesIpam = true;
  readonly #host: DriverHost;
  readonly #networks = new Map<string, BridgeNetwork>();
  #ports: PortAllocator;
  #settings: BridgeSettings = defaultSettings;

  constructor(host: DriverHost) {
    this.#host = host;
    this.#ports = this.#newPorts();
    setUpChains(host.net, false);
  }

  /** The daemon starts again: its chains are made anew, and the rules of the networks that it finds. */
  restart(settings: BridgeSettings): void {
    this.#settings = settings;
    this.#ports = this.#newPorts();
    const { net } = this.#host;
    if (!settings.iptables) return;
    removeChains(net);
    setUpChains(net, !settings.userlandProxy);
    for (const [, network] of [...this.#networks].sort(([a], [b]) => (a < b ? -1 : 1))) {
      removeRules(
        net.netfilter,
        network.rules.filter(({ chain }) => chain !== 'POSTROUTING'),
      );
      network.rules = this.#rulesOf(network);
      this.#program(network);
    }
  }

  #newPorts(): PortAllocator {
    return new PortAllocator(this.#host.net.sysctl('ipv4/ip_local_port_range'));
  }

  needsGateway(internal: boolean, options: ReadonlyMap<string, string>): boolean {
    const parsed = parseBridgeOptions(options, internal);
    return parsed.gatewayMode !== 'isolated' && !(parsed.inhibitIpv4 && internal);
  }

  createNetwork(plan: NetworkPlan): void {
    checkPlan(plan);
    const options = parseBridgeOptions(plan.options, plan.internal);
    const device = options.deviceName ?? `br-${shortId(plan.id)}`;
    checkConflicts(plan, device, this.#networks.values());
    const madeDevice = setUpDevice(this.#host.net, plan, options, device, this.#newMac());
    const network: BridgeNetwork = { plan, options, device, madeDevice, rules: [], endpoints: new Map() };
    network.rules = this.#rulesOf(network);
    const { net } = this.#host;
    try {
      this.#program(network);
    } catch (error) {
      removeRules(net.netfilter, network.rules);
      if (madeDevice) removeDevice(net, device);
      throw error;
    }
    this.#networks.set(plan.id, network);
    const link = net.link(device);
    if (link !== undefined) net.setLink(link.ifindex, { up: true });
  }

  /** What the network needs of the host's kernel besides its device. */
  #program({ plan, options, device, rules }: BridgeNetwork): void {
    const { net } = this.#host;
    const { userlandProxy } = this.#settings;
    enableForwarding(net, this.#settings);
    if (!userlandProxy) net.setSysctl(`ipv4/conf/${device}/route_localnet`, '1');
    if (!options.icc || !userlandProxy) net.setSysctl(FILTER_BRIDGED, '1');
    programRules(net.netfilter, rules, `docker network ${plan.name}`);
  }

  #rulesOf({ plan, options, device }: BridgeNetwork): FirewallRule[] {
    const subnet = plan.ipv4[0]?.pool;
    if (subnet === undefined || !this.#settings.iptables) return [];
    const { name, internal } = plan;
    return networkRules({ name, device, subnet, internal, options, hairpin: !this.#settings.userlandProxy });
  }

  deleteNetwork(networkId: string): void {
    const network = this.#network(networkId);
    this.#networks.delete(networkId);
    // docker0 stays: the next daemon takes it over.
    if (network.madeDevice && !network.options.isDefault) removeDevice(this.#host.net, network.device);
    removeRules(this.#host.net.netfilter, network.rules);
  }

  createEndpoint(networkId: string, endpoint: EndpointPlan, sandbox: NetNamespace): Mac {
    const network = this.#network(networkId);
    const { net } = this.#host;
    const names = this.#host.random('libnetwork interface names');
    const [hostDevice, containerDevice] = [`veth${names.hex(7)}`, `veth${names.hex(7)}`];
    const mac = endpoint.mac ?? this.#newMac();
    const mtu = network.options.mtu === undefined ? {} : { mtu: network.options.mtu };
    const made = net.addLink(
      {
        kind: 'veth',
        name: hostDevice,
        txqlen: TX_QUEUE_LEN,
        ...mtu,
        peer: { name: containerDevice, mac, netns: endpoint.bornOnHost ? net : sandbox.net },
      },
      `container ${endpoint.name} on network ${network.plan.name}`,
    );
    if (!made.ok)
      throw system(`failed to add the host (${hostDevice}) <=> sandbox (${containerDevice}) pair interfaces`);
    const born = endpoint.bornOnHost ? net.link(containerDevice) : undefined;
    if (born !== undefined) net.setLink(born.ifindex, { netns: sandbox.net });
    const peer = sandbox.net.link(containerDevice);
    if (peer !== undefined && network.options.mtu !== undefined) {
      sandbox.net.setLink(peer.ifindex, { mtu: network.options.mtu });
    }
    const bridge = net.link(network.device);
    if (bridge === undefined) throw system(`adding interface ${hostDevice} to bridge ${network.device} failed`);
    net.setLink(made.value, { master: bridge.ifindex });
    const rules = this.#directAccess(network, endpoint);
    try {
      programRules(net.netfilter, rules, `container ${endpoint.name} on network ${network.plan.name}`);
    } catch (error) {
      net.deleteLink(made.value);
      throw error;
    }
    net.setLink(made.value, this.#settings.userlandProxy ? { up: true } : { up: true, hairpin: true });
    const parts = { plan: endpoint, mac, hostDevice, containerDevice, rules };
    network.endpoints.set(endpoint.id, { ...parts, exposed: undefined, ports: [], links: [] });
    return mac;
  }

  deleteEndpoint(networkId: string, endpointId: string): void {
    const network = this.#network(networkId);
    const endpoint = network.endpoints.get(endpointId);
    network.endpoints.delete(endpointId);
    if (endpoint === undefined) return;
    const { net } = this.#host;
    removeRules(net.netfilter, endpoint.rules);
    const link = net.link(endpoint.hostDevice);
    if (link !== undefined) net.deleteLink(link.ifindex);
  }

  join(networkId: string, endpointId: string): JoinInfo {
    const network = this.#network(networkId);
    const { plan, options } = network;
    const gateway = (data: NetworkPlan['ipv4'][number] | undefined): IpAddress | undefined =>
      plan.internal ? undefined : (data?.auxiliary.get(DEFAULT_GATEWAY_AUX) ?? data?.gateway);
    return {
      device: network.endpoints.get(endpointId)?.containerDevice,
      namePrefix: options.interfacePrefix,
      gateway: gateway(plan.ipv4[0]),
      gateway6: gateway(plan.ipv6[0]),
    };
  }

  leave(): void {}

  programExternalConnectivity(networkId: string, endpointId: string, ports: PortPlan): void {
    const network = this.#network(networkId);
    const endpoint = network.endpoints.get(endpointId);
    if (endpoint === undefined) throw system(`endpoint not found: ${endpointId}`);
    const { device, options } = network;
    const { address, address6, name } = endpoint.plan;
    endpoint.exposed = ports.exposed;
    const addresses = { v4: address, v6: address6 };
    const settings = this.#settings;
    endpoint.ports = publish(this.#host, this.#ports, { name, device, options, addresses, settings }, ports.published);
    if (!options.icc && settings.iptables) this.#link(network, endpoint, ports);
    this.#forgetConnections(endpoint);
  }

  revokeExternalConnectivity(networkId: string, endpointId: string): void {
    const endpoint = this.#network(networkId).endpoints.get(endpointId);
    if (endpoint === undefined) return;
    unpublish(this.#host, this.#ports, endpoint.ports);
    endpoint.ports = [];
    removeRules(this.#host.net.netfilter, endpoint.links);
    endpoint.links = [];
    this.#forgetConnections(endpoint);
  }

  portMap(networkId: string, endpointId: string): PortMap | undefined {
    const endpoint = this.#networks.get(networkId)?.endpoints.get(endpointId);
    if (endpoint?.exposed === undefined) return undefined;
    return { exposed: endpoint.exposed, bindings: endpoint.ports.map((port) => port.binding) };
  }

  /** How many ports of the host are given to containers. */
  get portsTaken(): number {
    return this.#ports.size;
  }

  deviceUid(networkId: string): number | undefined {
    const network = this.#networks.get(networkId);
    return network && this.#host.net.link(network.device)?.uid;
  }

  #network(id: string): BridgeNetwork {
    const network = this.#networks.get(id);
    if (network === undefined) throw system(`network ${id} does not exist`);
    return network;
  }

  #newMac(): Mac {
    const random = this.#host.random('libnetwork MAC addresses');
    return randomMac(random.int(0, 0xffffff), random.int(0, 0xffffff));
  }

  #directAccess(network: BridgeNetwork, { address }: EndpointPlan): FirewallRule[] {
    const { iptables, allowDirectRouting } = this.#settings;
    if (address === undefined || !iptables || allowDirectRouting) return [];
    return directAccessRules(network.device, formatAddress(address), network.plan.internal, network.options);
  }

  /** Tracked connections may still lead to the proxy, or to whoever had the address before. */
  #forgetConnections({ plan, ports }: BridgeEndpoint): void {
    const { conntrack } = this.#host.net;
    const address: Ip4 | undefined = plan.address && Number(plan.address.value);
    if (address !== undefined) {
      conntrack.delete({ replySource: address });
      conntrack.delete({ replyDestination: address });
    }
    for (const { protocol, hostPort } of ports.map((port) => port.binding)) {
      if (protocol === 'udp') conntrack.delete({ protocol: IPPROTO_UDP, destinationPort: hostPort });
    }
  }

  /** Opens what linked containers expose, where containers may not talk otherwise. */
  #link({ device, endpoints }: BridgeNetwork, endpoint: BridgeEndpoint, { exposed, linked }: PortPlan): void {
    const addressOf = (one: BridgeEndpoint) => one.plan.address && formatAddress(one.plan.address);
    const own = addressOf(endpoint);
    if (own === undefined || linked === undefined) return;
    const open = (parent: string | undefined, child: string | undefined, ports: readonly TransportPort[]) =>
      parent === undefined || child === undefined ? [] : linkRules(device, parent, child, ports);
    const found = (ids: readonly string[]) => ids.flatMap((id) => endpoints.get(id) ?? []);
    endpoint.links = [
      ...found(linked.parents).flatMap((parent) => open(addressOf(parent), own, exposed)),
      ...found(linked.children).flatMap((child) => open(own, addressOf(child), child.exposed ?? [])),
    ];
    programRules(this.#host.net.netfilter, endpoint.links, `docker run --link, container ${endpoint.plan.name}`);
  }
}
