// busybox `ip address`: list, flush, add, delete.
// Source: busybox 1.35 networking/libiproute/ipaddress.c ipaddr_list_or_flush, ipaddr_modify.
// Not modelled: peers, anycast, lifetimes, noprefixroute.
import { broadcastOf, type Ip4, isLoopback, networkOf } from '../../../base/ip4.ts';
import type { AddressInfo, Netlink } from '../../../linux/netlink.ts';
import type { Prefix } from '../prefix.ts';
import { type Answer, DONE, notSimulated, type Words } from '../tool.ts';
import { busyboxAddress, busyboxDevice, busyboxPrefix, kernelRefused } from './ip-arguments.ts';
import { busyboxAddresses, busyboxLinks, type ListOptions } from './ip-text.ts';
import { die, flushed, ipWords, keyword } from './usage.ts';

const commands = ['add', 'change', 'chg', 'replace', 'delete', 'list', 'show', 'lst', 'flush'] as const;
const scopes = ['host', 'link', 'global'] as const;

export function busyboxIpAddress(net: Netlink, args: readonly string[], options: ListOptions, origin: string): Answer {
  const [first, ...rest] = args;
  const command = first === undefined ? 'list' : keyword(first, commands);
  if (!command) throw die('ip', `invalid argument '${first}' to 'ip'`);
  const words = ipWords(rest);
  if (command === 'add' || command === 'change' || command === 'chg' || command === 'replace')
    return add(net, words, command === 'add', origin);
  if (command === 'delete') return remove(net, words);
  if (command === 'flush' && rest.length === 0) throw die('ip', 'flush requires an argument');
  const filter = parseFilter(net, words, options, 1);
  if (command !== 'flush') return { stdout: busyboxAddresses(net, filter), status: 0 };
  for (const address of net.addresses()) {
    const inside =
      !filter.to || networkOf(address.local, filter.to.length) === networkOf(filter.to.ip, filter.to.length);
    if (filter.scope !== undefined && address.scope !== filter.scope) continue;
    if (inside && (filter.ifindex === undefined || filter.ifindex === address.ifindex)) {
      flushed(net.deleteAddress(address.ifindex, address.local, address.prefixLength));
    }
  }
  return DONE;
}

/** The device list of `ip link`, which takes the same filters and leaves with 2 where it fails. */
export function busyboxLinkList(net: Netlink, rest: readonly string[], options: ListOptions): Answer {
  return { stdout: busyboxLinks(net, parseFilter(net, ipWords(rest), options, 2)), status: 0 };
}

function parseFilter(net: Netlink, words: Words, given: ListOptions, status: number): ListOptions {
  let options = given;
  let device: string | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'to') options = { ...options, to: busyboxPrefix(words.need()) };
    else if (word === 'up') options = { ...options, up: true };
    else if (word === 'label') throw notSimulated('ip address show label');
    else if (word === 'scope') {
      const value = words.need();
      const scope = scopes.find((known) => known === value);
      if (!scope && value !== 'all') throw die('ip', `invalid argument '${value}' to 'scope'`, status);
      if (scope) options = { ...options, scope };
    } else {
      if (word === 'dev') word = words.need();
      if (device !== undefined) throw die('ip', `either "dev" is duplicate, or "${word}" is garbage`, status);
      device = word;
    }
  }
  return device === undefined ? options : { ...options, ifindex: busyboxDevice(net, device, status).ifindex };
}

interface Change {
  local: Prefix | undefined;
  device: string | undefined;
  label: string | undefined;
  broadcast: Ip4 | '+' | '-' | undefined;
  scope: AddressInfo['scope'] | undefined;
}

function parseChange(words: Words): Change {
  const change: Change = {
    local: undefined,
    device: undefined,
    label: undefined,
    broadcast: undefined,
    scope: undefined,
  };
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'dev') change.device = words.need();
    else if (word === 'label') change.label = words.need();
    else if (word === 'brd' || word === 'broadcast') {
      const value = words.need();
      change.broadcast = value === '+' || value === '-' ? value : busyboxAddress(value);
    } else if (word === 'scope') {
      const value = words.need();
      change.scope = scopes.find((known) => known === value);
      if (!change.scope) throw die('ip', `invalid argument '${value}' to 'scope'`);
    } else if (['peer', 'remote', 'anycast', 'valid_lft', 'preferred_lft', 'noprefixroute'].includes(word)) {
      throw notSimulated(`ip address with ${word}`);
    } else {
      if (word === 'local') word = words.need();
      if (change.local) throw die('ip', `either "local" is duplicate, or "${word}" is garbage`);
      change.local = busyboxPrefix(word);
    }
  }
  if (change.device === undefined) throw die('ip', 'need "dev IFACE"');
  return change;
}

function add(net: Netlink, words: Words, exclusive: boolean, origin: string): Answer {
  const { local, device = '', label, broadcast, scope } = parseChange(words);
  if (label !== undefined && !label.startsWith(device)) {
    throw die('ip', `"dev" (${device}) must match "label" (${label})`);
  }
  const { ifindex } = busyboxDevice(net, device);
  if (!local) throw kernelRefused('EINVAL');
  const { ip, length } = local;
  const computed = broadcast === '+' ? broadcastOf(ip, length) : networkOf(ip, length);
  const brd =
    typeof broadcast === 'number' ? broadcast : broadcast !== undefined && length <= 30 ? computed : undefined;
  const errno = net.addAddress(
    ifindex,
    ip,
    length,
    {
      scope: scope ?? (isLoopback(ip) ? 'host' : 'global'),
      ...(label === undefined ? {} : { label }),
      ...(brd === undefined ? {} : { broadcast: brd }),
    },
    origin,
  );
  if (errno && (exclusive || errno !== 'EEXIST')) throw kernelRefused(errno);
  return DONE;
}

function remove(net: Netlink, words: Words): Answer {
  const { local, device = '' } = parseChange(words);
  const { ifindex } = busyboxDevice(net, device);
  const errno = local ? net.deleteAddress(ifindex, local.ip, local.length) : 'EINVAL';
  if (errno) throw kernelRefused(errno);
  return DONE;
}
