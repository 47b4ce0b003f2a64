// The sockets of one namespace, and who of them a packet is for.
// Source: socket(2); udp_table, ping_table and raw_hashinfo of net/ipv4; ping_port_rover.
// Not modelled: limits on open files. TCP's sockets are in tcp/tcp-table.ts.
import type { Errno, Result } from '../../base/errno.ts';
import { fail, ok } from '../../base/errno.ts';
import { ANY, type Ip4 } from '../../base/ip4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import type { TcpSegment } from '../../wire/tcp.ts';
import type { UdpDatagram } from '../../wire/udp.ts';
import type { PacketTap, Socket, SocketFactory, SocketInfo, SocketKind, StreamSocket } from '../socket.ts';
import type { ErrorReport } from '../socket-error.ts';
import type { NetDevice, SocketDelivery, Stack, TcpEndpoint } from '../stack.ts';
import { TcpSocket } from '../tcp/tcp-socket.ts';
import { TcpTable } from '../tcp/tcp-table.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import { sendPacket } from './packet-send.ts';
import { PacketTaps } from './packet-tap.ts';
import { type PingIdentifiers, PingSocket } from './ping-socket.ts';
import { RawSocket, type RawSockets } from './raw-socket.ts';
import { type UdpPorts, UdpSocket } from './udp-socket.ts';

const PORT_LOW = 32_768; // ip_local_port_range
const PORT_HIGH = 60_999;
const MAX_IDENTIFIER = 0xffff;

export class SocketTable implements SocketFactory, SocketDelivery, UdpPorts, PingIdentifiers, RawSockets {
  readonly #ns: Stack;
  readonly #udp = new Map<number, UdpSocket[]>();
  readonly #ping = new Map<number, PingSocket>();
  readonly #raw: RawSocket[] = [];
  readonly #tcp: TcpTable;

  constructor(ns: Stack) {
    this.#ns = ns;
    this.#tcp = new TcpTable(ns);
  }

