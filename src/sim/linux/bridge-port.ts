// A port of a bridge: a device that has the bridge as its master.
// Source: struct net_bridge_port (net/bridge/br_private.h), net/bridge/br_if.c.
// Not modelled: STP's own states (STP itself is not run), VLAN filtering, neighbour suppression, multicast snooping.

import { type DropDecision, typedAt } from '../trace/decision.ts';
import type { Cause } from '../trace/record.ts';
import type { BridgePortInfo, PortState } from './netlink.ts';
import { creatorOf } from './origin.ts';
import type { Master, NetDevice, Port } from './stack.ts';

const PRIORITY = 32; // 0x80 >> 2: as iproute2 shows the default BR_PORT_PRIORITY
const COST_10G = 2; // port_cost() for SPEED_10000, what veth reports
const COST_1G = 4; // port_cost() for SPEED_1000

/** For the trace: why a frame does not leave by a port. */
export const NOT_FORWARDING = 0;
export const BACK_AGAIN = 1;
export const BOTH_ISOLATED = 2;

export class BridgePort implements Port, DropDecision {
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

  // What the trace tells of frames that end at this port.

  describe(detail: number): string {
    const { device, bridge } = this;
    if (detail === BACK_AGAIN)
      return `${device.name} is where the frame came from, and no hairpin port of ${bridge.name}`;
    if (detail === BOTH_ISOLATED)
      return `${device.name} is an isolated port of ${bridge.name}, and so is the one that the frame came from`;
    return `port ${device.name} of ${bridge.name} is ${this.state}`;
  }

  cause(): Cause {
    const { device, bridge } = this;
    const facts = [
      { label: 'port', value: `${device.name} (${this.number}) of ${bridge.name}` },
      { label: 'state', value: this.state },
      { label: 'hairpin', value: this.hairpin ? 'on' : 'off' },
      { label: 'isolated', value: this.isolated ? 'on' : 'off' },
    ];
    return { kind: 'port', facts, creator: creatorOf(device.origin) };
  }

  remedy(detail: number): string {
    const { device, bridge } = this;
    const { ns } = bridge;
    if (detail === BACK_AGAIN) return typedAt(ns, `bridge link set dev ${device.name} hairpin on`);
    if (detail === BOTH_ISOLATED) return typedAt(ns, `bridge link set dev ${device.name} isolated off`);
    if (!bridge.up) return typedAt(ns, `ip link set ${bridge.name} up`);
    if (!device.up) return typedAt(ns, `ip link set ${device.name} up`);
    const { peer } = device;
    return peer === undefined ? `Set ${device.name}’s other end up` : typedAt(peer.ns, `ip link set ${peer.name} up`);
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
