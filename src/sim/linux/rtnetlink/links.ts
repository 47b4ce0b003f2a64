// Devices through rtnetlink: list, make, change, delete.
// Source: net/core/rtnetlink.c (rtnl_newlink, do_setlink, rtnl_dellink), dev.c (dev_change_name, dev_set_mtu), net/bridge/br_if.c.
// Not modelled: alternative names, groups, master devices other than bridges.
import { type Errno, fail, ok, type Result } from '../../base/errno.ts';
import { isGroupMac } from '../../base/mac.ts';
import { SECOND } from '../../des/scheduler.ts';
import { BridgeDevice } from '../devices/bridge.ts';
import { makeDevices } from '../devices/link-kinds.ts';
import { isStacked, makeStacked, setStacked, stackedInfo, stackedRefuses } from '../devices/stacked-kinds.ts';
import { VxlanDevice, vxlanExists } from '../devices/vxlan.ts';
import type { LinkChange, LinkInfo, LinkSpec, Netlink, Origin } from '../netlink.ts';
import type { NetDevice, Stack } from '../stack.ts';

const IFNAMSIZ = 16;
const MAX_VID = 4094; // VLAN_VID_MASK - 1
const MIN_MTU = 68; // ETH_MIN_MTU
const MAX_MTU = 65_535; // ETH_MAX_MTU

/** Finds the namespace behind a netlink door, of whatever kernel. */
export type StackResolver = (door: Netlink) => Stack | undefined;

export function linkInfo(device: NetDevice): LinkInfo {
  const peer = device instanceof VxlanDevice ? device.movedFrom : device.peer;
  return {
    uid: device.uid,
    ifindex: device.ifindex,
    name: device.name,
    kind: device.kind,
    mac: device.mac,
    broadcast: device.broadcast,
    mtu: device.mtu,
    txqlen: device.txqlen,
    // Until it is set up for the first time every device has the qdisc noop.
    qdisc: device.wasUp ? device.qdisc : 'noop',
    operstate: device.operstate,
    up: device.up,
    carrier: device.carrier,
    promisc: device.promisc,
    multicastOn: device.multicastOn,
    arpOn: device.arpOn,
    master: device.port?.bridge.ifindex,
    peerIfindex: peer?.ifindex,
    peerUid: peer?.uid,
    peerNsid: peer === undefined || peer.ns === device.ns ? undefined : device.ns.nsidOf(peer.ns),
    stats: device.stats(),
    bridge: device instanceof BridgeDevice ? device.bridgeInfo() : undefined,
    port: device.port?.info(),
    stacked: stackedInfo(device),
    innerPromiscuity: device.uppers?.promiscuity ?? 0,
    vxlan: device instanceof VxlanDevice ? device.info() : undefined,
  };
}

/** What refuses a name: the attribute's length (ifla_policy), or what it is made of (dev_valid_name). */
function nameRefused(name: string): Errno | undefined {
  if (name.length >= IFNAMSIZ) return 'ERANGE';
  return name === '' || name === '.' || name === '..' || /[\s/:]/.test(name) ? 'EINVAL' : undefined;
}

export function addLink(ns: Stack, spec: LinkSpec, origin: Origin | undefined, resolve: StackResolver): Result<number> {
  const peerNs = spec.kind === 'veth' && spec.peer.netns !== undefined ? resolve(spec.peer.netns) : ns;
  if (peerNs === undefined || peerNs.kernel !== ns.kernel) return fail('EINVAL');
  const refused = nameRefused(spec.name) ?? (spec.kind === 'veth' ? nameRefused(spec.peer.name) : undefined);
  if (refused !== undefined) return fail(refused);
  if (ns.deviceByName(spec.name) !== undefined) return fail('EEXIST');
  if (spec.kind === 'veth') {
    const clash = peerNs.deviceByName(spec.peer.name) !== undefined || (peerNs === ns && spec.peer.name === spec.name);
    if (clash) return fail('EEXIST');
  }
  if (spec.mac !== undefined && isGroupMac(spec.mac)) return fail('EADDRNOTAVAIL');
  if (spec.mtu !== undefined && (spec.mtu < MIN_MTU || spec.mtu > MAX_MTU)) return fail('EINVAL');
  if (spec.kind === 'vxlan' && vxlanExists(ns, spec)) return fail('EEXIST');
  if (isStacked(spec)) {
    const made = makeStacked(ns, spec, origin);
    if (!made.ok) return made;
    ns.register(made.value);
    return ok(made.value.ifindex);
  }
  const devices = makeDevices(ns, spec, origin, peerNs);
  // The kernel registers a veth's peer first: it has the lower ifindex (veth_newlink).
  for (const device of [...devices].reverse()) device.ns.register(device);
  return ok(devices[0]?.ifindex ?? 0);
}

export function deleteLink(ns: Stack, ifindex: number): Errno | undefined {
  const device = ns.deviceByIndex(ifindex);
  if (device === undefined) return 'ENODEV';
  if (device.kind === 'loopback' || device.kind === 'ether') return 'EOPNOTSUPP';
  ns.unregister(device);
  return undefined;
}

