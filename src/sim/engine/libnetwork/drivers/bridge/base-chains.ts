// What the daemon sets up in the packet filter when it starts, before any network: its chains and the jumps into them.
// Source: moby libnetwork/drivers/bridge/internal/iptabler/iptabler.go setupIPChains, libnetwork/firewall_linux.go (DOCKER-USER),
// drivers/bridge/setup_ip_forwarding.go. Not modelled: rules of older engines that are cleaned up.
import type { Netlink } from '../../../../linux/netlink.ts';
import { type FirewallRule, programRules, removeRules } from './rule.ts';
import type { BridgeSettings } from './settings.ts';

/** The daemon's chains: published ports (in nat: their translation), and the steps of a forwarded packet. */
export const DOCKER = 'DOCKER';
export const DOCKER_FORWARD = 'DOCKER-FORWARD';
export const DOCKER_BRIDGE = 'DOCKER-BRIDGE';
export const DOCKER_CT = 'DOCKER-CT';
export const ISOLATION_STAGE_1 = 'DOCKER-ISOLATION-STAGE-1';
export const ISOLATION_STAGE_2 = 'DOCKER-ISOLATION-STAGE-2';
/** The user's own: made empty, never touched afterwards. */
const DOCKER_USER = 'DOCKER-USER';

const ORIGIN = 'dockerd';
const FORWARDING = 'ipv4/ip_forward';

const filterChains = [DOCKER, DOCKER_FORWARD, DOCKER_BRIDGE, DOCKER_CT, ISOLATION_STAGE_1, ISOLATION_STAGE_2];

const TO_LOCAL = ['-m', 'addrtype', '--dst-type', 'LOCAL', '-j', DOCKER];
/** Packets of the host's own to its loopback addresses are left to docker-proxy, where there is one. */
const outputJumps: Readonly<Record<'proxy' | 'hairpin', FirewallRule>> = {
  proxy: jump('nat', 'OUTPUT', 'append', [...TO_LOCAL, '!', '--dst', '127.0.0.0/8']),
  hairpin: jump('nat', 'OUTPUT', 'append', TO_LOCAL),
};

/** In the order of their setting; each jump goes to its chain's head. */
const jumps: readonly FirewallRule[] = [
  jump('filter', 'FORWARD', 'insert', ['-j', DOCKER_FORWARD]),
  jump('filter', DOCKER_FORWARD, 'insert', ['-j', DOCKER_BRIDGE]),
  jump('filter', DOCKER_FORWARD, 'insert', ['-j', ISOLATION_STAGE_1]),
  jump('filter', DOCKER_FORWARD, 'insert', ['-j', DOCKER_CT]),
  jump('filter', 'FORWARD', 'insert', ['-j', DOCKER_USER]),
];

/** Makes the chains and the jumps. */
export function setUpChains({ netfilter }: Netlink, hairpin: boolean): void {
  netfilter.newChain('nat', DOCKER, ORIGIN);
  for (const chain of [...filterChains, DOCKER_USER]) netfilter.newChain('filter', chain, ORIGIN);
  const output = outputJumps[hairpin ? 'hairpin' : 'proxy'];
  programRules(netfilter, [jump('nat', 'PREROUTING', 'append', TO_LOCAL), output, ...jumps], ORIGIN);
}

/** Takes away what a daemon before this one has set up, but the user's chain. */
export function removeChains({ netfilter }: Netlink): void {
  const stale = [jump('nat', 'PREROUTING', 'append', TO_LOCAL), ...Object.values(outputJumps), ...jumps];
  removeRules(netfilter, stale);
  netfilter.flush('nat', DOCKER);
  netfilter.deleteChain('nat', DOCKER);
  for (const chain of filterChains) netfilter.flush('filter', chain);
  for (const chain of filterChains) netfilter.deleteChain('filter', chain);
}

/** Turns IPv4 forwarding on. Where it was off, the host is no router: what no rule lets through is dropped from now on. */
export function enableForwarding(net: Netlink, { ipForward, forwardDrop, iptables }: BridgeSettings): void {
  if (!ipForward || net.sysctl(FORWARDING) === '1') return;
  net.setSysctl(FORWARDING, '1');
  if (forwardDrop && iptables) net.netfilter.setPolicy('filter', 'FORWARD', 'DROP', ORIGIN);
}

function jump(
  table: FirewallRule['table'],
  chain: string,
  place: FirewallRule['place'],
  words: readonly string[],
): FirewallRule {
  return { table, chain, place, words, failure: `failed to add jump rules to ${table} table` };
}
