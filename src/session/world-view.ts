// The world as a picture needs it: plain data.
import type { JoinTokens } from '../sim/scenario/commands.ts';
import type { VlanSpec } from '../sim/scenario/format.ts';

export interface DeviceView {
  readonly uid: number;
  readonly ifindex: number;
  readonly name: string;
  readonly kind: 'loopback' | 'ether' | 'veth' | 'bridge' | 'dummy' | 'vxlan' | 'macvlan' | 'ipvlan' | 'vlan';
  readonly mac: string;
  /** With prefix: `172.17.0.1/16`. */
  readonly addresses: readonly string[];
  readonly mtu: number;
  readonly up: boolean;
  readonly carrier: boolean;
  /** uid of the bridge it is a port of. */
  readonly master: number | undefined;
  /** uid of the other end: veth peer, or what the cable leads to. */
  readonly peer: number | undefined;
  /** Somebody looks on at its frames, as tcpdump does. */
  readonly captured?: boolean;
}

export interface NetnsView {
  readonly id: number;
  readonly name: string;
  /** `overlay`: of an overlay network, `lb`: of its load balancer, `ingress`: of the routing mesh. */
  readonly kind: 'host' | 'container' | 'overlay' | 'lb' | 'ingress';
  /** Its file, where Docker gives it one: `1-k2ys0d1xbn`. */
  readonly file?: string;
  /** Of the container whose sandbox this is. */
  readonly containerId: string | undefined;
  readonly devices: readonly DeviceView[];
}

export interface NetworkView {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly internal: boolean;
  readonly subnet: string | undefined;
  readonly gateway: string | undefined;
  /** uid of its bridge device. */
  readonly bridge: number | undefined;
  /** bridge, host and none cannot be removed. */
  readonly predefined: boolean;
}

export interface AttachmentView {
  readonly network: string;
  readonly address: string | undefined;
  readonly aliases: readonly string[];
}

export interface ContainerView {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly command: string;
  readonly state: string;
  readonly networkMode: string;
  readonly attachments: readonly AttachmentView[];
  /** Publishing as `docker ps` prints it. */
  readonly ports: string;
  /** Of a swarm's task: its service's name. */
  readonly service?: string;
}

export interface ImageView {
  readonly name: string;
  readonly summary: string;
  /** What `docker run` of it should add so that the container stays: `sleep infinity`. */
  readonly suggestedCommand: string;
  /** A container of it runs without files or sockets that one must provide. */
  readonly runsAsIs: boolean;
  readonly programs: readonly string[];
}

export interface HostView {
  readonly name: string;
  readonly power: 'on' | 'stopping' | 'off' | 'booting';
  /** Its part in a swarm, if it has one. */
  readonly node?: NodeView;
  readonly namespaces: readonly NetnsView[];
  readonly networks: readonly NetworkView[];
  readonly containers: readonly ContainerView[];
  readonly images: readonly ImageView[];
}

/** A host's kernel from close by: what a picture has room for when one thing fills it. */
export interface CloseUp {
  /** Of the host's own namespace, in the order of a packet's way. */
  readonly hooks: readonly HookView[];
  readonly namespaces: readonly {
    readonly id: number;
    /** As `ip route` and `ip neigh` print them. */
    readonly routes: readonly string[];
    readonly neighbours: readonly string[];
    /** Virtual services, each with how many backends it has: `10.0.0.2:80 rr` */
    readonly services: readonly { readonly name: string; readonly backends: readonly string[] }[];
  }[];
  readonly ports: readonly { readonly uid: number; readonly state: string; readonly macs: number }[];
  readonly tunnels: readonly { readonly uid: number; readonly vni: number; readonly remotes: readonly string[] }[];
}

export interface ProcessView {
  /** As its container numbers it. */
  readonly pid: number;
  readonly command: string;
}

/** A netfilter hook. */
export interface HookView {
  readonly name: 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';
  /** In all tables' chains at it, and in the chains that they lead to. */
  readonly rules: number;
  /** Packets that have come to it. */
  readonly packets: number;
}

