// The options of `ip link add … type vxlan`, and what `ip -d link` says of such a device.
// Source: iproute2 6.1 ip/iplink_vxlan.c (vxlan_parse_opt, vxlan_print_opt); ip-link(8).
// Not modelled: multicast groups, IPv6 endpoints, external, nexthop groups, the flags that the kernel keeps at their defaults.
import { formatIp4, type Ip4, isMulticast } from '../../../base/ip4.ts';
import type { LinkInfo, LinkSpec, Netlink, VxlanInfo } from '../../../linux/netlink.ts';
import { MAX_VNI } from '../../../wire/vxlan.ts';
import type { JsonObject } from '../json.ts';
import { abbreviates, deviceName, invalidArgument, notSimulated, parseUnsigned, ToolExit, Words } from '../tool.ts';
import { addressArgument, deviceArgument } from './arguments.ts';

type VxlanSpec = Extract<LinkSpec, { kind: 'vxlan' }>;
type Draft = { -readonly [K in keyof VxlanInfo]?: VxlanInfo[K] };

const MAX_PORT = 65_535;
const FDB_AGE_DEFAULT = 300; // seconds, drivers/net/vxlan/vxlan_core.c

const flags = ['learning', 'proxy', 'l2miss', 'l3miss'] as const;
/** Words whose default this simulator has anyway. */
const harmless = [
  'norsc',
  'noudpcsum6',
  'noudp6zerocsumtx',
  'noudp6zerocsumrx',
  'udpcsum',
  'noremcsumtx',
  'noremcsumrx',
];
const absent = [
  'rsc',
  'noudpcsum',
  'udp6zerocsumtx',
  'udp6zerocsumrx',
  'remcsumtx',
  'remcsumrx',
  'external',
  'gbp',
  'gpe',
];
const absentWithValue = ['maxaddress', 'flowlabel', 'df', 'srcport-range'];

const unspecifiedPort = `vxlan: destination port not specified
Will use Linux kernel default (non-standard value)
Use 'dstport 4789' to get the IANA assigned value
Use 'dstport 0' to get default and quiet this message
`;

/** What was asked for, and what iproute2 grumbles about it. */
export interface VxlanRequest {
  readonly options: Omit<VxlanSpec, 'kind' | 'name' | 'mac' | 'mtu' | 'txqlen'>;
  readonly warning: string;
}

export function vxlanRequest(net: Netlink, rest: readonly string[]): VxlanRequest {
  const draft: Draft = {};
  const words = new Words(rest);
  let portSaid = false;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'dstport') portSaid = true;
    readOption(net, draft, word, words);
  }
  const { vni, ...options } = draft;
  if (vni === undefined) throw new ToolExit(255, 'vxlan: missing virtual network identifier\n');
  return { options: { vni, ...options }, warning: portSaid ? '' : unspecifiedPort };
}

function readOption(net: Netlink, draft: Draft, word: string, words: Words): void {
  const flag = flags.find((name) => word === name || word === `no${name}`);
  if (word === 'id' || word === 'vni') draft.vni = number(words.need(), MAX_VNI, 'invalid id');
  else if (word === 'remote' || word === 'group') draft.remote = farEnd(word, words.need());
  else if (word === 'local') draft.local = unicast(words.need());
  else if (word === 'dev') draft.link = deviceArgument(net, words.need()).ifindex;
  else if (word === 'dstport') {
    const port = number(words.need(), MAX_PORT, 'dst port');
    if (port !== 0) draft.port = port;
  } else if (word === 'port' || word === 'srcport') {
    draft.portMin = number(words.need(), MAX_PORT, 'min port');
    draft.portMax = number(words.need(), MAX_PORT, 'max port');
  } else if (word === 'ttl' || word === 'hoplimit') draft.ttl = ttl(words.need());
  else if (word === 'tos' || word === 'dsfield') draft.tos = number(words.need(), 255, 'invalid TOS');
  else if (word === 'ageing') draft.ageing = ageing(words.need());
  else if (flag !== undefined) draft[flag] = word === flag;
  else if (abbreviates(word, 'help')) throw notSimulated('ip link help vxlan');
  else if (absent.includes(word) || absentWithValue.includes(word)) throw notSimulated(`vxlan option ${word}`);
  else if (!harmless.includes(word)) throw new ToolExit(255, `vxlan: unknown command "${word}"?\n`);
}

function number(word: string, most: number, complaint: string): number {
  const value = parseUnsigned(word);
  if (value === undefined || value > most) throw invalidArgument(word, complaint);
  return value;
}

function farEnd(word: string, text: string): Ip4 {
  const address = addressArgument(text);
  if (isMulticast(address)) {
    if (word === 'remote') throw invalidArgument(text, 'invalid remote address');
    throw notSimulated('vxlan with a multicast group');
  }
  if (word === 'group') throw invalidArgument(text, 'invalid group address');
  return address;
}

function unicast(text: string): Ip4 {
  const address = addressArgument(text);
  if (isMulticast(address)) throw invalidArgument(text, 'invalid local address');
  return address;
}

function ttl(word: string): number {
  if (word === 'inherit') throw notSimulated('vxlan option ttl inherit');
  return word === 'auto' ? 0 : number(word, 255, 'TTL must be <= 255');
}

const ageing = (word: string): number => (word === 'none' ? 0 : number(word, 0xffffffff, 'ageing timer'));

/** A setting as link-details prints them: text, value, name in JSON. Flags are words without a value. */
export function vxlanText(net: Netlink, vxlan: VxlanInfo): string {
  const words = [`id ${vxlan.vni}`];
  if (vxlan.remote !== undefined) words.push(`remote ${formatIp4(vxlan.remote)}`);
  if (vxlan.local !== undefined) words.push(`local ${formatIp4(vxlan.local)}`);
  if (vxlan.link !== undefined) words.push(`dev ${deviceName(net, vxlan.link)}`);
  words.push(`srcport ${vxlan.portMin} ${vxlan.portMax}`, `dstport ${vxlan.port}`);
  if (!vxlan.learning) words.push('nolearning');
  for (const flag of ['proxy', 'l2miss', 'l3miss'] as const) if (vxlan[flag]) words.push(flag);
  if (vxlan.tos !== 0) words.push(`tos 0x${vxlan.tos.toString(16)}`);
  if (vxlan.ttl !== 0) words.push(`ttl ${vxlan.ttl}`);
  // The recorded hosts print no ageing time where it is the default one.
  if (vxlan.ageing !== FDB_AGE_DEFAULT) words.push(`ageing ${vxlan.ageing === 0 ? 'none' : vxlan.ageing}`);
  return words.map((word) => `${word} `).join('');
}

export function vxlanJson(net: Netlink, vxlan: VxlanInfo): JsonObject {
  return {
    id: vxlan.vni,
    remote: vxlan.remote === undefined ? undefined : formatIp4(vxlan.remote),
    local: vxlan.local === undefined ? undefined : formatIp4(vxlan.local),
    link: vxlan.link === undefined ? undefined : deviceName(net, vxlan.link),
    port_range: { low: vxlan.portMin, high: vxlan.portMax },
    port: vxlan.port,
    learning: vxlan.learning,
    proxy: vxlan.proxy,
    l2miss: vxlan.l2miss,
    l3miss: vxlan.l3miss,
    ttl: vxlan.ttl,
    ageing: vxlan.ageing,
  };
}

/** Virtual devices without segmentation limits of their own: TSO_LEGACY_MAX_SIZE. */
export const tsoMaxSize = (link: LinkInfo): number => (link.kind === 'vxlan' ? 65_536 : 524_280);
