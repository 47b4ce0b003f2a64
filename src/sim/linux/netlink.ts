// The seam between what configures a kernel's network and the kernel: rtnetlink, as calls on one network namespace.
// `ip`, `bridge`, `brctl`, `ifconfig` and libnetwork know a namespace through this interface and through nothing else.
// Source: rtnetlink(7), uapi/linux/if_link.h, rtnetlink.h, neighbour.h, if_bridge.h. Not modelled: message framing, groups.
import type { Errno, Result } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import type { Mac } from '../base/mac.ts';
import type { Ipvs } from './ipvs.ts';
import type { Conntrack, Netfilter } from './netfilter.ts';
import type { Origin } from './origin.ts';
import type { Xfrm } from './xfrm.ts';

/** IFLA_INFO_KIND, with `loopback` and `ether` (a physical NIC) for devices that have none. */
export type LinkKind = 'loopback' | 'ether' | 'veth' | 'bridge' | 'dummy' | 'vxlan' | StackedInfo['kind'];

/** IFLA_MACVLAN_MODE. */
export type MacvlanMode = 'bridge' | 'private' | 'vepa' | 'passthru';

/** IFLA_IPVLAN_MODE. */
export type IpvlanMode = 'l2' | 'l3' | 'l3s';

/** IFLA_IPVLAN_FLAGS. */
export type IpvlanFlag = 'bridge' | 'private' | 'vepa';

/** What a device says of itself that stands on another one (IFLA_INFO_DATA); `peerIfindex` is the one below. */
export type StackedInfo =
  | { readonly kind: 'macvlan'; readonly mode: MacvlanMode }
  | { readonly kind: 'ipvlan'; readonly mode: IpvlanMode; readonly flag: IpvlanFlag }
  | { readonly kind: 'vlan'; readonly id: number };

/** IFLA_OPERSTATE, RFC 2863. */
export type OperState = 'UNKNOWN' | 'DOWN' | 'LOWERLAYERDOWN' | 'UP';

/** rtnl_link_stats64: frames and bytes since the device was made. */
export interface LinkStats {
  readonly rxPackets: number;
  readonly txPackets: number;
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly rxErrors: number;
  readonly txErrors: number;
  readonly rxDropped: number;
  readonly txDropped: number;
  readonly multicast: number;
}

/** What a bridge device says of itself (IFLA_INFO_DATA of kind bridge). Times in seconds. */
export interface BridgeInfo {
  /** `8000.` and the MAC in hex, as brctl prints it. */
  readonly bridgeId: string;
  readonly stp: boolean;
  readonly ageing: number;
  readonly forwardDelay: number;
  readonly helloTime: number;
  readonly maxAge: number;
}

/** What a VXLAN device says of itself (IFLA_INFO_DATA of kind vxlan). `ageing` in seconds; 0 for what is not set. */
export interface VxlanInfo {
  readonly vni: number;
  /** UDP port of the tunnel's far ends, and the one that is listened on. */
  readonly port: number;
  readonly portMin: number;
  readonly portMax: number;
  /** Where frames go that no forwarding entry knows. */
  readonly remote: Ip4 | undefined;
  readonly local: Ip4 | undefined;
  /** ifindex of the device that datagrams leave by, if it is a certain one. */
  readonly link: number | undefined;
  readonly ttl: number;
  readonly tos: number;
  readonly ageing: number;
  readonly learning: boolean;
  /** Answers ARP from the neighbour table, and lets none of it through. */
  readonly proxy: boolean;
  readonly l2miss: boolean;
  readonly l3miss: boolean;
}

/** STP states of a bridge port, as `bridge link` names them. */
export type PortState = 'disabled' | 'listening' | 'learning' | 'forwarding' | 'blocking';

/** What a bridge says of one of its ports (IFLA_PROTINFO). */
export interface BridgePortInfo {
  readonly portNumber: number;
  readonly state: PortState;
  readonly priority: number;
  readonly cost: number;
  readonly hairpin: boolean;
  readonly guard: boolean;
  readonly learning: boolean;
  readonly flood: boolean;
  readonly isolated: boolean;
}

