// `bridge fdb`: forwarding databases of bridges and address lists of devices.
// Source: iproute2 6.1 bridge/fdb.c; bridge(8). Not modelled: `via` and source VNIs of remote entries, nexthops, flush, flags other than self.
import { formatIp4, parseIp4 } from '../../../base/ip4.ts';
import { formatMac, parseMac } from '../../../base/mac.ts';
import type { FdbInfo, FdbOptions, FdbRemote, LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { type JsonObject, renderJson } from '../json.ts';
import {
  type Answer,
  abbreviates,
  DONE,
  deviceName,
  incompleteCommand,
  kernelSaid,
  notSimulated,
  ToolExit,
  Words,
} from '../tool.ts';
import { type BridgeOptions, plainBridgeOptions } from './options.ts';

export const fdbUsage = `Usage: bridge fdb { add | append | del | replace } ADDR dev DEV
              [ self ] [ master ] [ use ] [ router ] [ extern_learn ]
              [ sticky ] [ local | static | dynamic ] [ vlan VID ]
              { [ dst IPADDR ] [ port PORT] [ vni VNI ] | [ nhid NHID ] }
	       [ via DEV ] [ src_vni VNI ]
       bridge fdb [ show [ br BRDEV ] [ brport DEV ] [ vlan VID ]
              [ state STATE ] [ dynamic ] ]
       bridge fdb get [ to ] LLADDR [ br BRDEV ] { brport | dev } DEV
              [ vlan VID ] [ vni VNI ] [ self ] [ master ] [ dynamic ]
       bridge fdb flush dev DEV [ brport DEV ] [ vlan VID ]
              [ self ] [ master ] [ [no]permanent | [no]static | [no]dynamic ]
              [ [no]added_by_user ] [ [no]extern_learn ] [ [no]sticky ]
              [ [no]offloaded ]
`;

/** Which entries are wanted, by names of devices. */
export interface FdbFilter {
  /** Entries of this bridge, its ports and itself. */
  readonly bridge?: string;
  readonly device?: string;
  readonly vlan?: number;
  readonly state?: FdbInfo['state'];
}

function select(net: Netlink, filter: FdbFilter): FdbInfo[] {
  const bridge = filter.bridge === undefined ? undefined : net.link(filter.bridge)?.ifindex;
  const device = filter.device === undefined ? undefined : net.link(filter.device)?.ifindex;
  return net.fdb().filter((entry) => {
    const owner = entry.master ?? net.linkByIndex(entry.ifindex)?.master;
    if (filter.bridge !== undefined && owner !== bridge && entry.ifindex !== bridge) return false;
    if (filter.device !== undefined && entry.ifindex !== device) return false;
    if (filter.vlan !== undefined && entry.vlan !== filter.vlan) return false;
    return filter.state === undefined || entry.state === filter.state;
  });
}

/** What `bridge fdb show` prints for this filter and these options. */
export function renderFdb(net: Netlink, filter: FdbFilter = {}, options: BridgeOptions = plainBridgeOptions): string {
  const entries = select(net, filter);
  const oneDevice = filter.device !== undefined;
  if (options.json)
    return renderJson(
      entries.map((entry) => entryJson(net, entry, oneDevice, options)),
      options.pretty,
    );
  return entries.map((entry) => entryText(net, entry, oneDevice, options)).join('');
}

const seconds = (entry: FdbInfo): number => Math.floor(entry.age / 1_000_000);

function entryText(net: Netlink, entry: FdbInfo, oneDevice: boolean, options: BridgeOptions): string {
  let text = `${formatMac(entry.mac)} `;
  if (!oneDevice) text += `dev ${deviceName(net, entry.ifindex)} `;
  if (entry.remote) text += `dst ${formatIp4(entry.remote.address)} `;
  if (entry.vlan !== undefined) text += `vlan ${entry.vlan} `;
  if (entry.remote?.port !== undefined) text += `port ${entry.remote.port} `;
  if (entry.remote?.vni !== undefined) text += `vni ${entry.remote.vni} `;
  if (entry.linkNetnsid !== undefined) text += `link-netnsid ${entry.linkNetnsid} `;
  if (options.statistics && !entry.self) text += `used ${seconds(entry)}/${seconds(entry)} `;
  if (entry.self) text += 'self ';
  if (entry.master !== undefined) text += `master ${deviceName(net, entry.master)} `;
  return `${text}${entry.state === 'dynamic' ? '' : entry.state}\n`;
}

function entryJson(net: Netlink, entry: FdbInfo, oneDevice: boolean, options: BridgeOptions): JsonObject {
  const times = options.statistics && !entry.self ? { used: seconds(entry), updated: seconds(entry) } : {};
  return {
    mac: formatMac(entry.mac),
    ifname: oneDevice ? undefined : deviceName(net, entry.ifindex),
    dst: entry.remote && formatIp4(entry.remote.address),
    vlan: entry.vlan,
    port: entry.remote?.port,
    vni: entry.remote?.vni,
    link_netnsid: entry.linkNetnsid,
    ...times,
    flags: entry.self ? ['self'] : [],
    master: entry.master === undefined ? undefined : deviceName(net, entry.master),
    state: entry.state === 'dynamic' ? '' : entry.state,
  };
}

/** `bridge fdb …`. */
export function bridgeFdb(net: Netlink, args: readonly string[], options: BridgeOptions, origin: string): Answer {
  const [command, ...rest] = args;
  const words = new Words(rest);
  if (command === undefined) return { stdout: renderFdb(net, {}, options), status: 0 };
  const change = (['add', 'append', 'replace', 'delete'] as const).find((name) => abbreviates(command, name));
  if (change) return modify(net, words, change, origin);
  if (abbreviates(command, 'get') || abbreviates(command, 'flush')) throw notSimulated(`bridge fdb ${command}`);
  if (['show', 'lst', 'list'].some((name) => abbreviates(command, name))) {
    return { stdout: renderFdb(net, parseFilter(net, words), options), status: 0 };
  }
  if (abbreviates(command, 'help')) throw new ToolExit(255, fdbUsage);
  throw new ToolExit(255, `Command "${command}" is unknown, try "bridge fdb help".\n`);
}

function existing(net: Netlink, name: string, what = 'device'): LinkInfo {
  const link = net.link(name);
  if (!link) throw new ToolExit(255, `Cannot find ${what} "${name}"\n`);
  return link;
}

function parseFilter(net: Netlink, words: Words): FdbFilter {
  let filter: FdbFilter = {};
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'br') filter = { ...filter, bridge: existing(net, words.need(), 'bridge device').name };
    else if (word === 'brport' || word === 'dev') filter = { ...filter, device: existing(net, words.need()).name };
    else if (word === 'vlan') filter = { ...filter, vlan: Number(words.need()) };
    else if (word === 'dynamic') filter = { ...filter, state: 'dynamic' };
    else if (word === 'state') filter = { ...filter, ...stateFilter(words.need()) };
    else if (abbreviates(word, 'help')) throw new ToolExit(255, fdbUsage);
  }
  return filter;
}

