// `bridge link`: the ports of bridges and their settings.
// Source: iproute2 6.1 bridge/link.c; bridge(8). Not modelled: settings of a port other than hairpin and isolated.
import type { LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { linkFlags, linkName } from '../ip/link-line.ts';
import { type Json, type JsonObject, renderJson } from '../json.ts';
import {
  type Answer,
  abbreviates,
  DONE,
  deviceName,
  invalidArgument,
  kernelSaid,
  notSimulated,
  ToolExit,
  Words,
} from '../tool.ts';
import type { BridgeOptions } from './options.ts';

const linkUsage = `Usage: bridge link set dev DEV [ cost COST ] [ priority PRIO ] [ state STATE ]
                               [ guard {on | off} ]
                               [ hairpin {on | off} ]
                               [ fastleave {on | off} ]
                               [ root_block {on | off} ]
                               [ learning {on | off} ]
                               [ learning_sync {on | off} ]
                               [ flood {on | off} ]
                               [ mcast_router MULTICAST_ROUTER ]
                               [ mcast_flood {on | off} ]
                               [ bcast_flood {on | off} ]
                               [ mcast_to_unicast {on | off} ]
                               [ neigh_suppress {on | off} ]
                               [ vlan_tunnel {on | off} ]
                               [ isolated {on | off} ]
                               [ locked {on | off} ]
                               [ hwmode {vepa | veb} ]
                               [ backup_port DEVICE ] [ nobackup_port ]
                               [ self ] [ master ]
       bridge link show [dev DEV]
`;

/** A port's settings in iproute2's order; what is not simulated has the kernel's default. */
function settings(link: LinkInfo): Record<string, Json> {
  const { port } = link;
  return {
    hairpin: port?.hairpin ?? false,
    guard: port?.guard ?? false,
    root_block: false,
    fastleave: false,
    learning: port?.learning ?? true,
    flood: port?.flood ?? true,
    mcast_flood: true,
    bcast_flood: true,
    mcast_router: 1,
    mcast_to_unicast: false,
    neigh_suppress: false,
    vlan_tunnel: false,
    isolated: port?.isolated ?? false,
    locked: false,
  };
}

/** The kernel does not tell bridge(8) that a peer is elsewhere: its index is taken for a device of this namespace. */
const asTold = (link: LinkInfo): LinkInfo => ({ ...link, peerNsid: undefined });

/** What `bridge link show [dev DEV]` prints. */
export function renderBridgeLinks(net: Netlink, options: BridgeOptions, device?: string): string {
  const wanted = (link: LinkInfo): boolean => link.port !== undefined && (device === undefined || link.name === device);
  const ports = net.links().filter(wanted).map(asTold);
  if (options.json)
    return renderJson(
      ports.map((port) => portJson(net, port, options)),
      options.pretty,
    );
  return ports.map((port) => portText(net, port, options)).join('');
}

function portText(net: Netlink, link: LinkInfo, options: BridgeOptions): string {
  const { port, master } = link;
  let text = `${link.ifindex}: ${linkName(net, link)}: <${linkFlags(net, link).join(',')}> mtu ${link.mtu} `;
  if (master !== undefined) text += `master ${deviceName(net, master)} `;
  if (port) text += `state ${port.state} priority ${port.priority} cost ${port.cost} `;
  if (options.details) {
    const said = Object.entries(settings(link)).map(
      ([name, value]) => `${name} ${value === true ? 'on' : value === false ? 'off' : String(value)} `,
    );
    text += `\n    ${said.join('')}`;
  }
  return `${text}\n`;
}

function portJson(net: Netlink, link: LinkInfo, options: BridgeOptions): JsonObject {
  const { port, master, peerIfindex } = link;
  return {
    ifindex: link.ifindex,
    link: peerIfindex === undefined ? undefined : linkName(net, link).slice(link.name.length + 1),
    ifname: link.name,
    flags: linkFlags(net, link),
    mtu: link.mtu,
    master: master === undefined ? undefined : deviceName(net, master),
    state: port?.state,
    priority: port?.priority,
    cost: port?.cost,
    ...(options.details ? settings(link) : {}),
  };
}

/** `bridge link …`. */
export function bridgeLink(net: Netlink, args: readonly string[], options: BridgeOptions): Answer {
  const [command, ...rest] = args;
  const words = new Words(rest);
  if (command === undefined) return { stdout: renderBridgeLinks(net, options), status: 0 };
  if (abbreviates(command, 'set') || abbreviates(command, 'change')) return set(net, words);
  if (['show', 'lst', 'list'].some((name) => abbreviates(command, name))) return show(net, words, options);
  if (abbreviates(command, 'help')) throw new ToolExit(255, linkUsage);
  throw new ToolExit(255, `Command "${command}" is unknown, try "bridge link help".\n`);
}

function show(net: Netlink, words: Words, options: BridgeOptions): Answer {
  let device: string | undefined;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'dev') device = words.need();
    else if (word === 'master') throw notSimulated('bridge link show master');
  }
  if (device !== undefined && !net.link(device)) throw new ToolExit(255, `Cannot find device "${device}"\n`);
  return { stdout: renderBridgeLinks(net, options, device), status: 0 };
}

function set(net: Netlink, words: Words): Answer {
  let device: string | undefined;
  const change: { hairpin?: boolean; isolated?: boolean } = {};
  for (let word = words.take(); word !== undefined; word = words.take()) {
    if (word === 'dev') device = words.need();
    else if (word === 'hairpin' || word === 'isolated') change[word] = onOff(word, words.need());
    else if (abbreviates(word, 'help')) throw new ToolExit(255, linkUsage);
    else throw notSimulated(`bridge link set ${word}`);
  }
  if (device === undefined) throw new ToolExit(255, 'Device is a required argument.\n');
  const link = net.link(device);
  if (!link) throw new ToolExit(255, `Cannot find bridge device "${device}"\n`);
  const errno = link.port ? net.setLink(link.ifindex, change) : 'EOPNOTSUPP';
  if (errno) throw kernelSaid(errno, 255);
  return DONE;
}

function onOff(option: string, word: string): boolean {
  if (word === 'on' || word === 'off') return word === 'on';
  throw invalidArgument(word, `"${option}" should be "on" or "off"`);
}
