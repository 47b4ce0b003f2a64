// What both arpings do: send ARP packets once a second, look on for those that answer.
// Source: iputils 20221126 arping.c (send_pack, recv_pack, finish); busybox 1.35 networking/arping.c.
// Not modelled: hardware other than Ethernet.
import type { Ip4 } from '../../../base/ip4.ts';
import { BROADCAST_MAC, type Mac } from '../../../base/mac.ts';
import { SECOND, type SimTime } from '../../../des/scheduler.ts';
import type { Blocking, Sys } from '../../../host/sys.ts';
import type { LinkInfo } from '../../../linux/netlink.ts';
import type { CapturedFrame, PacketTap } from '../../../linux/socket.ts';
import { ARP_LENGTH, ARP_REPLY, ARP_REQUEST, ArpPacket, emitArp } from '../../../wire/arp.ts';
import { ETH_P_ARP } from '../../../wire/ethernet.ts';

export interface ArpingRequest {
  readonly target: Ip4;
  readonly source: Ip4;
  readonly link: LinkInfo;
  /** -D: nobody should answer. */
  readonly detect: boolean;
  /** -U and -A: nothing is asked. */
  readonly unsolicited: boolean;
  /** -A: says it as a reply. */
  readonly asReply: boolean;
  readonly quitOnReply: boolean;
  readonly onlyBroadcast: boolean;
  readonly quiet: boolean;
  readonly count: number | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  readonly interval: number;
}

export interface ArpReply {
  readonly ip: Ip4;
  readonly mac: Mac;
  readonly unicast: boolean;
  readonly isRequest: boolean;
  readonly microseconds: number;
}

export interface ArpingCounts {
  sent: number;
  broadcasts: number;
  received: number;
  broadcastReplies: number;
  requests: number;
}

/** Sends and listens until it is done; tells each answer as it comes. */
export class ArpProbe {
  readonly counts: ArpingCounts = { sent: 0, broadcasts: 0, received: 0, broadcastReplies: 0, requests: 0 };
  readonly #sys: Sys;
  readonly #request: ArpingRequest;
  readonly #tap: PacketTap;
  #destination: Mac = BROADCAST_MAC;
  #sentAt: SimTime = 0;
  #stopped = false;

  constructor(sys: Sys, request: ArpingRequest, tap: PacketTap) {
    this.#sys = sys;
    this.#request = request;
    this.#tap = tap;
  }

  *run(tell: (reply: ArpReply) => Blocking<void>): Blocking<void> {
    const sys = this.#sys;
    const { count, timeout, interval, quitOnReply } = this.#request;
    const end = timeout === undefined ? Number.POSITIVE_INFINITY : sys.now() + timeout * SECOND;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      sys.onSignal(signal, () => {
        this.#stopped = true;
      });
    }
    while (!this.#stopped && sys.now() < end && this.counts.sent !== count) {
      this.#send();
      const until = Math.min(this.#sentAt + interval * SECOND, end);
      while (!this.#stopped && sys.now() < until) {
        const reply = this.#next();
        if (reply === undefined) {
          yield* sys.wait([this.#tap.readable], until);
          continue;
        }
        yield* tell(reply);
        if (quitOnReply || (this.counts.sent === count && this.counts.received >= this.counts.sent)) return;
      }
    }
  }

  #send(): void {
    const { target, source, link, asReply } = this.#request;
    const operation = asReply ? ARP_REPLY : ARP_REQUEST;
    const hardware = asReply ? link.mac : this.#destination;
    const bytes = new Uint8Array(ARP_LENGTH);
    emitArp(new ArpPacket(operation, link.mac, source, hardware, target), bytes, 0);
    this.#sentAt = this.#sys.now();
    this.#sys.sockets.sendPacket?.(link.ifindex, ETH_P_ARP, this.#destination, bytes);
    this.counts.sent++;
    if (this.#destination === BROADCAST_MAC) this.counts.broadcasts++;
  }

  /** The next frame that answers, counted. */
  #next(): ArpReply | undefined {
    for (let seen = this.#tap.receive(); seen; seen = this.#tap.receive()) {
      const reply = this.#answer(seen);
      if (reply === undefined) continue;
      this.counts.received++;
      if (!reply.unicast) this.counts.broadcastReplies++;
      if (reply.isRequest) this.counts.requests++;
      if (!this.#request.onlyBroadcast) this.#destination = reply.mac;
      return reply;
    }
    return undefined;
  }

  #answer({ frame, direction, at }: CapturedFrame): ArpReply | undefined {
    const { body } = frame;
    const { target, source, link, detect, unsolicited } = this.#request;
    if (direction === 'Out' || body.kind !== 'arp' || unsolicited || body.senderIp !== target) return undefined;
    // Who detects a duplicate has no address yet that answers could be for.
    const forUs = detect ? body.senderMac !== link.mac : body.targetIp === source && body.targetMac === link.mac;
    if (!forUs) return undefined;
    return {
      ip: body.senderIp,
      mac: body.senderMac,
      unicast: direction === 'In',
      isRequest: body.operation === ARP_REQUEST,
      microseconds: at - this.#sentAt,
    };
  }
}
