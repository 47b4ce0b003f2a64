// A network: its settings, its pools and its endpoints; and the names by which containers on it find each other.
// Source: moby libnetwork/network.go.
// Not modelled: nothing known.
import { formatAddress, type IpAddress } from '../../base/cidr.ts';
import type { IpamConfig } from '../api/types.ts';
import type { Moment } from '../clock.ts';
import type { Driver } from './driver.ts';
import type { Endpoint } from './endpoint.ts';
import type { AllocatedPool } from './ipam/allocator.ts';
import type { SwarmPart } from './service.ts';

/** What is known of a network before it exists. */
export interface NetworkSettings {
  readonly id: string;
  readonly name: string;
  readonly created: Moment;
  readonly driver: Driver;
  /** Known to this host alone, or to a swarm whose managers have made it. */
  readonly scope: 'local' | 'swarm';
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ingress: boolean;
  readonly enableIpv4: boolean;
  readonly enableIpv6: boolean;
  readonly configOnly: boolean;
  readonly configFrom: string;
  readonly ipamDriver: string;
  readonly ipamOptions: Readonly<Record<string, string>> | null;
  /** As the request gave them. */
  readonly ipamConfigs: readonly IpamConfig[];
  readonly options: ReadonlyMap<string, string>;
  readonly labels: Readonly<Record<string, string>>;
}

/** A pool that a network holds. */
export interface NetworkPool {
  readonly pool: AllocatedPool;
  readonly gateway: IpAddress | undefined;
  readonly auxiliary: ReadonlyMap<string, IpAddress>;
  /** True when a user named the subnet: only then may a container choose its address. */
  readonly configured: boolean;
}

export class Network {
  readonly settings: NetworkSettings;
  readonly pools: readonly NetworkPool[];
  /** Those of running containers, by endpoint id, in the order of their making. */
  readonly endpoints = new Map<string, Endpoint>();
  /** Of a network of a swarm, while this host takes part in it. */
  swarm: SwarmPart | undefined;

  constructor(settings: NetworkSettings, pools: readonly NetworkPool[]) {
    this.settings = settings;
    this.pools = pools;
  }

  get id(): string {
    return this.settings.id;
  }
  get name(): string {
    return this.settings.name;
  }
  get driver(): Driver {
    return this.settings.driver;
  }
  get internal(): boolean {
    return this.settings.internal;
  }

  /** Made by the daemon itself: cannot be removed. */
  get predefined(): boolean {
    return isPredefined(this.name);
  }

  poolsOf(family: 4 | 6): readonly NetworkPool[] {
    return this.pools.filter((pool) => pool.pool.subnet.family === family);
  }

  /** The addresses of everyone called `name` here, of one family; undefined when nobody is called so. */
  resolve(name: string, family: 4 | 6): readonly IpAddress[] | undefined {
    if (this.settings.scope === 'swarm') return this.swarm?.resolve(name, family);
    const wanted = name.toLowerCase();
    let known = false;
    const found: IpAddress[] = [];
    for (const endpoint of this.endpoints.values()) {
      if (!endpoint.dnsNames.some((dnsName) => dnsName.toLowerCase() === wanted)) continue;
      known = true;
      const address = family === 4 ? endpoint.address : endpoint.address6;
      if (address !== undefined) found.push(address);
    }
    return known ? found : undefined;
  }

  /** Whose address it is, in words for the trace. */
  ownerOf(address: string): string | undefined {
    if (this.swarm !== undefined) return this.swarm.ownerOf(address);
    const name = this.reverse(address);
    return name && `container ${name}`;
  }

  /** The name of whoever has this address: `web.mynet`. */
  reverse(address: string): string | undefined {
    if (this.settings.scope === 'swarm') {
      const found = this.swarm?.reverse(address);
      return found && `${found}.${this.name}`;
    }
    for (const endpoint of this.endpoints.values()) {
      const own = [endpoint.address, endpoint.address6].some((a) => a !== undefined && formatAddress(a) === address);
      if (own && endpoint.dnsNames[0] !== undefined) return `${endpoint.dnsNames[0]}.${this.name}`;
    }
    return undefined;
  }
}

/** bridge, host and none; `default` is another name of bridge. */
export function isPredefined(name: string): boolean {
  return name === 'bridge' || name === 'host' || name === 'none' || name === 'default';
}
