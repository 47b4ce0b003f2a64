// veth: two devices, each the other's end.
// Source: drivers/net/veth.c; a carrier exists while both ends are up (veth_open, veth_close).
// Not modelled: XDP, more than one queue.

import type { SimTime } from '../../des/scheduler.ts';
import { typedAt } from '../../trace/decision.ts';
import type { EthernetFrame } from '../../wire/ethernet.ts';
import { type CarrierLoss, Device, type DeviceOptions } from '../device.ts';
import { copying, VETH_CROSSING } from '../timing.ts';

export class VethDevice extends Device {
  readonly kind = 'veth';
  readonly qdisc = 'noqueue';
  #other: VethDevice | undefined;
  /** When the processor has moved what it was given: large packets wait for each other. */
  #free: SimTime = 0;

  /** Makes both ends of a pair. */
  static pair(first: DeviceOptions, second: DeviceOptions): readonly [VethDevice, VethDevice] {
    const a = new VethDevice(first);
    const b = new VethDevice(second);
    a.#other = b;
    b.#other = a;
    return [a, b];
  }

  override get peer(): VethDevice | undefined {
    return this.#other;
  }

  get carrier(): boolean {
    return this.up && this.#other?.up === true;
  }

  protected transmit(frame: EthernetFrame): void {
    if (this.#other === undefined) return;
    const { now } = this.ns.kernel.scheduler;
    this.#free = Math.max(now, this.#free) + copying(frame.length);
    this.cross(this.#other, frame, VETH_CROSSING + this.#free - now);
  }

  protected override carrierLoss(): CarrierLoss {
    const other = this.#other;
    if (other === undefined) return { words: 'its other end is gone', remedy: 'Make the pair again' };
    const words = `its other end, ${other.name} in ${other.ns.label}, is down`;
    return { words, remedy: typedAt(other.ns, `ip link set ${other.name} up`) };
  }

  override onAdminChange(): void {
    const other = this.#other;
    if (other?.up) other.ns.linkChanged(other);
  }

  override onDelete(): void {
    const other = this.#other;
    this.#other = undefined;
    if (other === undefined) return;
    other.#other = undefined;
    other.ns.unregister(other);
  }
}
