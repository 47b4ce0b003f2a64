// What brctl shows of bridges: the list, the addresses learnt, the spanning tree.
// Source: bridge-utils 1.7 brctl/brctl_cmd.c br_cmd_show, br_cmd_showmacs, brctl_disp.c, libbridge (names in alphabetical order).
// Not modelled: timers of the spanning tree (they read 0); every bridge is its own root.
import { formatMac } from '../../../base/mac.ts';
import type { BridgeInfo, BridgePortInfo, LinkInfo, Netlink } from '../../../linux/netlink.ts';

const byName = (a: LinkInfo, b: LinkInfo): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** The ports of a bridge, in alphabetical order. */
export function portsOf(net: Netlink, bridge: LinkInfo): LinkInfo[] {
  return net
    .links()
    .filter((link) => link.master === bridge.ifindex)
    .sort(byName);
}

/** What `brctl show [NAME]` prints. */
export function renderBridges(net: Netlink, name?: string): string {
  let text = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\n';
  for (const link of net.links().sort(byName)) {
    if (!link.bridge || (name !== undefined && link.name !== name)) continue;
    const ports = portsOf(net, link).map((port) => port.name);
    text += `${link.name}\t\t${link.bridge.bridgeId}\t${link.bridge.stp ? 'yes' : 'no'}\t\t${ports.join('\n\t\t\t\t\t\t\t')}\n`;
  }
  return text;
}

/** A time as brctl prints it: seconds four wide, hundredths cut off. */
function clock(seconds: number): string {
  const hundredths = Math.trunc(seconds * 100);
  return `${String(Math.trunc(hundredths / 100)).padStart(4)}.${String(hundredths % 100).padStart(2, '0')}`;
}

/** What `brctl showmacs NAME` prints: the ports' addresses, lowest first. */
export function renderMacs(net: Netlink, bridge: LinkInfo): string {
  const entries = net
    .fdb()
    .filter((entry) => entry.master === bridge.ifindex && !entry.self && entry.ifindex !== bridge.ifindex);
  let text = 'port no\tmac addr\t\tis local?\tageing timer\n';
  for (const entry of entries.sort((a, b) => a.mac - b.mac)) {
    const port = net.linkByIndex(entry.ifindex)?.port?.portNumber ?? 0;
    const local = entry.state === 'permanent' ? 'yes' : 'no';
    const age = entry.state === 'dynamic' ? entry.age / 1_000_000 : 0;
    text += `${String(port).padStart(3)}\t${formatMac(entry.mac)}\t${local}\t\t${clock(age)}\n`;
  }
  return text;
}

/**
 * CONFIG_HZ over USER_HZ: the kernel hands three of a bridge's times over in ticks of 1/250 s where brctl expects 1/100 s,
 * so that brctl shows them too long (net/bridge/br_ioctl.c, BRCTL_GET_BRIDGE_INFO).
 */
const TICKS_MISREAD = 250 / 100;

/** What `brctl showstp NAME` prints. */
export function renderSpanningTree(net: Netlink, link: LinkInfo, bridge: BridgeInfo): string {
  const still = clock(0);
  const id = bridge.bridgeId;
  let text = `${link.name}\n bridge id\t\t${id}\n designated root\t${id}\n root port\t\t   0\t\t\tpath cost\t\t   0\n`;
  text += ` max age\t\t${clock(bridge.maxAge)}\t\t\tbridge max age\t\t${clock(bridge.maxAge * TICKS_MISREAD)}\n`;
  text += ` hello time\t\t${clock(bridge.helloTime)}\t\t\tbridge hello time\t${clock(bridge.helloTime * TICKS_MISREAD)}\n`;
  text += ` forward delay\t\t${clock(bridge.forwardDelay * TICKS_MISREAD)}\t\t\tbridge forward delay\t${clock(bridge.forwardDelay)}\n`;
  text += ` ageing time\t\t${clock(bridge.ageing)}\n hello timer\t\t${still}\t\t\ttcn timer\t\t${still}\n`;
  text += ` topology change timer\t${still}\t\t\tgc timer\t\t${still}\n flags\t\t\t\n\n\n`;
  for (const port of portsOf(net, link)) if (port.port) text += portText(port.name, port.port, id);
  return text;
}

function portText(name: string, port: BridgePortInfo, bridgeId: string): string {
  const still = clock(0);
  // the priority's upper six bits above ten bits of number, as net/bridge/br_private.h has it
  const id = (((port.priority & 0xff) << 10) | port.portNumber).toString(16).padStart(4, '0');
  let text = `${name} (${port.portNumber})\n port id\t\t${id}\t\t\tstate\t\t${port.state.padStart(15)}\n`;
  text += ` designated root\t${bridgeId}\tpath cost\t\t${String(port.cost).padStart(4)}\n`;
  text += ` designated bridge\t${bridgeId}\tmessage age timer\t${still}\n`;
  text += ` designated port\t${id}\t\t\tforward delay timer\t${still}\n`;
  text += ` designated cost\t   0\t\t\thold timer\t\t${still}\n flags\t\t\t${port.hairpin ? '\n hairpin mode\t\t   1' : ''}\n\n`;
  return text;
}
