// dummy: takes every frame and forgets it.
// Source: drivers/net/dummy.c.
// Not modelled: carrier changes by ip link set carrier.
import type { EthernetFrame } from '../../wire/ethernet.ts';
import { Device } from '../device.ts';
import type { OperState } from '../netlink.ts';

const swallowed = { describe: () => 'a dummy device sends nothing anywhere' };

export class DummyDevice extends Device {
  readonly kind = 'dummy';
  readonly qdisc = 'noqueue';
  // dummy_setup: IFF_NOARP, and no IFF_MULTICAST
  override arpOn = false;
  override multicastOn = false;

  get carrier(): boolean {
    return true;
  }

  protected override get operstateWhenUp(): OperState {
    return 'UNKNOWN';
  }

  protected transmit(frame: EthernetFrame): void {
    this.txPackets++;
    this.txBytes += frame.length;
    this.ns.kernel.trace.deliver(this, frame, swallowed);
  }
}
