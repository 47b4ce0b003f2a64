// A kernel without any network: for tests of machines and programs that do not need one.
// Source: the seams linux/namespace.ts and linux/netlink.ts.
// Not modelled: devices, addresses, routes, sockets.
import { type Errno, fail, type Result } from '../base/errno.ts';
import type { NamespaceKeeper, NetNamespace } from '../linux/namespace.ts';
import type { Netlink, RouteLookup } from '../linux/netlink.ts';
import type { PacketTap, Socket, StreamSocket } from '../linux/socket.ts';
import { bareConntrack, bareIpvs, bareNetfilter, bareXfrm } from './bare-netfilter.ts';

/** One sysctl, so that /proc/sys can be tried. */
const SYSCTL = 'ipv4/ip_forward';

class BareNetlink implements Netlink {
  readonly inode: number;
  readonly netfilter = bareNetfilter;
  readonly conntrack = bareConntrack;
  readonly ipvs = bareIpvs;
  readonly xfrm = bareXfrm;
  #forwarding = '0';
  constructor(inode: number) {
    this.inode = inode;
  }

  netnsId = () => undefined;
  links = () => [];
  link = () => undefined;
  linkByIndex = () => undefined;
  addLink = (): Result<number> => fail('EOPNOTSUPP');
  deleteLink = (): Errno => 'ENODEV';
  setLink = (): Errno => 'ENODEV';
  addresses = () => [];
  addresses6 = () => [];
  addAddress6 = (): Errno => 'ENODEV';
  routes6 = () => [];
  setDefaultRoute6 = (): Errno => 'ENODEV';
  addAddress = (): Errno => 'ENODEV';
  deleteAddress = (): Errno => 'ENODEV';
  routes = () => [];
  addRoute = (): Errno => 'ENODEV';
  deleteRoute = (): Errno => 'ESRCH';
  lookupRoute = (): RouteLookup => ({ kind: 'miss' });
  neighbours = () => [];
  addNeighbour = (): Errno => 'ENODEV';
  deleteNeighbour = (): Errno => 'ENODEV';
  flushNeighbours = () => 0;
  fdb = () => [];
  addFdb = (): Errno => 'ENODEV';
  deleteFdb = (): Errno => 'ENODEV';
  sysctl = (path: string) => (path === SYSCTL ? this.#forwarding : undefined);
  setSysctl = (path: string, value: string): Errno | undefined => {
    if (path !== SYSCTL) return 'ENOENT';
    if (!/^\d+$/.test(value)) return 'EINVAL';
    this.#forwarding = value;
    return undefined;
  };
  sysctlPaths = () => [SYSCTL];
  counters = () => new Map<string, number>();
}

/** Namespaces that have nothing in them. */
export class BareKernel implements NamespaceKeeper {
  readonly rootNs: NetNamespace;
  readonly log = { text: () => '' };
  readonly revision = 0;
  readonly #namespaces: NetNamespace[] = [];
  #inodes = 4_026_531_840;
  constructor(name = 'node1') {
    this.rootNs = this.createNetns(name);
  }

  newInode(): number {
    return this.#inodes++;
  }

  createNetns(label: string): NetNamespace {
    const inode = this.newInode();
    const socket = (): Result<Socket> => fail('EOPNOTSUPP');
    const stream = (): Result<StreamSocket> => fail('EOPNOTSUPP');
    const tap = (): Result<PacketTap> => fail('EOPNOTSUPP');
    const ns = { inode, label, net: new BareNetlink(inode), sockets: { socket, stream, tap, list: () => [] } };
    this.#namespaces.push(ns);
    return ns;
  }

  destroyNetns(ns: NetNamespace): void {
    this.#namespaces.splice(this.#namespaces.indexOf(ns), 1);
  }

  namespaces(): readonly NetNamespace[] {
    return this.#namespaces;
  }
}
