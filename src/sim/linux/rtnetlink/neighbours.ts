// Neighbours through rtnetlink.
// Source: net/core/neighbour.c (neigh_add, neigh_delete, neigh_dump_info).
// Not modelled: proxy entries, extern_learn, the order of the kernel's hash (entries come by device, oldest first).
import type { Errno } from '../../base/errno.ts';
import type { Ip4 } from '../../base/ip4.ts';
import type { Mac } from '../../base/mac.ts';
import type { NeighInfo, NudState } from '../netlink.ts';
import type { Origin } from '../origin.ts';
import type { NeighbourEntry, NetDevice, Stack } from '../stack.ts';

function inOrder(device: NetDevice): NeighbourEntry[] {
  return device.neighbours.values().sort((a, b) => a.order - b.order);
}

export function neighbourInfos(ns: Stack): NeighInfo[] {
  return ns
    .devices()
    .flatMap((device) =>
      inOrder(device).map((n) => ({ ifindex: device.ifindex, ip: n.ip, mac: n.mac, state: n.state, probes: n.probes })),
    );
}

export function addNeighbour(
  ns: Stack,
  ifindex: number,
  ip: Ip4,
  mac: Mac | undefined,
  state: NudState,
  replace: boolean,
  origin?: Origin,
): Errno | undefined {
  const device = ns.deviceByIndex(ifindex);
  if (device === undefined) return 'ENODEV';
  if (mac === undefined && state !== 'FAILED' && state !== 'INCOMPLETE' && state !== 'NOARP') return 'EINVAL';
  if (device.neighbours.get(ip) !== undefined && !replace) return 'EEXIST';
  ns.neighbourOf(device, ip).set(mac, state, origin);
  return undefined;
}

export function deleteNeighbour(ns: Stack, ifindex: number, ip: Ip4): Errno | undefined {
  const device = ns.deviceByIndex(ifindex);
  if (device === undefined) return 'ENODEV';
  const neighbour = device.neighbours.get(ip);
  if (neighbour === undefined) return 'ENOENT';
  neighbour.forget();
  device.neighbours.delete(ip);
  return undefined;
}

/** Deletes all but permanent entries, of one device or of all; answers how many. */
export function flushNeighbours(ns: Stack, ifindex: number | undefined): number {
  let flushed = 0;
  for (const device of ns.devices()) {
    if (ifindex !== undefined && device.ifindex !== ifindex) continue;
    for (const neighbour of device.neighbours.values()) {
      if (neighbour.state === 'PERMANENT' || neighbour.state === 'NOARP') continue;
      neighbour.forget();
      device.neighbours.delete(neighbour.ip);
      flushed++;
    }
  }
  return flushed;
}
