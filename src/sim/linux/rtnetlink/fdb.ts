// Forwarding databases through rtnetlink, as `bridge fdb` shows and changes them.
// Source: net/core/rtnetlink.c (rtnl_fdb_dump, ndo_dflt_fdb_dump), net/bridge/br_fdb.c (br_fdb_dump, br_fdb_add).
// Not modelled: VLANs other than the default one.
import type { Errno } from '../../base/errno.ts';
import { isGroupMac, type Mac } from '../../base/mac.ts';
import { BridgeDevice } from '../devices/bridge.ts';
import { VxlanDevice } from '../devices/vxlan.ts';
import { addVxlanFdb, deleteVxlanFdb, vxlanFdbInfos } from '../devices/vxlan-door.ts';
import { FdbEntry } from '../fdb.ts';
import type { FdbInfo, FdbOptions, FdbRemote } from '../netlink.ts';
import type { NetDevice, Stack } from '../stack.ts';

const ALL_HOSTS: Mac = 0x01005e000001; // 224.0.0.1, RFC 1112
const ALL_SNOOPERS: Mac = 0x01005e00006a; // 224.0.0.106, RFC 4286: joined by a bridge that snoops
const ALL_NODES6: Mac = 0x333300000001; // ff02::1, RFC 4291
const ALL_SNOOPERS6: Mac = 0x33330000006a; // ff02::6a
const SOLICITED_NODE6: Mac = 0x3333ff000000; // ff02::1:ff00:0/104

/** The group addresses that a device listens to. */
function groupsOf(device: NetDevice): Mac[] {
  const groups = [ALL_NODES6];
  if (!device.up) return groups;
  if (device instanceof BridgeDevice) groups.push(ALL_SNOOPERS, ALL_SNOOPERS6);
  groups.push(ALL_HOSTS);
  for (const address of device.addresses6) {
    if (address.scope === 'link') groups.push(SOLICITED_NODE6 + (device.mac % 0x1000000));
  }
  return groups;
}

function selfInfos(device: NetDevice): FdbInfo[] {
  if (device.isLoopback) return [];
  if (device instanceof VxlanDevice) return vxlanFdbInfos(device);
  const unicast = [...(device.uppers?.unicast ?? []), ...(device.vlans?.unicast ?? [])];
  return [...unicast, ...groupsOf(device)].map((mac) => ({
    mac,
    ifindex: device.ifindex,
    master: undefined,
    vlan: undefined,
    state: 'permanent',
    self: true,
    age: 0,
  }));
}

/** A bridge's entries for one of its ports, or its own. An address of the bridge or of a port is there with and without VLAN. */
function bridgeInfos(bridge: BridgeDevice, owner: NetDevice): FdbInfo[] {
  const now = bridge.ns.kernel.scheduler.now;
  const out: FdbInfo[] = [];
  for (const entry of bridge.fdb.list(now)) {
    if ((entry.port?.device ?? bridge) !== owner) continue;
    const state: FdbInfo['state'] = entry.local ? 'permanent' : entry.fixed ? 'static' : 'dynamic';
    const info = { mac: entry.mac, ifindex: owner.ifindex, master: bridge.ifindex, state, self: false };
    if (entry.local && bridge.defaultPvid !== 0) out.push({ ...info, vlan: bridge.defaultPvid, age: 0 });
    out.push({ ...info, vlan: undefined, age: entry.fixed ? 0 : now - entry.updated });
  }
  return out;
}

/** The bridge that a device is, or is a port of. */
function bridgeOf(device: NetDevice): BridgeDevice | undefined {
  const bridge = device.port?.bridge ?? device;
  return bridge instanceof BridgeDevice ? bridge : undefined;
}

export function fdbInfos(ns: Stack): FdbInfo[] {
  return ns.devices().flatMap((device) => {
    const master = bridgeOf(device);
    if (master === undefined) return selfInfos(device);
    if (master === device) return [...selfInfos(device), ...bridgeInfos(master, device)];
    return [...bridgeInfos(master, device), ...selfInfos(device)];
  });
}

export function addFdb(
  ns: Stack,
  ifindex: number,
  mac: Mac,
  state: FdbInfo['state'],
  self: boolean,
  options: FdbOptions,
): Errno | undefined {
  const device = ns.deviceByIndex(ifindex);
  if (device === undefined) return 'ENODEV';
  if (self && device instanceof VxlanDevice) return addVxlanFdb(device, mac, state, options);
  if (self || isGroupMac(mac)) return 'EOPNOTSUPP';
  const bridge = bridgeOf(device);
  if (bridge === undefined) return 'EOPNOTSUPP';
  const now = ns.kernel.scheduler.now;
  if (bridge.fdb.find(mac, now) !== undefined) return 'EEXIST';
  bridge.fdb.put(new FdbEntry(mac, bridge.portOf(device), state === 'permanent', state !== 'dynamic', now));
  return undefined;
}

export function deleteFdb(ns: Stack, ifindex: number, mac: Mac, self: boolean, remote?: FdbRemote): Errno | undefined {
  const device = ns.deviceByIndex(ifindex);
  if (device === undefined) return 'ENODEV';
  if (self && device instanceof VxlanDevice) return deleteVxlanFdb(device, mac, remote);
  const bridge = bridgeOf(device);
  if (self || bridge === undefined) return 'EOPNOTSUPP';
  const entry = bridge.fdb.find(mac, ns.kernel.scheduler.now);
  if (entry === undefined || entry.port !== bridge.portOf(device)) return 'ENOENT';
  bridge.fdb.delete(mac);
  return undefined;
}
