// What a device is to the macvlan devices on it: it sorts frames by their MAC address.
// Source: drivers/net/macvlan.c (macvlan_handle_frame, macvlan_queue_xmit, macvlan_broadcast, macvlan_device_event).
// Not modelled: the filter of groups that nobody joined, mode source, addresses of the devices in the list of the NIC's own.
import { formatMac, isGroupMac, type Mac } from '../../base/mac.ts';
import type { TraceDevice } from '../../trace/decision.ts';
import type { Cause } from '../../trace/record.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import type { Traced } from '../../wire/packet-view.ts';
import type { MacvlanMode } from '../netlink.ts';
import { creatorOf } from '../origin.ts';
import type { NetDevice, Uppers } from '../stack.ts';
import type { MacvlanDevice } from './macvlan.ts';

/** What was decided, for the trace. */
const TO_DEVICE = 0;
const TO_SIBLING = 1;
const GROUP_IN = 2;
const GROUP_OUT = 3;
const TO_WIRE = 4;

const everyMode: readonly MacvlanMode[] = ['bridge', 'private', 'vepa', 'passthru'];

export class MacvlanPort implements Uppers {
  readonly lower: NetDevice;
  readonly #devices: MacvlanDevice[] = [];

  constructor(lower: NetDevice) {
    this.lower = lower;
  }

  get devices(): readonly MacvlanDevice[] {
    return this.#devices;
  }

  /** One device has it all, and no other may join. */
  get passthru(): boolean {
    return this.#devices[0]?.mode === 'passthru';
  }

  /** Passthru makes the device below promiscuous. */
  get promiscuity(): number {
    return this.passthru ? 1 : 0;
  }

  get unicast(): Mac[] {
    return this.passthru ? [] : this.#devices.filter((device) => device.up).map((device) => device.mac);
  }

  add(device: MacvlanDevice): void {
    this.#devices.push(device);
    this.lower.uppers = this;
  }

  remove(device: MacvlanDevice): void {
    const at = this.#devices.indexOf(device);
    if (at >= 0) this.#devices.splice(at, 1);
    if (this.#devices.length === 0) this.lower.uppers = undefined;
  }

  #find(mac: Mac): MacvlanDevice | undefined {
    return this.#devices.find((device) => device.up && device.mac === mac);
  }

  /** macvlan_handle_frame. */
  receive(frame: EthernetFrame): boolean {
    const { trace } = this.lower.ns.kernel;
    if (isGroupMac(frame.destination)) {
      this.#receiveGroup(frame);
      return false;
    }
    const device = this.passthru ? this.#devices[0] : this.#find(frame.destination);
    if (device === undefined) return false;
    if (device.up) {
      trace.bridge(this.lower, device, frame, this, TO_DEVICE);
      device.hand(frame);
    } else trace.drop(device, frame, 'DEVICE_DOWN', device);
    return true;
  }

  /** Copies for those who have not had theirs when it was sent (macvlan_multicast_rx). */
  #receiveGroup(frame: EthernetFrame): void {
    const from = this.#find(frame.source);
    if (from !== undefined && from.mode !== 'vepa' && from.mode !== 'bridge') {
      from.hand(frame);
      return;
    }
    const modes: readonly MacvlanMode[] =
      from === undefined ? everyMode : from.mode === 'vepa' ? ['vepa', 'bridge'] : ['vepa'];
    this.#copies(frame, from, modes, GROUP_IN);
  }

  #copies(frame: EthernetFrame, from: MacvlanDevice | undefined, modes: readonly MacvlanMode[], detail: number): void {
    const others = this.#devices.filter((device) => device !== from && device.up && modes.includes(device.mode));
    if (others.length === 0) return;
    this.lower.ns.kernel.trace.bridge(this.lower, undefined, frame, this, detail);
    for (const device of others) device.hand(frame);
  }

  /** macvlan_queue_xmit: a device on top sends. In mode bridge its siblings are reached without the wire. */
  send(from: MacvlanDevice, frame: EthernetFrame): void {
    const { trace } = this.lower.ns.kernel;
    if (isGroupMac(frame.destination)) {
      if (from.mode === 'bridge') this.#copies(frame, from, ['bridge'], GROUP_OUT);
    } else {
      const sibling = from.mode === 'bridge' ? this.#find(frame.destination) : undefined;
      if (sibling?.mode === 'bridge') {
        trace.bridge(this.lower, sibling, frame, this, TO_SIBLING);
        this.lower.receive(frame);
        return;
      }
      trace.bridge(this.lower, undefined, frame, this, TO_WIRE);
    }
    this.lower.send(frame);
  }

  lowerChanged(): void {
    for (const device of this.#devices) {
      if (device.mtu > this.lower.mtu) device.mtu = this.lower.mtu;
      device.ns.linkChanged(device);
    }
  }

  lowerGone(): void {
    for (const device of [...this.#devices]) device.ns.unregister(device);
  }

  /** What was decided, in words. */
  describe(detail: number, traced: Traced, peer: TraceDevice | undefined): string {
    const mac = traced instanceof EthernetFrame ? formatMac(traced.destination) : '';
    const { name } = this.lower;
    switch (detail) {
      case TO_DEVICE:
        return `macvlan on ${name}: ${mac} is ${nameOf(peer)}`;
      case TO_SIBLING:
        return `macvlan on ${name}, mode bridge: ${mac} is ${nameOf(peer)}, so it stays within the host`;
      case GROUP_IN:
        return `macvlan on ${name}: ${mac} is a group address, so a copy for every device on it`;
      case GROUP_OUT:
        return `macvlan on ${name}, mode bridge: ${mac} is a group address, so to its siblings and out to the wire, but not to the host`;
      default:
        return this.#wireWords(traced, mac);
    }
  }

  /** The devices that share the one below, and who made the one that the frame is for. */
  cause(_detail: number, traced: Traced, peer: TraceDevice | undefined): Cause {
    const { name } = this.lower;
    const meant = this.#devices.find((device) => device === peer) ?? this.#devices[0];
    const facts = [
      { label: 'device below', value: name },
      { label: 'mode', value: meant?.mode ?? 'none' },
      ...(traced instanceof EthernetFrame ? [{ label: 'MAC', value: formatMac(traced.destination) }] : []),
      ...this.#devices.map((device) => ({ label: 'on it', value: `${nameOf(device)}, ${formatMac(device.mac)}` })),
    ];
    return { kind: 'device', facts, creator: creatorOf(meant?.origin) };
  }

  #wireWords(traced: Traced, mac: string): string {
    const { name } = this.lower;
    if (traced instanceof EthernetFrame && traced.destination === this.lower.mac)
      return `macvlan on ${name}: ${mac} is ${name} itself, but what a macvlan device sends to it goes out to the wire`;
    return `macvlan on ${name}: ${mac} is no sibling in mode bridge, so out to the wire`;
  }
}

const nameOf = (device: TraceDevice | undefined): string =>
  device === undefined ? '?' : `${device.name} of ${device.place.label}`;
