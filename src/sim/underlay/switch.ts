// An Ethernet switch between hosts: learns source addresses in each VLAN, floods what it does not know.
// Source: IEEE 802.1D clause 7 (learning, ageing time 300 s, filtering), IEEE 802.1Q clause 8 (ports' VLANs, untagged sets).
// Not modelled: spanning tree, priorities, management; it has no IP address.
import { invariant } from '../base/bug.ts';
import { formatMac, isGroupMac, type Mac } from '../base/mac.ts';
import { type Scheduler, SECOND, type SimTime } from '../des/scheduler.ts';
import type { Cabling, Plug } from '../linux/devices/nic.ts';
import type { Uids } from '../linux/uids.ts';
import type { Asked, DropDecision, TraceDevice, TracePlace } from '../trace/decision.ts';
import type { Alternatives, Cause, Considered } from '../trace/record.ts';
import type { Trace } from '../trace/trace.ts';
import { EthernetFrame } from '../wire/ethernet.ts';
import type { Traced } from '../wire/packet-view.ts';
import { Faults } from './faults.ts';

const AGEING_TIME = 300 * SECOND; // IEEE 802.1D table 7-5

/** The VLAN of what has no tag where nobody says otherwise. */
const DEFAULT_VLAN = 1; // IEEE 802.1Q table 9-2, default PVID

const TO_PORT = 0;
const FLOOD = 1;

/** For the trace: why a frame does not leave by a port. */
const SAME = 0;
const DARK = 1;
const ALONE = 2;
/** And above these, by 4096 VLANs: that the port is not in this one. */
const VLAN_AT = 0x1000;

/** Which VLANs a port is in. A port without any such setting passes all frames as they are. */
export type PortVlans =
  | { readonly access: number }
  | { readonly trunk: readonly number[]; readonly native?: number | undefined };

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
  #vlans: PortVlans | undefined;

  constructor(uid: number, name: string, place: Switch, vlans: PortVlans | undefined) {
    this.uid = uid;
    this.name = name;
    this.place = place;
    this.#vlans = vlans;
  }

  get vlans(): PortVlans | undefined {
    return this.#vlans;
  }

  /** Puts the port in other VLANs; undefined lets all frames pass as they are. What was learnt behind it is forgotten. */
  setVlans(vlans: PortVlans | undefined): void {
    this.#vlans = vlans;
    this.place.forgetPort(this);
  }

  /** The machine at the other end of its cable; none where that is a switch. */
  get machine(): string | undefined {
    const other = this.cable?.otherEnd(this);
    return other === undefined || other instanceof SwitchPort ? undefined : other.place.hostName;
  }

  /** `to node1`, `to switch2`. */
  get leadsTo(): string {
    const other = this.cable?.otherEnd(this);
    return other === undefined ? 'without a cable' : `to ${other.place.hostName}`;
  }

  /** The VLAN that a frame from the cable belongs to; undefined when the port does not let it in. */
  vlanOf(frame: EthernetFrame): number | undefined {
    const { vlans } = this;
    if (vlans === undefined) return frame.vlan === 0 ? DEFAULT_VLAN : frame.vlan;
    const vlan = frame.vlan === 0 ? untaggedOf(vlans) : frame.vlan;
    return this.carries(vlan) ? vlan : undefined;
  }

  carries(vlan: number): boolean {
    const { vlans } = this;
    if (vlans === undefined) return true;
    return vlan === untaggedOf(vlans) || ('trunk' in vlans && vlans.trunk.includes(vlan));
  }

  /** A frame of a VLAN as it leaves by this port. */
  dressed(frame: EthernetFrame, vlan: number): EthernetFrame {
    const tag = vlan === (this.vlans === undefined ? DEFAULT_VLAN : untaggedOf(this.vlans)) ? 0 : vlan;
    return frame.vlan === tag ? frame : frame.tagged(tag);
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
    if (detail >= VLAN_AT)
      return `VLAN ${detail - VLAN_AT} is not allowed on ${this.name} of ${label}, which carries ${this.#carried}`;
    if (detail === SAME) return `${this.name} of ${label} is where the frame came from, and where its addressee is`;
    if (detail === ALONE) return `no other port of ${label} is connected`;
    return `${this.name} of ${label} has ${this.cable === undefined ? 'no cable' : 'a cable that is dark'}`;
  }

  get #carried(): string {
    const { vlans } = this;
    if (vlans === undefined) return 'all VLANs';
    if ('access' in vlans) return `VLAN ${vlans.access} untagged`;
    return `VLANs ${vlans.trunk.join(', ')} tagged and ${untaggedOf(vlans)} untagged`;
  }

  cause(): Cause {
    const facts = [
      { label: 'switch', value: this.place.label },
      { label: 'port', value: this.name },
      { label: 'VLANs', value: this.#carried },
      { label: 'connected', value: this.connected ? 'yes' : 'no' },
    ];
    return { kind: 'port', facts, creator: undefined };
  }

  remedy(detail: number): string {
    if (detail >= VLAN_AT) return `Allow VLAN ${detail - VLAN_AT} on ${this.name} of ${this.place.label}`;
    if (detail === SAME) return `Nothing to mend: the addressee has seen it on the cable of ${this.name}`;
    if (detail === ALONE) return `Connect another machine to ${this.place.label}`;
    return `Mend the cable at ${this.name} of ${this.place.label}, or set up the card at its other end`;
  }
}

