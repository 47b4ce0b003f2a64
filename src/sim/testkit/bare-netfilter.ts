// Packet filter tables that stay empty and connections that nobody tracks: for namespaces of tests that have no kernel.
// Source: the seam linux/netfilter.ts.
// Not modelled: any change; each one answers EPERM.
import { WaitQueue } from '../des/task.ts';
import type { Ipvs } from '../linux/ipvs.ts';
import type { Conntrack, Netfilter, NfError } from '../linux/netfilter.ts';
import type { Xfrm } from '../linux/xfrm.ts';

const refused = (): NfError => ({ errno: 'EPERM', message: 'Operation not permitted', status: 4 });

export const bareNetfilter: Netfilter = {
  passed: [],
  existing: () => [],
  chains: () => [],
  newChain: refused,
  deleteChain: refused,
  renameChain: refused,
  flush: refused,
  setPolicy: refused,
  zero: refused,
  append: refused,
  insert: refused,
  replace: refused,
  delete: refused,
  check: refused,
  has: () => false,
  hold: () => () => undefined,
  setCounters: refused,
};

export const bareIpvs: Ipvs = {
  services: () => [],
  has: () => false,
  addService: () => 'EOPNOTSUPP',
  editService: () => 'ESRCH',
  deleteService: () => 'ESRCH',
  addDestination: () => 'ESRCH',
  editDestination: () => 'ESRCH',
  deleteDestination: () => 'ESRCH',
  clear: () => undefined,
  zero: () => undefined,
  timeouts: () => ({ tcp: 900, tcpFin: 120, udp: 300 }),
  setTimeouts: () => undefined,
  connections: () => [],
  choices: () => [],
};

export const bareXfrm: Xfrm = {
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

export const bareConntrack: Conntrack = {
  list: () => [],
  delete: () => [],
  watch: () => ({ readable: new WaitQueue(), take: () => undefined, close: () => undefined }),
  statistics: () => ({ found: 0, invalid: 0, insertFailed: 0 }),
};
