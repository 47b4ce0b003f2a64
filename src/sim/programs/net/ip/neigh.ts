// `ip neigh`: lists, adds, deletes and flushes neighbour entries.
// Source: iproute2 ip/ipneigh.c; ip-neighbour(8). Not modelled: IPv6 neighbours, proxies, usage counts of entries (-s).
import { formatIp4, type Ip4, inPrefix, networkOf } from '../../../base/ip4.ts';
import { formatMac, type Mac } from '../../../base/mac.ts';
import type { NeighInfo, Netlink, NudState } from '../../../linux/netlink.ts';
import { type JsonObject, renderJson } from '../json.ts';
import type { Prefix } from '../prefix.ts';
import {
  type Answer,
  abbreviates,
  DONE,
  deviceName,
  garbage,
  invalidArgument,
  kernelSaid,
  notSimulated,
  ToolExit,
  Words,
} from '../tool.ts';
import { flushed, flushReport } from './address.ts';
import { addressArgument, deviceArgument, macArgument, prefixArgument } from './arguments.ts';
import type { IpOptions } from './options.ts';
import { neighUsage } from './usage.ts';

const states: readonly NudState[] = [
  'PERMANENT',
  'REACHABLE',
  'NOARP',
  'STALE',
  'INCOMPLETE',
  'DELAY',
  'PROBE',
  'FAILED',
];

/** Which entries are wanted; without `states` all but NOARP ones. */
export interface NeighFilter {
  readonly ifindex?: number;
  readonly to?: Prefix;
  readonly states?: readonly NudState[];
}

function select(net: Netlink, filter: NeighFilter): NeighInfo[] {
  return net.neighbours().filter((entry) => {
    if (filter.ifindex !== undefined && entry.ifindex !== filter.ifindex) return false;
    if (filter.to && !inPrefix(entry.ip, networkOf(filter.to.ip, filter.to.length), filter.to.length)) return false;
    return filter.states ? filter.states.includes(entry.state) : entry.state !== 'NOARP';
  });
}

/** What `ip neigh show` prints for these options and this filter. */
export function renderNeighbours(net: Netlink, options: IpOptions, filter: NeighFilter = {}): string {
  const entries = select(net, filter);
  const oneDevice = filter.ifindex !== undefined;
  if (options.json)
    return renderJson(
      entries.map((entry) => neighbourJson(net, entry, oneDevice)),
      options.pretty,
    );
  return entries.map((entry) => neighbourText(net, entry, oneDevice)).join('');
}

function neighbourText(net: Netlink, entry: NeighInfo, oneDevice: boolean): string {
  const device = oneDevice ? '' : `dev ${deviceName(net, entry.ifindex)} `;
  const mac = entry.mac === undefined ? '' : `lladdr ${formatMac(entry.mac)} `;
  return `${formatIp4(entry.ip)} ${device}${mac}${entry.state} \n`;
}

function neighbourJson(net: Netlink, entry: NeighInfo, oneDevice: boolean): JsonObject {
  return {
    dst: formatIp4(entry.ip),
    dev: oneDevice ? undefined : deviceName(net, entry.ifindex),
    lladdr: entry.mac === undefined ? undefined : formatMac(entry.mac),
    state: [entry.state],
  };
}

/** `ip neigh …`. */
export function ipNeigh(net: Netlink, args: readonly string[], options: IpOptions, origin: string): Answer {
  if (options.family === 'inet6') throw notSimulated('ip -6 neigh');
  const [command, ...rest] = args;
  const words = new Words(rest);
  if (command === undefined) return show(net, words, options);
  if (abbreviates(command, 'add')) return modify(net, words, 'add', origin);
  if (abbreviates(command, 'change') || command === 'chg') return modify(net, words, 'change', origin);
  if (abbreviates(command, 'replace')) return modify(net, words, 'replace', origin);
  if (abbreviates(command, 'delete')) return modify(net, words, 'delete', origin);
  if (abbreviates(command, 'get')) return get(net, words, options);
  if (abbreviates(command, 'show') || abbreviates(command, 'list') || abbreviates(command, 'lst'))
    return show(net, words, options);
  if (abbreviates(command, 'flush')) return flush(net, rest, options);
  if (abbreviates(command, 'help')) throw new ToolExit(255, neighUsage);
  throw new ToolExit(255, `Command "${command}" is unknown, try "ip neigh help".\n`);
}

function show(net: Netlink, words: Words, options: IpOptions): Answer {
  if (options.statistics > 0) throw notSimulated('ip -s neigh');
  return { stdout: renderNeighbours(net, options, parseFilter(net, words)), status: 0 };
}