function stateFilter(word: string): FdbFilter {
  if (word === 'all') return {};
  if (word === 'permanent' || word === 'static') return { state: word };
  if (word === 'reachable' || word === 'stale') throw notSimulated(`bridge fdb show state ${word}`);
  throw new ToolExit(255, `Error: argument "${word}" is wrong: invalid state\n`);
}

interface Request {
  mac: string | undefined;
  device: string | undefined;
  self: boolean;
  master: boolean;
  state: FdbInfo['state'];
  remote: { -readonly [K in keyof FdbRemote]: FdbRemote[K] } | undefined;
}

function parseRequest(words: Words): Request {
  const start = { mac: undefined, device: undefined, self: false, master: false, remote: undefined } as const;
  const request: Request = { ...start, state: 'permanent' };
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'dev') request.device = words.need();
    else if (word === 'self') request.self = true;
    else if (word === 'master') request.master = true;
    else if (word === 'local' || word === 'permanent') request.state = 'permanent';
    else if (word === 'static' || word === 'temp') request.state = 'static';
    else if (word === 'dynamic') request.state = 'dynamic';
    else if (word === 'dst' || word === 'port' || word === 'vni') readRemote(request, word, words.need());
    else if (['via', 'vlan', 'use', 'router', 'extern_learn', 'sticky', 'nhid', 'src_vni'].includes(word)) {
      throw notSimulated(`bridge fdb with ${word}`);
    } else {
      if (word === 'to') word = words.need();
      if (abbreviates(word, 'help')) throw new ToolExit(255, fdbUsage);
      if (request.mac !== undefined)
        throw new ToolExit(255, `Error: either "to" is duplicate, or "${word}" is a garbage.\n`);
      request.mac = word;
    }
  }
  return request;
}

function readRemote(request: Request, word: 'dst' | 'port' | 'vni', value: string): void {
  request.remote ??= { address: 0 };
  if (word === 'dst') {
    const address = parseIp4(value);
    if (address === undefined) throw new ToolExit(1, `Error: inet address is expected rather than "${value}".\n`);
    request.remote.address = address;
    return;
  }
  const most = word === 'port' ? 0xffff : 0xffffff;
  if (!/^\d+$/.test(value) || Number(value) > most) throw new ToolExit(255, `invalid ${word} ${value}\n`);
  request.remote[word] = Number(value);
}

function modify(net: Netlink, words: Words, mode: 'add' | 'append' | 'replace' | 'delete', origin: string): Answer {
  if (words.peek() === undefined) throw incompleteCommand();
  const { mac: text, device, self, master, state, remote } = parseRequest(words);
  if (device === undefined || text === undefined)
    throw new ToolExit(255, 'Device and address are required arguments.\n');
  const mac = parseMac(text);
  if (mac === undefined) throw new ToolExit(255, `Invalid mac address ${text}\n`);
  const { ifindex } = existing(net, device);
  const own = self || !master;
  if (mode === 'replace') net.deleteFdb(ifindex, mac, own);
  const options: FdbOptions = { origin, append: mode === 'append', ...(remote ? { remote } : {}) };
  const errno =
    mode === 'delete' ? net.deleteFdb(ifindex, mac, own, remote) : net.addFdb(ifindex, mac, state, own, options);
  if (errno) throw kernelSaid(errno, 255);
  return DONE;
}
