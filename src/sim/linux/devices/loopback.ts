// lo: what it sends it receives.
// Source: drivers/net/loopback.c. It counts bytes behind the Ethernet header, as loopback_xmit does.
// Not modelled: the blackhole device.
import { type Mac, ZERO_MAC } from '../../base/mac.ts';
import type { EthernetFrame } from '../../wire/ethernet.ts';
import { ETHERNET_HEADER } from '../../wire/ethernet.ts';
import { Device } from '../device.ts';
import type { OperState } from '../netlink.ts';
import { copying, LOOPBACK_CROSSING } from '../timing.ts';

export class LoopbackDevice extends Device {
  readonly kind = 'loopback';
  readonly qdisc = 'noqueue';

  override get isLoopback(): boolean {
    return true;
  }

  override get broadcast(): Mac {
    return ZERO_MAC;
  }

  get carrier(): boolean {
    return true;
  }

  protected override get operstateWhenUp(): OperState {
    return 'UNKNOWN';
  }

  protected transmit(frame: EthernetFrame): void {
    this.cross(this, frame, LOOPBACK_CROSSING + copying(frame.length));
  }

  protected override receiveUp(frame: EthernetFrame): void {
    this.ns.receive(this, frame);
  }

  protected override countedLength(frame: EthernetFrame): number {
    return frame.length - ETHERNET_HEADER;
  }
}
