// A network namespace as a process without CAP_NET_ADMIN has it: it reads, and every change answers EPERM.
// Source: net/core/rtnetlink.c rtnetlink_rcv_msg, net/netfilter/nfnetlink.c nfnetlink_rcv, net/core/dev_ioctl.c.
// Not modelled: what a kernel finds wrong with a request before it asks who sent it.
import { type Errno, fail, type Result } from '../base/errno.ts';
import type { Ip4 } from '../base/ip4.ts';
import { WaitQueue } from '../des/task.ts';
import type { Ipvs } from '../linux/ipvs.ts';
import type {
  ChainView,
  Conntrack,
  FlowEvents,
  FlowFilter,
  FlowStatistics,
  FlowView,
  Netfilter,
  NfError,
  NfTable,
} from '../linux/netfilter.ts';
import type { Netlink, RouteInfo, RouteLookup } from '../linux/netlink.ts';
import type { Xfrm } from '../linux/xfrm.ts';

const refuse = (): Errno => 'EPERM';

/** What iptables says when its first question is refused, with the newline of its own that its text ends in. */
const refusal: NfError = {
  errno: 'EPERM',
  message: 'Could not fetch rule set generation id: Permission denied (you must be root)\n',
  status: 4,
};
const refuseRule = (): NfError => refusal;

/** nfnetlink answers nobody else, not even who only reads. */
const closedNetfilter: Netfilter = {
  denied: refusal,
  passed: [],
  existing: (): readonly NfTable[] => [],
  chains: (): readonly ChainView[] => [],
  newChain: refuseRule,
  deleteChain: refuseRule,
  renameChain: refuseRule,
  flush: refuseRule,
  hold: () => () => undefined,
  setPolicy: refuseRule,
  zero: refuseRule,
  append: refuseRule,
  insert: refuseRule,
  replace: refuseRule,
  delete: refuseRule,
  has: () => false,
  check: refuseRule,
  setCounters: refuseRule,
};

const closedIpvs: Ipvs = {
  denied: 'EPERM',
  services: () => [],
  has: () => false,
  addService: refuse,
  editService: refuse,
  deleteService: refuse,
  addDestination: refuse,
  editDestination: refuse,
  deleteDestination: refuse,
  clear: () => undefined,
  zero: refuse,
  timeouts: () => ({ tcp: 0, tcpFin: 0, udp: 0 }),
  setTimeouts: () => undefined,
  connections: () => [],
  choices: () => [],
};

const closedXfrm: Xfrm = {
  denied: 'EPERM',
  states: () => [],
  addState: () => 'EPERM',
  updateState: () => 'EPERM',
  deleteState: () => 'EPERM',
  flushStates: () => undefined,
  policies: () => [],
  addPolicy: () => 'EPERM',
  updatePolicy: () => 'EPERM',
  deletePolicy: () => 'EPERM',
  flushPolicies: () => undefined,
  watch: () => ({ readable: new WaitQueue(), take: () => undefined, close: () => undefined }),
};

class ClosedConntrack implements Conntrack {
  readonly denied = 'EPERM';
  readonly #open: () => Conntrack;
  constructor(open: () => Conntrack) {
    this.#open = open;
  }

  /** For /proc/sys/net/netfilter/nf_conntrack_count, which everybody may read. */
  list(filter?: FlowFilter): FlowView[] {
    return this.#open().list(filter);
  }

  delete(): FlowView[] {
    return [];
  }

  watch(filter?: FlowFilter): FlowEvents {
    return this.#open().watch(filter);
  }

  statistics(): FlowStatistics {
    return this.#open().statistics();
  }
}

/** The same namespace, for reading. */
export class UnprivilegedNetlink implements Netlink {
  readonly netfilter = closedNetfilter;
  readonly ipvs = closedIpvs;
  readonly xfrm = closedXfrm;
  readonly conntrack: Conntrack;
  readonly addLink = (): Result<number> => fail('EPERM');
  readonly deleteLink = refuse;
  readonly setLink = refuse;
  readonly addAddress = refuse;
  readonly addAddress6 = refuse;
  readonly setDefaultRoute6 = refuse;
  readonly deleteAddress = refuse;
  readonly addRoute = refuse;
  readonly deleteRoute = refuse;
  readonly addNeighbour = refuse;
  readonly deleteNeighbour = refuse;
  readonly addFdb = refuse;
  readonly deleteFdb = refuse;
  readonly setSysctl = refuse;
  readonly #net: Netlink;
  constructor(net: Netlink) {
    this.#net = net;
    this.conntrack = new ClosedConntrack(() => net.conntrack);
  }

  get inode(): number {
    return this.#net.inode;
  }

  netnsId(inode: number): number | undefined {
    return this.#net.netnsId(inode);
  }

  links(): ReturnType<Netlink['links']> {
    return this.#net.links();
  }

  link(name: string): ReturnType<Netlink['link']> {
    return this.#net.link(name);
  }

  linkByIndex(ifindex: number): ReturnType<Netlink['linkByIndex']> {
    return this.#net.linkByIndex(ifindex);
  }

  addresses(): ReturnType<Netlink['addresses']> {
    return this.#net.addresses();
  }

  routes6(): ReturnType<Netlink['routes6']> {
    return this.#net.routes6();
  }

  addresses6(): ReturnType<Netlink['addresses6']> {
    return this.#net.addresses6();
  }

  routes(table: 'main' | 'local'): RouteInfo[] {
    return this.#net.routes(table);
  }

  lookupRoute(destination: Ip4): RouteLookup {
    return this.#net.lookupRoute(destination);
  }

  neighbours(): ReturnType<Netlink['neighbours']> {
    return this.#net.neighbours();
  }

  flushNeighbours(): number {
    return 0;
  }

  fdb(): ReturnType<Netlink['fdb']> {
    return this.#net.fdb();
  }

  sysctl(path: string): string | undefined {
    return this.#net.sysctl(path);
  }

  sysctlPaths(): string[] {
    return this.#net.sysctlPaths();
  }

  counters(): ReadonlyMap<string, number> {
    return this.#net.counters();
  }
}
