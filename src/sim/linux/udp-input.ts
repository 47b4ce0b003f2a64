// Receiving UDP.
// Source: net/ipv4/udp.c (__udp4_lib_rcv, __udp4_lib_mcast_deliver).
// Not modelled: checksum errors (nothing damages packets), early demux.
import { ICMP_DEST_UNREACH, ICMP_PORT_UNREACH } from '../wire/icmp.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import type { UdpDatagram } from '../wire/udp.ts';
import { counterIndex } from './counters.ts';
import { nobodyListens } from './endings.ts';
import { sendIcmpError } from './icmp-output.ts';
import type { NetDevice, Stack } from './stack.ts';

const IN_DATAGRAMS = counterIndex('Udp.InDatagrams');
const NO_PORTS = counterIndex('Udp.NoPorts');
const IN_ERRORS = counterIndex('Udp.InErrors');
const RCVBUF_ERRORS = counterIndex('Udp.RcvbufErrors');

/** Gives a datagram to its socket: the best fitting one if it was `unicast`, else all that fit. Nobody there: port unreachable. */
export function receiveUdp(ns: Stack, device: NetDevice, packet: Ipv4Packet, udp: UdpDatagram, unicast: boolean): void {
  const { trace } = ns.kernel;
  const tunnel = ns.udpTunnels?.get(udp.destinationPort);
  if (tunnel !== undefined) {
    ns.count(IN_DATAGRAMS, 1);
    tunnel.receive(device, packet, udp);
    return;
  }
  const sockets = ns.sockets.udpSockets(packet, udp, unicast);
  for (const socket of sockets) {
    if (socket.enqueue(packet)) {
      ns.count(IN_DATAGRAMS, 1);
      trace.deliver(device, packet, socket);
    } else {
      ns.count(IN_ERRORS, 1);
      ns.count(RCVBUF_ERRORS, 1);
      trace.drop(device, packet, 'SOCKET_BUFFER_FULL', socket);
    }
  }
  if (sockets.length > 0) return;
  ns.count(NO_PORTS, 1);
  trace.drop(device, packet, 'NO_SOCKET', nobodyListens(ns, packet, udp.destinationPort));
  if (unicast) sendIcmpError(ns, packet, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
}
