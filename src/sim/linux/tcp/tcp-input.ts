// Receiving TCP: to the connection or the listening socket that a segment is for.
// Source: net/ipv4/tcp_ipv4.c (tcp_v4_rcv, __inet_lookup_skb).
// Not modelled: checksum errors (nothing damages packets), the socket backlog, early demux.
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import type { TcpSegment } from '../../wire/tcp.ts';
import { counterIndex } from '../counters.ts';
import { nobodyListens, notJoined } from '../endings.ts';
import type { NetDevice, Stack } from '../stack.ts';
import { refuse } from './packets.ts';

const IN_SEGS = counterIndex('Tcp.InSegs');

/** tcp_v4_rcv. */
export function receiveTcp(
  ns: Stack,
  device: NetDevice,
  packet: Ipv4Packet,
  segment: TcpSegment,
  unicast: boolean,
): void {
  const { trace } = ns.kernel;
  ns.count(IN_SEGS, 1);
  if (!unicast) {
    trace.drop(device, packet, 'NOT_FOR_US', notJoined(ns, packet));
    return;
  }
  const socket = ns.sockets.tcpEndpoint(packet, segment);
  if (socket === undefined) {
    const by = nobodyListens(ns, packet, segment.destinationPort);
    trace.drop(device, packet, 'NO_SOCKET', by);
    refuse(ns, packet, segment, by);
    return;
  }
  trace.deliver(device, packet, socket);
  socket.segmentArrives(packet, segment, device);
}
