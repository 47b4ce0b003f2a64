// Packet sockets that look on: every frame that a namespace's devices send and receive.
// Source: packet(7); net/core/dev.c (dev_queue_xmit_nit, ptype_all), net/packet/af_packet.c; pcap-linux.c for what it leaves out on lo.
// Not modelled: filters in the kernel, PACKET_IGNORE_OUTGOING, fan-out, promiscuous mode as a counter that tools could see.
import { BROADCAST_MAC, isGroupMac } from '../../base/mac.ts';
import type { Scheduler } from '../../des/scheduler.ts';
import { WaitQueue } from '../../des/task.ts';
import type { EthernetFrame } from '../../wire/ethernet.ts';
import type { CapturedFrame, PacketDirection, PacketTap } from '../socket.ts';
import type { NetDevice } from '../stack.ts';

/** libpcap's default buffer, bytes. */
const BUFFER = 2 * 1024 * 1024;
/** What a frame takes of it beside its bytes, about: tpacket3_hdr and alignment. */
const OVERHEAD = 96;

class Tap implements PacketTap {
  readonly readable = new WaitQueue();
  readonly ifindex: number | undefined;
  readonly #taps: PacketTaps;
  #frames: CapturedFrame[] = [];
  #bytes = 0;
  dropped = 0;

  constructor(taps: PacketTaps, ifindex: number | undefined) {
    this.#taps = taps;
    this.ifindex = ifindex;
  }

  take(captured: CapturedFrame): void {
    const cost = captured.frame.length + OVERHEAD;
    if (this.#bytes + cost > BUFFER) {
      this.dropped++;
      return;
    }
    this.#bytes += cost;
    this.#frames.push(captured);
    this.readable.wake();
  }

  receive(): CapturedFrame | undefined {
    const captured = this.#frames.shift();
    if (captured !== undefined) this.#bytes -= captured.frame.length + OVERHEAD;
    return captured;
  }

  close(): void {
    this.#taps.remove(this);
    this.#frames = [];
    this.readable.wake();
  }
}

/** The taps of one namespace. A namespace without any has none of this. */
export class PacketTaps {
  readonly #scheduler: Scheduler;
  readonly #onChange: (isEmpty: boolean) => void;
  readonly #taps: Tap[] = [];

  constructor(scheduler: Scheduler, onChange: (isEmpty: boolean) => void) {
    this.#scheduler = scheduler;
    this.#onChange = onChange;
  }

  /** Looks on at one device, or at all of them. */
  open(ifindex: number | undefined): PacketTap {
    const tap = new Tap(this, ifindex);
    this.#taps.push(tap);
    this.#onChange(false);
    return tap;
  }

  remove(tap: Tap): void {
    const at = this.#taps.indexOf(tap);
    if (at >= 0) this.#taps.splice(at, 1);
    this.#onChange(this.#taps.length === 0);
  }

  /** Whether somebody looks on at a device, alone or with all others. */
  watches(ifindex: number): boolean {
    return this.#taps.some((tap) => tap.ifindex === undefined || tap.ifindex === ifindex);
  }

  closeAll(): void {
    for (const tap of [...this.#taps]) tap.close();
  }

  /** A device sends a frame. lo's are seen when they come in. */
  sent(device: NetDevice, frame: EthernetFrame): void {
    if (!device.isLoopback) this.#give(device, frame, 'Out', false);
  }

  received(device: NetDevice, frame: EthernetFrame): void {
    const { destination } = frame;
    const group = destination === BROADCAST_MAC ? 'B' : isGroupMac(destination) ? 'M' : undefined;
    const direction = group ?? (destination === device.mac || device.isLoopback ? 'In' : 'P');
    this.#give(device, frame, direction, false);
  }

  /** A bridge forwards a frame past itself: seen by those alone who made it promiscuous, which `any` does not. */
  passed(device: NetDevice, frame: EthernetFrame): void {
    this.#give(device, frame, 'P', true);
  }

  #give(device: NetDevice, frame: EthernetFrame, direction: PacketDirection, promiscuousOnly: boolean): void {
    const { ifindex } = device;
    let captured: CapturedFrame | undefined;
    for (const tap of this.#taps) {
      if (tap.ifindex === undefined ? promiscuousOnly : tap.ifindex !== ifindex) continue;
      captured ??= { at: this.#scheduler.now, ifindex, device: device.name, direction, frame };
      tap.take(captured);
    }
  }
}
