// An Ethernet switch between hosts: learns source addresses, floods what it does not know.
// Source: IEEE 802.1D clause 7 (learning, ageing time 300 s, filtering).
// Not modelled: spanning tree, VLANs, management; it has no IP address.
import { invariant } from '../base/bug.ts';
import { formatMac, isGroupMac, type Mac } from '../base/mac.ts';
import { type Scheduler, SECOND, type SimTime } from '../des/scheduler.ts';
import type { Cabling, Plug } from '../linux/devices/nic.ts';
import type { Uids } from '../linux/uids.ts';
import type { TraceDevice, TracePlace } from '../trace/decision.ts';
import type { Trace } from '../trace/trace.ts';
import { EthernetFrame } from '../wire/ethernet.ts';
import type { Traced } from '../wire/packet-view.ts';

const AGEING_TIME = 300 * SECOND; // IEEE 802.1D table 7-5

const TO_PORT = 0;
const FLOOD = 1;

interface Learnt {
  readonly port: SwitchPort;
  readonly seen: SimTime;
}

export class SwitchPort implements Plug {
  readonly uid: number;
  readonly name: string;
  readonly place: Switch;
  readonly lit = true;
  cable: Cabling | undefined;

  constructor(uid: number, name: string, place: Switch) {
    this.uid = uid;
    this.name = name;
    this.place = place;
  }

  onLinkChange(): void {
    if (this.cable === undefined || !this.cable.carrier(this)) this.place.forgetPort(this);
  }

  onEvent(_code: number, frame: unknown): void {
    invariant(frame instanceof EthernetFrame, 'a switch receives frames');
    this.place.receive(this, frame);
  }

  get connected(): boolean {
    return this.cable?.carrier(this) === true;
  }
}

export class Switch implements TracePlace {
  readonly hostName: string;
  readonly label: string;
  readonly ports: SwitchPort[] = [];
  readonly #scheduler: Scheduler;
  readonly #trace: Trace;
  readonly #uids: Uids;
  readonly #learnt = new Map<Mac, Learnt>();

  constructor(name: string, scheduler: Scheduler, trace: Trace, uids: Uids) {
    this.hostName = name;
    this.label = name;
    this.#scheduler = scheduler;
    this.#trace = trace;
    this.#uids = uids;
  }

  /** A further port, named `port1`, `port2` … */
  addPort(): SwitchPort {
    const port = new SwitchPort(this.#uids.device(), `port${this.ports.length + 1}`, this);
    this.ports.push(port);
    return port;
  }

  receive(from: SwitchPort, frame: EthernetFrame): void {
    const now = this.#scheduler.now;
    this.#learnt.set(frame.source, { port: from, seen: now });
    const known = isGroupMac(frame.destination) ? undefined : this.#learnt.get(frame.destination);
    if (known !== undefined && now - known.seen < AGEING_TIME) this.#forward(from, known.port, frame);
    else this.#flood(from, frame);
  }

  #forward(from: SwitchPort, to: SwitchPort, frame: EthernetFrame): void {
    this.#trace.bridge(from, to, frame, this, TO_PORT);
    if (to === from) this.#trace.drop(from, frame, 'SAME_PORT');
    else if (to.cable === undefined || !to.connected) this.#trace.drop(to, frame, 'NO_CARRIER');
    else to.cable.send(to, frame);
  }

  #flood(from: SwitchPort, frame: EthernetFrame): void {
    this.#trace.bridge(from, undefined, frame, this, FLOOD);
    let sent = 0;
    for (const port of this.ports) {
      if (port === from || port.cable === undefined || !port.connected) continue;
      port.cable.send(port, frame);
      sent++;
    }
    if (sent === 0) this.#trace.drop(from, frame, 'NO_PORT');
  }

  /** Forgets what is behind a port whose cable went dark. */
  forgetPort(port: SwitchPort): void {
    for (const [mac, learnt] of [...this.#learnt]) if (learnt.port === port) this.#learnt.delete(mac);
  }

  describe(detail: number, traced: Traced, peer: TraceDevice | undefined): string {
    const mac = traced instanceof EthernetFrame ? formatMac(traced.destination) : '';
    if (detail === TO_PORT) return `${this.label} learnt ${mac} on ${peer?.name ?? '?'}`;
    return `${this.label} does not know ${mac}, or it is a group: out of every other port`;
  }
}