/** Applies a change in the order in which do_setlink does. */
export function setLink(ns: Stack, ifindex: number, change: LinkChange, resolve: StackResolver): Errno | undefined {
  const device = ns.deviceByIndex(ifindex);
  if (device === undefined) return 'ENODEV';
  const refusal = stackedRefuses(device, change);
  if (refusal !== undefined) return refusal;
  const steps: readonly ((device: NetDevice, change: LinkChange) => Errno | undefined)[] = [
    (d, c) => (c.netns === undefined ? undefined : moveLink(d, resolve(c.netns), c.name)),
    setMac,
    setMtu,
    (d, c) => (c.name === undefined || c.name === d.name ? undefined : rename(d, c.name)),
    (d, c) => (c.master === undefined ? undefined : setMaster(d, c.master)),
    setFlags,
    setPort,
    setBridge,
    setStacked,
    setAdminState,
  ];
  for (const step of steps) {
    const errno = step(device, change);
    if (errno !== undefined) return errno;
  }
  device.ns.kernel.revision++;
  return undefined;
}

function moveLink(device: NetDevice, to: Stack | undefined, name: string | undefined): Errno | undefined {
  if (to === undefined || to.kernel !== device.ns.kernel) return 'EINVAL';
  if (to === device.ns) return undefined;
  if (device.isLoopback || device instanceof BridgeDevice) return 'EINVAL'; // NETIF_F_NETNS_LOCAL
  const wanted = name ?? device.name;
  const refused = nameRefused(wanted);
  if (refused !== undefined) return refused;
  if (to.deviceByName(wanted) !== undefined) return 'EEXIST';
  device.ns.detach(device);
  device.name = wanted;
  to.register(device);
  return undefined;
}

function setMac(device: NetDevice, change: LinkChange): Errno | undefined {
  const mac = change.mac;
  if (mac === undefined) return undefined;
  if (device.isLoopback) return 'EOPNOTSUPP';
  if (isGroupMac(mac) || mac === 0) return 'EADDRNOTAVAIL';
  const old = device.mac;
  if (device instanceof BridgeDevice) device.setMac(mac);
  else device.mac = mac;
  if (device.port !== undefined && old !== mac) device.port.bridge.portMacChanged(device.port, old);
  device.uppers?.lowerChanged();
  return undefined;
}

function setMtu(device: NetDevice, change: LinkChange): Errno | undefined {
  if (change.mtu === undefined) return undefined;
  if (change.mtu < MIN_MTU || (change.mtu > MAX_MTU && !device.isLoopback)) return 'EINVAL';
  device.mtu = change.mtu;
  if (device instanceof BridgeDevice) device.mtuIsSet = true;
  device.port?.bridge.portChanged(device.port);
  device.uppers?.lowerChanged();
  device.vlans?.lowerChanged();
  return undefined;
}

function rename(device: NetDevice, name: string): Errno | undefined {
  if (device.up) return 'EBUSY';
  const refused = nameRefused(name);
  if (refused !== undefined) return refused;
  if (device.ns.deviceByName(name) !== undefined) return 'EEXIST';
  device.ns.rename(device, name);
  return undefined;
}

/** br_add_if and br_del_if; a bridge gives up its port when the port gets another master. */
function setMaster(device: NetDevice, master: number): Errno | undefined {
  const bridge = master === 0 ? undefined : device.ns.deviceByIndex(master);
  if (master !== 0 && !(bridge instanceof BridgeDevice)) return bridge === undefined ? 'ENODEV' : 'EOPNOTSUPP';
  if (bridge instanceof BridgeDevice) {
    if (device.isLoopback) return 'EINVAL';
    if (device instanceof BridgeDevice) return 'EINVAL'; // ELOOP: a bridge below a bridge
    if (device.port?.bridge === bridge) return undefined;
    if (device.uppers !== undefined) return 'EBUSY';
  }
  device.port?.bridge.removePort(device.port);
  if (bridge instanceof BridgeDevice) bridge.addPort(device);
  return undefined;
}

function setFlags(device: NetDevice, change: LinkChange): Errno | undefined {
  if (change.txqlen !== undefined) device.txqlen = change.txqlen;
  if (change.promisc !== undefined) device.promisc = change.promisc;
  if (change.arpOn !== undefined) device.arpOn = change.arpOn;
  if (change.multicastOn !== undefined) device.multicastOn = change.multicastOn;
  return undefined;
}

function setPort(device: NetDevice, change: LinkChange): Errno | undefined {
  if (change.hairpin === undefined && change.isolated === undefined) return undefined;
  const port = device.port;
  if (port === undefined) return 'EOPNOTSUPP';
  if (change.hairpin !== undefined) port.hairpin = change.hairpin;
  if (change.isolated !== undefined) port.isolated = change.isolated;
  return undefined;
}

function setBridge(device: NetDevice, change: LinkChange): Errno | undefined {
  const { stp, ageing, defaultPvid } = change;
  if (stp === undefined && ageing === undefined && defaultPvid === undefined) return undefined;
  if (!(device instanceof BridgeDevice)) return 'EOPNOTSUPP';
  if (defaultPvid !== undefined && (defaultPvid < 0 || defaultPvid > MAX_VID)) return 'EINVAL';
  if (defaultPvid !== undefined) device.defaultPvid = defaultPvid;
  if (stp !== undefined) device.stp = stp;
  if (ageing !== undefined) device.fdb.ageing = ageing * SECOND;
  return undefined;
}

function setAdminState(device: NetDevice, change: LinkChange): Errno | undefined {
  if (change.up !== undefined) device.ns.setUp(device, change.up);
  return undefined;
}
