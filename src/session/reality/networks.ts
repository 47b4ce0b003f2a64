// Networks and volumes of an engine as the commands that make them.

import type { Network } from '../../sim/engine/libnetwork/network.ts';
import { networkResource } from '../../sim/engine/networks/resource.ts';
import type { NetworkSpec, SwarmNetwork } from '../../sim/swarm/objects.ts';
import { each, given, pairs, when } from './words.ts';

interface Pool {
  readonly Subnet?: string;
  readonly IPRange?: string;
  readonly Gateway?: string;
  readonly AuxiliaryAddresses?: Readonly<Record<string, string>>;
}

/** Pools with the addresses that the lab has, so that reality gives out the same. */
function poolFlags(pools: readonly Pool[]): readonly string[] {
  return pools.flatMap(({ Subnet, IPRange, Gateway, AuxiliaryAddresses }) => [
    ...given('--subnet', Subnet),
    ...given('--ip-range', IPRange),
    ...given('--gateway', Gateway?.replace(/\/\d+$/, '')),
    ...pairs('--aux-address', AuxiliaryAddresses),
  ]);
}

/** `docker network create` for a network of one host. */
export function networkCommand(network: Network): readonly string[] {
  const { Name, Driver, EnableIPv4, EnableIPv6, IPAM, Internal, Attachable, ConfigFrom, ConfigOnly, Options, Labels } =
    networkResource(network, false);
  // A pool that Docker chose for IPv6 is of its own making on every host; a copied configuration brings its own.
  const pools = (IPAM.Config ?? []).filter((pool) => network.settings.ipamConfigs.length > 0 || isIp4(pool));
  return [
    ...['docker', 'network', 'create'],
    ...(ConfigOnly || ConfigFrom.Network !== '' || Driver === 'bridge' ? [] : ['--driver', Driver]),
    ...(ConfigFrom.Network !== '' ? ['--driver', Driver, '--config-from', ConfigFrom.Network] : poolFlags(pools)),
    ...when('--config-only', ConfigOnly),
    ...when('--internal', Internal),
    ...when('--attachable', Attachable),
    ...when('--ipv4=false', !EnableIPv4),
    ...when('--ipv6', EnableIPv6),
    ...(IPAM.Driver === 'default' ? [] : ['--ipam-driver', IPAM.Driver]),
    ...pairs('--ipam-opt', IPAM.Options),
    ...pairs('--opt', ConfigFrom.Network === '' ? Options : {}),
    ...pairs('--label', Labels),
    Name,
  ];
}

const isIp4 = ({ Subnet = '' }: Pool): boolean => !Subnet.includes(':');

/** Those that an engine makes by itself. */
export const OWN_NETWORKS: readonly string[] = ['bridge', 'host', 'none', 'docker_gwbridge'];

/** The networks that somebody made on this host. */
export function ownNetworks(networks: readonly Network[]): readonly Network[] {
  return networks.filter(({ settings }) => settings.scope === 'local' && !OWN_NETWORKS.includes(settings.name));
}

/** `docker network create` for a network of a swarm. */
export function spanCommand({ Spec, IPAMOptions }: SwarmNetwork): readonly string[] {
  const { Name, Labels, DriverConfiguration, IPv6Enabled, Internal, Attachable, Ingress, ConfigFrom } = Spec;
  const driver = DriverConfiguration?.Name ?? 'overlay';
  return [
    ...['docker', 'network', 'create', '--driver', driver, ...when('--scope=swarm', driver !== 'overlay')],
    ...(ConfigFrom === undefined ? spanPools(Spec, IPAMOptions.Configs) : ['--config-from', ConfigFrom.Network]),
    ...when('--attachable', Attachable),
    ...when('--internal', Internal),
    ...when('--ingress', Ingress),
    ...when('--ipv6', IPv6Enabled),
    ...each('--opt', optionsOf(DriverConfiguration?.Options)),
    ...pairs('--label', Labels),
    Name,
  ];
}

function spanPools(spec: NetworkSpec, allocated: SwarmNetwork['IPAMOptions']['Configs']): readonly string[] {
  const wanted = spec.IPAMOptions?.Configs ?? [];
  const pools = wanted.length > 0 ? wanted : allocated;
  return poolFlags(
    pools.map(({ Range, ...pool }) => ({ ...pool, ...(Range === undefined ? {} : { IPRange: Range }) })),
  );
}

/** `encrypted` stands for itself. */
function optionsOf(options: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.entries(options ?? {}).map(([key, value]) => (value === '' ? key : `${key}=${value}`));
}
