// The UDP socket of the VXLAN devices of one port: takes datagrams and finds the device of their network identifier.
// Source: drivers/net/vxlan/vxlan_core.c (struct vxlan_sock, vxlan_rcv, vxlan_vs_find_vni).
// Not modelled: collect_md devices ("external"), GRO.
import type { Cause } from '../../trace/record.ts';
import { EthernetFrame } from '../../wire/ethernet.ts';
import type { Ipv4Packet } from '../../wire/ipv4.ts';
import type { Traced } from '../../wire/packet-view.ts';
import type { UdpDatagram } from '../../wire/udp.ts';
import { vxlanOf } from '../../wire/vxlan.ts';
import { creatorOf } from '../origin.ts';
import type { NetDevice, Stack } from '../stack.ts';
import type { UdpTunnel } from '../udp-tunnels.ts';
import type { VxlanDevice } from './vxlan.ts';

export class VxlanSocket implements UdpTunnel {
  readonly port: number;
  readonly #ns: Stack;
  readonly #devices = new Map<number, VxlanDevice>();

  private constructor(ns: Stack, port: number) {
    this.#ns = ns;
    this.port = port;
  }

  /** vxlan_sock_add: the socket of a port, opened if need be, with one device more behind it. */
  static join(ns: Stack, device: VxlanDevice): void {
    ns.udpTunnels ??= new Map();
    let socket = ns.udpTunnels.get(device.config.port);
    if (socket === undefined) {
      socket = new VxlanSocket(ns, device.config.port);
      ns.udpTunnels.set(device.config.port, socket);
    }
    if (socket instanceof VxlanSocket) socket.#devices.set(device.config.vni, device);
  }

  /** vxlan_sock_release. */
  static leave(ns: Stack, device: VxlanDevice): void {
    const socket = VxlanSocket.of(ns, device.config.port);
    if (socket === undefined || !socket.#devices.delete(device.config.vni) || socket.#devices.size > 0) return;
    ns.udpTunnels?.delete(device.config.port);
    if (ns.udpTunnels?.size === 0) ns.udpTunnels = undefined;
  }

  static of(ns: Stack, port: number): VxlanSocket | undefined {
    const socket = ns.udpTunnels?.get(port);
    return socket instanceof VxlanSocket ? socket : undefined;
  }

  device(vni: number): VxlanDevice | undefined {
    return this.#devices.get(vni);
  }

  /** vxlan_rcv. */
  receive(device: NetDevice, packet: Ipv4Packet, udp: UdpDatagram): void {
    const { trace } = this.#ns.kernel;
    const carried = vxlanOf(udp, packet.packet, packet.journey);
    if (carried === undefined) {
      trace.drop(device, packet, 'UNKNOWN_PROTOCOL', this);
      return;
    }
    const to = this.#devices.get(carried.vni);
    if (to === undefined) {
      trace.drop(device, packet, 'UNKNOWN_VNI', this);
      return;
    }
    trace.deliver(device, packet, to.verdict);
    to.decapsulated(carried.inner, packet);
  }

  describe(_detail: number, traced: Traced): string {
    const known = [...this.#devices.values()].map((device) => `${device.config.vni} (${device.name})`);
    const vni = vniOf(traced);
    const asked = vni === undefined ? '' : `, not ${vni}`;
    return `UDP port ${this.port} is VXLAN's, with the network identifiers ${known.join(', ')}${asked}`;
  }

  cause(): Cause {
    const devices = [...this.#devices.values()];
    const facts = devices.map(({ name, config }) => ({ label: `VNI ${config.vni}`, value: name }));
    return { kind: 'device', facts, creator: creatorOf(devices[0]?.origin) };
  }

  remedy(): string {
    return 'Give both ends the same network identifier: ip -d link show type vxlan';
  }
}

/** Of the network that a packet's envelope names. */
function vniOf(traced: Traced): number | undefined {
  const packet = traced instanceof EthernetFrame ? traced.body : traced;
  return packet.kind === 'ipv4' && packet.body.kind === 'udp' ? vxlanOf(packet.body, 0, 0)?.vni : undefined;
}
