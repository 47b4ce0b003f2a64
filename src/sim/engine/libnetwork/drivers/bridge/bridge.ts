// The bridge driver: one Linux bridge per network, one veth pair per endpoint, its far end born in the container's namespace;
// rules that isolate networks and lead published ports to containers.
// Source: moby libnetwork/drivers/bridge/{bridge_linux,setup_*,interface_linux}.go. Not modelled: rules and addresses of IPv6, legacy
// links' rules (they need a default bridge whose containers may not talk), a daemon without the userland proxy.
import type { IpAddress } from '../../../../base/cidr.ts';
import { formatAddress } from '../../../../base/cidr.ts';
import { broadcastOf, type Ip4 } from '../../../../base/ip4.ts';
import { type Mac, randomMac } from '../../../../base/mac.ts';
import type { NetNamespace } from '../../../../linux/namespace.ts';
import type { LinkSpec } from '../../../../linux/netlink.ts';
import { IPPROTO_UDP } from '../../../../wire/ipv4.ts';
import { forbidden, system } from '../../../api/errors.ts';
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
import { enableForwarding, setUpChains } from './base-chains.ts';
import { directAccessRules } from './endpoint-rules.ts';
import { networkRules } from './network-rules.ts';
import { type BridgeOptions, parseBridgeOptions } from './options.ts';
import { checkConflicts, checkPlan, DEFAULT_GATEWAY_AUX } from './plan-checks.ts';
import { type PortMapping, publish, unpublish } from './port-mapping.ts';
import { type FirewallRule, programRules, removeRules } from './rule.ts';

/** Makes bridged frames pass the packet filter: where containers of one bridge may not talk to each other. */
const FILTER_BRIDGED = 'bridge/bridge-nf-call-iptables';

/** netlink.LinkAttrs.TxQLen, which the daemon leaves at Go's zero: `qlen 0` on all that it makes. */
const TX_QUEUE_LEN = 0;

interface BridgeNetwork {
  readonly plan: NetworkPlan;
  readonly options: BridgeOptions;
  readonly device: string;
  /** False for a device that was there before: it stays when the network goes. */
  readonly madeDevice: boolean;
  readonly rules: readonly FirewallRule[];
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
}

export class BridgeDriver implements Driver {
  readonly type = 'bridge';
  readonly usesIpam = true;
  readonly #host: DriverHost;
  readonly #networks = new Map<string, BridgeNetwork>();
  readonly #ports: PortAllocator;

  constructor(host: DriverHost) {
    this.#host = host;
    this.#ports = new PortAllocator(host.net.sysctl('ipv4/ip_local_port_range'));
    setUpChains(host.net);
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
    const madeDevice = this.#setUpDevice(plan, options, device);
    const { net } = this.#host;
    const subnet = plan.ipv4[0]?.pool;
    const rules =
      subnet === undefined ? [] : networkRules({ name: plan.name, device, subnet, internal: plan.internal, options });
    try {
      enableForwarding(net);
      if (!options.icc) net.setSysctl(FILTER_BRIDGED, '1');
      programRules(net.netfilter, rules, `docker network ${plan.name}`);
    } catch (error) {
      removeRules(net.netfilter, rules);
      if (madeDevice) this.#removeDevice(device);
      throw error;
    }
    this.#networks.set(plan.id, { plan, options, device, madeDevice, rules, endpoints: new Map() });
    const link = net.link(device);
    if (link !== undefined) net.setLink(link.ifindex, { up: true });
  }

  deleteNetwork(networkId: string): void {
    const network = this.#network(networkId);
    this.#networks.delete(networkId);
    if (network.madeDevice) this.#removeDevice(network.device);
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
        peer: { name: containerDevice, mac, netns: sandbox.net },
      },
      `container ${endpoint.name} on network ${network.plan.name}`,
    );
    if (!made.ok)
      throw system(`failed to add the host (${hostDevice}) <=> sandbox (${containerDevice}) pair interfaces`);
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
    net.setLink(made.value, { up: true });
    const parts = { plan: endpoint, mac, hostDevice, containerDevice, rules };
    network.endpoints.set(endpoint.id, { ...parts, exposed: undefined, ports: [] });
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
    endpoint.ports = publish(this.#host, this.#ports, { name, device, options, addresses }, ports.published);
    this.#forgetConnections(endpoint);
  }

  revokeExternalConnectivity(networkId: string, endpointId: string): void {
    const endpoint = this.#network(networkId).endpoints.get(endpointId);
    if (endpoint === undefined) return;
    unpublish(this.#host, this.#ports, endpoint.ports);
    endpoint.ports = [];
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
    if (address === undefined) return [];
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

  #removeDevice(device: string): void {
    const link = this.#host.net.link(device);
    if (link !== undefined) this.#host.net.deleteLink(link.ifindex);
  }

  /** Makes the bridge, or takes one that is there. True when it was made. */
  #setUpDevice(plan: NetworkPlan, options: BridgeOptions, device: string): boolean {
    const { net } = this.#host;
    const existing = net.link(device);
    if (existing !== undefined && existing.kind !== 'bridge')
      throw forbidden(`existing interface ${device} is not a bridge`);
    const origin = `docker network ${plan.name} (bridge driver)`;
    const spec: LinkSpec = { kind: 'bridge', name: device, mac: this.#newMac(), txqlen: TX_QUEUE_LEN };
    const added = existing ? undefined : net.addLink(spec, origin);
    if (added && !added.ok) throw system(`failed to create bridge ${device}: ${added.errno}`);
    const ifindex = existing?.ifindex ?? (added?.ok ? added.value : 0);
    net.setSysctl(`ipv6/conf/${device}/accept_ra`, '0');
    if (options.mtu !== undefined) net.setLink(ifindex, { mtu: options.mtu });
    const data = plan.ipv4[0];
    if (data?.gateway !== undefined && !options.inhibitIpv4) {
      const address: Ip4 = Number(data.gateway.value);
      const { prefixLength } = data.pool;
      // The netlink library that the daemon uses fills the broadcast in where there is one.
      const broadcast = prefixLength < 31 ? { broadcast: broadcastOf(address, prefixLength) } : {};
      net.addAddress(ifindex, address, prefixLength, broadcast, origin);
    }
    return existing === undefined;
  }
}
