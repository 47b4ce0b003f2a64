// Sending frames past the IP layer: packet sockets of type SOCK_DGRAM.
// Source: packet(7); net/packet/af_packet.c (packet_snd).
// Not modelled: receiving, SOCK_RAW, protocols other than IPv4 and ARP in pictures (they travel as bare bytes).
import type { Errno } from '../../base/errno.ts';
import type { Mac } from '../../base/mac.ts';
import { parseArp } from '../../wire/arp.ts';
import { ETH_P_ARP, ETH_P_IP, EthernetFrame } from '../../wire/ethernet.ts';
import { BareBytes, parseIpv4 } from '../../wire/ipv4.ts';
import type { Stack } from '../stack.ts';

const packetSocket = { describe: () => 'packet socket' };

/** Sends `payload` as the contents of one frame through a device. */
export function sendPacket(
  ns: Stack,
  ifindex: number,
  etherType: number,
  destination: Mac,
  payload: Uint8Array,
): Errno | undefined {
  const device = ns.deviceByIndex(ifindex);
  if (device === undefined) return 'ENODEV';
  if (!device.up) return 'ENETDOWN';
  if (payload.length > device.mtu) return 'EMSGSIZE';
  const { trace } = ns.kernel;
  const packet = trace.newPacket();
  const journey = trace.newJourney();
  const bytes = payload.slice();
  const body =
    (etherType === ETH_P_ARP ? parseArp(bytes) : undefined) ??
    (etherType === ETH_P_IP ? parseIpv4(bytes, 0, packet, journey) : undefined) ??
    new BareBytes(bytes);
  const frame = new EthernetFrame(destination, device.mac, etherType, body, packet, journey);
  trace.send(device, frame, packetSocket);
  device.send(frame);
  return undefined;
}