function stateArgument(word: string): NudState {
  const state = states.find((known) => known.toLowerCase().startsWith(word.toLowerCase()) && word !== '');
  if (!state) throw invalidArgument(word, 'nud state is bad');
  return state;
}

function parseFilter(net: Netlink, words: Words): NeighFilter {
  let filter: NeighFilter = {};
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'dev') filter = { ...filter, ifindex: deviceArgument(net, words.need()).ifindex };
    else if (word === 'nud') {
      const state = words.need();
      filter = { ...filter, states: state === 'all' ? states : [...(filter.states ?? []), stateArgument(state)] };
    } else if (['proxy', 'master', 'vrf', 'nomaster', 'unused', 'router', 'protocol'].includes(word)) {
      throw notSimulated(`ip neigh show ${word}`);
    } else {
      if (word === 'to') word = words.need();
      if (abbreviates(word, 'help')) throw new ToolExit(255, neighUsage);
      filter = { ...filter, to: prefixArgument(word) };
    }
  }
  return filter;
}

interface Entry {
  ip: Ip4 | undefined;
  device: string | undefined;
  mac: Mac | undefined;
  state: NudState;
}

function parseEntry(words: Words): Entry {
  const entry: Entry = { ip: undefined, device: undefined, mac: undefined, state: 'PERMANENT' };
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'lladdr') entry.mac = macArgument(words.need());
    else if (word === 'nud') entry.state = stateArgument(words.need());
    else if (word === 'dev') entry.device = words.need();
    else if (['proxy', 'router', 'extern_learn', 'use', 'managed', 'protocol'].includes(word))
      throw notSimulated(`ip neigh with ${word}`);
    else {
      if (word === 'to') word = words.need();
      if (abbreviates(word, 'help')) throw new ToolExit(255, neighUsage);
      if (entry.ip !== undefined) throw garbage('to', word);
      entry.ip = addressArgument(word, 'any valid');
    }
  }
  return entry;
}

function modify(net: Netlink, words: Words, mode: 'add' | 'change' | 'replace' | 'delete', origin: string): Answer {
  const { ip, device, mac, state } = parseEntry(words);
  if (ip === undefined || device === undefined) {
    throw new ToolExit(255, 'Device and destination are required arguments.\n');
  }
  const { ifindex } = deviceArgument(net, device);
  if (mode === 'delete') {
    const errno = net.deleteNeighbour(ifindex, ip);
    if (errno) throw kernelSaid(errno);
    return DONE;
  }
  const exists = net.neighbours().some((entry) => entry.ifindex === ifindex && entry.ip === ip);
  if (mode === 'change' && !exists) throw kernelSaid('ENOENT');
  if (mac === undefined && ['PERMANENT', 'REACHABLE', 'STALE', 'DELAY', 'PROBE'].includes(state)) {
    throw new ToolExit(2, 'Error: No link layer address given.\n');
  }
  const errno = net.addNeighbour(ifindex, ip, mac, state, mode !== 'add', origin);
  if (errno) throw kernelSaid(errno);
  return DONE;
}

function get(net: Netlink, words: Words, options: IpOptions): Answer {
  const { ip, device } = parseEntry(words);
  if (ip === undefined || device === undefined) throw new ToolExit(1, 'Device and address are required arguments.\n');
  const { ifindex } = deviceArgument(net, device);
  const entry = net.neighbours().find((known) => known.ifindex === ifindex && known.ip === ip);
  if (!entry) throw new ToolExit(2, 'Error: Neighbour entry not found.\n');
  const stdout = options.json
    ? renderJson([neighbourJson(net, entry, false)], options.pretty)
    : neighbourText(net, entry, false);
  return { stdout, status: 0 };
}

function flush(net: Netlink, rest: readonly string[], options: IpOptions): Answer {
  if (rest.length === 0) throw new ToolExit(1, 'Flush requires arguments.\n');
  const words = rest.length === 1 && rest[0] === 'all' ? [] : rest;
  const filter = parseFilter(net, new Words(words));
  const wanted =
    filter.states ?? states.filter((state) => state !== 'PERMANENT' && state !== 'NOARP' && state !== 'FAILED');
  const doomed = select(net, { ...filter, states: wanted });
  if (options.statistics > 1) throw notSimulated('ip -s -s neigh flush');
  for (const entry of doomed) flushed(net.deleteNeighbour(entry.ifindex, entry.ip), 1);
  return { stdout: flushReport(doomed.length, 'entries', '', options), status: 0 };
}
