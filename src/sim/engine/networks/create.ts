// Creating networks: what the daemon checks before libnetwork is asked, and the three that every host has.
// Source: moby daemon/{network,daemon_unix}.go, libnetwork/controller.go NewNetwork.
// Not modelled: networks of a swarm, which swarm.ts asks its managers for.
import { bitsOf, type Cidr, contains, formatCidr, parseAddress, parseCidr } from '../../base/cidr.ts';
import { formatIp4 } from '../../base/ip4.ts';
import { conflict, forbidden, invalid } from '../api/errors.ts';
import type { NetworkCreateBody } from '../api/schemas.ts';
import type { Ipam, IpamConfig } from '../api/types.ts';
import { ConfigError, type DaemonConfig } from '../config.ts';
import { networkEvent } from '../containers/container-events.ts';
import type { Daemon } from '../daemon.ts';
import { GATEWAY_NETWORK, gatewayNetworkOptions } from '../libnetwork/default-gateway.ts';
import {
  BRIDGE_NAME,
  DEFAULT_BRIDGE,
  DRIVER_MTU,
  ENABLE_ICC,
  ENABLE_IP_MASQUERADE,
  HOST_BINDING_IPV4,
} from '../libnetwork/drivers/bridge/options.ts';
import { validateIpam } from '../libnetwork/ipam/validate.ts';
import { isPredefined, type Network, type NetworkSettings } from '../libnetwork/network.ts';

/** Options of the network `bridge`, as daemon_unix.go initBridgeDriver sets them. */
function defaultBridgeOptions({ icc, ipMasq, ip, bridge, mtu }: DaemonConfig): [string, string][] {
  return [
    [DEFAULT_BRIDGE, 'true'],
    [ENABLE_ICC, String(icc)],
    [ENABLE_IP_MASQUERADE, String(ipMasq)],
    [HOST_BINDING_IPV4, ip],
    [BRIDGE_NAME, bridge || DOCKER0],
    [DRIVER_MTU, String(mtu)],
  ];
}

/** none, host and bridge, in the order in which the daemon makes them; only bridge is made at every start. */
export function createPredefined(daemon: Daemon): void {
  const { config } = daemon;
  for (const [name, type] of [
    ['none', 'null'],
    ['host', 'host'],
  ] as const) {
    if (daemon.networks.byName(name) !== undefined) continue;
    daemon.networks.createNetwork({ ...plainSettings(daemon, name, type), ipamOptions: null });
  }
  const stale = daemon.networks.byName('bridge');
  if (stale !== undefined) daemon.networks.deleteNetwork(stale);
  if (config.bridge === 'none' || (stale !== undefined && config.pools.length > 0)) removeDefaultDevice(daemon);
  if (config.bridge === 'none') return;
  daemon.networks.createNetwork({
    ...plainSettings(daemon, 'bridge', 'bridge'),
    ...{ ipamOptions: null, options: new Map(defaultBridgeOptions(config)), enableIpv6: config.ipv6 },
    ipamConfigs: [...defaultBridgeIpam(daemon), ...(config.fixedCidrV6 ? [{ Subnet: config.fixedCidrV6 }] : [])],
  });
}

const DOCKER0 = 'docker0';

function removeDefaultDevice({ machine }: Daemon): void {
  const { net } = machine.kernel.rootNs;
  const link = net.link(DOCKER0);
  if (link !== undefined) net.deleteLink(link.ifindex);
}

/** What the default network's addresses are: as configured, as its device has them, or (none) a pool's first. */
function defaultBridgeIpam({ config, machine }: Daemon): IpamConfig[] {
  const { net } = machine.kernel.rootNs;
  const link = net.link(config.bridge || DOCKER0);
  if (config.bridge !== '' && link === undefined) {
    throw new ConfigError(
      `failed to start daemon: Error initializing network controller: error creating default "bridge" network: bridge device with non default name ${config.bridge} must be created manually`,
    );
  }
  const range = config.fixedCidr === undefined ? undefined : parseCidr(config.fixedCidr);
  const present = net.addresses().find((one) => one.ifindex === link?.ifindex);
  const own = present && `${formatIp4(present.local)}/${present.prefixLength}`;
  const wanted = config.bip ?? (own && (!range || contains(blockOf(own), range)) ? own : undefined);
  if (config.bip !== undefined && parseAddress(config.bip.split('/')[0] ?? '') === undefined) {
    throw new ConfigError(
      `failed to start daemon: Error initializing network controller: parse bip failed: invalid CIDR address: ${config.bip}`,
    );
  }
  const subnet = wanted === undefined ? config.fixedCidr : formatCidr(blockOf(wanted));
  if (subnet === undefined) return [];
  return [
    {
      Subnet: subnet,
      ...(config.fixedCidr && { IPRange: config.fixedCidr }),
      ...(wanted !== undefined && { Gateway: wanted.split('/')[0] ?? '' }),
      ...(config.defaultGateway && { AuxiliaryAddresses: { DefaultGatewayIPv4: config.defaultGateway } }),
    },
  ];
}

