// The device list as `ip link show` prints it.
// Source: iproute2 ip/ipaddress.c ipaddr_list_link, print_linkinfo_brief; ip-link(8).
// Not modelled: groups, VRFs, virtual functions.
import { formatMac } from '../../../base/mac.ts';
import type { LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { renderJson } from '../json.ts';
import { type AddressFilter, passesLinkFilter } from './address-text.ts';
import { linkFlags, linkJson, linkName, linkStatisticsText, linkText, peerJson } from './link-line.ts';
import type { IpOptions } from './options.ts';

/** What `ip link show` prints for these options and this filter. */
export function renderLinks(net: Netlink, options: IpOptions, filter: AddressFilter = {}): string {
  const links = net.links().filter((link) => passesLinkFilter(link, filter));
  if (options.json) {
    const items = links.map((link) => (options.brief ? briefJson(net, link) : linkJson(net, link, options, 'link')));
    return renderJson(items, options.pretty);
  }
  if (options.brief) return links.map((link) => briefText(net, link)).join('');
  return links
    .map((link) => `${linkText(net, link, options, 'link', true)}${linkStatisticsText(link, options)}\n`)
    .join('');
}

function briefText(net: Netlink, link: LinkInfo): string {
  const flags = linkFlags(net, link).join(',');
  return `${linkName(net, link).padEnd(16)} ${link.operstate.padEnd(14)} ${formatMac(link.mac)} <${flags}> \n`;
}

function briefJson(net: Netlink, link: LinkInfo) {
  return {
    ...peerJson(net, link),
    ifname: link.name,
    operstate: link.operstate,
    address: formatMac(link.mac),
    flags: linkFlags(net, link),
  };
}
