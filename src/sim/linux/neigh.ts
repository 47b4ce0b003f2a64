// One neighbour: an IP address on a device's link and what is known of its MAC address.
// Source: net/core/neighbour.c (neigh_timer_handler, __neigh_event_send, __neigh_update) with net/ipv4/arp.c's parameters; RFC 4861 7.3.
// Not modelled: garbage collection (gc_thresh1 keeps the first 128 entries of a machine anyway), proxy ARP, MSG_CONFIRM.
import { formatIp4, type Ip4 } from '../base/ip4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import { type EventId, type EventTarget, MILLISECOND, SECOND, type SimTime } from '../des/scheduler.ts';
import type { Cause } from '../trace/record.ts';
import { isBackground } from '../wire/background.ts';
import { ETH_P_IP, EthernetFrame } from '../wire/ethernet.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import { solicit } from './arp-output.ts';
import { silence } from './arp-silence.ts';
import type { NudState } from './netlink.ts';
import { creatorOf, type Origin } from './origin.ts';
import type { NeighbourEntry, NetDevice } from './stack.ts';
import { timerExpiry } from './timer-wheel.ts';

// arp_tbl.parms, net/ipv4/arp.c; shown in /proc/sys/net/ipv4/neigh/default.
export const BASE_REACHABLE_TIME = 30 * SECOND; // base_reachable_time_ms
export const DELAY_PROBE_TIME = 5 * SECOND; // delay_first_probe_time
export const RETRANS_TIME = 1 * SECOND; // retrans_time_ms
export const UCAST_PROBES = 3; // ucast_solicit
export const MCAST_PROBES = 3; // mcast_solicit
export const LOCKTIME = 1 * SECOND; // locktime: 100 jiffies of 10 ms
export const QUEUE_LEN_BYTES = 212_992; // unres_qlen_bytes: SK_WMEM_MAX
const SKB_OVERHEAD = 768; // about SKB_TRUESIZE(0) plus headroom on x86-64

const TIMER = 0;

/** For the trace: the packet went to a known address, or waits for one. */
const ANSWERED = 0;
const WAITS = 1;
const GAVE_UP = 3;
const QUEUE_FULL = 0x100 | WAITS;

const nudStates: readonly NudState[] = [
  'INCOMPLETE',
  'REACHABLE',
  'STALE',
  'DELAY',
  'PROBE',
  'FAILED',
  'NOARP',
  'PERMANENT',
];

export class Neighbour implements EventTarget, NeighbourEntry {
  readonly device: NetDevice;
  readonly ip: Ip4;
  /** Undefined while it is not known. */
  mac: Mac | undefined;
  state: NudState = 'INCOMPLETE';
  #probes = 0;
  #updated: SimTime;
  #confirmed: SimTime = 0;
  #used: SimTime;
  #timer: EventId = 0;
  #queue: Ipv4Packet[] = [];
  #queuedBytes = 0;
  /** All that has used it since it was last confirmed is a swarm's background traffic, and so is asking for it again. */
  #background = false;

  /** The command that set it by hand. */
  #origin: Origin | undefined;
  /** Its place among the neighbours of its kernel, oldest first. */
  readonly order: number;

  constructor(device: NetDevice, ip: Ip4) {
    this.order = device.ns.kernel.nextNeighbour();
    this.device = device;
    this.ip = ip;
    this.#updated = this.#used = device.ns.kernel.scheduler.now;
    this.state = 'FAILED';
  }

  /** neigh_output: sends a packet to this neighbour, or lets it wait for ARP. */
  output(packet: Ipv4Packet): void {
    const state = this.state;
    const mac = this.mac;
    if (mac === undefined) {
      this.#resolve(packet);
      return;
    }
    if (state === 'STALE') this.#startDelay(packet);
    else if (this.#background) this.#background = isBackground(packet);
    const device = this.device;
    const frame = new EthernetFrame(mac, device.mac, ETH_P_IP, packet, packet.packet, packet.journey);
    device.ns.kernel.trace.neighbour(device, frame, this, ANSWERED + 2 * nudStates.indexOf(state));
    device.send(frame);
  }

  #now(): SimTime {
    return this.device.ns.kernel.scheduler.now;
  }

