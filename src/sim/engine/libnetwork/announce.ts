// Unsolicited ARP after an interface comes up: neighbours that knew the address at another MAC learn the new one at once.
// Source: moby libnetwork/osl/interface_linux.go advertiseAddrs, internal/l2disco/unsol_arp_linux.go; RFC 5227 section 3.
// Not modelled: the options that change number and interval; unsolicited neighbour advertisements of IPv6.
import type { Ip4 } from '../../base/ip4.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../../base/mac.ts';
import { type Scheduler, SECOND } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { NetNamespace } from '../../linux/namespace.ts';
import { ARP_LENGTH, ARP_REQUEST, ArpPacket, emitArp } from '../../wire/arp.ts';

/** osl.AdvertiseAddrNMsgsDefault, AdvertiseAddrIntervalDefault */
const MESSAGES = 3;
const INTERVAL = SECOND;
/** ETH_P_ARP, uapi/linux/if_ether.h */
const ETHER_TYPE_ARP = 0x0806;

/** Announces an address: once at once, then twice more while the device is there. */
export function* announce(
  scheduler: Scheduler,
  netns: NetNamespace,
  ifindex: number,
  mac: Mac,
  address: Ip4,
): Blocking<void> {
  const payload = new Uint8Array(ARP_LENGTH);
  emitArp(new ArpPacket(ARP_REQUEST, mac, address, ZERO_MAC, address), payload, 0);
  for (let sent = 0; sent < MESSAGES; sent++) {
    const next = scheduler.now + INTERVAL;
    const errno = netns.sockets.sendPacket?.(ifindex, ETHER_TYPE_ARP, BROADCAST_MAC, payload);
    if (errno !== undefined) return;
    if (sent + 1 < MESSAGES) while (scheduler.now < next) yield { on: [], until: next };
  }
}
