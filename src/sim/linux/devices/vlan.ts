// vlan: a device for one VLAN of the device that it stands on. It puts tags on and takes them off.
// Source: net/8021q/vlan.c (register_vlan_dev, vlan_device_event), vlan_dev.c (vlan_dev_hard_start_xmit), vlan_core.c (vlan_do_receive).
// Not modelled: 802.1ad, priorities, loose binding, GVRP and MVRP.
import type { Mac } from '../../base/mac.ts';
import { ETHERNET_HEADER, type EthernetFrame } from '../../wire/ethernet.ts';
import type { DeviceOptions } from '../device.ts';
import type { NetDevice, Uppers } from '../stack.ts';
import { StackedDevice } from './stacked.ts';

export class VlanDevice extends StackedDevice {
  readonly kind = 'vlan';
  readonly vlanId: number;
  readonly #group: VlanGroup;

  constructor(options: DeviceOptions, group: VlanGroup, vlanId: number) {
    super(options, group.lower);
    this.#group = group;
    this.vlanId = vlanId;
    group.add(this);
  }

  protected reachLower(frame: EthernetFrame): void {
    this.lower.send(frame.tagged(this.vlanId));
  }

  /** vlan_do_receive counts what is behind the Ethernet header. */
  protected override countedLength(frame: EthernetFrame): number {
    return frame.length - ETHERNET_HEADER;
  }

  override onDelete(): void {
    this.#group.remove(this);
  }
}

/** The VLANs of one device (struct vlan_info). */
export class VlanGroup implements Uppers {
  readonly lower: NetDevice;
  readonly promiscuity = 0;
  readonly #devices = new Map<number, VlanDevice>();
  #lowerWasUp: boolean;

  constructor(lower: NetDevice) {
    this.lower = lower;
    this.#lowerWasUp = lower.up;
  }

  get unicast(): Mac[] {
    const devices = [...this.#devices.values()];
    return devices.filter(({ up, mac }) => up && mac !== this.lower.mac).map(({ mac }) => mac);
  }

  has(vlanId: number): boolean {
    return this.#devices.has(vlanId);
  }

  add(device: VlanDevice): void {
    this.#devices.set(device.vlanId, device);
    this.lower.vlans = this;
  }

  remove(device: VlanDevice): void {
    this.#devices.delete(device.vlanId);
    if (this.#devices.size === 0) this.lower.vlans = undefined;
  }

  /** vlan_do_receive. */
  receive(frame: EthernetFrame): boolean {
    const device = this.#devices.get(frame.vlan);
    if (device === undefined) return false;
    device.hand(frame.tagged(0));
    return true;
  }

  /** Sub-interfaces go down and come up with the device below. */
  lowerChanged(): void {
    const { up, mtu } = this.lower;
    const turned = up !== this.#lowerWasUp;
    this.#lowerWasUp = up;
    for (const device of this.#devices.values()) {
      if (device.mtu > mtu) device.mtu = mtu;
      if (turned) device.ns.setUp(device, up);
      device.ns.linkChanged(device);
    }
  }

  lowerGone(): void {
    for (const device of [...this.#devices.values()]) device.ns.unregister(device);
  }
}
