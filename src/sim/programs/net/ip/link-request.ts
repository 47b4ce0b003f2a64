// The words of `ip link add`, `set` and `delete`, and what they ask of the kernel.
// Source: iproute2 ip/iplink.c iplink_parse, iplink_bridge.c, iplink_bridge_slave.c, link_veth.c; kernel texts: net/core/rtnetlink.c,
// net/core/dev.c dev_validate_mtu, net/bridge/br_if.c. Not modelled: queues, VFs, XDP, aliases, most options of a bridge.
import type { Mac } from '../../../base/mac.ts';
import type { LinkChange, LinkInfo, LinkSpec, Netlink } from '../../../linux/netlink.ts';
import {
  type Answer,
  abbreviates,
  DONE,
  garbage,
  invalidArgument,
  kernelSaid,
  notSimulated,
  parseUnsigned,
  ToolExit,
  type Words,
} from '../tool.ts';
import { deviceArgument, isDeviceName, macArgument, numberArgument, onOffArgument } from './arguments.ts';
import { isStackedKind, stackedChange, stackedRefusal, stackedSpec } from './link-stacked.ts';
import { vxlanRequest } from './link-vxlan.ts';
import { linkUsage } from './usage.ts';

/** What was asked for; `rest` are the words behind the type. */
export interface LinkRequest {
  device: string | undefined;
  name: string | undefined;
  type: string | undefined;
  rest: string[];
  /** The name of the device to stand on. */
  lower: string | undefined;
  mac: Mac | undefined;
  /** What is said on stderr of a request that is granted. */
  warning: string;
  /** The name of the bridge to join, '' to leave it. */
  master: string | undefined;
  change: { -readonly [K in keyof LinkChange]: LinkChange[K] };
}

const absentWords = [
  'index',
  'broadcast',
  'brd',
  'netns',
  'alias',
  'vf',
  'xdp',
  'xdpgeneric',
  'xdpdrv',
  'group',
  'vrf',
  'addrgenmode',
  'protodown',
  'allmulticast',
  'trailers',
  'dynamic',
  'carrier',
  'numtxqueues',
  'numrxqueues',
  'gso_max_size',
  'gro_max_size',
  'mode',
  'state',
  'link-netns',
  'link-netnsid',
  'parentdev',
];

/** Reads the words up to the end or to the options of a type. */
export function parseLinkRequest(words: Words): LinkRequest {
  const request: LinkRequest = {
    device: undefined,
    name: undefined,
    type: undefined,
    rest: [],
    lower: undefined,
    mac: undefined,
    warning: '',
    master: undefined,
    change: {},
  };
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (readSetting(request, word, words)) continue;
    if (word === 'type') {
      request.type = words.need();
      for (let more = words.take(); more !== undefined; more = words.take()) request.rest.push(more);
    } else if (absentWords.includes(word)) throw notSimulated(`ip link with ${word}`);
    else {
      if (word === 'dev') word = words.need();
      else if (abbreviates(word, 'help')) throw new ToolExit(255, linkUsage);
      if (request.device !== undefined) throw garbage('dev', word);
      if (!isDeviceName(word) && word.length <= 15) throw invalidArgument(word, '"dev" not a valid ifname');
      request.device = word;
    }
  }
  return request;
}

/** A word that sets something; false if it is none of these. */
function readSetting(request: LinkRequest, word: string, words: Words): boolean {
  const { change } = request;
  if (word === 'up') change.up = true;
  else if (word === 'down') change.up = false;
  else if (word === 'name') {
    request.name = words.need();
    if (!isDeviceName(request.name)) throw invalidArgument(request.name, '"name" not a valid ifname');
  } else if (abbreviates(word, 'address') && word.length >= 4) request.mac = macArgument(words.need());
  else if (word === 'mtu') change.mtu = numberArgument(words.need(), 'Invalid "mtu" value\n');
  else if (word === 'qlen' || word === 'txqueuelen' || word === 'txqlen') {
    change.txqlen = numberArgument(words.need(), 'Invalid "txqueuelen" value\n');
  } else if (word === 'multicast') change.multicastOn = onOffArgument('multicast', words.need());
  else if (word === 'promisc') change.promisc = onOffArgument('promisc', words.need());
  else if (word === 'arp') change.arpOn = onOffArgument('arp', words.need());
  else if (word === 'master') request.master = words.need();
  else if (word === 'nomaster') request.master = '';
  else if (word === 'link') request.lower = words.need();
  else return false;
  return true;
}

