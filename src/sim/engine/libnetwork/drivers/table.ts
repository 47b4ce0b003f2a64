// Every network driver by its type.
// Source: moby libnetwork/drivers_linux.go, controller.go resolveDriver.
// Not modelled: driver plugins.
import { type ApiError, notFound } from '../../api/errors.ts';
import type { Driver, DriverHost } from '../driver.ts';
import { BridgeDriver } from './bridge/bridge.ts';
import { DevicelessDriver } from './deviceless.ts';
import { IpvlanDriver } from './ipvlan/ipvlan.ts';
import { MacvlanDriver } from './macvlan/macvlan.ts';
import { OverlayDriver } from './overlay/overlay.ts';

const drivers: readonly { readonly type: string; readonly make: (host: DriverHost) => Driver }[] = [
  { type: 'bridge', make: (host) => new BridgeDriver(host) },
  { type: 'host', make: () => new DevicelessDriver('host') },
  { type: 'ipvlan', make: (host) => new IpvlanDriver(host) },
  { type: 'macvlan', make: (host) => new MacvlanDriver(host) },
  { type: 'null', make: () => new DevicelessDriver('null') },
  { type: 'overlay', make: (host) => new OverlayDriver(host) },
];

/** The drivers of one host. */
export function makeDrivers(host: DriverHost): ReadonlyMap<string, Driver> {
  return new Map(drivers.map(({ type, make }) => [type, make(host)]));
}

/** What to answer when no driver of this type is here. */
export function missingDriver(type: string): ApiError {
  return notFound(`plugin "${type}" not found`);
}

/** Names of network drivers as `docker info` lists them. */
export const driverNames: readonly string[] = drivers.map(({ type }) => type);
