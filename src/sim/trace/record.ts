// The one stream of records that everything shown of packets is made from: every hop, decision and drop, in order.
// Not for: changes of configuration (the world's view tells those).

/** What a trace record tells. */
export type RecordKind =
  /** A process or the kernel made a packet: its journey begins. */
  | 'send'
  /** A frame crosses one link: from a device to the device at the other end. */
  | 'hop'
  /** A bridge chose a port, several, or itself. */
  | 'bridge'
  /** The routing table chose a device and a next hop (forwarded or own packet). */
  | 'route'
  /** The neighbour table answered, or the packet waits for ARP. */
  | 'neigh'
  /** A rule, or the connection that a packet belongs to, gave it another address or port. */
  | 'netfilter'
  /** A packet reached the protocol or socket it was for. */
  | 'deliver'
  /** The packet ends here, for a reason. */
  | 'drop';

/** Why a packet ended. The names follow the kernel's skb_drop_reason where it has one. */
export type DropReason =
  | 'DEVICE_DOWN'
  | 'NO_CARRIER'
  | 'NOT_FOR_US'
  | 'MTU_EXCEEDED'
  | 'NO_ROUTE'
  | 'BLACKHOLE'
  | 'MARTIAN_SOURCE'
  | 'FORWARDING_OFF'
  | 'TTL_EXPIRED'
  | 'NEIGH_FAILED'
  | 'NEIGH_QUEUE_FULL'
  | 'NO_SOCKET'
  | 'SOCKET_BUFFER_FULL'
  | 'UNKNOWN_PROTOCOL'
  | 'PORT_NOT_FORWARDING'
  | 'SAME_PORT'
  | 'NO_PORT'
  | 'NETFILTER'
  | 'NO_FDB_ENTRY'
  | 'UNKNOWN_VNI'
  | 'NO_NEIGHBOUR'
  | 'ARP_SUPPRESSED'
  | 'FDB_MISMATCH'
  | 'IPVS'
  | 'XFRM_NO_STATE'
  | 'XFRM_REPLAY'
  | 'XFRM_ICV'
  | 'XFRM_POLICY'
  | 'NO_VLAN'
  | 'CABLE_LOSS'
  | 'CABLE_QUEUE'
  | 'CABLE_MTU'
  | 'BLOCKED'
  | 'PARTITIONED'
  | 'NETNS_GONE'
  | 'FRAG_REASM_TIMEOUT'
  | 'LISTEN_OVERFLOW'
  | 'RP_FILTER';

/** What sort of thing decided over a packet. */
export type CauseKind =
  | 'rule'
  /** What a built-in chain does when no rule decides. */
  | 'policy'
  /** An entry of connection tracking. */
  | 'connection'
  | 'route'
  | 'neighbour'
  /** A forwarding entry of a bridge or switch, or that there is none. */
  | 'fdb'
  | 'port'
  | 'device'
  | 'socket'
  | 'sysctl'
  /** A name server's record. */
  | 'dns'
  /** What a protocol demands, with nothing to configure. */
  | 'protocol';

export const causeKinds: readonly CauseKind[] = [
  'rule',
  'policy',
  'connection',
  'route',
  'neighbour',
  'fdb',
  'port',
  'device',
  'socket',
  'sysctl',
  'dns',
  'protocol',
];

/** A thing's data, one by one: `packets`, `12`. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What decided over a packet: its sort, its data as they are now, and the command or Docker object that made it. */
export interface Cause {
  readonly kind: CauseKind;
  readonly facts: readonly Fact[];
  readonly creator: string | undefined;
}

/** Something that was looked at when a packet's way was decided, or stood by: a rule, a route, a port, a destination. */
export interface Considered {
  readonly text: string;
  /** It decided; it led on to what decided; it was looked at and did not fit; it was not looked at any more. */
  readonly fate: 'taken' | 'led' | 'unfit' | 'spare';
  /** Why, in words; empty where it was taken. */
  readonly why: string;
}

/** What else could have decided, in the order in which it is looked at. */
export interface Alternatives {
  readonly considered: readonly Considered[];
  /** How many more there are. */
  readonly omitted: number;
  /** As they were then; as they are now, which may be different; as they are now, and they have changed since. */
  readonly as: 'then' | 'now' | 'changed';
}

