// What the layout answers: nested boxes with their places, and the wires between devices. Plain data, no React.
import type {
  CableView,
  ClusterView,
  ContainerView,
  DeviceView,
  HostView,
  NetworkView,
  NodeView,
  Sketch,
} from '../../../session/protocol.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** A network as pictures tell it apart: `tint` counts the host's networks from 0 and stays while the network does; one that spans hosts has the same on all. */
export interface NetworkMark {
  readonly id: string | undefined;
  readonly name: string;
  readonly tint: number;
}

/** A device drawn inside a box. `place` is relative to the box. */
export interface Port {
  readonly device: DeviceView;
  readonly place: Rect;
  readonly network: NetworkMark | undefined;
}

/** A network that a stopped container will join when it starts. */
export interface Absent {
  readonly network: NetworkMark;
  readonly place: Rect;
}

export interface HostBox {
  readonly kind: 'host';
  readonly host: string;
  readonly containers: number;
  /** Neither has containers, nor is anything else drawn where they would be. */
  readonly isEmpty: boolean;
  readonly running: number;
  readonly power: HostView['power'];
  readonly node: NodeView | undefined;
  /** Only its header is drawn. */
  readonly isCollapsed: boolean;
}

export interface NamespaceBox {
  readonly kind: 'namespace';
  readonly host: string;
}

/** What a host's kernel does with packets between its cards and its bridges. */
export interface KernelBox {
  readonly kind: 'kernel';
  readonly host: string;
  /** Its own namespace's number. */
  readonly netns: number;
}

export interface ContainerBox {
  readonly kind: 'container';
  readonly host: string;
  readonly container: ContainerView;
  readonly ports: readonly Port[];
  readonly absent: readonly Absent[];
  readonly loopback: Port | undefined;
  /** Its own namespace's number, while it has one. */
  readonly netns: number | undefined;
}

export interface BridgeBox {
  readonly kind: 'bridge';
  readonly host: string;
  readonly mark: NetworkMark;
  readonly network: NetworkView | undefined;
  readonly device: DeviceView | undefined;
  readonly ports: readonly Port[];
}

/** A swarm: what spans its hosts. */
export interface ClusterBox {
  readonly kind: 'cluster';
  readonly cluster: ClusterView;
  /** Of its networks. */
  readonly marks: readonly NetworkMark[];
  /** Chips beside each other. */
  readonly columns: number;
}

export interface DeviceBox {
  readonly kind: 'device';
  readonly host: string;
  readonly device: DeviceView;
}

export interface SwitchBox {
  readonly kind: 'switch';
  readonly name: string;
  readonly ports: readonly {
    readonly uid: number;
    readonly name: string;
    readonly place: Rect;
    readonly cabled: boolean;
    /** `VLAN 10`, where it has any set. */
    readonly vlans: string | undefined;
  }[];
}

export interface RouterBox {
  readonly kind: 'router';
  readonly name: string;
  readonly ports: readonly Port[];
  readonly addresses: readonly string[];
}

export interface InternetBox {
  readonly kind: 'internet';
  readonly names: readonly string[];
}

export interface NoteBox {
  readonly kind: 'note';
  readonly note: Sketch['notes'][number];
}

export interface GroupBox {
  readonly kind: 'group';
  readonly group: Sketch['groups'][number];
}

export type BoxData =
  | HostBox
  | NamespaceBox
  | KernelBox
  | ContainerBox
  | BridgeBox
  | DeviceBox
  | ClusterBox
  | SwitchBox
  | RouterBox
  | InternetBox
  | NoteBox
  | GroupBox;

/** A rectangle of the picture. `x` and `y` are relative to the parent box, or to the origin without one. */
export interface Box extends Rect {
  readonly id: string;
  readonly parent: string | undefined;
  readonly data: BoxData;
}

/** How a wire runs, so that wires neither cross boxes nor lie upon each other. */
export type Run =
  /** Down (or up), across near its end, down. */
  | { readonly kind: 'vertical' }
  /** Across, then to the other's height, then across. */
  | { readonly kind: 'sideways' }
  /** Out of the port's left side, down the gutter `offset` left of the other box, into its left side. */
  | { readonly kind: 'gutter'; readonly offset: number }
  /** Across in a lane under the port's box, then down the gutter `offset` right of the other box, into its right side. */
  | { readonly kind: 'lane'; readonly lane: number; readonly offset: number };

export interface WireEnd {
  readonly uid: number;
  readonly box: string;
  /** Relative to the box. */
  readonly place: Rect;
  readonly name: string;
}

/** What joins two devices: a veth pair or a cable. */
export interface Wire {
  readonly id: string;
  readonly kind: 'veth' | 'cable';
  readonly from: WireEnd;
  readonly to: WireEnd;
  readonly run: Run;
  /** What a cable to a switch is like. */
  readonly cable: CableView | undefined;
  /** Both ends are up and have carrier. */
  readonly live: boolean;
  readonly network: NetworkMark | undefined;
  /** For a container's veth pair on a network: what `docker network disconnect` needs. */
  readonly attachment: { readonly host: string; readonly network: string; readonly container: string } | undefined;
}

/** Where a device is drawn. */
export interface DevicePlace {
  readonly box: string;
  readonly place: Rect;
}

/** Where frames go without a wire: from a VXLAN device to the card that sends them, wrapped, and back. */
export interface TunnelWay {
  readonly vxlan: number;
  readonly card: number;
  /** The overlay's, and the host's. */
  readonly box: string;
  readonly host: string;
  readonly mark: NetworkMark;
  /** Among those of its host. */
  readonly lane: number;
}

export interface Picture {
  /** Parents before their children. */
  readonly boxes: readonly Box[];
  readonly wires: readonly Wire[];
  readonly tunnels: readonly TunnelWay[];
  readonly devices: ReadonlyMap<number, DevicePlace>;
}

export const boxId = {
  host: (host: string) => `host:${host}`,
  namespace: (host: string) => `ns:${host}`,
  kernel: (host: string) => `kernel:${host}`,
  container: (host: string, id: string) => `container:${host}:${id}`,
  network: (host: string, id: string) => `network:${host}:${id}`,
  bridge: (uid: number) => `bridge:${uid}`,
  device: (uid: number) => `device:${uid}`,
  switch: (name: string) => `switch:${name}`,
  router: (name: string) => `router:${name}`,
  cluster: (id: string) => `cluster:${id}`,
  internet: () => 'internet:',
} as const;
