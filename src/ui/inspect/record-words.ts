import type { CauseKind, DropReason, RecordKind } from '../../sim/trace/record.ts';
import { type MessageKey, t } from '../common/messages.ts';

const kinds = {
  send: 'kind.send',
  hop: 'kind.hop',
  bridge: 'kind.bridge',
  route: 'kind.route',
  neigh: 'kind.neigh',
  netfilter: 'kind.netfilter',
  deliver: 'kind.deliver',
  drop: 'kind.drop',
} as const satisfies Record<RecordKind, MessageKey>;

/** What happened, in a word or two. */
export function recordKind(kind: RecordKind): string {
  return t(kinds[kind]);
}

const reasons = {
  DEVICE_DOWN: 'drop.DEVICE_DOWN',
  NO_CARRIER: 'drop.NO_CARRIER',
  NOT_FOR_US: 'drop.NOT_FOR_US',
  MTU_EXCEEDED: 'drop.MTU_EXCEEDED',
  NO_ROUTE: 'drop.NO_ROUTE',
  BLACKHOLE: 'drop.BLACKHOLE',
  MARTIAN_SOURCE: 'drop.MARTIAN_SOURCE',
  FORWARDING_OFF: 'drop.FORWARDING_OFF',
  TTL_EXPIRED: 'drop.TTL_EXPIRED',
  NEIGH_FAILED: 'drop.NEIGH_FAILED',
  NEIGH_QUEUE_FULL: 'drop.NEIGH_QUEUE_FULL',
  NO_SOCKET: 'drop.NO_SOCKET',
  SOCKET_BUFFER_FULL: 'drop.SOCKET_BUFFER_FULL',
  UNKNOWN_PROTOCOL: 'drop.UNKNOWN_PROTOCOL',
  PORT_NOT_FORWARDING: 'drop.PORT_NOT_FORWARDING',
  SAME_PORT: 'drop.SAME_PORT',
  NO_PORT: 'drop.NO_PORT',
  NETFILTER: 'drop.NETFILTER',
  NO_FDB_ENTRY: 'drop.NO_FDB_ENTRY',
  UNKNOWN_VNI: 'drop.UNKNOWN_VNI',
  NO_NEIGHBOUR: 'drop.NO_NEIGHBOUR',
  ARP_SUPPRESSED: 'drop.ARP_SUPPRESSED',
  FDB_MISMATCH: 'drop.FDB_MISMATCH',
  IPVS: 'drop.IPVS',
  XFRM_NO_STATE: 'drop.XFRM_NO_STATE',
  XFRM_REPLAY: 'drop.XFRM_REPLAY',
  XFRM_ICV: 'drop.XFRM_ICV',
  XFRM_POLICY: 'drop.XFRM_POLICY',
  NETNS_GONE: 'drop.NETNS_GONE',
  FRAG_REASM_TIMEOUT: 'drop.FRAG_REASM_TIMEOUT',
  LISTEN_OVERFLOW: 'drop.LISTEN_OVERFLOW',
  RP_FILTER: 'drop.RP_FILTER',
  NO_VLAN: 'drop.NO_VLAN',
  CABLE_LOSS: 'drop.CABLE_LOSS',
  CABLE_QUEUE: 'drop.CABLE_QUEUE',
  CABLE_MTU: 'drop.CABLE_MTU',
  BLOCKED: 'drop.BLOCKED',
  PARTITIONED: 'drop.PARTITIONED',
} as const satisfies Record<DropReason, MessageKey>;

const causes = {
  rule: 'cause.rule',
  policy: 'cause.policy',
  connection: 'cause.connection',
  route: 'cause.route',
  neighbour: 'cause.neighbour',
  fdb: 'cause.fdb',
  port: 'cause.port',
  device: 'cause.device',
  socket: 'cause.socket',
  sysctl: 'cause.sysctl',
  dns: 'cause.dns',
  protocol: 'cause.protocol',
} as const satisfies Record<CauseKind, MessageKey>;

/** What sort of thing decided. */
export function causeKind(kind: CauseKind): string {
  return t(causes[kind]);
}

/** Why a packet ended, in words. The canvas's markers say the same. */
export function dropReason(reason: DropReason): string {
  return t(reasons[reason]);
}
