// A physical network card: one end of a cable.
// Source: any PCI Ethernet driver; what is common to them is drivers/net/ethernet's use of struct net_device.
// Not modelled: speed negotiation, interrupts, offloads.
import type { EventTarget } from '../../des/scheduler.ts';
import type { TraceDevice } from '../../trace/decision.ts';
import type { EthernetFrame } from '../../wire/ethernet.ts';
import { type CarrierLoss, Device } from '../device.ts';

/** One end of a cable: a NIC, a switch's port. Frames arrive as events. */
export interface Plug extends EventTarget, TraceDevice {
  /** It is powered and up: the other end sees a carrier. */
  readonly lit: boolean;
  /** The cable or the other end has changed: look at the carrier again. */
  onLinkChange(): void;
}

/** What a plug is plugged into. */
export interface Cabling {
  /** The plug at the other end. */
  otherEnd(of: Plug): Plug;
  /** The cable is whole and the other end is lit. */
  carrier(of: Plug): boolean;
  send(from: Plug, frame: EthernetFrame): void;
  /** Tells the other end that this one has changed. */
  notify(from: Plug): void;
}

export class NicDevice extends Device implements Plug {
  readonly kind = 'ether';
  readonly qdisc = 'fq_codel'; // Debian's default: net.core.default_qdisc, set by systemd
  cable: Cabling | undefined;

  get lit(): boolean {
    return this.up && !this.gone;
  }

  get carrier(): boolean {
    return this.up && this.cable?.carrier(this) === true;
  }

  protected transmit(frame: EthernetFrame): void {
    this.txPackets++;
    this.txBytes += frame.length;
    this.cable?.send(this, frame);
  }

  protected override carrierLoss(): CarrierLoss {
    const other = this.cable?.otherEnd(this);
    if (other === undefined) return { words: 'no cable is plugged in', remedy: 'Plug a cable in' };
    const end = `${other.name} of ${other.place.label}`;
    if (other.lit) return { words: `the cable to ${end} is cut`, remedy: `Mend the cable to ${end}` };
    return { words: `${end}, at the other end of the cable, is down`, remedy: `Set ${end} up, or power it on` };
  }

  onLinkChange(): void {
    if (this.up) this.ns.linkChanged(this);
  }

  override onAdminChange(): void {
    this.cable?.notify(this);
  }
}
