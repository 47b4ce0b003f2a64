// A device that stands on another one: macvlan, ipvlan, vlan. It sends through the device below and is handed what arrives there.
// Source: drivers/net/macvlan.c, drivers/net/ipvlan, net/8021q; netif_stacked_transfer_operstate (net/core/dev.c).
// Not modelled: the queue of broadcasts (bc_queue_len) and its worker; copies are handed on at once.
import { invariant } from '../../base/bug.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import { Device, type DeviceOptions, RX } from '../device.ts';
import type { NetDevice } from '../stack.ts';
import { STACK_CROSSING } from '../timing.ts';

/** The event of a frame of ours that reaches the device below. */
const DOWN = 1;

export abstract class StackedDevice extends Device {
  readonly qdisc = 'noqueue';
  readonly lower: NetDevice;

  constructor(options: DeviceOptions, lower: NetDevice) {
    super(options);
    this.lower = lower;
  }

  /** IFLA_LINK. */
  override get peer(): NetDevice {
    return this.lower;
  }

  get carrier(): boolean {
    return this.lower.carrier;
  }

  /** A frame of ours has reached the device below. */
  protected abstract reachLower(frame: EthernetFrame): void;

  protected transmit(frame: EthernetFrame): void {
    this.txPackets++;
    this.txBytes += frame.length;
    const { scheduler, trace } = this.ns.kernel;
    const arrives = scheduler.now + STACK_CROSSING;
    trace.hop(this, this.lower, frame, arrives);
    scheduler.at(arrives, this, DOWN, frame);
  }

  /** Takes a frame that the device below hands up. */
  hand(frame: EthernetFrame): void {
    const { scheduler, trace } = this.ns.kernel;
    const arrives = scheduler.now + STACK_CROSSING;
    trace.hop(this.lower, this, frame, arrives);
    scheduler.at(arrives, this, RX, frame);
  }

  override onEvent(code: number, frame: unknown): void {
    if (code !== DOWN) {
      super.onEvent(code, frame);
      return;
    }
    invariant(frame instanceof EthernetFrame, 'a device sends frames');
    this.reachLower(frame);
  }
}
