// A namespace that only answers questions: fixed devices, addresses and routes for tests of what tools print.
// Source: linux/netlink.ts. Not modelled: any change; each one answers EPERM.
import { ip4 } from '../base/ip4.ts';
import { BROADCAST_MAC, parseMac } from '../base/mac.ts';
import type { Address6Info, AddressInfo, FdbInfo, LinkInfo, NeighInfo, Netlink, RouteInfo } from '../linux/netlink.ts';
import { bareConntrack, bareIpvs, bareNetfilter, bareXfrm } from './bare-netfilter.ts';

export const macOf = (text: string): number => parseMac(text) ?? 0;

const silence = {
  rxPackets: 0,
  txPackets: 0,
  rxBytes: 0,
  txBytes: 0,
  rxErrors: 0,
  txErrors: 0,
  rxDropped: 0,
  txDropped: 0,
  multicast: 0,
};

/** A device that is up, as docker's veth ends are; `change` says what differs. */
export function aLink(name: string, ifindex: number, change: Partial<LinkInfo> = {}): LinkInfo {
  return {
    uid: ifindex,
    ifindex,
    name,
    kind: 'ether',
    mac: macOf('02:00:00:00:00:01'),
    broadcast: BROADCAST_MAC,
    mtu: 1500,
    txqlen: 0,
    qdisc: 'noqueue',
    operstate: 'UP',
    up: true,
    carrier: true,
    promisc: false,
    multicastOn: true,
    arpOn: true,
    master: undefined,
    peerIfindex: undefined,
    peerUid: undefined,
    peerNsid: undefined,
    stats: silence,
    bridge: undefined,
    port: undefined,
    ...change,
  };
}

export const aLoopback = aLink('lo', 1, {
  kind: 'loopback',
  mac: 0,
  broadcast: 0,
  mtu: 65536,
  txqlen: 1000,
  operstate: 'UNKNOWN',
  multicastOn: false,
});

/** `172.17.0.2/16` on a device, with its broadcast address unless `change` says otherwise. */
export function anAddress(
  ifindex: number,
  cidr: string,
  label: string,
  change: Partial<AddressInfo> = {},
): AddressInfo {
  const [ip = '', length = '32'] = cidr.split('/');
  return {
    family: 'inet',
    ifindex,
    local: ip4(ip),
    prefixLength: Number(length),
    broadcast: undefined,
    scope: 'global',
    label,
    secondary: false,
    ...change,
  };
}

export function aRoute(dst: string, change: Partial<RouteInfo> = {}): RouteInfo {
  const [ip = '', length = '32'] = dst.split('/');
  return {
    table: 'main',
    type: 'unicast',
    dst: ip4(ip),
    prefixLength: Number(length),
    gateway: undefined,
    ifindex: undefined,
    prefSrc: undefined,
    protocol: 'boot',
    scope: 'global',
    metric: 0,
    linkdown: false,
    ...change,
  };
}

/** What a scene holds. */
export interface Scene {
  readonly links: readonly LinkInfo[];
  readonly addresses?: readonly AddressInfo[];
  readonly addresses6?: readonly Address6Info[];
  readonly routes?: readonly RouteInfo[];
  readonly neighbours?: readonly NeighInfo[];
  readonly fdb?: readonly FdbInfo[];
}

/** A read-only namespace. */
export function netlinkOf(scene: Scene): Netlink {
  const refuse = () => 'EPERM' as const;
  return {
    inode: 4026531840,
    netnsId: () => undefined,
    netfilter: bareNetfilter,
    conntrack: bareConntrack,
    ipvs: bareIpvs,
    xfrm: bareXfrm,
    links: () => [...scene.links],
    link: (name) => scene.links.find((link) => link.name === name),
    linkByIndex: (ifindex) => scene.links.find((link) => link.ifindex === ifindex),
    addLink: () => ({ ok: false, errno: 'EPERM' }),
    deleteLink: refuse,
    setLink: refuse,
    addresses: () => [...(scene.addresses ?? [])],
    addresses6: () => [...(scene.addresses6 ?? [])],
    addAddress6: refuse,
    routes6: () => [],
    setDefaultRoute6: refuse,
    addAddress: refuse,
    deleteAddress: refuse,
    routes: (table) => (scene.routes ?? []).filter((route) => route.table === table),
    addRoute: refuse,
    deleteRoute: refuse,
    lookupRoute: () => ({ kind: 'miss' }),
    neighbours: () => [...(scene.neighbours ?? [])],
    addNeighbour: refuse,
    deleteNeighbour: refuse,
    flushNeighbours: () => 0,
    fdb: () => [...(scene.fdb ?? [])],
    addFdb: refuse,
    deleteFdb: refuse,
    sysctl: () => undefined,
    setSysctl: refuse,
    sysctlPaths: () => [],
    counters: () => new Map(),
  };
}
