// /sys/class/net: devices and their attributes, counters, bridges and their ports.
// Source: Documentation/ABI/testing/sysfs-class-net{,-statistics}; net/core/net-sysfs.c, net/bridge/br_sysfs_{br,if}.c.
// Not modelled: writing attributes, queues, power; counters of single kinds of errors read 0.
import { formatMac } from '../base/mac.ts';
import type { NetNamespace } from '../linux/namespace.ts';
import type { BridgeInfo, BridgePortInfo, LinkInfo, Netlink, PortState } from '../linux/netlink.ts';
import { ComputedDirectory, type DynamicNode, type Node, type SymlinkNode } from './file-tree.ts';

const USER_HZ = 100;
const ARPHRD_ETHER = 1;
const ARPHRD_LOOPBACK = 772;
const NET_NAME_USER = 3;
const NET_ADDR_RANDOM = 1;

/** IFF_*, as /sys/class/net/<device>/flags shows dev_get_flags' own part of them. */
const IFF = { UP: 0x1, BROADCAST: 0x2, LOOPBACK: 0x8, NOARP: 0x80, PROMISC: 0x100, ALLMULTI: 0x200, MULTICAST: 0x1000 };

/** BR_STATE_*. */
const portStates: readonly PortState[] = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];

const counters = [
  ...['collisions', 'multicast', 'rx_bytes', 'rx_compressed', 'rx_crc_errors', 'rx_dropped', 'rx_errors'],
  ...['rx_fifo_errors', 'rx_frame_errors', 'rx_length_errors', 'rx_missed_errors', 'rx_nohandler', 'rx_over_errors'],
  ...['rx_packets', 'tx_aborted_errors', 'tx_bytes', 'tx_carrier_errors', 'tx_compressed', 'tx_dropped', 'tx_errors'],
  ...['tx_fifo_errors', 'tx_heartbeat_errors', 'tx_packets', 'tx_window_errors'],
];

/** The tree below /sys. */
export function sysDirectory({ net }: NetNamespace): ComputedDirectory {
  const devices = new ComputedDirectory(
    () => net.links().map((link) => link.name),
    (name) => {
      const link = net.link(name);
      return link === undefined ? undefined : deviceDirectory(net, link);
    },
  );
  return fixed({ class: fixed({ net: devices }) });
}

function deviceDirectory(net: Netlink, link: LinkInfo): ComputedDirectory {
  const isLoopback = link.kind === 'loopback';
  const master = link.master === undefined ? undefined : net.linkByIndex(link.master)?.name;
  const ports = link.bridge ? net.links().filter((port) => port.master === link.ifindex) : [];
  const lower = link.stacked && link.peerIfindex !== undefined ? net.linkByIndex(link.peerIfindex)?.name : undefined;
  return fixed({
    addr_assign_type: line(isLoopback ? 0 : NET_ADDR_RANDOM),
    addr_len: line(6),
    address: line(formatMac(link.mac)),
    broadcast: line(formatMac(link.broadcast)),
    // A device that is down has none to tell: EINVAL.
    ...(link.up ? { carrier: line(link.carrier ? 1 : 0) } : {}),
    flags: line(`0x${flagsOf(link).toString(16)}`),
    ifalias: line(''),
    ifindex: line(link.ifindex),
    iflink: line(link.peerIfindex ?? link.ifindex),
    mtu: line(link.mtu),
    ...(isLoopback ? {} : { name_assign_type: line(NET_NAME_USER) }),
    operstate: line(link.operstate.toLowerCase()),
    statistics: statistics(link),
    tx_queue_len: line(link.txqlen),
    type: line(isLoopback ? ARPHRD_LOOPBACK : ARPHRD_ETHER),
    uevent: file(() => `${link.bridge ? 'DEVTYPE=bridge\n' : ''}INTERFACE=${link.name}\nIFINDEX=${link.ifindex}\n`),
    ...(master === undefined ? {} : { master: symlink(`../${master}`), [`upper_${master}`]: symlink(`../${master}`) }),
    ...(lower === undefined ? {} : { [`lower_${lower}`]: symlink(`../${lower}`) }),
    ...(link.port && master !== undefined ? { brport: portDirectory(net, link.port, master) } : {}),
    ...(link.bridge ? bridgeNodes(link.bridge, ports) : {}),
  });
}