/** What a host is in its swarm. What only managers know is absent where none of them can be asked. */
export interface NodeView {
  readonly id: string;
  /** The swarm's id. */
  readonly cluster: string | undefined;
  readonly role: 'manager' | 'worker';
  /** It thinks that it is the leader; parted from the others, an old one may for a while. */
  readonly leads: boolean;
  /** False for a manager that knows of no leader. */
  readonly hasLeader: boolean;
  readonly locked: boolean;
  /** The address that it sends and receives tunnelled frames by. */
  readonly dataPath: string;
  readonly availability: 'active' | 'pause' | 'drain' | undefined;
  readonly state: 'unknown' | 'down' | 'ready' | 'disconnected' | undefined;
  readonly reachability: 'unknown' | 'unreachable' | 'reachable' | undefined;
}

/** A swarm as its best manager knows it. */
export interface ClusterView {
  readonly id: string;
  readonly hasLeader: boolean;
  readonly tokens: JoinTokens;
  readonly nodes: number;
  readonly managers: number;
  readonly services: readonly ServiceView[];
  /** Those that are, or shall be; not the past. */
  readonly tasks: readonly TaskView[];
  readonly networks: readonly SpanView[];
}

export interface ServiceView {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Replicas; undefined for other modes. */
  readonly wanted: number | undefined;
  readonly running: number;
  /** Virtual addresses. */
  readonly addresses: readonly { readonly network: string; readonly address: string }[];
  /** `*:8080→80/tcp` */
  readonly ports: readonly string[];
  /** Of its last update: `updating`, `paused`, `rollback_completed` … */
  readonly update: string | undefined;
}

export interface TaskView {
  readonly id: string;
  readonly service: string;
  /** 0 for those of global services. */
  readonly slot: number;
  readonly host: string | undefined;
  readonly state: string;
  readonly desired: string;
  readonly error: string;
  readonly container: string;
}

/** A network that spans the hosts of a swarm. */
export interface SpanView {
  readonly id: string;
  readonly name: string;
  readonly ingress: boolean;
  readonly attachable: boolean;
  readonly encrypted: boolean;
  readonly subnets: readonly string[];
  /** VXLAN network identifiers. */
  readonly vni: string;
}

export interface SwitchView {
  readonly name: string;
  /** Its ports' device uids and where each cable leads. */
  readonly ports: readonly SwitchPortView[];
}

export interface SwitchPortView {
  readonly uid: number;
  readonly name: string;
  readonly peer: number | undefined;
  /** Its VLANs, where it has any set: `VLAN 10`, `VLANs 10, 20`. */
  readonly vlans?: string;
  readonly cable?: CableView;
}

/** A cable by the card at its other end, with what is wrong with it. */
export interface CableView {
  readonly machine: string;
  readonly nic: string;
  readonly cut: boolean;
  /** Of a hundred frames. */
  readonly loss: number;
  /** One way, in milliseconds. */
  readonly latency: number;
  /** In Mbit/s. */
  readonly rate: number;
  /** The switch's port at the other end; without VLANs it passes all frames as they are. */
  readonly port: { readonly switch: string; readonly name: string; readonly vlans: VlanSpec | undefined };
}

/** What keeps machines apart although their cables are whole. */
export interface FaultsView {
  readonly apart: readonly string[];
  readonly blocks: readonly BlockView[];
}

/** Without a port all of a protocol is blocked, without a protocol everything. */
export interface BlockView {
  readonly between: readonly [string, string];
  readonly protocol?: 'tcp' | 'udp';
  readonly port?: number;
  /** `udp 4789`, `everything`. */
  readonly what: string;
}

export interface RouterView {
  readonly name: string;
  readonly devices: readonly DeviceView[];
}

/** What lies behind the routers, as one thing. */
export interface InternetView {
  /** Sites that one may visit. */
  readonly names: readonly string[];
  /** Where it is plugged in, and where each cable leads. */
  readonly doors: readonly { readonly uid: number; readonly name: string; readonly peer: number }[];
  /** uids of all devices in it. */
  readonly devices: readonly number[];
}

/** The world as a picture needs it. Sent whole when it has changed. */
export interface WorldView {
  readonly version: number;
  readonly hosts: readonly HostView[];
  readonly switches: readonly SwitchView[];
  readonly routers: readonly RouterView[];
  readonly internet?: InternetView;
  readonly faults?: FaultsView;
  /** Absent without any. */
  readonly clusters?: readonly ClusterView[];
}
