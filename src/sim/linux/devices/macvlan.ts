// macvlan: a device with a MAC address of its own on top of another one.
// Source: drivers/net/macvlan.c (macvlan_common_newlink, macvlan_change_mtu); what becomes of frames is macvlan-port.ts.
// Not modelled: mode source, macvtap, nopromisc and nodst.
import type { EthernetFrame } from '../../wire/ethernet.ts';
import type { DeviceOptions } from '../device.ts';
import type { MacvlanMode } from '../netlink.ts';
import type { MacvlanPort } from './macvlan-port.ts';
import { StackedDevice } from './stacked.ts';

export class MacvlanDevice extends StackedDevice {
  readonly kind = 'macvlan';
  mode: MacvlanMode;
  readonly #port: MacvlanPort;

  constructor(options: DeviceOptions, port: MacvlanPort, mode: MacvlanMode) {
    super(options, port.lower);
    this.#port = port;
    this.mode = mode;
    port.add(this);
  }

  protected reachLower(frame: EthernetFrame): void {
    this.#port.send(this, frame);
  }

  override onDelete(): void {
    this.#port.remove(this);
  }
}
