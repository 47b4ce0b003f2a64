// What the daemon sets up in the packet filter when it starts, before any network: its chains and the jumps into them.
// Source: moby libnetwork/drivers/bridge/internal/iptabler/iptabler.go setupIPChains, libnetwork/firewall_linux.go (DOCKER-USER),
// drivers/bridge/setup_ip_forwarding.go. Not modelled: a daemon without iptables or without the userland proxy.
import type { Netlink } from '../../../../linux/netlink.ts';
import { type FirewallRule, programRules } from './rule.ts';

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

/** In the order of their setting; each jump goes to its chain's head. */
const jumps: readonly FirewallRule[] = [
  jump('nat', 'PREROUTING', 'append', ['-m', 'addrtype', '--dst-type', 'LOCAL', '-j', DOCKER]),
  // Packets of the host's own to its loopback addresses are left to docker-proxy.
  jump('nat', 'OUTPUT', 'append', ['-m', 'addrtype', '--dst-type', 'LOCAL', '-j', DOCKER, '!', '--dst', '127.0.0.0/8']),
  jump('filter', 'FORWARD', 'insert', ['-j', DOCKER_FORWARD]),
  jump('filter', DOCKER_FORWARD, 'insert', ['-j', DOCKER_BRIDGE]),
  jump('filter', DOCKER_FORWARD, 'insert', ['-j', ISOLATION_STAGE_1]),
  jump('filter', DOCKER_FORWARD, 'insert', ['-j', DOCKER_CT]),
  jump('filter', 'FORWARD', 'insert', ['-j', DOCKER_USER]),
];

/** Makes the chains and the jumps. */
export function setUpChains({ netfilter }: Netlink): void {
  netfilter.newChain('nat', DOCKER, ORIGIN);
  for (const chain of [...filterChains, DOCKER_USER]) netfilter.newChain('filter', chain, ORIGIN);
  programRules(netfilter, jumps, ORIGIN);
}

/** Turns IPv4 forwarding on. Where it was off, the host is no router: what no rule lets through is dropped from now on. */
export function enableForwarding(net: Netlink): void {
  if (net.sysctl(FORWARDING) === '1') return;
  net.setSysctl(FORWARDING, '1');
  net.netfilter.setPolicy('filter', 'FORWARD', 'DROP', ORIGIN);
}

function jump(
  table: FirewallRule['table'],
  chain: string,
  place: FirewallRule['place'],
  words: readonly string[],
): FirewallRule {
  return { table, chain, place, words, failure: `failed to add jump rules to ${table} table` };
}
