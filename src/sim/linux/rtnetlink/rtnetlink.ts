// The netlink door of one namespace: each call goes to the file of its concern.
// Source: rtnetlink(7); the interface and its errors are in ../netlink.ts.
// Not modelled: message framing, multicast groups, dumps that are interrupted.
import type { Errno, Result } from '../../base/errno.ts';
import type { Ip4 } from '../../base/ip4.ts';
import type { Mac } from '../../base/mac.ts';
import { counterNames } from '../counters.ts';
import type { Ipvs } from '../ipvs.ts';
import type { Conntrack, Netfilter } from '../netfilter.ts';
import type {
  Address6Info,
  AddressInfo,
  FdbInfo,
  FdbOptions,
  FdbRemote,
  LinkChange,
  LinkInfo,
  LinkSpec,
  NeighInfo,
  Netlink,
  NudState,
  Origin,
  Route6Info,
  RouteInfo,
  RouteLookup,
  RouteSpec,
} from '../netlink.ts';
import type { Stack } from '../stack.ts';
import type { Sysctl } from '../sysctl.ts';
import type { Xfrm } from '../xfrm.ts';
import { type AddressOptions, addAddress, addressInfos, deleteAddress } from './addresses.ts';
import { addAddress6, address6Infos, route6Infos, setDefaultRoute6 } from './addresses6.ts';
import { addFdb, deleteFdb, fdbInfos } from './fdb.ts';
import { addLink, deleteLink, linkInfo, setLink } from './links.ts';
import { addNeighbour, deleteNeighbour, flushNeighbours, neighbourInfos } from './neighbours.ts';
import { addRoute, deleteRoute, lookupRoute, routeInfos } from './routes.ts';

export class RtNetlink implements Netlink {
  readonly #ns: Stack;
  readonly #sysctl: Sysctl;

  constructor(ns: Stack, sysctl: Sysctl) {
    this.#ns = ns;
    this.#sysctl = sysctl;
  }

  get inode(): number {
    return this.#ns.inode;
  }

  netnsId(inode: number): number | undefined {
    return this.#ns.knownNsid(inode);
  }

  get netfilter(): Netfilter {
    return this.#ns.packetFilter.tables;
  }

  get conntrack(): Conntrack {
    return this.#ns.packetFilter.connections;
  }

  get xfrm(): Xfrm {
    return this.#ns.xfrm;
  }

  get ipvs(): Ipvs {
    return this.#ns.packetFilter.virtualServer;
  }

  /** The namespace behind a door, if it is one of ours that still exists. */
  static stackOf(door: Netlink): Stack | undefined {
    return door instanceof RtNetlink && !door.#ns.gone ? door.#ns : undefined;
  }

  links(): LinkInfo[] {
    return this.#ns.devices().map(linkInfo);
  }

  link(name: string): LinkInfo | undefined {
    const device = this.#ns.deviceByName(name);
    return device && linkInfo(device);
  }

  linkByIndex(ifindex: number): LinkInfo | undefined {
    const device = this.#ns.deviceByIndex(ifindex);
    return device && linkInfo(device);
  }

  addLink(spec: LinkSpec, origin?: Origin): Result<number> {
    return addLink(this.#ns, spec, origin, RtNetlink.stackOf);
  }

  deleteLink(ifindex: number): Errno | undefined {
    return deleteLink(this.#ns, ifindex);
  }

  setLink(ifindex: number, change: LinkChange): Errno | undefined {
    return setLink(this.#ns, ifindex, change, RtNetlink.stackOf);
  }

  addresses(): AddressInfo[] {
    return addressInfos(this.#ns);
  }

  addresses6(): Address6Info[] {
    return address6Infos(this.#ns);
  }

  addAddress6(ifindex: number, local: string, prefixLength: number): Errno | undefined {
    return addAddress6(this.#ns, ifindex, local, prefixLength);
  }

  routes6(): Route6Info[] {
    return route6Infos(this.#ns);
  }

  setDefaultRoute6(ifindex: number, gateway: string | undefined): Errno | undefined {
    return setDefaultRoute6(this.#ns, ifindex, gateway);
  }

  addAddress(
    ifindex: number,
    local: Ip4,
    prefixLength: number,
    options: AddressOptions = {},
    origin?: Origin,
  ): Errno | undefined {
    return addAddress(this.#ns, ifindex, local, prefixLength, options, origin);
  }

  deleteAddress(ifindex: number, local: Ip4, prefixLength: number): Errno | undefined {
    return deleteAddress(this.#ns, ifindex, local, prefixLength);
  }

  routes(table: 'main' | 'local'): RouteInfo[] {
    return routeInfos(this.#ns, table);
  }

  addRoute(spec: RouteSpec, mode: 'add' | 'replace' | 'append', origin?: Origin): Errno | undefined {
    return addRoute(this.#ns, spec, mode, origin);
  }

  deleteRoute(spec: Partial<RouteSpec> & { readonly dst: Ip4; readonly prefixLength: number }): Errno | undefined {
    return deleteRoute(this.#ns, spec);
  }

  lookupRoute(destination: Ip4): RouteLookup {
    return lookupRoute(this.#ns, destination);
  }

  neighbours(): NeighInfo[] {
    return neighbourInfos(this.#ns);
  }

  addNeighbour(
    ifindex: number,
    ip: Ip4,
    mac: Mac | undefined,
    state: NudState,
    replace: boolean,
    origin?: Origin,
  ): Errno | undefined {
    return addNeighbour(this.#ns, ifindex, ip, mac, state, replace, origin);
  }

  deleteNeighbour(ifindex: number, ip: Ip4): Errno | undefined {
    return deleteNeighbour(this.#ns, ifindex, ip);
  }

  flushNeighbours(ifindex: number | undefined): number {
    return flushNeighbours(this.#ns, ifindex);
  }

  fdb(): FdbInfo[] {
    return fdbInfos(this.#ns);
  }

  addFdb(
    ifindex: number,
    mac: Mac,
    state: FdbInfo['state'],
    self: boolean,
    options: FdbOptions = {},
  ): Errno | undefined {
    return addFdb(this.#ns, ifindex, mac, state, self, options);
  }

  deleteFdb(ifindex: number, mac: Mac, self: boolean, remote?: FdbRemote): Errno | undefined {
    return deleteFdb(this.#ns, ifindex, mac, self, remote);
  }

  sysctl(path: string): string | undefined {
    return this.#sysctl.get(path);
  }

  setSysctl(path: string, value: string): Errno | undefined {
    return this.#sysctl.set(path, value);
  }

  sysctlPaths(): string[] {
    return this.#sysctl.paths();
  }

  counters(): ReadonlyMap<string, number> {
    const values = new Map<string, number>();
    counterNames.forEach((name, index) => {
      values.set(name, this.#ns.counters[index] ?? 0);
    });
    values.set('Ip.Forwarding', this.#sysctl.get('ipv4/ip_forward') === '1' ? 1 : 2);
    values.set('Ip.DefaultTTL', this.#ns.defaultTtl);
    return values;
  }
}
