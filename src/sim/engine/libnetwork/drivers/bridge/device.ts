// The Linux bridge of a network: made, or taken over, with the gateway's address.
// Source: moby v28.5.2 libnetwork/drivers/bridge/{setup_device_linux,setup_ipv4_linux}.go.
// Not modelled: addresses of IPv6 that somebody else has given to the bridge.
import { formatAddress } from '../../../../base/cidr.ts';
import { strerror } from '../../../../base/errno.ts';
import { broadcastOf, type Ip4 } from '../../../../base/ip4.ts';
import type { Mac } from '../../../../base/mac.ts';
import type { LinkSpec, Netlink } from '../../../../linux/netlink.ts';
import { forbidden, system } from '../../../api/errors.ts';
import type { NetworkPlan } from '../../driver.ts';
import type { BridgeOptions } from './options.ts';

/** netlink.LinkAttrs.TxQLen, which the daemon leaves at Go's zero: `qlen 0` on all that it makes. */
export const TX_QUEUE_LEN = 0;

/** Makes the bridge, or takes one that is there. True when it was made. */
export function setUpDevice(
  net: Netlink,
  plan: NetworkPlan,
  options: BridgeOptions,
  device: string,
  mac: Mac,
): boolean {
  const existing = net.link(device);
  if (existing !== undefined && existing.kind !== 'bridge')
    throw forbidden(`existing interface ${device} is not a bridge`);
  const origin = `docker network ${plan.name} (bridge driver)`;
  const spec: LinkSpec = { kind: 'bridge', name: device, mac, txqlen: TX_QUEUE_LEN };
  const added = existing ? undefined : net.addLink(spec, origin);
  if (added && !added.ok) throw system(strerror[added.errno].toLowerCase());
  const ifindex = existing?.ifindex ?? (added?.ok ? added.value : 0);
  net.setSysctl(`ipv6/conf/${device}/accept_ra`, '0');
  const refused = options.mtu === undefined ? undefined : net.setLink(ifindex, { mtu: options.mtu });
  if (refused !== undefined) {
    if (existing === undefined) removeDevice(net, device);
    throw system(strerror[refused].toLowerCase());
  }
  const data = plan.ipv4[0];
  if (data?.gateway !== undefined && !options.inhibitIpv4) {
    setAddress(net, ifindex, Number(data.gateway.value), data.pool.prefixLength, origin);
  }
  const data6 = plan.ipv6[0];
  if (data6?.gateway !== undefined) {
    net.addAddress6(ifindex, formatAddress(data6.gateway), data6.pool.prefixLength);
  }
  return existing === undefined;
}

export function removeDevice(net: Netlink, device: string): void {
  const link = net.link(device);
  if (link !== undefined) net.deleteLink(link.ifindex);
}

/** The address instead of the first that the device has, unless it has it already. */
function setAddress(net: Netlink, ifindex: number, address: Ip4, prefixLength: number, origin: string): void {
  const present = net.addresses().filter((one) => one.ifindex === ifindex);
  if (present.some((one) => one.local === address && one.prefixLength === prefixLength)) return;
  const [first] = present;
  if (first !== undefined) net.deleteAddress(ifindex, first.local, first.prefixLength);
  // The netlink library that the daemon uses fills the broadcast in where there is one.
  const broadcast = prefixLength < 31 ? { broadcast: broadcastOf(address, prefixLength) } : {};
  net.addAddress(ifindex, address, prefixLength, broadcast, origin);
}
