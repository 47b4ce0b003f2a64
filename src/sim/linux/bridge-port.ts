// A port of a bridge: a device that has the bridge as its master.
// Source: struct net_bridge_port (net/bridge/br_private.h), net/bridge/br_if.c.
// Not modelled: STP's own states (STP itself is not run), VLAN filtering, neighbour suppression, multicast snooping.

import type { BridgePortInfo, PortState } from './netlink.ts';
import type { Master, NetDevice, Port } from './stack.ts';

const PRIORITY = 32; // 0x80 >> 2: as iproute2 shows the default BR_PORT_PRIORITY
const COST_10G = 2; // port_cost() for SPEED_10000, what veth reports
const COST_1G = 4; // port_cost() for SPEED_1000

export class BridgePort implements Port {
  readonly bridge: Master;
  readonly device: NetDevice;
  readonly number: number;
  hairpin = false;
  isolated = false;
  learning = true;
  flood = true;
  /** Whether it was forwarding when the bridge last looked. */
  forwarded = false;

  constructor(bridge: Master, device: NetDevice, number: number) {
    this.bridge = bridge;
    this.device = device;
    this.number = number;
  }

  /** With STP off a port forwards as soon as it and its bridge are up. */
  get state(): PortState {
    return this.bridge.up && this.device.up && this.device.carrier ? 'forwarding' : 'disabled';
  }

  info(): BridgePortInfo {
    return {
      portNumber: this.number,
      state: this.state,
      priority: PRIORITY,
      cost: this.device.kind === 'ether' ? COST_1G : COST_10G,
      hairpin: this.hairpin,
      guard: false,
      learning: this.learning,
      flood: this.flood,
      isolated: this.isolated,
    };
  }
}
