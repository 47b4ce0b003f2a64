// /proc/net: devices with their counters, routes, neighbours, VLANs.
// Source: proc(5); net/core/net-procfs.c, net/ipv4/fib_trie.c (fib_route_seq_show), net/ipv4/arp.c (arp_seq_show), net/8021q/vlanproc.c.
// Not modelled: the tables of sockets, protocols' counters, what IPv6 has there.
import { formatIp4, type Ip4, maskOf } from '../base/ip4.ts';
import { formatMac } from '../base/mac.ts';
import type { NetNamespace } from '../linux/namespace.ts';
import type { LinkInfo, NeighInfo, Netlink, RouteInfo } from '../linux/netlink.ts';
import { ComputedDirectory, type Node } from './file-tree.ts';
import { file, fixed } from './sysfs.ts';

const ROUTE_WIDTH = 127; // seq_setwidth in fib_route_seq_show
const RTF = { UP: 0x1, GATEWAY: 0x2, HOST: 0x4, REJECT: 0x200 };
const ATF = { COMPLETE: 0x2, PERMANENT: 0x4 };

/** /proc/net; what is below `vlan` is there with the first VLAN device. */
export function procNet({ net }: NetNamespace): ComputedDirectory {
  const nodes: Readonly<Record<string, Node>> = {
    arp: file(() => arpTable(net)),
    dev: file(() => deviceTable(net.links())),
    route: file(() => routeTable(net)),
    vlan: fixed({ config: file(() => vlanConfig(net)) }),
  };
  const hasVlans = (): boolean => net.links().some((link) => link.stacked?.kind === 'vlan');
  return new ComputedDirectory(
    () => Object.keys(nodes).filter((name) => name !== 'vlan' || hasVlans()),
    (name) => (name === 'vlan' && !hasVlans() ? undefined : nodes[name]),
  );
}

/** An address as a little-endian machine prints the 32 bits that it holds in network order. */
function hexAddress(address: Ip4): string {
  const bytes = [0, 8, 16, 24].map((shift) => (address >>> shift) & 0xff);
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}

function routeTable(net: Netlink): string {
  const heading = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const rows = net.routes('main').map((route) => routeLine(net, route));
  return [heading, ...rows].map((row) => `${row.padEnd(ROUTE_WIDTH)}\n`).join('');
}

function routeLine(net: Netlink, { dst, prefixLength, gateway, ifindex, metric, type }: RouteInfo): string {
  const device = ifindex === undefined ? '*' : (net.linkByIndex(ifindex)?.name ?? '*');
  const refused = type === 'unreachable' || type === 'prohibit' ? RTF.REJECT : 0;
  const flags = RTF.UP | (gateway === undefined ? 0 : RTF.GATEWAY) | (prefixLength === 32 ? RTF.HOST : 0) | refused;
  const spelt = flags.toString(16).toUpperCase().padStart(4, '0');
  const [to, via, mask] = [dst, gateway ?? 0, maskOf(prefixLength)].map(hexAddress);
  return `${device}\t${to}\t${via}\t${spelt}\t0\t0\t${metric}\t${mask}\t0\t0\t0`;
}

function arpTable(net: Netlink): string {
  const heading = 'IP address       HW type     Flags       HW address            Mask     Device\n';
  // Those without a link layer are left out (NUD_NOARP).
  const shown = net.neighbours().filter(({ state }) => state !== 'NOARP');
  return heading + shown.map((entry) => arpLine(net, entry)).join('');
}

function arpLine(net: Netlink, { ip, mac, state, ifindex }: NeighInfo): string {
  const flags = state === 'PERMANENT' ? ATF.PERMANENT | ATF.COMPLETE : mac === undefined ? 0 : ATF.COMPLETE;
  const device = net.linkByIndex(ifindex)?.name ?? '';
  const columns = `0x${'1'.padEnd(10)}0x${flags.toString(16).padEnd(10)}${formatMac(mac ?? 0)}`;
  return `${formatIp4(ip).padEnd(16)} ${columns}     *        ${device}\n`;
}

/** /proc/net/vlan/config, as net/8021q/vlanproc.c prints it. */
function vlanConfig(net: Netlink): string {
  const lines = net.links().flatMap(({ name, stacked, peerIfindex = 0 }) => {
    if (stacked?.kind !== 'vlan') return [];
    return [`${name.padEnd(15)}| ${stacked.id}  | ${net.linkByIndex(peerIfindex)?.name ?? ''}\n`];
  });
  return `VLAN Dev name\t | VLAN ID\nName-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD\n${lines.join('')}`;
}

/** dev_seq_show of net/core/net-procfs.c. */
function deviceTable(links: readonly LinkInfo[]): string {
  const head =
    'Inter-|   Receive                                                |  Transmit\n' +
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  return head + links.map(deviceLine).join('');
}

function deviceLine({ name, stats }: LinkInfo): string {
  const pad = (value: number, width: number): string => String(value).padStart(width);
  const received = `${pad(stats.rxBytes, 7)} ${pad(stats.rxPackets, 7)} ${pad(stats.rxErrors, 4)} ${pad(stats.rxDropped, 4)}`;
  const sent = `${pad(stats.txBytes, 8)} ${pad(stats.txPackets, 7)} ${pad(stats.txErrors, 4)} ${pad(stats.txDropped, 4)}`;
  return `${name.padStart(6)}: ${received} ${pad(0, 4)} ${pad(0, 5)} ${pad(0, 10)} ${pad(stats.multicast, 9)} ${sent} ${pad(0, 4)} ${pad(0, 5)} ${pad(0, 7)} ${pad(0, 10)}\n`;
}
