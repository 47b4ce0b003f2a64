// A VXLAN device's forwarding entries as rtnetlink shows and changes them.
// Source: drivers/net/vxlan/vxlan_core.c (vxlan_fdb_add, vxlan_fdb_update_existing, vxlan_fdb_append, vxlan_fdb_delete, vxlan_fdb_info).
// Not modelled: nexthop objects, `via`, the flags router and extern_learn.
import type { Errno } from '../../base/errno.ts';
import { isGroupMac, type Mac, ZERO_MAC } from '../../base/mac.ts';
import type { FdbInfo, FdbOptions, FdbRemote } from '../netlink.ts';
import type { VxlanDevice } from './vxlan.ts';
import { type Remote, VxlanFdbEntry } from './vxlan-fdb.ts';

/** One line for each far end of each entry. */
export function vxlanFdbInfos(device: VxlanDevice): FdbInfo[] {
  const { now } = device.ns.kernel.scheduler;
  const abroad = device.underlay === device.ns ? {} : { linkNetnsid: device.ns.nsidOf(device.underlay) };
  return device.fdb.list(now).flatMap((entry) =>
    entry.remotes.map(({ address, port, vni }) => ({
      mac: entry.mac,
      ifindex: device.ifindex,
      master: undefined,
      vlan: undefined,
      state: entry.state,
      self: true,
      age: entry.state === 'dynamic' ? now - entry.updated : 0,
      remote: { address, ...(port === undefined ? {} : { port }), ...(vni === undefined ? {} : { vni }) },
      ...abroad,
    })),
  );
}

/** What a request means for this device: its own port and identifier need not be said. */
function remoteOf(device: VxlanDevice, { address, port, vni }: FdbRemote): Remote {
  return {
    address,
    port: port === device.config.port ? undefined : port,
    vni: vni === device.config.vni ? undefined : vni,
  };
}

const same = (a: Remote, b: Remote): boolean => a.address === b.address && a.port === b.port && a.vni === b.vni;

/** EEXIST when it is there; only 00:00:00:00:00:00 and groups have several far ends. */
export function addVxlanFdb(
  device: VxlanDevice,
  mac: Mac,
  state: FdbInfo['state'],
  { remote = { address: 0 }, append = false, origin }: FdbOptions,
): Errno | undefined {
  const { now } = device.ns.kernel.scheduler;
  const far = remoteOf(device, remote);
  const known = device.fdb.find(mac, now);
  if (known === undefined) {
    device.fdb.put(new VxlanFdbEntry(mac, state, [far], now, origin));
    return undefined;
  }
  if (!append) return 'EEXIST';
  if (mac !== ZERO_MAC && !isGroupMac(mac)) return 'EOPNOTSUPP';
  if (!known.remotes.some((other) => same(other, far))) known.remotes = [...known.remotes, far];
  return undefined;
}

/** The whole entry, or one far end of it. */
export function deleteVxlanFdb(device: VxlanDevice, mac: Mac, remote?: FdbRemote): Errno | undefined {
  const known = device.fdb.find(mac, device.ns.kernel.scheduler.now);
  if (known === undefined) return 'ENOENT';
  if (remote !== undefined && remote.address !== 0) {
    const far = remoteOf(device, remote);
    if (!known.remotes.some((other) => same(other, far))) return 'ENOENT';
    if (known.remotes.length > 1) {
      known.remotes = known.remotes.filter((other) => !same(other, far));
      return undefined;
    }
  }
  device.fdb.delete(mac);
  return undefined;
}