/** One device, as RTM_GETLINK tells it. */
export interface LinkInfo {
  /** The number of this device in the whole world; trace records and pictures use it. */
  readonly uid: number;
  /** The number in its namespace. */
  readonly ifindex: number;
  readonly name: string;
  readonly kind: LinkKind;
  readonly mac: Mac;
  readonly broadcast: Mac;
  readonly mtu: number;
  readonly txqlen: number;
  readonly qdisc: string;
  readonly operstate: OperState;
  /** IFF_UP, set by an administrator. */
  readonly up: boolean;
  /** IFF_LOWER_UP: the layer below has a carrier. */
  readonly carrier: boolean;
  readonly promisc: boolean;
  readonly multicastOn: boolean;
  readonly arpOn: boolean;
  /** ifindex of the bridge this device is a port of. */
  readonly master: number | undefined;
  /** IFLA_LINK: ifindex of the veth peer, in the peer's namespace. */
  readonly peerIfindex: number | undefined;
  readonly peerUid: number | undefined;
  /** IFLA_LINK_NETNSID: given when the peer lives in another namespace. */
  readonly peerNsid: number | undefined;
  readonly stats: LinkStats;
  readonly bridge: BridgeInfo | undefined;
  readonly port: BridgePortInfo | undefined;
  readonly vxlan?: VxlanInfo | undefined;
  readonly stacked?: StackedInfo | undefined;
  /** IFLA_PROMISCUITY beyond what `promisc` and `port` account for. */
  readonly innerPromiscuity?: number;
}

/** What a request for any kind of device may say of it; the kernel fills in the rest. */
interface NewLink {
  readonly name: string;
  readonly mac?: Mac;
  readonly mtu?: number;
  readonly txqlen?: number;
}

/** IFLA_LINK: ifindex of the device below. */
interface StackedLink extends NewLink {
  readonly lower: number;
}

/** What RTM_NEWLINK creates. `peer` is for veth: its name and the namespace that it is born in. */
export type LinkSpec =
  | (NewLink & { readonly kind: 'bridge' | 'dummy' })
  | (NewLink & {
      readonly kind: 'veth';
      readonly peer: { readonly name: string; readonly mac?: Mac; readonly netns?: Netlink };
    })
  | (StackedLink & { readonly kind: 'macvlan'; readonly mode?: MacvlanMode })
  | (StackedLink & { readonly kind: 'ipvlan'; readonly mode?: IpvlanMode; readonly flag?: IpvlanFlag })
  | (StackedLink & { readonly kind: 'vlan'; readonly id: number })
  /** Its datagrams leave and arrive in the namespace that it is made in, wherever it is moved. */
  | (NewLink & { readonly kind: 'vxlan' } & Pick<VxlanInfo, 'vni'> & {
        readonly [K in Exclude<keyof VxlanInfo, 'vni'>]?: VxlanInfo[K];
      });

/** What RTM_SETLINK changes; what is absent stays. `master: 0` takes a port out of its bridge. */
export interface LinkChange {
  readonly up?: boolean;
  readonly name?: string;
  readonly mtu?: number;
  readonly mac?: Mac;
  readonly master?: number;
  readonly netns?: Netlink;
  readonly promisc?: boolean;
  readonly arpOn?: boolean;
  readonly multicastOn?: boolean;
  readonly txqlen?: number;
  readonly hairpin?: boolean;
  readonly isolated?: boolean;
  readonly stp?: boolean;
  /** A bridge's vlan_default_pvid; 0 for none. */
  readonly defaultPvid?: number;
  /** Bridge ageing time in seconds. */
  readonly ageing?: number;
  readonly macvlanMode?: MacvlanMode;
  readonly ipvlanMode?: IpvlanMode;
  readonly ipvlanFlag?: IpvlanFlag;
}

/** An IPv4 address on a device. `local` is RTA_LOCAL; `broadcast` is undefined when none is set. */
export interface AddressInfo {
  readonly family: 'inet';
  readonly ifindex: number;
  readonly local: Ip4;
  readonly prefixLength: number;
  readonly broadcast: Ip4 | undefined;
  readonly scope: 'host' | 'link' | 'global';
  readonly label: string;
  readonly secondary: boolean;
}

