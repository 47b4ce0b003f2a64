// Probes of traceroute: packets with a small TTL, and what routers and the destination answer to them.
// Source: traceroute 2.1.2 mod-udp.c, mod-icmp.c, traceroute.c parse_icmp_res. Not modelled: TCP and other kinds of probes.
import { type Errno, strerror } from '../../../base/errno.ts';
import type { Ip4 } from '../../../base/ip4.ts';
import type { WaitQueue } from '../../../des/task.ts';
import type { Sys } from '../../../host/sys.ts';
import type { Socket, SocketError, SocketKind } from '../../../linux/socket.ts';
import { ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, ICMP_TIME_EXCEEDED } from '../../../wire/icmp.ts';
import { echoRequest, parseEchoReply, quotedSequence } from '../echo.ts';
import { ToolExit } from '../tool.ts';

/** An answer to one probe. `code` is that of "destination unreachable". */
export interface ProbeReply {
  readonly from: Ip4;
  readonly at: number;
  readonly what: 'time-exceeded' | 'reached' | 'unreachable';
  readonly code: number;
  readonly mtu: number;
}

/** How probes leave: over UDP to ascending ports, or as echo requests. */
export interface Prober {
  /** Sends probe number `n`. Answers an errno where the kernel refuses it. */
  send(n: number, ttl: number): Errno | undefined;
  /** Replies that have come since, by probe number. */
  replies(): (readonly [n: number, reply: ProbeReply])[];
  readonly queues: readonly WaitQueue[];
  close(): void;
}

/** What every probe of a run has in common. */
export interface ProbeSettings {
  readonly target: Ip4;
  /** Bytes behind the UDP or ICMP header. */
  readonly dataLength: number;
  readonly device: number | undefined;
  readonly source: Ip4 | undefined;
  readonly dontFragment: boolean;
}

function open(sys: Sys, kind: SocketKind, settings: ProbeSettings): Socket {
  const made = sys.sockets.socket(kind);
  if (!made.ok) throw new ToolExit(1, `socket: ${strerror[made.errno]}\n`);
  made.value.device = settings.device;
  made.value.mtuDiscovery = settings.dontFragment ? 'do' : 'dont';
  const errno = settings.source === undefined ? undefined : made.value.bind(settings.source, 0);
  if (errno) throw new ToolExit(1, `bind: ${strerror[errno]}\n`);
  return made.value;
}

function replyOf(error: SocketError): ProbeReply {
  const { offender: from, at } = error;
  const code = error.icmpCode ?? 0;
  const mtu = error.info ?? 0;
  if (error.icmpType === ICMP_TIME_EXCEEDED) return { from, at, what: 'time-exceeded', code, mtu };
  const reached = error.icmpType === ICMP_DEST_UNREACH && code === ICMP_PORT_UNREACH;
  return { from, at, what: reached ? 'reached' : 'unreachable', code, mtu };
}

/** Probes to one UDP port after the other, each out of a socket of its own. */
export class UdpProber implements Prober {
  readonly #sys: Sys;
  readonly #settings: ProbeSettings;
  readonly #firstPort: number;
  readonly #sockets = new Map<number, Socket>();

  constructor(sys: Sys, settings: ProbeSettings, firstPort: number) {
    this.#sys = sys;
    this.#settings = settings;
    this.#firstPort = firstPort;
  }

  get queues(): WaitQueue[] {
    return [...this.#sockets.values()].map((socket) => socket.readable);
  }

  send(n: number, ttl: number): Errno | undefined {
    const socket = open(this.#sys, { type: 'udp' }, this.#settings);
    this.#sockets.set(n, socket);
    socket.ttl = ttl;
    const errno = socket.connect(this.#settings.target, this.#firstPort + n);
    if (errno) return errno;
    const data = Uint8Array.from({ length: this.#settings.dataLength }, (_, at) => 0x40 + (at & 0x3f));
    const sent = socket.send(data);
    return sent.ok ? undefined : sent.errno;
  }

  replies(): (readonly [number, ProbeReply])[] {
    const all: (readonly [number, ProbeReply])[] = [];
    for (const [n, socket] of [...this.#sockets]) {
      const error = socket.receiveError();
      const datagram = socket.receive();
      if (error) all.push([n, replyOf(error)]);
      else if (datagram) all.push([n, { from: datagram.from, at: datagram.at, what: 'reached', code: 0, mtu: 0 }]);
      else continue;
      this.forget(n);
    }
    return all;
  }

  /** Closes the socket of a probe that is done with. */
  forget(n: number): void {
    this.#sockets.get(n)?.close();
    this.#sockets.delete(n);
  }

  close(): void {
    for (const n of [...this.#sockets.keys()]) this.forget(n);
  }
}

/** Echo requests with ascending sequence numbers out of one socket. */
export class IcmpProber implements Prober {
  readonly #socket: Socket;
  readonly #settings: ProbeSettings;

  constructor(sys: Sys, settings: ProbeSettings) {
    this.#settings = settings;
    this.#socket = open(sys, { type: 'ping' }, settings);
  }

  get queues(): WaitQueue[] {
    return [this.#socket.readable];
  }

  send(n: number, ttl: number): Errno | undefined {
    this.#socket.ttl = ttl;
    const request = echoRequest(0, n + 1, new Uint8Array(this.#settings.dataLength));
    const sent = this.#socket.send(request, { address: this.#settings.target, port: 0 });
    return sent.ok ? undefined : sent.errno;
  }

  replies(): (readonly [number, ProbeReply])[] {
    const all: (readonly [number, ProbeReply])[] = [];
    for (let error = this.#socket.receiveError(); error; error = this.#socket.receiveError()) {
      const sequence = quotedSequence(error.payload);
      if (sequence !== undefined) all.push([sequence - 1, replyOf(error)]);
    }
    for (let datagram = this.#socket.receive(); datagram; datagram = this.#socket.receive()) {
      const reply = parseEchoReply(datagram.payload);
      if (reply)
        all.push([reply.sequence - 1, { from: datagram.from, at: datagram.at, what: 'reached', code: 0, mtu: 0 }]);
    }
    return all;
  }

  close(): void {
    this.#socket.close();
  }
}
