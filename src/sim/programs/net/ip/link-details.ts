// What `ip -d link` adds: limits, the settings of a bridge and of a bridge's port, queues and offload sizes.
// Source: iproute2 ip/ipaddress.c print_linkinfo, iplink_bridge.c, iplink_bridge_slave.c; values: Linux 6.1 defaults.
// Not modelled: timers of the spanning tree (they read 0), VLAN filtering, multicast snooping, offloads, more than one queue.
import type { BridgeInfo, BridgePortInfo, LinkInfo, Netlink } from '../../../linux/netlink.ts';
import { Fixed, type Json, type JsonObject } from '../json.ts';
import { stackedJson, stackedText } from './link-stacked.ts';
import { tsoMaxSize, vxlanJson, vxlanText } from './link-vxlan.ts';

/** USER_HZ: the bridge's times go over netlink in hundredths of seconds. */
const USER_HZ = 100;
/** BR_DEFAULT priority, net/bridge/br_stp_if.c: the first two bytes of the bridge's identifier. */
const bridgePriority = (id: string): number => Number.parseInt(id.slice(0, 4), 16);

const onOff = (value: boolean): string => (value ? 'on' : 'off');

/** `8000.2:42:ac:0:0:1`: iproute2 prints the bytes of the MAC without leading zeros. */
function bridgeIdText(id: string): string {
  const bytes = id.slice(5).match(/../g) ?? [];
  return `${id.slice(0, 4)}.${bytes.map((byte) => Number.parseInt(byte, 16).toString(16)).join(':')}`;
}

/** A setting: its name in text, its value, and its name in JSON where that differs (none when empty). */
type Setting = readonly [text: string, value: Json, json?: string];

function bridgeSettings(bridge: BridgeInfo): Setting[] {
  const id = bridgeIdText(bridge.bridgeId);
  const still = new Fixed(0, 2);
  return [
    ['forward_delay', bridge.forwardDelay * USER_HZ],
    ['hello_time', bridge.helloTime * USER_HZ],
    ['max_age', bridge.maxAge * USER_HZ],
    ['ageing_time', bridge.ageing * USER_HZ],
    ['stp_state', bridge.stp ? 1 : 0],
    ['priority', bridgePriority(bridge.bridgeId)],
    ['vlan_filtering', 0],
    ['bridge_id', id],
    ['designated_root', id, 'root_id'],
    ['root_port', 0],
    ['root_path_cost', 0],
    ['topology_change', 0],
    ['topology_change_detected', 0],
    ['hello_timer', still],
    ['tcn_timer', still],
    ['topology_change_timer', still],
    ['gc_timer', still],
    ['group_fwd_mask', '0'],
    ['group_address', '01:80:c2:00:00:00', 'group_addr'],
    ['mcast_snooping', 1],
    ['no_linklocal_learn', 0],
    ['mcast_vlan_snooping', 0],
    ['mcast_router', 1],
    ['mcast_query_use_ifaddr', 0],
    ['mcast_querier', 0],
    ['mcast_hash_elasticity', 16],
    ['mcast_hash_max', 4096],
    ['mcast_last_member_count', 2, 'mcast_last_member_cnt'],
    ['mcast_startup_query_count', 2, 'mcast_startup_query_cnt'],
    ['mcast_last_member_interval', 100, 'mcast_last_member_intvl'],
    ['mcast_membership_interval', 26000, 'mcast_membership_intvl'],
    ['mcast_querier_interval', 25500, 'mcast_querier_intvl'],
    ['mcast_query_interval', 12500, 'mcast_query_intvl'],
    ['mcast_query_response_interval', 1000, 'mcast_query_response_intvl'],
    ['mcast_startup_query_interval', 3124, 'mcast_startup_query_intvl'],
    ['mcast_stats_enabled', 0],
    ['mcast_igmp_version', 2],
    ['mcast_mld_version', 1],
    ['nf_call_iptables', 0],
    ['nf_call_ip6tables', 0],
    ['nf_call_arptables', 0],
  ];
}