/** RTM_NEWLINK of a new device. */
export function createLink(net: Netlink, request: LinkRequest, origin: string): Answer {
  if (request.type === undefined) throw new ToolExit(1, 'Not enough information: "type" argument is required\n');
  const name = request.name ?? request.device;
  if (name !== undefined && name.length > 15) throw new ToolExit(2, 'Error: Attribute failed policy validation.\n');
  const spec = specOf(net, request, name);
  const made = net.addLink(spec, origin);
  if (!made.ok && spec.kind === 'vxlan' && made.errno === 'EEXIST' && net.link(spec.name) === undefined)
    throw new ToolExit(2, 'Error: A VXLAN device with the specified VNI already exists.\n');
  if (!made.ok) throw stackedRefusal(net, spec) ?? kernelSaid(made.errno);
  const change: LinkChange = { ...request.change, ...masterChange(net, request.master) };
  if (Object.keys(change).length > 0) applyTo(net, made.value, change);
  return { ...DONE, stderr: request.warning };
}

const realKinds = [
  'macvtap',
  'ipvtap',
  'bond',
  'ifb',
  'gre',
  'gretap',
  'ipip',
  'sit',
  'vti',
  'vrf',
  'vcan',
  'team',
  'geneve',
  'wireguard',
  'tun',
  'nlmon',
  'macsec',
  'xfrm',
  'ip6tnl',
  'ip6gre',
];

function specOf(net: Netlink, request: LinkRequest, name: string | undefined): LinkSpec {
  const mac = request.mac === undefined ? {} : { mac: request.mac };
  const mtu = request.change.mtu === undefined ? {} : { mtu: request.change.mtu };
  const type = request.type ?? '';
  if (type === 'bridge' || type === 'dummy') {
    if (type === 'bridge') Object.assign(request.change, bridgeOptions(request.rest));
    else if (request.rest.length > 0) throw garbageOptions(request.rest);
    return { kind: type, name: name ?? freeName(net, type), ...mac, ...mtu };
  }
  if (type === 'veth') {
    return {
      kind: 'veth',
      name: name ?? freeName(net, 'veth'),
      peer: vethPeer(net, request.rest, name),
      ...mac,
      ...mtu,
    };
  }
  if (type === 'vxlan') {
    const { options, warning } = vxlanRequest(net, request.rest);
    request.warning = warning;
    return { kind: 'vxlan', name: name ?? freeName(net, 'vxlan'), ...mac, ...mtu, ...options };
  }
  if (isStackedKind(type)) {
    const lower = request.lower === undefined ? undefined : deviceArgument(net, request.lower);
    return stackedSpec(type, request.rest, lower, { name: name ?? freeName(net, type), ...mac, ...mtu });
  }
  if (realKinds.includes(type)) throw notSimulated(`devices of type ${type}`);
  throw new ToolExit(2, 'Error: Unknown device type.\n');
}

const garbageOptions = (rest: readonly string[]): ToolExit =>
  new ToolExit(1, `Garbage instead of arguments "${rest[0]} ...". Try "ip link help".\n`);

/** `peer [name] NAME [address MAC]`; without a name the kernel numbers it. */
function vethPeer(net: Netlink, rest: readonly string[], own: string | undefined): { name: string; mac?: Mac } {
  if (rest.length === 0) return { name: freeName(net, 'veth', own === undefined ? 1 : 0) };
  if (rest[0] !== 'peer') throw new ToolExit(1, `veth: what is "${rest[0]}"?\n`);
  let name: string | undefined;
  let mac: Mac | undefined;
  for (let at = 1; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (word === 'name') name = rest[++at];
    else if (abbreviates(word, 'address') && word.length >= 4) mac = macArgument(rest[++at] ?? '');
    else if (word === 'netns') throw notSimulated('ip link with netns');
    else if (name === undefined) name = word;
    else throw garbage('dev', word);
  }
  return { name: name ?? freeName(net, 'veth'), ...(mac === undefined ? {} : { mac }) };
}

