// One device as `ip link` and `ip address` begin it: flags, MTU, state, and the line with its MAC address.
// Source: iproute2 ip/ipaddress.c print_linkinfo, print_link_flags, print_name_and_link (qlen is printed when 0 too).
// Not modelled: link groups, link modes, aliases, alternative names, XDP.
import { formatMac } from '../../../base/mac.ts';
import type { LinkInfo, Netlink } from '../../../linux/netlink.ts';
import type { JsonObject } from '../json.ts';
import { deviceName, isRunning, notSimulated } from '../tool.ts';
import { detailsJson, detailsText } from './link-details.ts';
import { statisticsJson, statisticsText } from './link-stats.ts';
import type { IpOptions } from './options.ts';

/** Whether the line belongs to `ip link` (which names the link mode) or to `ip address`. */
export type LinkListing = 'link' | 'address';

/** Whether the device that this one is stacked on, in this namespace, is down. */
function lowerIsDown(net: Netlink, link: LinkInfo): boolean {
  if (link.peerIfindex === undefined || link.peerNsid !== undefined) return false;
  return net.linkByIndex(link.peerIfindex)?.up === false;
}

/** The words between `<` and `>`, in iproute2's order. */
export function linkFlags(net: Netlink, link: LinkInfo): string[] {
  const flags: string[] = [];
  if (link.up && !isRunning(link)) flags.push('NO-CARRIER');
  flags.push(link.kind === 'loopback' ? 'LOOPBACK' : 'BROADCAST');
  if (link.multicastOn && link.kind !== 'loopback') flags.push('MULTICAST');
  if (!link.arpOn && link.kind !== 'loopback') flags.push('NOARP');
  if (link.promisc) flags.push('PROMISC');
  if (link.up) flags.push('UP');
  if (link.up && link.carrier) flags.push('LOWER_UP');
  if (lowerIsDown(net, link)) flags.push('M-DOWN');
  return flags;
}

/** `eth0@if6`, `v1@v0` or `eth0`. */
export function linkName(net: Netlink, link: LinkInfo): string {
  if (link.peerIfindex === undefined) return link.name;
  const peer = link.peerNsid === undefined ? deviceName(net, link.peerIfindex) : `if${link.peerIfindex}`;
  return `${link.name}@${peer}`;
}

/** The same in JSON: `link` names a device here, `link_index` numbers one elsewhere. */
export function peerJson(net: Netlink, link: LinkInfo): JsonObject {
  if (link.peerIfindex === undefined) return {};
  if (link.peerNsid !== undefined) return { link_index: link.peerIfindex };
  return { link: deviceName(net, link.peerIfindex) };
}

const linkType = (link: LinkInfo): string => (link.kind === 'loopback' ? 'loopback' : 'ether');

/** One device as text. `withAddress` asks for the line that begins with `link/ether`. */
export function linkText(
  net: Netlink,
  link: LinkInfo,
  options: IpOptions,
  listing: LinkListing,
  withAddress: boolean,
): string {
  const newline = options.oneline ? '\\' : '\n';
  let text = `${link.ifindex}: ${linkName(net, link)}: <${linkFlags(net, link).join(',')}> mtu ${link.mtu} qdisc ${link.qdisc} `;
  if (link.master !== undefined) text += `master ${deviceName(net, link.master)} `;
  text += `state ${link.operstate} `;
  if (listing === 'link') text += 'mode DEFAULT ';
  text += `group default qlen ${link.txqlen}`;
  if (withAddress || options.details) {
    text += `${newline}    link/${linkType(link)} ${formatMac(link.mac)} brd ${formatMac(link.broadcast)}`;
    if (link.peerNsid !== undefined) text += ` link-netnsid ${link.peerNsid}`;
    if (options.details) text += detailsText(net, link, newline, listing === 'link');
  }
  return text;
}

/** The counters' lines below a device, when -s asks for them. */
export function linkStatisticsText(link: LinkInfo, options: IpOptions): string {
  if (options.statistics === 0) return '';
  if (options.statistics > 1) throw notSimulated('counters of single kinds of errors (-s -s)');
  return statisticsText(link.stats, options.oneline ? '\\' : '\n');
}

/** One device as JSON. */
export function linkJson(net: Netlink, link: LinkInfo, options: IpOptions, listing: LinkListing): JsonObject {
  return {
    ifindex: link.ifindex,
    ...peerJson(net, link),
    ifname: link.name,
    flags: linkFlags(net, link),
    mtu: link.mtu,
    qdisc: link.qdisc,
    master: link.master === undefined ? undefined : deviceName(net, link.master),
    operstate: link.operstate,
    linkmode: listing === 'link' ? 'DEFAULT' : undefined,
    group: 'default',
    txqlen: link.txqlen,
    link_type: linkType(link),
    address: formatMac(link.mac),
    broadcast: formatMac(link.broadcast),
    link_netnsid: link.peerNsid,
    ...(options.details ? detailsJson(net, link, listing === 'link') : {}),
    ...(options.statistics > 0 ? statisticsJson(link.stats) : {}),
  };
}
