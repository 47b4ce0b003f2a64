// `ip address`: lists, adds, deletes and flushes the addresses of devices.
// Source: iproute2 ip/ipaddress.c do_ipaddr, ipaddr_modify; ip-address(8).
// Not modelled: IPv6 addresses by hand, lifetimes, peers, save, restore, showdump.
import { type Errno, strerror } from '../../../base/errno.ts';
import { broadcastOf, formatIp4, type Ip4, isLoopback, networkOf } from '../../../base/ip4.ts';
import type { AddressInfo, Netlink } from '../../../linux/netlink.ts';
import type { Prefix } from '../prefix.ts';
import {
  type Answer,
  abbreviates,
  DONE,
  garbage,
  invalidArgument,
  kernelSaid,
  notSimulated,
  ToolExit,
  Words,
} from '../tool.ts';
import { addressText, passesAddressFilter, renderAddress } from './address-text.ts';
import { addressArgument, deviceArgument, prefixArgument } from './arguments.ts';
import { parseListFilter } from './list-filter.ts';
import { type IpOptions, plainOptions } from './options.ts';
import { addressUsage } from './usage.ts';

/** `ip address …`; `origin` is the command line as typed. */
export function ipAddress(net: Netlink, args: readonly string[], options: IpOptions, origin: string): Answer {
  const [command, ...rest] = args;
  const words = new Words(rest);
  if (command === undefined) return show(net, words, options);
  if (abbreviates(command, 'add')) return modify(net, words, 'add', origin);
  if (abbreviates(command, 'change') || command === 'chg') return modify(net, words, 'replace', origin);
  if (abbreviates(command, 'replace')) return modify(net, words, 'replace', origin);
  if (abbreviates(command, 'delete')) return modify(net, words, 'delete', origin);
  if (abbreviates(command, 'show') || abbreviates(command, 'list') || abbreviates(command, 'lst')) {
    return show(net, words, options);
  }
  if (abbreviates(command, 'flush')) return flush(net, rest, options);
  if (abbreviates(command, 'help')) throw new ToolExit(255, addressUsage);
  const absent = ['save', 'restore', 'showdump'].find((name) => abbreviates(command, name));
  if (absent) throw notSimulated(`ip address ${absent}`);
  throw new ToolExit(255, `Command "${command}" is unknown, try "ip address help".\n`);
}

function show(net: Netlink, words: Words, options: IpOptions): Answer {
  return { stdout: renderAddress(net, options, parseListFilter(net, words)), status: 0 };
}

interface Change {
  local: Prefix | undefined;
  typed: string;
  device: string | undefined;
  label: string | undefined;
  broadcast: Ip4 | '+' | '-' | undefined;
  scope: AddressInfo['scope'] | undefined;
}

const scopes = ['host', 'link', 'global'] as const;
const absentWords = [
  'peer',
  'remote',
  'anycast',
  'metric',
  'valid_lft',
  'preferred_lft',
  'nodad',
  'noprefixroute',
  'home',
  'mngtmpaddr',
  'autojoin',
  'proto',
];

function parseChange(words: Words): Change {
  const change: Change = {
    local: undefined,
    typed: '',
    device: undefined,
    label: undefined,
    broadcast: undefined,
    scope: undefined,
  };
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'dev') change.device = words.need();
    else if (word === 'label') change.label = words.need();
    else if (word === 'brd' || abbreviates(word, 'broadcast')) {
      const value = words.need();
      change.broadcast = value === '+' || value === '-' ? value : addressArgument(value);
    } else if (word === 'scope') {
      const value = words.need();
      change.scope = scopes.find((known) => known === value);
      if (!change.scope) throw invalidArgument(value, 'invalid scope value.');
    } else if (absentWords.includes(word)) throw notSimulated(`ip address with ${word}`);
    else {
      if (word === 'local') word = words.need();
      if (abbreviates(word, 'help')) throw new ToolExit(255, addressUsage);
      if (change.local) throw garbage('local', word);
      change.local = prefixArgument(word);
      change.typed = word;
    }
  }
  return change;
}