  #startDelay(packet: Ipv4Packet): void {
    this.#background = isBackground(packet);
    this.#used = this.#now();
    this.state = 'DELAY';
    this.#updated = this.#now();
    this.#arm(DELAY_PROBE_TIME);
  }

  /** __neigh_event_send for a neighbour without an address. */
  #resolve(packet: Ipv4Packet): void {
    this.#used = this.#now();
    const bytes = packet.length + SKB_OVERHEAD;
    const trace = this.device.ns.kernel.trace;
    trace.neighbour(this.device, packet, this, WAITS);
    while (this.#queuedBytes + bytes > QUEUE_LEN_BYTES) {
      const oldest = this.#queue.shift();
      if (oldest === undefined) break;
      this.#queuedBytes -= oldest.length + SKB_OVERHEAD;
      trace.drop(this.device, oldest, 'NEIGH_QUEUE_FULL', this, QUEUE_FULL);
    }
    this.#queue.push(packet);
    this.#queuedBytes += bytes;
    const background = isBackground(packet);
    if (this.state === 'INCOMPLETE') {
      this.#background &&= background;
      return;
    }
    this.#background = background;
    this.state = 'INCOMPLETE';
    this.#updated = this.#now();
    this.#probes = UCAST_PROBES;
    this.#probe(packet);
    this.#arm(RETRANS_TIME);
  }

  #probe(cause: Ipv4Packet | undefined): void {
    const unicast = this.#probes < UCAST_PROBES ? this.mac : undefined;
    this.#probes++;
    // Whether a neighbour is still there is asked of it alone; that it does not answer is told when everybody is asked.
    const isRefresh = unicast !== undefined;
    solicit(this.device, this.ip, unicast, cause ?? this.#queue[0], isRefresh || this.#background);
  }

  #arm(delay: SimTime): void {
    const { scheduler } = this.device.ns.kernel;
    scheduler.cancel(this.#timer);
    this.#timer = scheduler.at(timerExpiry(scheduler.now, Math.max(delay, MILLISECOND)), this, TIMER);
  }

  #disarm(): void {
    this.device.ns.kernel.scheduler.cancel(this.#timer);
    this.#timer = 0;
  }

  /** neigh_timer_handler. */
  onEvent(): void {
    this.#timer = 0;
    const now = this.#now();
    switch (this.state) {
      case 'REACHABLE':
        this.#ageReachable(now);
        return;
      case 'DELAY':
        if (now <= this.#confirmed + DELAY_PROBE_TIME) {
          this.state = 'REACHABLE';
          this.#updated = now;
          this.#arm(this.#confirmed + this.device.ns.reachableTime(this.device) - now);
          return;
        }
        this.state = 'PROBE';
        this.#updated = now;
        this.#probes = 0;
        this.#probe(undefined);
        this.#arm(RETRANS_TIME);
        return;
      case 'INCOMPLETE':
      case 'PROBE':
        if (this.#probes >= (this.state === 'PROBE' ? UCAST_PROBES : UCAST_PROBES + MCAST_PROBES)) {
          this.#fail();
          return;
        }
        this.#probe(undefined);
        this.#arm(RETRANS_TIME);
        return;
      default:
    }
  }

  #ageReachable(now: SimTime): void {
    const reachable = this.device.ns.reachableTime(this.device);
    if (now <= this.#confirmed + reachable) {
      this.#arm(this.#confirmed + reachable - now);
    } else if (now <= this.#used + DELAY_PROBE_TIME) {
      this.state = 'DELAY';
      this.#updated = now;
      this.#arm(DELAY_PROBE_TIME);
    } else {
      this.state = 'STALE';
      this.#updated = now;
    }
  }

  /** Nobody answered: what waits ends here, and its senders are told (arp_error_report, ipv4_link_failure). */
  #fail(): void {
    this.state = 'FAILED';
    this.mac = undefined;
    this.#updated = this.#now();
    const waiting = this.#takeQueue();
    const { trace } = this.device.ns.kernel;
    for (const packet of waiting) {
      trace.drop(this.device, packet, 'NEIGH_FAILED', this, GAVE_UP);
      this.device.ns.linkFailure(packet);
    }
  }

  #takeQueue(): Ipv4Packet[] {
    const queue = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    return queue;
  }

  /** __neigh_update as ARP uses it: `mac` was heard of; `override` lets it replace another address. */
  update(mac: Mac, heard: 'REACHABLE' | 'STALE', override: boolean): void {
    if (this.state === 'PERMANENT' || this.state === 'NOARP') return;
    const now = this.#now();
    const known = this.mac;
    if (known !== undefined && known !== mac && !override) return;
    const keepsState = heard === 'STALE' && known === mac && this.state === 'REACHABLE';
    if (heard === 'REACHABLE') {
      this.#confirmed = now;
      this.#background = true;
    }
    if (keepsState) return;
    const pending = heard === 'STALE' && known === mac && (this.state === 'DELAY' || this.state === 'PROBE');
    if (known !== mac || this.state !== heard) this.#updated = now;
    this.mac = mac;
    if (pending) return;
    this.#disarm();
    this.state = heard;
    if (heard === 'REACHABLE') this.#arm(this.device.ns.reachableTime(this.device));
    for (const packet of this.#takeQueue()) this.output(packet);
  }

  get probes(): number {
    return this.#probes;
  }

  /** An ARP packet may replace the address only if the last change is a while ago (arp_process). */
  get isLocked(): boolean {
    return this.#now() <= this.#updated + LOCKTIME;
  }

  /** What an administrator sets (RTM_NEWNEIGH). */
  set(mac: Mac | undefined, state: NudState, origin?: Origin): void {
    this.#origin = origin;
    this.#disarm();
    const now = this.#now();
    this.mac = mac;
    this.state = state;
    this.#updated = now;
    if (state === 'REACHABLE') {
      this.#confirmed = now;
      this.#arm(this.device.ns.reachableTime(this.device));
    } else if (state === 'DELAY') {
      this.#arm(DELAY_PROBE_TIME);
    } else if (state === 'PROBE') {
      this.#probes = 0;
      this.#probe(undefined);
      this.#arm(RETRANS_TIME);
    }
    if (mac !== undefined) for (const packet of this.#takeQueue()) this.output(packet);
  }

  /** Ends the entry; what waits is dropped. */
  forget(): void {
    this.#disarm();
    for (const packet of this.#takeQueue())
      this.device.ns.kernel.trace.drop(this.device, packet, 'NEIGH_FAILED', this, WAITS);
  }

  cause(detail: number): Cause {
    const state =
      detail === GAVE_UP ? 'FAILED' : detail === WAITS ? 'INCOMPLETE' : (nudStates[detail >> 1] ?? this.state);
    const facts = [
      { label: 'neighbour', value: `${formatIp4(this.ip)} dev ${this.device.name}` },
      { label: 'state then', value: state },
      { label: 'state now', value: this.state },
      ...(this.mac === undefined ? [] : [{ label: 'lladdr', value: formatMac(this.mac) }]),
    ];
    return { kind: 'neighbour', facts, creator: creatorOf(this.#origin) ?? 'ARP' };
  }

  remedy(detail: number): string {
    const ip = formatIp4(this.ip);
    if (detail === QUEUE_FULL) return `Send less until ${ip} has answered ARP (ping -c 1 ${ip} first)`;
    return silence(this.device, this.ip);
  }

  describe(detail: number): string {
    const ip = formatIp4(this.ip);
    if (detail === GAVE_UP) return `neighbour ${ip} dev ${this.device.name} FAILED`;
    if (detail === WAITS || detail === QUEUE_FULL)
      return `neighbour ${ip} dev ${this.device.name} is not known yet: ARP asks for it`;
    const state = nudStates[detail >> 1] ?? this.state;
    return `neighbour ${ip} dev ${this.device.name} lladdr ${this.mac === undefined ? '?' : formatMac(this.mac)} ${state}`;
  }
}
