// IPv4 addresses through rtnetlink.
// Source: net/ipv4/devinet.c (__inet_insert_ifa, __inet_del_ifa); promote_secondaries as if 1, which Debian's systemd sets.
// Not modelled: lifetimes, peers.
import type { Errno } from '../../base/errno.ts';
import { type Ip4, networkOf } from '../../base/ip4.ts';
import type { InterfaceAddress } from '../address.ts';
import { addConnectedRoutes, removeConnectedRoutes } from '../connected-routes.ts';
import type { AddressInfo, Origin } from '../netlink.ts';
import type { NetDevice, Stack } from '../stack.ts';

export interface AddressOptions {
  readonly broadcast?: Ip4;
  readonly label?: string;
  readonly scope?: AddressInfo['scope'];
}

export function addressInfos(ns: Stack): AddressInfo[] {
  return ns.devices().flatMap((device) =>
    device.addresses.map((a) => ({
      family: 'inet' as const,
      ifindex: device.ifindex,
      local: a.local,
      prefixLength: a.prefixLength,
      broadcast: a.broadcast,
      scope: a.scope,
      label: a.label,
      secondary: a.secondary,
    })),
  );
}

function sameSubnet(a: InterfaceAddress, b: InterfaceAddress): boolean {
  const length = a.prefixLength;
  return length === b.prefixLength && networkOf(a.local, length) === networkOf(b.local, length);
}

export function addAddress(
  ns: Stack,
  ifindex: number,
  local: Ip4,
  prefixLength: number,
  options: AddressOptions,
  origin: Origin | undefined,
): Errno | undefined {
  const device = ns.deviceByIndex(ifindex);
  if (device === undefined) return 'ENODEV';
  if (prefixLength < 0 || prefixLength > 32) return 'EINVAL';
  const address: InterfaceAddress = {
    local,
    prefixLength,
    broadcast: options.broadcast,
    scope: options.scope ?? 'global',
    label: options.label ?? device.name,
    secondary: false,
    origin,
  };
  const siblings = device.addresses.filter((a) => sameSubnet(a, address));
  if (siblings.some((a) => a.local === local)) return 'EEXIST';
  address.secondary = siblings.length > 0;
  insert(device, address);
  addConnectedRoutes(ns, device, address);
  ns.kernel.revision++;
  return undefined;
}

/** Primary addresses stand before secondary ones. */
function insert(device: NetDevice, address: InterfaceAddress): void {
  const at = address.secondary ? -1 : device.addresses.findIndex((a) => a.secondary);
  if (at < 0) device.addresses.push(address);
  else device.addresses.splice(at, 0, address);
}

export function deleteAddress(ns: Stack, ifindex: number, local: Ip4, prefixLength: number): Errno | undefined {
  const device = ns.deviceByIndex(ifindex);
  if (device === undefined) return 'ENODEV';
  const address = device.addresses.find((a) => a.local === local && a.prefixLength === prefixLength);
  if (address === undefined) return 'EADDRNOTAVAIL';
  device.addresses = device.addresses.filter((a) => a !== address);
  const heir = address.secondary ? undefined : device.addresses.find((a) => sameSubnet(a, address));
  if (heir !== undefined) heir.secondary = false;
  removeConnectedRoutes(ns, device, address);
  if (heir !== undefined) addConnectedRoutes(ns, device, heir);
  ns.kernel.revision++;
  return undefined;
}