/** An IPv6 address on a device, in RFC 5952 text: shown, never routed (see docs/FIDELITY.md). */
export interface Address6Info {
  readonly family: 'inet6';
  readonly ifindex: number;
  readonly local: string;
  readonly prefixLength: number;
  readonly scope: 'host' | 'link' | 'global';
  /** `kernel_lo`, `kernel_ll` or undefined: IFA_PROTO as iproute2 prints it. */
  readonly proto: string | undefined;
  /** Set without looking for a duplicate: IFA_F_NODAD. */
  readonly nodad?: boolean;
}

/** A route of IPv6's main table: shown, never used. */
export interface Route6Info {
  /** `::` with length 0 is the default route. */
  readonly dst: string;
  readonly prefixLength: number;
  readonly gateway: string | undefined;
  readonly ifindex: number;
  readonly protocol: 'kernel' | 'boot';
  readonly metric: number;
}

/** A route of the main or local table. Prefix 0/0 is the default route. */
export interface RouteInfo {
  readonly table: 'main' | 'local';
  readonly type: 'unicast' | 'local' | 'broadcast' | 'unreachable' | 'blackhole' | 'prohibit';
  readonly dst: Ip4;
  readonly prefixLength: number;
  readonly gateway: Ip4 | undefined;
  readonly ifindex: number | undefined;
  readonly prefSrc: Ip4 | undefined;
  readonly protocol: 'kernel' | 'boot' | 'static' | 'dhcp';
  readonly scope: 'host' | 'link' | 'global';
  readonly metric: number;
  /** RTNH_F_LINKDOWN: the device has no carrier. */
  readonly linkdown: boolean;
}

export interface RouteSpec {
  readonly type?: RouteInfo['type'];
  readonly dst: Ip4;
  readonly prefixLength: number;
  readonly gateway?: Ip4;
  readonly ifindex?: number;
  readonly prefSrc?: Ip4;
  readonly protocol?: RouteInfo['protocol'];
  readonly scope?: RouteInfo['scope'];
  readonly metric?: number;
}

/** What a route lookup answers (RTM_GETROUTE with a destination). */
export type RouteLookup =
  | {
      readonly kind: 'hit';
      readonly route: RouteInfo;
      readonly source: Ip4;
      readonly nextHop: Ip4;
      readonly ifindex: number;
    }
  | { readonly kind: 'miss' }
  | { readonly kind: 'unreachable' | 'blackhole' | 'prohibit'; readonly route: RouteInfo };

/** NUD states, uapi/linux/neighbour.h. */
export type NudState = 'INCOMPLETE' | 'REACHABLE' | 'STALE' | 'DELAY' | 'PROBE' | 'FAILED' | 'NOARP' | 'PERMANENT';

export interface NeighInfo {
  readonly ifindex: number;
  readonly ip: Ip4;
  /** Undefined while incomplete or failed. */
  readonly mac: Mac | undefined;
  readonly state: NudState;
  /** NDA_PROBES: the entry's probe counter, where the kernel tells it. */
  readonly probes?: number;
}

/** An entry of a bridge's forwarding database, or of a device's own address lists. */
export interface FdbInfo {
  readonly mac: Mac;
  /** The port (or, with `self`, the device) that the entry belongs to. */
  readonly ifindex: number;
  /** ifindex of the bridge; undefined for `self` entries of a device outside any bridge. */
  readonly master: number | undefined;
  readonly vlan: number | undefined;
  readonly state: 'permanent' | 'static' | 'dynamic';
  readonly self: boolean;
  /** Microseconds since a frame from this address was last seen; 0 for entries that do not age. */
  readonly age: number;
  /** Of a VXLAN device: the tunnel's far end, 0.0.0.0 for none. */
  readonly remote?: FdbRemote;
  /** IFLA_LINK_NETNSID: the far end is reached from another namespace. */
  readonly linkNetnsid?: number;
}

/** The far end of a tunnel; port and network identifier where they are not the device's own. */
export interface FdbRemote {
  readonly address: Ip4;
  readonly port?: number;
  readonly vni?: number;
}

/** What `bridge fdb` may say besides; `append` adds a far end to an entry for 00:00:00:00:00:00 or a group. */
export interface FdbOptions {
  readonly remote?: FdbRemote;
  readonly append?: boolean;
  readonly origin?: Origin;
}

export type { Origin } from './origin.ts';

