// Addresses of devices as `ip address` lists them: long, on one line each, brief, or as JSON.
// Source: iproute2 ip/ipaddress.c print_addrinfo, print_selected_addrinfo, ipaddr_filter; ip-address(8).
// Not modelled: lifetimes other than forever, peers, anycast, tentative and deprecated addresses.
import { formatIp4, inPrefix, networkOf } from '../../../base/ip4.ts';
import type { Address6Info, AddressInfo, LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { type Json, type JsonObject, renderJson } from '../json.ts';
import type { Prefix } from '../prefix.ts';
import { linkJson, linkName, linkStatisticsText, linkText, peerJson } from './link-line.ts';
import type { IpOptions } from './options.ts';

type Address = AddressInfo | Address6Info;

/** Which devices and addresses are wanted. */
export interface AddressFilter {
  readonly ifindex?: number;
  readonly up?: boolean;
  readonly master?: number;
  readonly noMaster?: boolean;
  readonly kind?: string;
  readonly scope?: AddressInfo['scope'];
  readonly to?: Prefix;
  readonly label?: string;
  readonly secondary?: boolean;
}

/** INFINITY_LIFE_TIME, uapi/linux/if_addr.h. */
const FOREVER = 0xffffffff;

const localText = (address: Address): string => (address.family === 'inet' ? formatIp4(address.local) : address.local);

/** Whether a device passes the parts of a filter that concern devices. */
export function passesLinkFilter(link: LinkInfo, filter: AddressFilter): boolean {
  if (filter.ifindex !== undefined && link.ifindex !== filter.ifindex) return false;
  if (filter.up && !link.up) return false;
  if (filter.master !== undefined && link.master !== filter.master) return false;
  if (filter.noMaster && link.master !== undefined) return false;
  return filter.kind === undefined || link.kind === filter.kind;
}

/** Whether an address passes the parts of a filter that concern addresses. */
export function passesAddressFilter(
  net: Netlink,
  address: Address,
  filter: AddressFilter,
  options: IpOptions,
): boolean {
  if (options.family === 'inet' && address.family !== 'inet') return false;
  if (options.family === 'inet6' && address.family !== 'inet6') return false;
  if (filter.scope !== undefined && address.scope !== filter.scope) return false;
  if (filter.secondary !== undefined && (address.family === 'inet' && address.secondary) !== filter.secondary)
    return false;
  if (filter.label !== undefined) {
    const label = address.family === 'inet' ? address.label : (net.linkByIndex(address.ifindex)?.name ?? '');
    if (!matchesPattern(label, filter.label)) return false;
  }
  if (filter.to === undefined) return true;
  const { ip, length } = filter.to;
  return address.family === 'inet' && inPrefix(address.local, networkOf(ip, length), length);
}

/** fnmatch(3) with `*` and `?`. */
function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}

interface Listed {
  readonly link: LinkInfo;
  readonly addresses: readonly Address[];
}

/** The devices to list with their addresses; a device whose addresses were all filtered out is dropped. */
function select(net: Netlink, filter: AddressFilter, options: IpOptions): Listed[] {
  const all: readonly Address[] = [...net.addresses(), ...net.addresses6()];
  const anyFamily = options.family === 'any' || options.family === 'link';
  return net
    .links()
    .filter((link) => passesLinkFilter(link, filter))
    .map((link) => {
      const own = all.filter((address) => address.ifindex === link.ifindex);
      const addresses = own.filter((address) => passesAddressFilter(net, address, filter, options));
      return { link, addresses, keep: addresses.length > 0 || (own.length === 0 && anyFamily) };
    })
    .filter((listed) => listed.keep);
}

/** What `ip address show` prints for these options and this filter. */
export function renderAddress(net: Netlink, given: IpOptions, filter: AddressFilter = {}): string {
  const options: IpOptions = filter.to ? { ...given, family: 'inet' } : given;
  const listed = select(net, filter, options);
  if (options.json)
    return renderJson(
      listed.map((entry) => entryJson(net, entry, options)),
      options.pretty,
    );
  if (options.brief) return listed.map((entry) => briefText(net, entry)).join('');
  return listed.map((entry) => entryText(net, entry, options, filter)).join('');
}

function entryText(net: Netlink, { link, addresses }: Listed, options: IpOptions, filter: AddressFilter): string {
  const withLink = !options.oneline && filter.label === undefined;
  let text = '';
  if (withLink) text += `${linkText(net, link, options, 'address', options.family === 'any')}\n`;
  for (const address of addresses) text += addressText(net, address, options);
  const statistics = withLink ? linkStatisticsText(link, options) : '';
  return statistics === '' ? text : `${text}${statistics.slice(1)}\n`;
}

/** One address: a line for the address and one for its lifetime; one line with -o. */
export function addressText(net: Netlink, address: Address, options: IpOptions): string {
  const start = options.oneline ? `${address.ifindex}: ${net.linkByIndex(address.ifindex)?.name ?? ''}` : '';
  let text = `${start}    ${address.family} ${localText(address)}/${address.prefixLength} `;
  if (address.family === 'inet') {
    if (address.broadcast !== undefined) text += `brd ${formatIp4(address.broadcast)} `;
    text += `scope ${address.scope} ${address.secondary ? 'secondary ' : ''}${address.label}`;
  } else {
    text += `scope ${address.scope} ${address.nodad ? 'nodad ' : ''}${address.proto === undefined ? '' : `proto ${address.proto} `}`;
  }
  return `${text}${options.oneline ? '\\' : '\n'}       valid_lft forever preferred_lft forever\n`;
}

/** `eth0@if6        UP             172.17.0.2/16 `: the columns are 16 and 14 wide. */
function briefText(net: Netlink, { link, addresses }: Listed): string {
  const list = addresses.map((address) => `${localText(address)}/${address.prefixLength} `).join('');
  return `${linkName(net, link).padEnd(16)} ${link.operstate.padEnd(14)} ${list}\n`;
}

function entryJson(net: Netlink, { link, addresses }: Listed, options: IpOptions): JsonObject {
  if (options.brief) {
    return {
      ...peerJson(net, link),
      ifname: link.name,
      operstate: link.operstate,
      addr_info: addresses.map((address): Json => ({ local: localText(address), prefixlen: address.prefixLength })),
    };
  }
  const { stats64, ...rest } = linkJson(net, link, options, 'address');
  return { ...rest, addr_info: addresses.map(addressJson), stats64 };
}

function addressJson(address: Address): JsonObject {
  const forever = { valid_life_time: FOREVER, preferred_life_time: FOREVER };
  const start = { family: address.family, local: localText(address), prefixlen: address.prefixLength };
  if (address.family === 'inet6') return { ...start, scope: address.scope, protocol: address.proto, ...forever };
  return {
    ...start,
    broadcast: address.broadcast === undefined ? undefined : formatIp4(address.broadcast),
    scope: address.scope,
    secondary: address.secondary ? true : undefined,
    label: address.label,
    ...forever,
  };
}