function modify(net: Netlink, words: Words, mode: 'add' | 'replace' | 'delete', origin: string): Answer {
  const change = parseChange(words);
  if (change.device === undefined) throw new ToolExit(1, 'Not enough information: "dev" argument is required.\n');
  const warning = mode === 'delete' && change.local?.given === false ? wildcardWarning(change.typed) : undefined;
  const device = deviceArgument(net, change.device);
  const local = change.local;
  if (!local) throw kernelSaid('EINVAL');
  if (mode === 'delete') return remove(net, device.ifindex, local, warning);
  const { ip, length } = local;
  const options = {
    scope: change.scope ?? (isLoopback(ip) ? ('host' as const) : ('global' as const)),
    ...(change.label === undefined ? {} : { label: change.label }),
    ...broadcastOption(change.broadcast, local),
  };
  const exists = net
    .addresses()
    .some((a) => a.ifindex === device.ifindex && a.local === ip && a.prefixLength === length);
  if (mode === 'replace' && exists) return DONE;
  const errno = net.addAddress(device.ifindex, ip, length, options, origin);
  if (errno) throw kernelSaid(errno);
  return DONE;
}

/** `brd +` sets all host bits; `brd -` clears them; neither means anything for a /31 or /32. */
function broadcastOption(typed: Change['broadcast'], { ip, length }: Prefix): { broadcast?: Ip4 } {
  if (typed === undefined) return {};
  if (typeof typed === 'number') return { broadcast: typed };
  if (length > 30) return {};
  return { broadcast: typed === '+' ? broadcastOf(ip, length) : networkOf(ip, length) };
}

function wildcardWarning(typed: string): string {
  return (
    'Warning: Executing wildcard deletion to stay compatible with old scripts.\n' +
    `         Explicitly specify the prefix length (${typed}/32) to avoid this warning.\n` +
    '         This special behaviour is likely to disappear in further releases,\n' +
    '         fix your scripts!\n'
  );
}

function remove(net: Netlink, ifindex: number, local: Prefix, warning: string | undefined): Answer {
  const found = net
    .addresses()
    .find((a) => a.ifindex === ifindex && a.local === local.ip && (!local.given || a.prefixLength === local.length));
  const errno = net.deleteAddress(ifindex, local.ip, found?.prefixLength ?? local.length);
  if (errno) throw new ToolExit(2, (warning ?? '') + kernelSaid(errno).stderr);
  return { status: 0, ...(warning === undefined ? {} : { stderr: warning }) };
}

function flush(net: Netlink, rest: readonly string[], options: IpOptions): Answer {
  if (rest.length === 0) throw new ToolExit(1, 'Flush requires arguments.\n');
  const filter = parseListFilter(net, new Words(rest));
  if (options.family === 'inet6') throw notSimulated('ip -6 address flush');
  const doomed = net.addresses().filter((address) => {
    if (filter.ifindex !== undefined && address.ifindex !== filter.ifindex) return false;
    return passesAddressFilter(net, address, filter, options);
  });
  const listing = doomed.map((address) => flushedText(net, address)).join('');
  for (const address of doomed) flushed(net.deleteAddress(address.ifindex, address.local, address.prefixLength), 255);
  return { stdout: flushReport(doomed.length, 'addresses', listing, options), status: 0 };
}

/** flush_update: who may not change anything is told so at the first deletion. */
export function flushed(errno: Errno | undefined, status: number): void {
  if (errno === 'EPERM') throw new ToolExit(status, `Failed to send flush request: ${strerror[errno]}\n`);
}

function flushedText(net: Netlink, address: AddressInfo): string {
  const long = addressText(net, address, plainOptions);
  return `${address.ifindex}: ${net.linkByIndex(address.ifindex)?.name ?? formatIp4(address.local)}${long}`;
}

/** What -s (and -s -s, with the entries) says of a flush. */
export function flushReport(count: number, noun: string, listing: string, options: IpOptions): string {
  if (options.statistics === 0) return '';
  if (count === 0) return 'Nothing to flush.\n';
  const entries = options.statistics > 1 ? listing : '';
  return `${entries}\n*** Round 1, deleting ${count} ${noun} ***\n*** Flush is complete after 1 round ***\n`;
}