const untaggedOf = (vlans: PortVlans): number => ('access' in vlans ? vlans.access : (vlans.native ?? DEFAULT_VLAN));

export class Switch implements TracePlace {
  readonly hostName: string;
  readonly label: string;
  readonly offstage: boolean;
  readonly ports: SwitchPort[] = [];
  #portsMade = 0;
  readonly #scheduler: Scheduler;
  readonly #trace: Trace;
  readonly #uids: Uids;
  /** By VLAN. */
  readonly #learnt = new Map<number, Map<Mac, Learnt>>();
  readonly #faults: Faults;
  /** When its ports, their cables or VLANs last changed. */
  #changedAt: SimTime = 0;

  constructor(
    name: string,
    scheduler: Scheduler,
    trace: Trace,
    uids: Uids,
    offstage = false,
    faults: Faults = new Faults(),
  ) {
    this.#faults = faults;
    this.hostName = name;
    this.offstage = offstage;
    this.label = name;
    this.#scheduler = scheduler;
    this.#trace = trace;
    this.#uids = uids;
  }

  /** A further port, named `port1`, `port2` … */
  addPort(vlans?: PortVlans): SwitchPort {
    const port = new SwitchPort(this.#uids.device(), `port${++this.#portsMade}`, this, vlans);
    this.ports.push(port);
    this.#changedAt = this.#scheduler.now;
    return port;
  }

  /** Takes a port and its cable away. */
  removePort(port: SwitchPort): void {
    const at = this.ports.indexOf(port);
    if (at >= 0) this.ports.splice(at, 1);
    this.forgetPort(port);
  }

  receive(from: SwitchPort, frame: EthernetFrame): void {
    const vlan = from.vlanOf(frame);
    if (vlan === undefined) {
      this.#trace.drop(from, frame, 'NO_VLAN', from, VLAN_AT + frame.vlan);
      return;
    }
    if (this.#faults.active) this.#faults.learn(from, frame);
    const now = this.#scheduler.now;
    const learnt = this.#tableOf(vlan);
    learnt.set(frame.source, { port: from, seen: now });
    const known = isGroupMac(frame.destination) ? undefined : learnt.get(frame.destination);
    if (known !== undefined && now - known.seen < AGEING_TIME) this.#forward(from, known.port, frame, vlan);
    else this.#flood(from, frame, vlan);
  }

  #tableOf(vlan: number): Map<Mac, Learnt> {
    let table = this.#learnt.get(vlan);
    if (table === undefined) {
      table = new Map();
      this.#learnt.set(vlan, table);
    }
    return table;
  }

  #forward(from: SwitchPort, to: SwitchPort, frame: EthernetFrame, vlan: number): void {
    this.#trace.bridge(from, to, frame, this, TO_PORT);
    if (to === from) this.#trace.drop(from, frame, 'SAME_PORT', to, SAME);
    else if (to.cable === undefined || !to.connected) this.#trace.drop(to, frame, 'NO_CARRIER', to, DARK);
    else if (!to.carries(vlan)) this.#trace.drop(to, frame, 'NO_VLAN', to, VLAN_AT + vlan);
    else this.#emit(from, to, frame, vlan);
  }

