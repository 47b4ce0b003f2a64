// The bridge driver: one Linux bridge per network, one veth pair per endpoint, its far end born in the container's namespace.
// Source: moby libnetwork/drivers/bridge/{bridge_linux,setup_device_linux,setup_ipv4_linux,interface_linux}.go.
// Not modelled: packet filter rules, address translation and published ports (docs/FIDELITY.md).
import { bitsOf, type Cidr, contains, formatCidr, type IpAddress, overlaps, parseCidr } from '../../../base/cidr.ts';
import { broadcastOf, type Ip4 } from '../../../base/ip4.ts';
import { type Mac, randomMac } from '../../../base/mac.ts';
import type { NetNamespace } from '../../../linux/namespace.ts';
import type { LinkSpec } from '../../../linux/netlink.ts';
import { forbidden, invalid, notSimulated, system } from '../../api/errors.ts';
import { shortId } from '../../ids.ts';
import type { Driver, DriverHost, EndpointPlan, JoinInfo, NetworkPlan, PortPlan } from '../driver.ts';
import { type BridgeOptions, parseBridgeOptions } from './bridge-options.ts';

/** Names that make IPAM's auxiliary address the containers' gateway, netlabel.DefaultGatewayIPv4. */
const DEFAULT_GATEWAY_AUX = 'DefaultGatewayIPv4';
const LINK_LOCAL_PREFIX = 'fe80::/64';
/** netlink.LinkAttrs.TxQLen, which the daemon leaves at Go's zero: `qlen 0` on all that it makes. */
const TX_QUEUE_LEN = 0;

interface BridgeNetwork {
  readonly plan: NetworkPlan;
  readonly options: BridgeOptions;
  readonly device: string;
  /** False for a device that was there before: it stays when the network goes. */
  readonly madeDevice: boolean;
  readonly endpoints: Map<string, BridgeEndpoint>;
}

interface BridgeEndpoint {
  readonly plan: EndpointPlan;
  readonly mac: Mac;
  readonly hostDevice: string;
  readonly containerDevice: string;
  readonly sandbox: NetNamespace;
}

export class BridgeDriver implements Driver {
  readonly type = 'bridge';
  readonly usesIpam = true;
  readonly #host: DriverHost;
  readonly #networks = new Map<string, BridgeNetwork>();

  constructor(host: DriverHost) {
    this.#host = host;
  }

  needsGateway(internal: boolean, options: ReadonlyMap<string, string>): boolean {
    const parsed = parseBridgeOptions(options, internal);
    return parsed.gatewayMode !== 'isolated' && !(parsed.inhibitIpv4 && internal);
  }

  createNetwork(plan: NetworkPlan): void {
    if (!plan.enableIpv4 && !plan.enableIpv6) throw invalid('IPv4 or IPv6 must be enabled');
    if (plan.enableIpv4 && plan.ipv4.length === 0) throw invalid('ipv4 pool is empty');
    if (plan.ipv4.length > 1 || plan.ipv6.length > 1) throw forbidden("bridge driver doesn't support multiple subnets");
    checkIpv6(plan.ipv6[0]?.pool);
    checkDefaultGateway(plan);
    const options = parseBridgeOptions(plan.options, plan.internal);
    const device = options.deviceName ?? `br-${shortId(plan.id)}`;
    this.#checkConflicts(plan, device);
    const madeDevice = this.#setUpDevice(plan, options, device);
    this.#networks.set(plan.id, { plan, options, device, madeDevice, endpoints: new Map() });
  }

  deleteNetwork(networkId: string): void {
    const network = this.#network(networkId);
    this.#networks.delete(networkId);
    const link = this.#host.net.link(network.device);
    if (network.madeDevice && link !== undefined) this.#host.net.deleteLink(link.ifindex);
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
    net.setLink(made.value, { up: true });
    network.endpoints.set(endpoint.id, { plan: endpoint, mac, hostDevice, containerDevice, sandbox });
    return mac;
  }

  deleteEndpoint(networkId: string, endpointId: string): void {
    const network = this.#network(networkId);
    const endpoint = network.endpoints.get(endpointId);
    network.endpoints.delete(endpointId);
    const link = endpoint && this.#host.net.link(endpoint.hostDevice);
    if (link !== undefined) this.#host.net.deleteLink(link.ifindex);
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

  programExternalConnectivity(_networkId: string, _endpointId: string, ports: PortPlan): void {
    if (Object.keys(ports.published).length > 0) throw notSimulated('publishing ports (address translation)');
  }

  revokeExternalConnectivity(): void {}

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

  #checkConflicts(plan: NetworkPlan, device: string): void {
    for (const other of this.#networks.values()) {
      const conflict = (why: string) =>
        forbidden(
          `cannot create network ${plan.id} (${device}): conflicts with network ${other.plan.id} (${other.device}): ${why}`,
        );
      if (other.device === device) throw conflict('networks have same bridge name');
      if (anyOverlap(plan.ipv4, other.plan.ipv4)) throw conflict('networks have overlapping IPv4');
      if (anyOverlap(plan.ipv6, other.plan.ipv6)) throw conflict('networks have overlapping IPv6');
    }
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
    net.setLink(ifindex, { up: true });
    return existing === undefined;
  }
}

function anyOverlap(a: NetworkPlan['ipv4'], b: NetworkPlan['ipv4']): boolean {
  return a.some((x) => b.some((y) => overlaps(x.pool, y.pool)));
}

function checkDefaultGateway(plan: NetworkPlan): void {
  for (const data of plan.ipv4) {
    const gateway = data.auxiliary.get(DEFAULT_GATEWAY_AUX);
    if (gateway !== undefined && !contains(data.pool, gateway)) {
      throw invalid('default gateway ip must be part of the network');
    }
  }
}

/** Multicast subnets are refused, and those that share only a part of the link-local prefix. */
function checkIpv6(pool: Cidr | undefined): void {
  if (pool === undefined) return;
  if (pool.value >> BigInt(bitsOf(6) - 8) === 0xffn)
    throw invalid(`multicast subnet '${formatCidr(pool)}' is not allowed`);
  const linkLocal = parseCidr(LINK_LOCAL_PREFIX);
  if (linkLocal && overlaps(linkLocal, pool) && formatCidr(pool) !== LINK_LOCAL_PREFIX) {
    throw invalid(`'${formatCidr(pool)}' clashes with the Link-Local prefix '${LINK_LOCAL_PREFIX}'`);
  }
}