/** One record, spelt out for people. */
export interface TraceRecord {
  /** Position in the stream, from 0. */
  readonly seq: number;
  /** Virtual microseconds. */
  readonly time: number;
  readonly kind: RecordKind;
  /** Groups what one cause set in motion: a ping's request, the ARP it needed, its reply. */
  readonly journey: number;
  /** The frame or packet; a forwarded packet keeps its number from end to end, flooded copies share it. */
  readonly packet: number;
  readonly host: string;
  /** `node1` for a host's own namespace, the container's name otherwise. */
  readonly netns: string;
  /** The device where it happened, by world-wide number and by name; undefined where no device is concerned. */
  readonly device: number | undefined;
  readonly deviceName: string | undefined;
  /** For a hop: the receiving device and when the frame arrives there. */
  readonly peer: number | undefined;
  readonly arrives: number | undefined;
  readonly protocol: Protocol;
  /** Of what a swarm's hosts say to each other all the time. */
  readonly background: boolean;
  /** One line as a packet list shows it: `172.17.0.2 → 172.17.0.3 Echo request id=7 seq=1 ttl=64`. */
  readonly info: string;
  /** What decided and why, in words: `route 172.17.0.0/16 dev docker0 (proto kernel)`. Empty for a plain hop. */
  readonly why: string;
  /** What decided; undefined for a plain hop. */
  readonly cause: Cause | undefined;
  readonly reason: DropReason | undefined;
  /** For a drop: what would have let it through. */
  readonly hint: string | undefined;
}

/** The highest protocol that the record's packet carries, as pictures colour and letter it. */
export type Protocol = 'ARP' | 'ICMP' | 'UDP' | 'TCP' | 'DNS' | 'IPv4' | 'OTHER';

/** What the page animates: hops and drops, packed, one group of `HOP_COLUMNS` numbers each. */
export const HOP_COLUMNS = 10;
/** Columns of a packed record, in order. `to` is -1 and `arrives` equals `time` for a drop. */
export const hopColumn = {
  seq: 0,
  time: 1,
  arrives: 2,
  from: 3,
  to: 4,
  /** Index into `protocols`. */
  protocol: 5,
  journey: 6,
  /** Index into `dropReasons` + 1; 0 for a hop. */
  drop: 7,
  /** `hopMarks`, added up. */
  marks: 8,
  /** Index into `packetSigns`. */
  sign: 9,
} as const;

/** `background`: as in a record; `tunnelled`: a frame within a packet, as VXLAN has it. */
export const hopMarks = { background: 1, tunnelled: 2 } as const;

/** What a packet is for, as pictures write it on the envelope. */
export type PacketSign =
  | 'other'
  | 'arp-request'
  | 'arp-reply'
  | 'echo-request'
  | 'echo-reply'
  | 'icmp-error'
  | 'datagram'
  | 'dns-query'
  | 'dns-answer'
  | 'syn'
  | 'syn-ack'
  | 'ack'
  | 'data'
  | 'fin'
  | 'rst'
  | 'http'
  | 'tls'
  | 'esp'
  | 'fragment';

export const packetSigns: readonly PacketSign[] = [
  'other',
  'arp-request',
  'arp-reply',
  'echo-request',
  'echo-reply',
  'icmp-error',
  'datagram',
  'dns-query',
  'dns-answer',
  'syn',
  'syn-ack',
  'ack',
  'data',
  'fin',
  'rst',
  'http',
  'tls',
  'esp',
  'fragment',
];

export const protocols: readonly Protocol[] = ['ARP', 'ICMP', 'UDP', 'TCP', 'DNS', 'IPv4', 'OTHER'];
export const dropReasons: readonly DropReason[] = [
  'DEVICE_DOWN',
  'NO_CARRIER',
  'NOT_FOR_US',
  'MTU_EXCEEDED',
  'NO_ROUTE',
  'BLACKHOLE',
  'MARTIAN_SOURCE',
  'FORWARDING_OFF',
  'TTL_EXPIRED',
  'NEIGH_FAILED',
  'NEIGH_QUEUE_FULL',
  'NO_SOCKET',
  'SOCKET_BUFFER_FULL',
  'UNKNOWN_PROTOCOL',
  'PORT_NOT_FORWARDING',
  'SAME_PORT',
  'NO_PORT',
  'NETFILTER',
  'NO_FDB_ENTRY',
  'UNKNOWN_VNI',
  'NO_NEIGHBOUR',
  'ARP_SUPPRESSED',
  'FDB_MISMATCH',
  'IPVS',
  'XFRM_NO_STATE',
  'XFRM_REPLAY',
  'XFRM_ICV',
  'XFRM_POLICY',
  'NO_VLAN',
  'CABLE_LOSS',
  'CABLE_QUEUE',
  'CABLE_MTU',
  'BLOCKED',
  'PARTITIONED',
  'NETNS_GONE',
  'FRAG_REASM_TIMEOUT',
  'LISTEN_OVERFLOW',
  'RP_FILTER',
];

/** What every flood causes and nobody needs to be told of. */
export const ordinaryDrops: ReadonlySet<DropReason> = new Set<DropReason>([
  'NOT_FOR_US',
  'SAME_PORT',
  'NETNS_GONE',
  // Every container that joins an overlay announces itself by ARP, which the tunnel does not pass on.
  'ARP_SUPPRESSED',
  'NO_NEIGHBOUR',
]);

export type { FieldView, LayerView, PacketView } from '../wire/layer.ts';
