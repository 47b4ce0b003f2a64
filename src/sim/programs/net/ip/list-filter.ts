// The words behind `ip address show` and `ip link show` that narrow the list.
// Source: iproute2 ip/ipaddress.c ipaddr_list_flush_or_save. Not modelled: group, vrf, flags of IPv6 addresses.
import type { Netlink } from '../../../linux/netlink.ts';
import { abbreviates, garbage, invalidArgument, notSimulated, ToolExit, type Words } from '../tool.ts';
import type { AddressFilter } from './address-text.ts';
import { listedDevice, prefixArgument } from './arguments.ts';
import { addressUsage } from './usage.ts';

const scopes = ['host', 'link', 'global'] as const;
const otherFlags = [
  'dynamic',
  'permanent',
  'tentative',
  'deprecated',
  'dadfailed',
  'temporary',
  'group',
  'vrf',
  'proto',
];

/** Reads a filter to the end of the line. A word that is no keyword names the device, once. */
export function parseListFilter(net: Netlink, words: Words): AddressFilter {
  let filter: AddressFilter = {};
  let device: string | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'to') filter = { ...filter, to: prefixArgument(words.need()) };
    else if (word === 'scope') filter = withScope(filter, words.need());
    else if (word === 'up') filter = { ...filter, up: true };
    else if (word === 'label') filter = { ...filter, label: words.need() };
    else if (word === 'master') filter = { ...filter, master: masterArgument(net, words.need()) };
    else if (word === 'nomaster') filter = { ...filter, noMaster: true };
    else if (word === 'type') filter = { ...filter, kind: words.need() };
    else if (word === 'secondary') filter = { ...filter, secondary: true };
    else if (word === 'primary') filter = { ...filter, secondary: false };
    else if (otherFlags.includes(word)) throw notSimulated(`ip address show ${word}`);
    else {
      if (word === 'dev') word = words.need();
      else if (abbreviates(word, 'help')) throw new ToolExit(255, addressUsage);
      if (device !== undefined) throw garbage('dev', word);
      device = word;
    }
  }
  return device === undefined ? filter : { ...filter, ifindex: listedDevice(net, device).ifindex };
}

function withScope(filter: AddressFilter, word: string): AddressFilter {
  const scope = scopes.find((known) => known === word);
  if (scope) return { ...filter, scope };
  if (word === 'all') return filter;
  throw invalidArgument(word, 'invalid "scope"\n');
}

function masterArgument(net: Netlink, name: string): number {
  const link = net.link(name);
  if (!link) throw invalidArgument(name, 'Device does not exist\n');
  return link.ifindex;
}