  #flood(from: SwitchPort, frame: EthernetFrame, vlan: number): void {
    this.#trace.bridge(from, undefined, frame, this, FLOOD);
    let sent = 0;
    for (const port of this.ports) {
      if (port === from || !port.connected || !port.carries(vlan)) continue;
      this.#emit(from, port, frame, vlan);
      sent++;
    }
    if (sent === 0) this.#trace.drop(from, frame, 'NO_PORT', from, ALONE);
  }

  #emit(from: SwitchPort, to: SwitchPort, frame: EthernetFrame, vlan: number): void {
    const verdict = this.#faults.active ? this.#faults.between(from, to, frame) : undefined;
    if (verdict === undefined) to.cable?.send(to, to.dressed(frame, vlan));
    else this.#trace.drop(to, frame, verdict.reason, verdict.by);
  }

  /** Forgets what is behind a port whose cable went dark, or that is otherwise another one. */
  forgetPort(port: SwitchPort): void {
    this.#changedAt = this.#scheduler.now;
    for (const table of this.#learnt.values())
      for (const [mac, learnt] of [...table]) if (learnt.port === port) table.delete(mac);
  }

  cause(_detail: number, traced: Traced, peer: TraceDevice | undefined): Cause {
    const facts = [
      { label: 'switch', value: this.label },
      { label: 'MAC', value: traced instanceof EthernetFrame ? formatMac(traced.destination) : '' },
      { label: 'port', value: peer?.name ?? 'all others' },
    ];
    return { kind: 'fdb', facts, creator: peer === undefined ? undefined : `learnt from frames at ${peer.name}` };
  }

  /** By which ports the frame did not leave, and why. */
  alternatives({ time, detail, traced, device, peer }: Asked): Alternatives {
    const as = this.#changedAt > time ? 'changed' : 'then';
    const considered = this.ports.map((port): Considered => {
      const text = `port ${port.name}, ${port.leadsTo}`;
      if (detail === TO_PORT && port === peer) return { text, fate: 'taken', why: '' };
      if (port === device) return { text, fate: 'unfit', why: 'the frame came from there' };
      const mac = traced instanceof EthernetFrame ? formatMac(traced.destination) : '';
      if (detail === TO_PORT) return { text, fate: 'spare', why: `${mac} was learnt on ${peer?.name ?? 'another'}` };
      const why = whyNotFlooded(port, device, traced);
      return why === undefined ? { text, fate: 'taken', why: '' } : { text, fate: 'unfit', why };
    });
    return { considered, omitted: 0, as };
  }

  describe(detail: number, traced: Traced, peer: TraceDevice | undefined): string {
    const mac = traced instanceof EthernetFrame ? formatMac(traced.destination) : '';
    if (detail === TO_PORT) return `${this.label} learnt ${mac} on ${peer?.name ?? '?'}`;
    return `${this.label} does not know ${mac}, or it is a group: out of every other port`;
  }
}

/** Undefined where a flooded frame leaves. */
function whyNotFlooded(port: SwitchPort, from: TraceDevice, traced: Traced): string | undefined {
  if (!port.connected) return port.cable === undefined ? 'it has no cable' : 'its cable is dark';
  const vlan = from instanceof SwitchPort && traced instanceof EthernetFrame ? from.vlanOf(traced) : undefined;
  return vlan === undefined || port.carries(vlan) ? undefined : `it is not in VLAN ${vlan}`;
}

/** A switch and all that frames reach from it by cables between switches, whole or cut. */
export function joinedWith(from: Switch): ReadonlySet<Switch> {
  const found = new Set([from]);
  // A set is gone through as it grows.
  for (const { ports } of found) {
    for (const port of ports) {
      const other = port.cable?.otherEnd(port);
      if (other instanceof SwitchPort) found.add(other.place);
    }
  }
  return found;
}
