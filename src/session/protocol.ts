// What crosses between the page and the worker: plain data, both ways. The page imports these types and nothing else of a world.
import type { Input } from '../sim/input.ts';
import type { Change } from '../sim/scenario/change.ts';
import type { JoinTokens } from '../sim/scenario/commands.ts';
import type { Check, Scenario, VlanSpec, WorldSpec } from '../sim/scenario/format.ts';
import type { Alternatives, PacketView, TraceRecord } from '../sim/trace/record.ts';
import type { Sketch } from './sketch.ts';

export type { Input } from '../sim/input.ts';
export type { Change } from '../sim/scenario/change.ts';
export type { Sketch } from './sketch.ts';

/** Everything that makes a world again: `state = f(scenario, input log, seed)`. */
export interface LabFile {
  readonly format: 'hoplab';
  readonly version: 1;
  readonly seed: number;
  readonly world: WorldSpec;
  /** The guided scenario's id, if it is one. */
  readonly scenario?: string;
  readonly setup?: readonly string[];
  readonly inputs: readonly Input[];
  /** Virtual time reached. */
  readonly time: number;
  /** What its owner calls it, in files and links that leave the browser. */
  readonly name?: string;
  /** What the lab is to be opened at, where whoever shared it meant to show something. */
  readonly moment?: Moment;
  /** What the reader did to the picture. */
  readonly sketch?: Sketch;
}

/** What somebody was looking at. */
export interface Moment {
  /** Virtual time. */
  readonly time: number;
  readonly selection?: InspectTarget | { readonly kind: 'record'; readonly seq: number };
  /** The part of the picture that was in sight, in the picture's own units. */
  readonly camera?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly panel?: 'terminal' | 'files' | 'records';
}

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

export interface Pacing {
  readonly playing: boolean;
  /** 1 is normal; from 0.25 to 8. */
  readonly speed: number;
  /** A swarm's background traffic is shown, and holds time as other packets do. */
  readonly background?: boolean;
}

/** What the worker pushes: at most one a display frame. Absent members have not changed. */
export interface Frame {
  /** Virtual microseconds. */
  readonly time: number;
  readonly pacing: Pacing;
  readonly view?: WorldView;
  /** New hops and drops, packed as trace/record.ts says. Transferred. */
  readonly hops?: Float64Array;
  /** Real milliseconds that one hop takes on screen now. */
  readonly beat: number;
  readonly output?: readonly { readonly tty: string; readonly text: string }[];
  /** Terminals whose shell has ended. */
  readonly closed?: readonly string[];
  /** The first and one past the last record that is kept. */
  readonly records: { readonly first: number; readonly next: number };
  /** How many hops and drops of a swarm's background traffic there have been. */
  readonly background: number;
  readonly checks?: readonly StepState[];
  /** While a saved lab is made again: how far, from 0 to 1. */
  readonly replaying?: number;
  readonly crash?: CrashReport;
}

/** Where a guided scenario stands. `missing` says, for each unmet check, what is missing. */
export interface StepState {
  readonly step: number;
  readonly done: boolean;
  readonly checks: readonly { readonly check: Check; readonly met: boolean; readonly missing: string }[];
}

/** The simulator contradicted itself: what a report needs. */
export interface CrashReport {
  readonly message: string;
  readonly stack: string;
  readonly lab: LabFile;
}

export type InspectTarget =
  | { readonly kind: 'device'; readonly uid: number }
  | { readonly kind: 'container'; readonly host: string; readonly id: string }
  | { readonly kind: 'network'; readonly host: string; readonly id: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'service'; readonly cluster: string; readonly id: string }
  | { readonly kind: 'task'; readonly cluster: string; readonly id: string }
  /** A network that spans the hosts of a swarm. */
  | { readonly kind: 'span'; readonly cluster: string; readonly id: string }
  | { readonly kind: 'cluster'; readonly id: string }
  /** A namespace that is no container's: of an overlay, a load balancer, the routing mesh. */
  | { readonly kind: 'netns'; readonly host: string; readonly id: number }
  | { readonly kind: 'internet' };

