// What the allocator holds of one network: its pools of addresses and its VXLAN ids.
// Source: moby libnetwork/cnmallocator/networkallocator.go (network), drivers/overlay/ovmanager/ovmanager.go.
// Not modelled: IPAM drivers other than the default, IPv6 subnets of overlays.
import { formatCidr } from '../../base/cidr.ts';
import { SwarmError } from '../errors.ts';
import type { IpamConfig, SwarmNetwork } from '../objects.ts';
import { AddressPool } from './address-pool.ts';
import type { NumberPool } from './number-pool.ts';
import type { PoolSpace } from './pool-space.ts';

/** netlabel.OverlayVxlanIDList */
const VXLAN_ID_LIST = 'com.docker.network.driver.overlay.vxlanid_list';

/** Drivers whose networks are each node's own: the manager allocates nothing for them. */
const nodeLocalDrivers: readonly string[] = ['bridge', 'host', 'ipvlan', 'macvlan'];

export interface NetworkState {
  /** As it is to be written down. */
  readonly network: SwarmNetwork;
  readonly nodeLocal: boolean;
  readonly pools: readonly AddressPool[];
  readonly vxlanIds: readonly number[];
  /** Which pool an address is from, by its text. */
  readonly endpoints: Map<string, AddressPool>;
}

/** Allocates a network, or takes up again what an allocated one says of itself. */
export function allocateNetwork(network: SwarmNetwork, space: PoolSpace, vxlanIds: NumberPool): NetworkState {
  const driver = network.Spec.DriverConfiguration?.Name || 'overlay';
  const endpoints = new Map<string, AddressPool>();
  if (nodeLocalDrivers.includes(driver)) {
    const local: SwarmNetwork = {
      ...network,
      DriverState: { Name: driver },
      IPAMOptions: { Driver: { Name: '' }, Configs: [] },
      allocated: true,
    };
    return { network: local, nodeLocal: true, pools: [], vxlanIds: [], endpoints };
  }
  const wanted = network.allocated ? network.IPAMOptions.Configs : (network.Spec.IPAMOptions?.Configs ?? []);
  const { configs, pools } = takePools(wanted.length === 0 ? [{}] : wanted, space);
  const options = { ...network.Spec.DriverConfiguration?.Options, ...network.DriverState.Options };
  const ids: number[] = [];
  try {
    takeIds(options[VXLAN_ID_LIST], configs.length, vxlanIds, ids);
  } catch (error) {
    for (const id of ids) vxlanIds.free(id);
    freePools(configs, space);
    throw error;
  }
  const allocated: SwarmNetwork = {
    ...network,
    DriverState: { Name: driver, Options: { ...options, [VXLAN_ID_LIST]: ids.join(',') } },
    IPAMOptions: {
      Driver: { Name: network.Spec.IPAMOptions?.Driver?.Name || 'default' },
      Configs: configs,
    },
    allocated: true,
  };
  return { network: allocated, nodeLocal: false, pools, vxlanIds: ids, endpoints };
}

export function releaseNetwork(state: NetworkState, space: PoolSpace, vxlanIds: NumberPool): void {
  for (const id of state.vxlanIds) vxlanIds.free(id);
  if (!state.nodeLocal) freePools(state.network.IPAMOptions.Configs, space);
}

function takePools(
  wanted: readonly IpamConfig[],
  space: PoolSpace,
): { readonly configs: readonly IpamConfig[]; readonly pools: readonly AddressPool[] } {
  const configs: IpamConfig[] = [];
  const pools: AddressPool[] = [];
  try {
    for (const config of wanted) {
      const subnet = config.Subnet === undefined ? space.next() : space.take(config.Subnet, config.Range);
      const pool = new AddressPool(subnet, config.Range);
      const taken: IpamConfig = { ...config, Subnet: formatCidr(subnet) };
      configs.push(taken);
      const gateway = config.Gateway === undefined ? pool.next() : pool.take(config.Gateway);
      if (gateway === undefined)
        throw new SwarmError('Unknown', "no available IPv4 addresses on this network's address pools");
      pools.push(pool);
      configs[configs.length - 1] = { ...taken, Gateway: gateway.split('/')[0] as string };
    }
  } catch (error) {
    freePools(configs, space);
    throw error;
  }
  return { configs, pools };
}

function freePools(configs: readonly IpamConfig[], space: PoolSpace): void {
  for (const config of configs) space.free(config.Subnet ?? '', config.Range);
}

function takeIds(list: string | undefined, count: number, vxlanIds: NumberPool, ids: number[]): void {
  const given = list === undefined || list === '' ? [] : list.split(',').map(Number);
  for (let i = 0; i < count; i++) {
    const wanted = given[i];
    if (wanted !== undefined && !vxlanIds.take(wanted)) {
      throw new SwarmError('Unknown', `could not assign vxlan id ${wanted} to pool: requested id is already allocated`);
    }
    const id = wanted ?? vxlanIds.next();
    if (id === undefined) throw new SwarmError('Unknown', 'failed to obtain vxlan id: no available id');
    ids.push(id);
  }
}