/** One network namespace, seen through rtnetlink. Calls answer an errno, or undefined when all went well. */
export interface Netlink {
  /** The inode number that names the namespace (`net:[4026531840]`). */
  readonly inode: number;
  /** RTM_GETNSID: how this namespace numbers the one with that inode number; undefined while it does not. */
  netnsId(inode: number): number | undefined;
  /** The packet filter's tables, and the connections that it tracks. */
  readonly netfilter: Netfilter;
  readonly conntrack: Conntrack;
  /** Virtual services. */
  readonly ipvs: Ipvs;
  /** IPsec's states and policies. */
  readonly xfrm: Xfrm;

  links(): LinkInfo[];
  link(name: string): LinkInfo | undefined;
  linkByIndex(ifindex: number): LinkInfo | undefined;
  /** Creates a device; answers its ifindex. EEXIST for a taken name. */
  addLink(spec: LinkSpec, origin?: Origin): Result<number>;
  /** ENODEV; EOPNOTSUPP for lo and for physical NICs. Deleting one end of a veth pair deletes both. */
  deleteLink(ifindex: number): Errno | undefined;
  setLink(ifindex: number, change: LinkChange): Errno | undefined;

  addresses(): AddressInfo[];
  addresses6(): Address6Info[];
  /** An IPv6 address as a daemon sets it: without duplicate address detection. EEXIST; EACCES where IPv6 is disabled. */
  addAddress6(ifindex: number, local: string, prefixLength: number): Errno | undefined;
  routes6(): Route6Info[];
  /** The default route of IPv6 over a device; undefined takes it away. */
  setDefaultRoute6(ifindex: number, gateway: string | undefined): Errno | undefined;
  /**
   * `broadcast` undefined leaves none, as `ip addr add` without `brd`. Installs the local, broadcast and connected routes.
   * EEXIST when the device has it.
   */
  addAddress(
    ifindex: number,
    local: Ip4,
    prefixLength: number,
    options?: { readonly broadcast?: Ip4; readonly label?: string; readonly scope?: AddressInfo['scope'] },
    origin?: Origin,
  ): Errno | undefined;
  /** EADDRNOTAVAIL when the device does not have it. */
  deleteAddress(ifindex: number, local: Ip4, prefixLength: number): Errno | undefined;

  /** In the order in which the kernel lists them. */
  routes(table: 'main' | 'local'): RouteInfo[];
  /** EEXIST, ENETUNREACH (a gateway that is not on-link), ENETDOWN, ENODEV. */
  addRoute(spec: RouteSpec, mode: 'add' | 'replace' | 'append', origin?: Origin): Errno | undefined;
  /** ESRCH when there is none. */
  deleteRoute(spec: Partial<RouteSpec> & { readonly dst: Ip4; readonly prefixLength: number }): Errno | undefined;
  lookupRoute(destination: Ip4): RouteLookup;

  neighbours(): NeighInfo[];
  addNeighbour(
    ifindex: number,
    ip: Ip4,
    mac: Mac | undefined,
    state: NudState,
    replace: boolean,
    origin?: Origin,
  ): Errno | undefined;
  deleteNeighbour(ifindex: number, ip: Ip4): Errno | undefined;
  flushNeighbours(ifindex: number | undefined): number;

  /** Every fdb entry in the namespace, as `bridge fdb show` walks them. */
  fdb(): FdbInfo[];
  addFdb(ifindex: number, mac: Mac, state: FdbInfo['state'], self: boolean, options?: FdbOptions): Errno | undefined;
  /** Without `remote` the whole entry goes. */
  deleteFdb(ifindex: number, mac: Mac, self: boolean, remote?: FdbRemote): Errno | undefined;

  /** A sysctl below `net`, with slashes: `ipv4/ip_forward`, `ipv4/conf/eth0/forwarding`, `ipv6/conf/eth0/disable_ipv6`. */
  sysctl(path: string): string | undefined;
  setSysctl(path: string, value: string): Errno | undefined;
  sysctlPaths(): string[];

  /** Counters as /proc/net/snmp and netstat -s name them: `Ip.InReceives`, `Icmp.OutEchoReps`, `Udp.InDatagrams`. */
  counters(): ReadonlyMap<string, number>;
}