/** The block that an address with a prefix length lies in. */
function blockOf(text: string): Cidr {
  const [address = '', length = ''] = text.split('/');
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new ConfigError(`invalid CIDR address: ${text}`);
  const host = BigInt(bitsOf(parsed.family) - Number(length));
  return { family: parsed.family, value: (parsed.value >> host) << host, prefixLength: Number(length) };
}

export function plainSettings(daemon: Daemon, name: string, type: string): NetworkSettings {
  return {
    id: daemon.newId('network ids'),
    name,
    created: daemon.now(),
    driver: daemon.networks.driver(type),
    scope: 'local',
    internal: false,
    attachable: false,
    ingress: false,
    enableIpv4: true,
    enableIpv6: false,
    configOnly: false,
    configFrom: '',
    ipamDriver: 'default',
    ipamOptions: {},
    ipamConfigs: [],
    options: new Map(),
    labels: {},
  };
}

function make(daemon: Daemon, settings: NetworkSettings): Network {
  const network = daemon.networks.createNetwork(settings);
  networkEvent(daemon, network, 'create');
  return network;
}

/** docker_gwbridge, when the first container needs it. */
export function createGatewayNetwork(daemon: Daemon): Network {
  const settings = plainSettings(daemon, GATEWAY_NETWORK, 'bridge');
  return daemon.networks.createNetwork({ ...settings, ipamOptions: null, options: gatewayNetworkOptions });
}

/** `docker network create` of a network of this host alone. */
export function createNetwork(daemon: Daemon, body: NetworkCreateBody): Network {
  const { Name: name } = body;
  if (isPredefined(name)) throw forbidden(`operation is not permitted on predefined ${name} network`);
  const type = body.Driver || 'bridge';
  validateIpam(ipamOf(body), body.EnableIPv6 ?? false);
  if (name.trim() === '') throw invalid('invalid name: name is empty');
  if (daemon.networks.byName(name) !== undefined) throw conflict(`network with name ${name} already exists`);
  return make(
    daemon,
    body.ConfigFrom?.Network ? fromConfiguration(daemon, body, type) : settingsOf(daemon, body, type),
  );
}

export const NOT_A_MANAGER =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

export function ipamOf(body: NetworkCreateBody): Ipam | undefined {
  if (!body.IPAM) return undefined;
  const { Driver, Options, Config } = body.IPAM;
  return { Driver: Driver || 'default', Options: Options ?? null, Config: Config ? Config.map(configOf) : null };
}

/** A configuration without its empty members, in the order in which inspect prints them. */
function configOf(config: NonNullable<NonNullable<NetworkCreateBody['IPAM']>['Config']>[number]): IpamConfig {
  const auxiliary = Object.keys(config.AuxiliaryAddresses ?? {}).length > 0 ? config.AuxiliaryAddresses : undefined;
  return {
    ...(config.Subnet === '' ? {} : { Subnet: config.Subnet }),
    ...(config.IPRange === '' ? {} : { IPRange: config.IPRange }),
    ...(config.Gateway === '' ? {} : { Gateway: config.Gateway }),
    ...(auxiliary ? { AuxiliaryAddresses: auxiliary } : {}),
  };
}

function settingsOf(daemon: Daemon, body: NetworkCreateBody, type: string): NetworkSettings {
  const ipam = ipamOf(body);
  if (ipam !== undefined && ipam.Driver !== 'default' && ipam.Driver !== 'null') {
    throw invalid(`invalid ipam driver: plugin "${ipam.Driver}" not found`);
  }
  return {
    ...plainSettings(daemon, body.Name, body.ConfigOnly ? 'null' : type),
    internal: body.Internal,
    attachable: body.Attachable,
    enableIpv4: body.EnableIPv4 ?? true,
    enableIpv6: body.EnableIPv6 ?? false,
    configOnly: body.ConfigOnly,
    ipamDriver: ipam?.Driver ?? 'default',
    ipamOptions: ipam?.Options ?? (body.IPAM ? {} : null),
    ipamConfigs: ipam?.Config ?? [],
    options: new Map(Object.entries({ ...daemon.config.networkOptions[type], ...body.Options })),
    labels: body.Labels ?? {},
  };
}

/** A network whose settings are those of a configuration-only one. Source: libnetwork/network.go applyConfigurationTo. */
function fromConfiguration(daemon: Daemon, body: NetworkCreateBody, type: string): NetworkSettings {
  const name = body.ConfigFrom?.Network ?? '';
  const source = daemon.networks.byName(name)?.settings;
  if (!source?.configOnly) throw invalid(`configuration network "${name}" does not exist`);
  const own = settingsOf(daemon, body, type);
  if (own.ipamConfigs.length > 0 || own.options.size > 0 || Object.keys(own.labels).length > 0) {
    throw forbidden(
      'user specified configurations are not supported if the network depends on a configuration network',
    );
  }
  const { enableIpv4, enableIpv6, ipamDriver, ipamOptions, ipamConfigs, options, labels } = source;
  return { ...own, enableIpv4, enableIpv6, ipamDriver, ipamOptions, ipamConfigs, options, labels, configFrom: name };
}
