// The ARP table as /proc/net/arp offers it to `arp`: entries of Ethernet devices with or without an address.
// Source: net/ipv4/arp.c arp_format_neigh_entry; net-tools 2.10 arp.c arp_disp, arp_disp_2; busybox 1.35 networking/arp.c.
// Not modelled: proxy entries, hardware other than Ethernet.
import { formatIp4 } from '../../../base/ip4.ts';
import { formatMac } from '../../../base/mac.ts';
import type { NeighInfo, Netlink } from '../../../linux/netlink.ts';
import { deviceName } from '../tool.ts';

/** Entries that ARP made or was told; NOARP ones are nobody's business. */
export function arpEntries(net: Netlink): NeighInfo[] {
  return net.neighbours().filter((entry) => entry.state !== 'NOARP');
}

/** ATF_COM: the entry has an address that may be used. */
const complete = (entry: NeighInfo): boolean =>
  entry.mac !== undefined && entry.state !== 'INCOMPLETE' && entry.state !== 'FAILED';

export const ARP_HEADING = 'Address                  HWtype  HWaddress           Flags Mask            Iface\n';

/** printf's `%-8.8s`. */
const cell = (text: string, width: number): string => text.slice(0, width).padEnd(width);

/** One line of the Linux style; `name` is the host's, or its address. */
export function arpLine(net: Netlink, entry: NeighInfo, name: string): string {
  const known = complete(entry) && entry.mac !== undefined;
  const type = known ? 'ether' : '';
  const hardware = known ? formatMac(entry.mac ?? 0) : '(incomplete)';
  const flags = known ? `C${entry.state === 'PERMANENT' ? 'M' : ''}` : '';
  const mask = '';
  return `${cell(name, 23)}  ${cell(type, 8)}${cell(hardware, 20)}${cell(flags, 6)}${cell(mask, 15)} ${deviceName(net, entry.ifindex)}\n`;
}

/** One line of the BSD style, `? (10.0.0.2) at …`; busybox leaves one blank more. */
export function arpLineBsd(
  net: Netlink,
  entry: NeighInfo,
  name: string | undefined,
  flavour: 'net-tools' | 'busybox',
): string {
  const start = `${name ?? '?'} (${formatIp4(entry.ip)}) at `;
  const blank = flavour === 'busybox' ? ' ' : '';
  const hardware = complete(entry) && entry.mac !== undefined ? `${formatMac(entry.mac)} [ether] ` : `<incomplete> `;
  const permanent = entry.state === 'PERMANENT' ? 'PERM ' : blank;
  return `${start}${hardware}${permanent}on ${deviceName(net, entry.ifindex)}\n`;
}