  socket(kind: SocketKind): Result<Socket> {
    if (kind.type === 'udp') return ok(new UdpSocket(this.#ns, this, kind.family ?? 'inet'));
    if (kind.type === 'ping') return ok(new PingSocket(this.#ns, this));
    const raw = new RawSocket(this.#ns, this, kind.protocol);
    this.#raw.push(raw);
    return ok(raw);
  }

  stream(options?: { readonly family?: 'inet' | 'inet6' }): Result<StreamSocket> {
    return ok(new TcpSocket(this.#ns, this.#tcp, options?.family ?? 'inet'));
  }

  list(): readonly SocketInfo[] {
    const udp = [...this.#udp.values()].flatMap((sockets) => sockets.map((socket) => socket.info()));
    const tunnels = [...(this.#ns.udpTunnels?.keys() ?? [])].map(kernelSocket);
    return [...udp, ...tunnels, ...this.#tcp.list()];
  }

  tcpEndpoint(packet: Ipv4Packet, segment: TcpSegment): TcpEndpoint | undefined {
    return this.#tcp.endpoint(packet, segment);
  }

  sendPacket(ifindex: number, etherType: number, destination: Mac, payload: Uint8Array): Errno | undefined {
    return sendPacket(this.#ns, ifindex, etherType, destination, payload);
  }

  tap(ifindex: number | undefined): Result<PacketTap> {
    const ns = this.#ns;
    if (ifindex !== undefined && ns.deviceByIndex(ifindex) === undefined) return fail('ENODEV');
    ns.taps ??= new PacketTaps(ns.kernel.scheduler, (isEmpty) => {
      ns.kernel.revision++;
      if (isEmpty) ns.taps = undefined;
    });
    return ok(ns.taps.open(ifindex));
  }

  /** Binds to a port; port 0 picks one by chance, as Linux does. */
  bindUdp(socket: UdpSocket, address: Ip4, port: number): Errno | undefined {
    if (address !== ANY && !this.#ns.isLocal(address)) return 'EADDRNOTAVAIL';
    if (this.#ns.udpTunnels?.has(port)) return 'EADDRINUSE';
    const chosen = port === 0 ? this.#freePort(socket, address) : port;
    if (chosen === undefined || this.#conflicts(socket, address, chosen)) return 'EADDRINUSE';
    this.removeUdp(socket);
    socket.setLocal({ address, port: chosen });
    const sockets = this.#udp.get(chosen);
    if (sockets === undefined) this.#udp.set(chosen, [socket]);
    else sockets.push(socket);
    return undefined;
  }

  #freePort(socket: UdpSocket, address: Ip4): number | undefined {
    const span = PORT_HIGH - PORT_LOW + 1;
    const start = this.#ns.kernel.portRandom.int(0, span - 1);
    for (let i = 0; i < span; i++) {
      const port = PORT_LOW + ((start + i) % span);
      if (!this.#conflicts(socket, address, port)) return port;
    }
    return undefined;
  }

  #conflicts({ family }: UdpSocket, address: Ip4, port: number): boolean {
    return (this.#udp.get(port) ?? []).some((other) => {
      const theirs = other.localAddress().address;
      return other.family === family && (address === ANY || theirs === ANY || theirs === address);
    });
  }

  removeUdp(socket: UdpSocket): void {
    const port = socket.localAddress().port;
    const left = (this.#udp.get(port) ?? []).filter((s) => s !== socket);
    if (left.length > 0) this.#udp.set(port, left);
    else this.#udp.delete(port);
  }

  /** The sockets that a datagram is for: the best fitting one, or all that fit if it was broadcast. */
  udpSockets(packet: Ipv4Packet, udp: UdpDatagram, unicast: boolean): readonly UdpSocket[] {
    const sockets = this.#udp.get(udp.destinationPort);
    if (sockets === undefined) return [];
    const first = sockets[0];
    if (sockets.length === 1 && first !== undefined) return first.score(packet, udp) < 0 ? [] : sockets;
    const fitting = sockets.filter((s) => s.score(packet, udp) >= 0);
    if (!unicast || fitting.length < 2) return fitting;
    return [fitting.reduce((best, s) => (s.score(packet, udp) > best.score(packet, udp) ? s : best))];
  }

  /** Gives a ping socket its identifier: the wanted one if it is free, or the next; undefined when there is none. */
  bindPing(socket: PingSocket, wanted: number): number | undefined {
    let identifier = wanted;
    if (wanted === 0) {
      for (let tries = 0; tries < MAX_IDENTIFIER && (identifier === 0 || this.#ping.has(identifier)); tries++) {
        identifier = this.#ns.kernel.nextPingIdentifier();
      }
    }
    const holder = this.#ping.get(identifier);
    if (identifier === 0 || (holder !== undefined && holder !== socket)) return undefined;
    this.removePing(socket);
    this.#ping.set(identifier, socket);
    return identifier;
  }

  removePing(socket: PingSocket): void {
    const identifier = socket.localAddress().port;
    if (this.#ping.get(identifier) === socket) this.#ping.delete(identifier);
  }

  pingSocket(identifier: number, address: Ip4): PingSocket | undefined {
    const socket = this.#ping.get(identifier);
    return socket?.accepts(address) ? socket : undefined;
  }

  removeRaw(socket: RawSocket): void {
    const at = this.#raw.indexOf(socket);
    if (at >= 0) this.#raw.splice(at, 1);
  }

  /** Gives every raw socket that wants one a copy; true when there was one. */
  deliverRaw(packet: Ipv4Packet, device: NetDevice): boolean {
    if (this.#raw.length === 0) return false;
    let took = false;
    for (const socket of this.#raw) {
      if (!socket.accepts(packet)) continue;
      took = true;
      if (socket.enqueue(packet)) this.#ns.kernel.trace.deliver(device, packet, socket);
      else this.#ns.kernel.trace.drop(device, packet, 'SOCKET_BUFFER_FULL', socket);
    }
    return took;
  }

  /** Tells the sockets that sent `quoted` what an ICMP error says of it. */
  deliverError(quoted: Ipv4Packet, report: ErrorReport): void {
    const body = quoted.body;
    const address = quoted.destination;
    for (const socket of this.#raw) {
      if (socket.kind.protocol === quoted.protocol) this.#tell(socket, report, address, 0, quoted);
    }
    if (body.kind === 'icmp') {
      const socket = this.pingSocket(body.identifier, quoted.source);
      if (socket !== undefined) this.#tell(socket, report, address, 0, quoted);
    } else if (body.kind === 'tcp') {
      this.#tcp.deliverError(quoted, body, report);
    } else if (body.kind === 'udp') {
      const sender = senderOf(this.#udp.get(body.sourcePort) ?? [], quoted, body);
      if (sender !== undefined) this.#tell(sender, report, address, body.destinationPort, quoted);
    }
  }

  #tell(socket: DatagramSocket, report: ErrorReport, address: Ip4, port: number, quoted: Ipv4Packet): void {
    socket.enqueueError(report, { address, port }, socket.quotedPayload(quoted));
  }

  /** Closes everything: the namespace ends. */
  closeAll(): void {
    this.#tcp.closeAll();
    for (const sockets of [...this.#udp.values()]) for (const socket of [...sockets]) socket.close();
    for (const socket of [...this.#ping.values()]) socket.close();
    for (const socket of [...this.#raw]) socket.close();
    this.#ns.taps?.closeAll();
  }
}

/** __udp4_lib_err: the socket that a datagram like this came from, found as the one that its answer would be for. */
function senderOf(sockets: readonly UdpSocket[], sent: Ipv4Packet, udp: UdpDatagram): UdpSocket | undefined {
  let [best, most]: [UdpSocket | undefined, number] = [undefined, -1];
  for (const socket of sockets) {
    const score = socket.fit(sent.source, sent.destination, udp.destinationPort);
    if (score > most) [best, most] = [socket, score];
  }
  return best;
}

/** The socket of a tunnel's port: the kernel's own, bound to every address. */
function kernelSocket(port: number): SocketInfo {
  const nobody = { address: ANY, port: 0 };
  const local = { address: ANY, port };
  return { protocol: 'udp', family: 'inet', state: 'CLOSED', local, peer: nobody, receiveQueue: 0, sendQueue: 0 };
}
