// An Ethernet switch between hosts: learns source addresses, floods what it does not know.
// Source: IEEE 802.1D clause 7 (learning, ageing time 300 s, filtering).
// Not modelled: spanning tree, VLANs, management; it has no IP address.
import { invariant } from '../base/bug.ts';
import { formatMac, isGroupMac, type Mac } from '../base/mac.ts';
import { type Scheduler, SECOND, type SimTime } from '../des/scheduler.ts';
import type { Cabling, Plug } from '../linux/devices/nic.ts';
import type { Uids } from '../linux/uids.ts';
import type { DropDecision, TraceDevice, TracePlace } from '../trace/decision.ts';
import type { Cause } from '../trace/record.ts';
import type { Trace } from '../trace/trace.ts';
import { EthernetFrame } from '../wire/ethernet.ts';
import type { Traced } from '../wire/packet-view.ts';

const AGEING_TIME = 300 * SECOND; // IEEE 802.1D table 7-5

const TO_PORT = 0;
const FLOOD = 1;

/** For the trace: why a frame does not leave by a port. */
const SAME = 0;
const DARK = 1;
const ALONE = 2;

interface Learnt {
  readonly port: SwitchPort;
  readonly seen: SimTime;
}

export class SwitchPort implements Plug, DropDecision {
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

  describe(detail: number): string {
    const { label } = this.place;
    if (detail === SAME) return `${this.name} of ${label} is where the frame came from, and where its addressee is`;
    if (detail === ALONE) return `no other port of ${label} is connected`;
    return `${this.name} of ${label} has ${this.cable === undefined ? 'no cable' : 'a cable that is dark'}`;
  }

  cause(): Cause {
    const facts = [
      { label: 'switch', value: this.place.label },
      { label: 'port', value: this.name },
      { label: 'connected', value: this.connected ? 'yes' : 'no' },
    ];
    return { kind: 'port', facts, creator: undefined };
  }

  remedy(detail: number): string {
    if (detail === SAME) return `Nothing to mend: the addressee has seen it on the cable of ${this.name}`;
    if (detail === ALONE) return `Connect another machine to ${this.place.label}`;
    return `Mend the cable at ${this.name} of ${this.place.label}, or set up the card at its other end`;
  }
}

export class Switch implements TracePlace {
  readonly hostName: string;
  readonly label: string;
  readonly offstage: boolean;
  readonly ports: SwitchPort[] = [];
  readonly #scheduler: Scheduler;
  readonly #trace: Trace;
  readonly #uids: Uids;
  readonly #learnt = new Map<Mac, Learnt>();

  constructor(name: string, scheduler: Scheduler, trace: Trace, uids: Uids, offstage = false) {
    this.hostName = name;
    this.offstage = offstage;
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
    if (to === from) this.#trace.drop(from, frame, 'SAME_PORT', to, SAME);
    else if (to.cable === undefined || !to.connected) this.#trace.drop(to, frame, 'NO_CARRIER', to, DARK);
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
    if (sent === 0) this.#trace.drop(from, frame, 'NO_PORT', from, ALONE);
  }

  /** Forgets what is behind a port whose cable went dark. */
  forgetPort(port: SwitchPort): void {
    for (const [mac, learnt] of [...this.#learnt]) if (learnt.port === port) this.#learnt.delete(mac);
  }

  cause(_detail: number, traced: Traced, peer: TraceDevice | undefined): Cause {
    const facts = [
      { label: 'switch', value: this.label },
      { label: 'MAC', value: traced instanceof EthernetFrame ? formatMac(traced.destination) : '' },
      { label: 'port', value: peer?.name ?? 'all others' },
    ];
    return { kind: 'fdb', facts, creator: peer === undefined ? undefined : `learnt from frames at ${peer.name}` };
  }

  describe(detail: number, traced: Traced, peer: TraceDevice | undefined): string {
    const mac = traced instanceof EthernetFrame ? formatMac(traced.destination) : '';
    if (detail === TO_PORT) return `${this.label} learnt ${mac} on ${peer?.name ?? '?'}`;
    return `${this.label} does not know ${mac}, or it is a group: out of every other port`;
  }
}
