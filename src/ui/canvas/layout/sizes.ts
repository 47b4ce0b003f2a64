// The measures of the picture, in canvas units (CSS pixels at zoom 1). The style sheet draws to these.

export const PAD = 16;
/** Between hosts, and between the boxes of the row above them. */
export const HOST_GAP = 64;
export const HOST_HEADER = 54;
export const HOST_MIN_WIDTH = 520;
/** Room for the invitation in a host without containers. */
export const EMPTY_ROOM = 92;

export const NAMESPACE_HEADER = 40;
export const NIC_WIDTH = 208;
export const NIC_HEIGHT = 56;
export const NIC_GAP = 16;
export const LOOPBACK = { x: 268, y: 8, width: 146, height: 24 } as const;

export const CONTAINER_WIDTH = 196;
export const CONTAINER_HEADER = 52;
export const CONTAINER_FOOTER = 30;
export const INTERFACE_HEIGHT = 28;
export const INTERFACE_PITCH = 32;
export const CONTAINER_PAD = 8;
export const CONTAINER_LOOPBACK_WIDTH = 44;

/** Left of each column of containers: wires to the lower rows run here. */
export const GUTTER = 28;
export const COLUMN_PITCH = CONTAINER_WIDTH + GUTTER;
export const ROW_GAP = 26;
/** Between the host's namespace and its containers: wires that cross from network to network run here. */
export const CHANNEL = 52;
export const LANE_FIRST = 18;
export const LANE_STEP = 6;
export const LANES = 5;

export const BRIDGE_HEADER = 54;
export const BRIDGE_GAP = 20;
export const PORT_WIDTH = 112;
export const PORT_HEIGHT = 24;
export const PORT_PITCH = 28;
export const GUEST_PITCH = PORT_WIDTH + 8;

export const SWITCH_HEIGHT = 58;
export const SWITCH_PORT = { width: 30, height: 18 } as const;
export const ROUTER_WIDTH = 232;
export const ROUTER_HEIGHT = 58;
/** Between the row of switches and routers, and the hosts. */
export const UPLINK_GAP = 56;
