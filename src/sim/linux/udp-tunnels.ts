// UDP ports that the kernel itself listens on, and who is behind them.
// Source: net/ipv4/udp_tunnel_core.c (setup_udp_tunnel_sock), drivers/net/vxlan/vxlan_core.c (vxlan_sock_add, vxlan_sock_release).
// Not modelled: ports that a program has bound before; sharing by devices with other flags.
import type { DropDecision } from '../trace/decision.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import type { UdpDatagram } from '../wire/udp.ts';
import type { NetDevice } from './stack.ts';

/** What takes the datagrams of a port (udp_sock.encap_rcv). */
export interface UdpTunnel extends DropDecision {
  receive(device: NetDevice, packet: Ipv4Packet, udp: UdpDatagram): void;
}

/** The ports of one namespace; it is there only while somebody listens. */
export type UdpTunnels = Map<number, UdpTunnel>;
