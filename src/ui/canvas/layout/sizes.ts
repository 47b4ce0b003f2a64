// The measures of the picture, in canvas units (CSS pixels at zoom 1). The style sheet draws to these.

export const PAD = 12;
/** Between hosts, and between the boxes of the row above them. */
export const HOST_GAP = 64;
export const HOST_HEADER = 48;
export const HOST_MIN_WIDTH = 620;
/** Of a host that is folded. */
export const COLLAPSED_WIDTH = 460;
/** Room for the invitation in a host without containers. */
export const EMPTY_ROOM = 96;

export const NAMESPACE_HEADER = 36;
export const NIC_WIDTH = 208;
export const NIC_HEIGHT = 52;
export const NIC_GAP = 16;
/** The host's loopback stands first, and keeps the cable of the first card clear of the host's name. */
export const LOOPBACK = { x: PAD, y: NAMESPACE_HEADER, width: 198, height: NIC_HEIGHT } as const;
export const NICS_LEFT = LOOPBACK.x + LOOPBACK.width + NIC_GAP;

/** Between a namespace's cards and its bridges: the hooks and tables that packets pass on their way through. */
export const KERNEL_HEIGHT = 62;
export const KERNEL_GAP = 12;

export const CONTAINER_WIDTH = 184;
/** Under its interfaces: a container's name and image. */
export const CONTAINER_NAMEPLATE = 52;
export const INTERFACE_HEIGHT = 28;
export const INTERFACE_PITCH = 32;
export const CONTAINER_PAD = 8;
export const CONTAINER_LOOPBACK = { width: 40, height: 22 } as const;

/** Left of each column of containers: wires to the lower rows run here. */
export const GUTTER = 26;
export const COLUMN_PITCH = CONTAINER_WIDTH + GUTTER;
export const ROW_GAP = 26;
/** Between the host's namespace and its containers: wires that cross from network to network run here. */
export const CHANNEL = 48;
export const LANE_FIRST = 26;
export const LANE_STEP = 7;
export const LANES = 5;

export const BRIDGE_HEADER = 56;
/** Under the lowest port. */
export const BRIDGE_FOOT = 4;
/** Room for a name, a driver and a link's trouble beside each other. */
export const BRIDGE_MIN_WIDTH = 300;
export const BRIDGE_GAP = 16;
export const PORT_WIDTH = 104;
export const PORT_HEIGHT = 24;
export const PORT_PITCH = 28;
export const GUEST_PITCH = PORT_WIDTH + 6;

/** A swarm's band: its title, then chips of services and networks. */
export const CLUSTER_HEADER = 48;
export const CHIP_WIDTH = 292;
export const CHIP_HEIGHT = 58;
/** A service's: with a row for its tasks. */
export const SERVICE_HEIGHT = 90;
export const CHIP_GAP = 10;
/** Above an overlay's bridge, for the frame of its namespace with its name; and beside it. */
export const OVERLAY_GAP = 50;
export const OVERLAY_PAD = 24;

export const SWITCH_HEIGHT = 50;
export const SWITCH_PORT = { width: 30, height: 18 } as const;
export const ROUTER_WIDTH = 232;
export const ROUTER_HEIGHT = 50;
export const INTERNET_WIDTH = 86;
export const INTERNET_HEIGHT = 50;
/** Between a router and the internet behind it: short, for the row must not be wider than the hosts under it. */
export const INTERNET_GAP = 34;
/** A slip of paper: as high as its text needs. */
export const NOTE_WIDTH = 240;
const NOTE_LINE = 21;
const NOTE_LINE_LETTERS = 26;
const NOTE_FRAME = 24;

/** How high a note is drawn. */
export function noteHeight(text: string): number {
  const lines = text.split('\n').map((line) => Math.max(1, Math.ceil(line.length / NOTE_LINE_LETTERS)));
  return (
    NOTE_FRAME +
    NOTE_LINE *
      Math.max(
        2,
        lines.reduce((sum, count) => sum + count, 0),
      )
  );
}

/** Around a group's boxes. */
export const GROUP_PAD = 14;
export const GROUP_HEADER = 30;
/** Between the row of switches and routers, and the hosts. */
export const UPLINK_GAP = 34;