function portSettings(port: BridgePortInfo, bridge: BridgeInfo | undefined): Setting[] {
  const id = bridgeIdText(bridge?.bridgeId ?? '8000.000000000000');
  // port_id: the priority's upper bits above the port's number, net/bridge/br_private.h BR_PORT_BITS
  const portId = ((port.priority & 0xff) << 10) | port.portNumber;
  const still = new Fixed(0, 2);
  return [
    ['state', port.state],
    ['priority', port.priority],
    ['cost', port.cost],
    ['hairpin', port.hairpin],
    ['guard', port.guard],
    ['root_block', false],
    ['fastleave', false],
    ['learning', port.learning],
    ['flood', port.flood],
    ['port_id', `0x${portId.toString(16)}`, 'id'],
    ['port_no', `0x${port.portNumber.toString(16)}`, 'no'],
    ['designated_port', portId],
    ['designated_cost', 0],
    ['designated_bridge', id, 'bridge_id'],
    ['designated_root', id, 'root_id'],
    ['hold_timer', still],
    ['message_age_timer', still],
    ['forward_delay_timer', still],
    ['topology_change_ack', 0],
    ['config_pending', 0],
    ['proxy_arp', false],
    ['proxy_arp_wifi', false],
    ['mcast_router', 1, 'multicast_router'],
    ['mcast_fast_leave', false, ''],
    ['mcast_flood', true],
    ['bcast_flood', true],
    ['mcast_to_unicast', false],
    ['neigh_suppress', false],
    ['group_fwd_mask', '0'],
    ['group_fwd_mask_str', '0x0'],
    ['vlan_tunnel', false],
    ['isolated', port.isolated],
    ['locked', false],
  ];
}

const settingText = ([name, value]: Setting): string => {
  if (value instanceof Fixed) return `${name} ${value.text.padStart(7)}`;
  return `${name} ${typeof value === 'boolean' ? onOff(value) : String(value)}`;
};

const settingsText = (settings: readonly Setting[]): string => settings.map((s) => `${settingText(s)} `).join('');
const settingsJson = (settings: readonly Setting[]): JsonObject =>
  Object.fromEntries(settings.filter((s) => s[2] !== '').map(([text, value, json]) => [json ?? text, value]));

/** ETH_MIN_MTU and ETH_MAX_MTU; loopback and dummies have no bounds. */
const mtuBounds = (link: LinkInfo): readonly [number, number] => {
  if (link.kind === 'loopback' || link.kind === 'dummy') return [0, 0];
  return [link.kind === 'vlan' ? 0 : 68, 65535];
};

/** A bridge makes its ports promiscuous from the inside, and so does macvlan in mode passthru: no flag shows it. */
const promiscuity = (link: LinkInfo): number =>
  (link.promisc ? 1 : 0) + (link.port ? 1 : 0) + (link.innerPromiscuity ?? 0);

const queues = (link: LinkInfo): readonly Setting[] => [
  ['numtxqueues', 1, 'num_tx_queues'],
  ['numrxqueues', 1, 'num_rx_queues'],
  ['gso_max_size', 65536],
  ['gso_max_segs', 65535],
  ['tso_max_size', tsoMaxSize(link)],
  ['tso_max_segs', 65535],
  ['gro_max_size', 65536],
];

const hasKind = (link: LinkInfo): boolean => link.kind !== 'loopback' && link.kind !== 'ether';
const masterBridge = (net: Netlink, link: LinkInfo): BridgeInfo | undefined =>
  link.master === undefined ? undefined : net.linkByIndex(link.master)?.bridge;

/** What follows a device's MAC addresses with -d; `ip address` leaves the address generation mode out. */
export function detailsText(net: Netlink, link: LinkInfo, newline: string, withMode: boolean): string {
  const [least, most] = mtuBounds(link);
  let text = ` promiscuity ${promiscuity(link)}  allmulti ${link.port ? 1 : 0} minmtu ${least} maxmtu ${most} `;
  if (hasKind(link)) {
    text += `${newline}    ${link.kind} `;
    if (link.bridge) text += settingsText(bridgeSettings(link.bridge));
    if (link.stacked) text += stackedText(link.stacked);
    if (link.vxlan) text += vxlanText(net, link.vxlan);
  }
  if (link.port) text += `${newline}    bridge_slave ${settingsText(portSettings(link.port, masterBridge(net, link)))}`;
  if (withMode) text += 'addrgenmode eui64 ';
  return text + settingsText(queues(link));
}

/** The same as `ip -j -d` gives it. */
export function detailsJson(net: Netlink, link: LinkInfo, withMode: boolean): JsonObject {
  const [least, most] = mtuBounds(link);
  const info: Record<string, Json> = {};
  if (hasKind(link)) info.info_kind = link.kind;
  if (link.bridge) info.info_data = settingsJson(bridgeSettings(link.bridge));
  if (link.stacked) info.info_data = stackedJson(link.stacked);
  if (link.vxlan) info.info_data = vxlanJson(net, link.vxlan);
  if (link.port) {
    info.info_slave_kind = 'bridge';
    info.info_slave_data = settingsJson(portSettings(link.port, masterBridge(net, link)));
  }
  return {
    promiscuity: promiscuity(link),
    allmulti: link.port ? 1 : 0,
    min_mtu: least,
    max_mtu: most,
    linkinfo: Object.keys(info).length > 0 ? info : undefined,
    inet6_addr_gen_mode: withMode ? 'eui64' : undefined,
    ...settingsJson(queues(link)),
  };
}
