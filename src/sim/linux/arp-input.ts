// Receiving ARP: learning from it and answering it.
// Source: net/ipv4/arp.c (arp_rcv, arp_process, arp_ignore); RFC 826, RFC 5227. arp_filter=0, arp_accept=0.
// Not modelled: proxy ARP, arp_filter, arp_accept.
import { isLoopback, isMulticast, networkOf } from '../base/ip4.ts';
import { ARP_REPLY, ARP_REQUEST, type ArpPacket } from '../wire/arp.ts';
import type { EthernetFrame } from '../wire/ethernet.ts';
import { answerArp } from './arp-output.ts';
import { noArp } from './endings.ts';
import type { NetDevice } from './stack.ts';

const ALL_IGNORED = 8; // arp_ignore

const arpForUs = { describe: () => 'ARP asks for an address of this machine, or answers it' };
const arpHeard = { describe: () => 'ARP asks for another machine’s address: it is heard and not answered' };

/** arp_ignore: whether a question for an address of this machine is left unanswered on this device. */
function isIgnored({ conf, addresses }: NetDevice, { senderIp, targetIp }: ArpPacket): boolean {
  const own = addresses.find(({ local }) => local === targetIp);
  switch (conf.arpIgnore) {
    case 0:
      return false;
    case 1:
      return own === undefined;
    case 2:
      return own === undefined || networkOf(senderIp, own.prefixLength) !== networkOf(targetIp, own.prefixLength);
    case 3:
      return own === undefined || own.scope === 'host';
    default:
      return conf.arpIgnore === ALL_IGNORED;
  }
}

/** arp_process. */
export function receiveArp(device: NetDevice, arp: ArpPacket, frame: EthernetFrame): void {
  const { ns } = device;
  if (!device.arpOn || device.isLoopback) {
    ns.kernel.trace.drop(device, frame, 'UNKNOWN_PROTOCOL', noArp(device));
    return;
  }
  const forUs = ns.isLocal(arp.targetIp) || frame.destination === device.mac;
  ns.kernel.trace.deliver(device, frame, forUs ? arpForUs : arpHeard);
  if (arp.operation !== ARP_REQUEST && arp.operation !== ARP_REPLY) return;
  if (isMulticast(arp.targetIp) || isLoopback(arp.targetIp)) return;
  if (arp.operation === ARP_REQUEST && ns.isLocal(arp.targetIp) && !isIgnored(device, arp)) {
    if (arp.senderIp !== 0 && !ns.isLocal(arp.senderIp))
      ns.neighbourOf(device, arp.senderIp).update(arp.senderMac, 'STALE', true);
    answerArp(device, arp, frame);
    return;
  }
  const known = device.neighbours.get(arp.senderIp);
  if (known === undefined) return;
  const gratuitous = arp.senderIp === arp.targetIp;
  const heard = arp.operation === ARP_REPLY && frame.destination === device.mac ? 'REACHABLE' : 'STALE';
  known.update(arp.senderMac, heard, gratuitous || !known.isLocked);
}