/** Something that has happened, for a line of time. */
export interface Happening {
  /** Virtual microseconds. */
  readonly time: number;
  /** The machine that it happened on. */
  readonly who: string;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

/** What the real tools print of a thing now. */
export interface Inspection {
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Whose terminal the commands are for, where the target does not say so. */
  readonly host?: string;
  readonly sections: readonly {
    readonly title: string;
    /** Empty where no real tool prints this. */
    readonly command: string;
    readonly text: string;
    readonly host?: string;
    /** To be shown in place of the text, which says the same. Oldest first. */
    readonly happenings?: readonly Happening[];
  }[];
}

export interface RecordDetail {
  readonly record: TraceRecord;
  readonly packet: PacketView | undefined;
  /** Records of the same journey, in order. */
  readonly journey: readonly TraceRecord[];
  /** How the packet came to that moment; absent where it was made then. */
  readonly came?: PacketStand;
  /** How it went on; absent where it ended, or is still there. */
  readonly left?: PacketStand;
  /** What of the packet is different behind the moment. */
  readonly changes: readonly FieldChange[];
  /** What else could have decided; absent where nothing could. */
  readonly alternatives?: Alternatives;
  /** Where what decided stands now. */
  readonly table?: TableLink;
  /** The container or network that what decided is there for. */
  readonly maker?: InspectTarget;
}

/** A packet as it was before or after a moment. */
export interface PacketStand {
  /** The record that tells of it. */
  readonly seq: number;
  /** The devices by which it came or left. */
  readonly devices: readonly string[];
  readonly packet: PacketView;
}

/** One field of a packet that is different afterwards; of a layer that came or went, its name and summary. */
export interface FieldChange {
  readonly layer: string;
  readonly key: string;
  readonly label: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A line of a section that an inspector shows of a thing. */
export interface TableLink {
  readonly target: InspectTarget;
  /** The section's title. */
  readonly section: string;
  /** What the line begins with or holds, and below which heading it is. */
  readonly line: string;
  readonly under?: string;
}

/**
 * What was asked for, or a sentence that says why there is none; `missing`: because nothing of that name is there;
 * `sealed`: because a file that is there is none for an editor.
 */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string; readonly missing: boolean; readonly sealed?: Seal };

/** Why a file is not opened in an editor: it holds bytes that are no text, or too much of it. */
export type Seal = 'bytes' | 'size';

export interface FileEntry {
  readonly name: string;
  readonly type: 'file' | 'directory';
}

/** What is wrong with a text that is being edited. Lines count from 1. */
export interface FileProblem {
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** The worker's door. The page holds it as comlink's `Remote<LabApi>`, where every answer is a promise. */
export interface LabApi {
  /** Starts a world, or makes a saved one again by replay. Replaces the one before. `onFrame` is a comlink proxy. */
  open(lab: LabFile, scenario: Scenario | undefined, onFrame: (frame: Frame) => void): void;
  openTerminal(tty: string, host: string, columns: number, rows: number): void;
  type(tty: string, text: string): void;
  resize(tty: string, columns: number, rows: number): void;
  closeTerminal(tty: string): void;
  /** Saves a file from the editor. Answers why it could not, if so. */
  writeFile(host: string, path: string, text: string): string | undefined;
  /** Changes machines, cables or the network under them. Answers why it could not, if so. */
  apply(change: Change): string | undefined;
  /** What is in a directory of a host's disk. */
  listDirectory(host: string, path: string): Answer<readonly FileEntry[]>;
  /** A file's text. */
  readFile(host: string, path: string): Answer<string>;
  /** A file's bytes, whatever they are. Transferred. */
  fileBytes(host: string, path: string): Answer<Uint8Array>;
  /** What Compose or YAML would say of a text at that path; the world stays as it is. */
  examineFile(host: string, path: string, text: string): readonly FileProblem[];
  setPacing(pacing: Pacing): void;
  /** Runs to the next hop or drop, then pauses. */
  step(): void;
  inspect(target: InspectTarget): Inspection | undefined;
  record(seq: number): RecordDetail | undefined;
  /** Up to `count` records from `first`, with or without background traffic; hops, drops and decisions alike. */
  records(first: number, count: number, background: boolean): readonly TraceRecord[];
  /** All packets that the trace keeps, as a pcapng file. */
  capture(): Uint8Array;
  /** A host's kernel in detail, for a picture that has come near. */
  closeUp(host: string): CloseUp | undefined;
  /** What the reader did to the picture, to be kept with the lab. */
  setSketch(sketch: Sketch): void;
  /** The lab as it stands, for keeping. */
  save(): LabFile;
  fingerprint(): string;
}