function flagsOf(link: LinkInfo): number {
  const isLoopback = link.kind === 'loopback';
  return (
    (link.up ? IFF.UP : 0) |
    (isLoopback ? IFF.LOOPBACK : IFF.BROADCAST) |
    (link.arpOn || isLoopback ? 0 : IFF.NOARP) |
    (link.promisc || link.port !== undefined ? IFF.PROMISC : 0) |
    (link.port === undefined ? 0 : IFF.ALLMULTI) |
    (link.multicastOn && !isLoopback ? IFF.MULTICAST : 0)
  );
}

function statistics({ stats }: LinkInfo): ComputedDirectory {
  const known: Readonly<Record<string, number>> = {
    multicast: stats.multicast,
    rx_bytes: stats.rxBytes,
    rx_dropped: stats.rxDropped,
    rx_errors: stats.rxErrors,
    rx_packets: stats.rxPackets,
    tx_bytes: stats.txBytes,
    tx_dropped: stats.txDropped,
    tx_errors: stats.txErrors,
    tx_packets: stats.txPackets,
  };
  return fixed(Object.fromEntries(counters.map((name) => [name, line(known[name] ?? 0)])));
}

/** br_sysfs_br.c: `bridge` with its settings, `brif` with a link to each port. */
function bridgeNodes(bridge: BridgeInfo, ports: readonly LinkInfo[]): Record<string, Node> {
  const priority = Number.parseInt(bridge.bridgeId, 16);
  const settings = fixed({
    ageing_time: line(bridge.ageing * USER_HZ),
    bridge_id: line(bridge.bridgeId),
    forward_delay: line(bridge.forwardDelay * USER_HZ),
    group_addr: line('01:80:c2:00:00:00'),
    group_fwd_mask: line('0x0'),
    hello_time: line(bridge.helloTime * USER_HZ),
    max_age: line(bridge.maxAge * USER_HZ),
    multicast_querier: line(0),
    multicast_snooping: line(1),
    nf_call_arptables: line(0),
    nf_call_ip6tables: line(0),
    nf_call_iptables: line(0),
    priority: line(priority),
    root_id: line(bridge.bridgeId),
    root_path_cost: line(0),
    root_port: line(0),
    stp_state: line(bridge.stp ? 1 : 0),
    topology_change: line(0),
    vlan_filtering: line(0),
  });
  const brif = fixed(Object.fromEntries(ports.map(({ name }) => [name, symlink(`../../${name}/brport`)])));
  const lowers = ports.map(({ name }) => [`lower_${name}`, symlink(`../${name}`)] as const);
  return { bridge: settings, brif, ...Object.fromEntries(lowers) };
}

/** br_sysfs_if.c. */
function portDirectory(net: Netlink, port: BridgePortInfo, master: string): ComputedDirectory {
  const flag = (on: boolean): DynamicNode => line(on ? 1 : 0);
  const bridgeId = net.link(master)?.bridge?.bridgeId ?? '';
  const id = (port.priority << 10) | port.portNumber;
  return fixed({
    bpdu_guard: flag(port.guard),
    bridge: symlink(`../../${master}`),
    designated_bridge: line(bridgeId),
    designated_cost: line(0),
    designated_port: line(id),
    designated_root: line(bridgeId),
    hairpin_mode: flag(port.hairpin),
    isolated: flag(port.isolated),
    learning: flag(port.learning),
    path_cost: line(port.cost),
    port_id: line(`0x${id.toString(16)}`),
    port_no: line(`0x${port.portNumber.toString(16)}`),
    priority: line(port.priority),
    state: line(portStates.indexOf(port.state)),
    unicast_flood: flag(port.flood),
  });
}

const line = (value: string | number): DynamicNode => file(() => `${value}\n`);

const symlink = (target: string): SymlinkNode => ({ kind: 'symlink', target, modified: 0 });

/** A directory of entries that are known. */
export function fixed(entries: Readonly<Record<string, Node>>): ComputedDirectory {
  const table = new Map(Object.entries(entries));
  return new ComputedDirectory(
    () => [...table.keys()],
    (name) => table.get(name),
  );
}

/** A file whose text is worked out when it is read. */
export function file(read: () => string): DynamicNode {
  return { kind: 'dynamic', file: { read } };
}
