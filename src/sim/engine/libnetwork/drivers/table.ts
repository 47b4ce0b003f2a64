// Every network driver by its type: those that are here, and those that real Docker has besides.
// Source: moby libnetwork/drivers_linux.go, controller.go resolveDriver.
// Not modelled: driver plugins.
import { type ApiError, forbidden, notFound } from '../../api/errors.ts';
import type { Driver, DriverHost } from '../driver.ts';
import { BridgeDriver } from './bridge/bridge.ts';
import { DevicelessDriver } from './deviceless.ts';
import { IpvlanDriver } from './ipvlan/ipvlan.ts';
import { MacvlanDriver } from './macvlan/macvlan.ts';

const drivers: readonly { readonly type: string; readonly make: (host: DriverHost) => Driver }[] = [
  { type: 'bridge', make: (host) => new BridgeDriver(host) },
  { type: 'host', make: () => new DevicelessDriver('host') },
  { type: 'ipvlan', make: (host) => new IpvlanDriver(host) },
  { type: 'macvlan', make: (host) => new MacvlanDriver(host) },
  { type: 'null', make: () => new DevicelessDriver('null') },
];

/** Real drivers that cannot be used here, with what creating a network of theirs answers. */
const absent: Readonly<Record<string, () => ApiError>> = {
  // No swarm is active on a host without swarm mode, and then this is what Docker itself says.
  overlay: () =>
    forbidden(
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    ),
};

/** The drivers of one host. */
export function makeDrivers(host: DriverHost): ReadonlyMap<string, Driver> {
  return new Map(drivers.map(({ type, make }) => [type, make(host)]));
}

/** What to answer when no driver of this type is here. */
export function missingDriver(type: string): ApiError {
  return absent[type]?.() ?? notFound(`plugin "${type}" not found`);
}

/** Names of network drivers as `docker info` lists them. */
export const driverNames: readonly string[] = ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'];
