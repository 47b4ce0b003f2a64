// Sending ARP: questions and answers.
// Source: net/ipv4/arp.c (arp_solicit, arp_send); RFC 826.
// Not modelled: gratuitous ARP when an address is set (arp_notify is 0).
import { ANY, type Ip4, networkOf } from '../base/ip4.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../base/mac.ts';
import { ARP_REPLY, ARP_REQUEST, ArpPacket } from '../wire/arp.ts';
import { ETH_P_ARP, EthernetFrame } from '../wire/ethernet.ts';
import type { Ipv4Packet } from '../wire/ipv4.ts';
import type { NetDevice } from './stack.ts';

const solicitation = { describe: () => 'ARP asks who has the next hop’s address' };
const answer = { describe: () => 'ARP: the kernel answers for an address of its own' };

/** arp_announce: the packet's own source, where the device may tell it on this link. */
function announced({ ns, conf, addresses }: NetDevice, target: Ip4, cause: Ipv4Packet | undefined): Ip4 | undefined {
  if (cause === undefined || conf.arpAnnounce > 1 || !ns.isLocal(cause.source)) return undefined;
  const { source } = cause;
  if (conf.arpAnnounce === 0) return source;
  const isNear = addresses.some(({ local, prefixLength }) =>
    [source, target].every((each) => networkOf(each, prefixLength) === networkOf(local, prefixLength)),
  );
  return isNear ? source : undefined;
}

/** Asks for `target`: everybody, or the one MAC address that it is believed to have. */
export function solicit(
  device: NetDevice,
  target: Ip4,
  at: Mac | undefined,
  cause: Ipv4Packet | undefined,
  background: boolean,
): void {
  const { ns } = device;
  const { trace } = ns.kernel;
  const source = announced(device, target, cause) ?? ns.sourceAddress(device, target, 'link');
  const arp = new ArpPacket(ARP_REQUEST, device.mac, source ?? ANY, ZERO_MAC, target, background);
  const journey = cause?.journey ?? trace.newJourney();
  const frame = new EthernetFrame(at ?? BROADCAST_MAC, device.mac, ETH_P_ARP, arp, trace.newPacket(), journey);
  trace.send(device, frame, solicitation);
  device.send(frame);
}

/** Answers `request`, which arrived in `frame` at `device`. */
export function answerArp(device: NetDevice, request: ArpPacket, frame: EthernetFrame): void {
  const { trace } = device.ns.kernel;
  const { targetIp, senderMac, senderIp, background } = request;
  const arp = new ArpPacket(ARP_REPLY, device.mac, targetIp, senderMac, senderIp, background);
  const reply = new EthernetFrame(request.senderMac, device.mac, ETH_P_ARP, arp, trace.newPacket(), frame.journey);
  trace.send(device, reply, answer);
  device.send(reply);
}
