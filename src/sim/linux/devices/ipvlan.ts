// ipvlan: a device that shares the MAC address of the one that it stands on, told apart by IP addresses.
// Source: drivers/net/ipvlan/ipvlan_main.c; what becomes of frames is ipvlan-port.ts.
// Not modelled: ipvtap, a device identifier of its own in IPv6 addresses.
import type { EthernetFrame } from '../../wire/ethernet.ts';
import type { DeviceOptions } from '../device.ts';
import type { IpvlanPort } from './ipvlan-port.ts';
import { StackedDevice } from './stacked.ts';

export class IpvlanDevice extends StackedDevice {
  readonly kind = 'ipvlan';
  readonly ipvlanPort: IpvlanPort;

  constructor(options: DeviceOptions, port: IpvlanPort) {
    super(options, port.lower);
    this.ipvlanPort = port;
    port.add(this);
  }

  protected reachLower(frame: EthernetFrame): void {
    this.ipvlanPort.send(this, frame);
  }

  override onDelete(): void {
    this.ipvlanPort.remove(this);
  }
}