/** The lowest free `veth%d` (dev_alloc_name); `skip` leaves room for the device that is named first. */
function freeName(net: Netlink, stem: string, skip = 0): string {
  let left = skip;
  for (let number = 0; ; number++) {
    if (net.link(`${stem}${number}`) === undefined && left-- === 0) return `${stem}${number}`;
  }
}

function bridgeOptions(rest: readonly string[]): LinkChange {
  let change: LinkChange = {};
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (word === 'vlan_default_pvid') {
      const value = parseUnsigned(rest[++at] ?? '');
      if (value === undefined) throw invalidArgument(rest[at] ?? '', 'invalid vlan_default_pvid');
      change = { ...change, defaultPvid: value };
    } else if (word === 'stp_state' || word === 'ageing_time') {
      const value = parseUnsigned(rest[++at] ?? '');
      if (value === undefined) throw invalidArgument(rest[at] ?? '', `invalid ${word}`);
      // times of a bridge are given in hundredths of a second
      change = word === 'stp_state' ? { ...change, stp: value !== 0 } : { ...change, ageing: value / 100 };
    } else throw notSimulated(`bridge option ${word}`);
  }
  return change;
}

/** The master that was asked for, as a change: joining names the bridge, leaving is 0. */
function masterChange(net: Netlink, master: string | undefined): LinkChange {
  if (master === undefined) return {};
  if (master === '') return { master: 0 };
  const bridge = net.link(master);
  if (!bridge) throw invalidArgument(master, 'Device does not exist\n');
  return { master: bridge.ifindex };
}

/** RTM_NEWLINK of a device that exists. */
export function applyLinkChange(net: Netlink, request: LinkRequest): Answer {
  if (request.lower !== undefined) throw notSimulated('ip link set with link');
  const masters = masterChange(net, request.master);
  const device = request.device ?? request.name;
  if (device === undefined) throw new ToolExit(255, 'Not enough information: "dev" argument is required.\n');
  const link = deviceArgument(net, device);
  const typed = typeOptions(request, link);
  applyTo(net, link.ifindex, {
    ...request.change,
    ...typed,
    ...masters,
    ...(request.mac === undefined ? {} : { mac: request.mac }),
    ...(request.name === undefined || request.name === link.name ? {} : { name: request.name }),
  });
  return DONE;
}

function typeOptions(request: LinkRequest, link: LinkInfo): LinkChange {
  if (request.type === undefined) return {};
  if (isStackedKind(request.type) && link.kind === request.type) return stackedChange(request.type, request.rest);
  if (request.type === 'bridge' && link.kind === 'bridge') return bridgeOptions(request.rest);
  if (request.type !== 'bridge_slave') throw kernelSaid('EOPNOTSUPP');
  const [option = '', value = ''] = request.rest;
  if (option === 'hairpin' || option === 'isolated') return { [option]: onOffArgument(option, value) };
  throw notSimulated(`bridge port option ${option}`);
}

function applyTo(net: Netlink, ifindex: number, change: LinkChange): void {
  const link = net.linkByIndex(ifindex);
  if (link) refuseImpossible(net, link, change);
  const errno = net.setLink(ifindex, change);
  if (errno) throw kernelSaid(errno);
}

/** ETH_MIN_MTU, ETH_MAX_MTU: uapi/linux/if_ether.h. */
const LEAST_MTU = 68;
const MOST_MTU = 65535;

/** Requests that the kernel refuses with words of its own (extended acknowledgements). */
function refuseImpossible(net: Netlink, link: LinkInfo, change: LinkChange): void {
  const say = (text: string): ToolExit => new ToolExit(2, `Error: ${text}.\n`);
  if (change.mtu !== undefined && link.kind !== 'loopback') {
    if (change.mtu < LEAST_MTU) throw say('mtu less than device minimum');
    if (change.mtu > MOST_MTU) throw say('mtu greater than device maximum');
  }
  if (change.master && link.kind === 'bridge' && net.linkByIndex(change.master)?.kind === 'bridge') {
    throw say('Can not enslave a bridge to a bridge');
  }
}
