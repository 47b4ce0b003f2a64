// The rules of one bridge network: leaving through the host with its address, isolation from other networks, no way in.
// Source: moby libnetwork/drivers/bridge/internal/iptabler/network.go.
// Not modelled: IPv6 rules.
import { type Cidr, formatCidr } from '../../../../base/cidr.ts';
import {
  DOCKER,
  DOCKER_BRIDGE,
  DOCKER_CT,
  DOCKER_FORWARD,
  ISOLATION_STAGE_1,
  ISOLATION_STAGE_2,
} from './base-chains.ts';
import type { BridgeOptions } from './options.ts';
import type { FirewallRule } from './rule.ts';

/** What the rules of a network depend on. */
export interface FilteredNetwork {
  readonly name: string;
  readonly device: string;
  readonly subnet: Cidr;
  readonly internal: boolean;
  readonly options: BridgeOptions;
  /** The daemon has no userland proxy. */
  readonly hairpin: boolean;
}

/** In the order of their setting. */
export function networkRules(network: FilteredNetwork): FirewallRule[] {
  return network.internal ? internalRules(network) : externalRules(network);
}

/** Nothing passes between an internal network's subnet and anywhere else. */
function internalRules({ name, device, subnet, options }: FilteredNetwork): FirewallRule[] {
  const block = formatCidr(subnet);
  const remedy = `${name} is an internal network: docker network connect bridge CONTAINER, or make it anew without --internal`;
  return [
    {
      ...setUp('insert', 'filter', ISOLATION_STAGE_1, 'DROP INCOMING', ['-i', device, '!', '-d', block, '-j', 'DROP']),
      remedy,
    },
    {
      ...setUp('insert', 'filter', ISOLATION_STAGE_1, 'DROP OUTGOING', ['-o', device, '!', '-s', block, '-j', 'DROP']),
      remedy,
    },
    betweenContainers(name, device, options.icc ? 'ACCEPT' : 'DROP'),
  ];
}

function externalRules(network: FilteredNetwork): FirewallRule[] {
  const { name, device, options } = network;
  const routed = options.gatewayMode === 'routed';
  return [
    ...translation(network, routed),
    ...(options.icc ? [] : [betweenContainers(name, device, 'DROP')]),
    ...(routed ? [setUp('append', 'filter', DOCKER, 'ICMP', ['-o', device, '-p', 'icmp', '-j', 'ACCEPT'])] : []),
    options.icc
      ? setUp('append', 'filter', DOCKER_FORWARD, 'ACCEPT OUTGOING', ['-i', device, '-j', 'ACCEPT'])
      : setUp('append', 'filter', DOCKER_FORWARD, 'ACCEPT NON_ICC OUTGOING', [
          '-i',
          device,
          '!',
          '-o',
          device,
          '-j',
          'ACCEPT',
        ]),
    defaultForward(name, device, options.gatewayMode === 'nat-unprotected' ? 'ACCEPT' : 'DROP'),
    rule('append', 'filter', DOCKER_CT, 'bridge ct related', [
      ...['-o', device, '-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', '-j', 'ACCEPT'],
    ]),
    rule('append', 'filter', DOCKER_BRIDGE, 'jump to docker', ['-o', device, '-j', DOCKER]),
    ...isolation(name, device, routed),
  ];
}

/** The host's address instead of the container's outside; and what comes from the network is left to docker-proxy. */
function translation({ device, subnet, options, hairpin }: FilteredNetwork, routed: boolean): FirewallRule[] {
  const target = options.hostIpv4 === undefined ? ['MASQUERADE'] : ['SNAT', '--to-source', options.hostIpv4];
  const outside = ['-s', formatCidr(subnet), '!', '-o', device, '-j', ...target];
  const fromHost = ['-m', 'addrtype', '--src-type', 'LOCAL', '-o', device, '-j', ...target];
  return [
    ...(routed || !options.masquerade ? [] : [setUp('insert', 'nat', 'POSTROUTING', 'NAT', outside)]),
    ...(hairpin || !options.masquerade
      ? []
      : [setUp('insert', 'nat', DOCKER, 'SKIP DNAT', ['-i', device, '-j', 'RETURN'])]),
    ...(hairpin ? [setUp('insert', 'nat', 'POSTROUTING', 'MASQ LOCAL HOST', fromHost)] : []),
  ];
}

/** Follows the rules that open single ports: those go to the chain's head. */
function defaultForward(name: string, device: string, verdict: 'ACCEPT' | 'DROP'): FirewallRule {
  const words = ['!', '-i', device, '-o', device, '-j', verdict];
  const failure = 'failed to add default-drop rule: Unable to enable DEFAULT FWD rule';
  const remedy = `Publish the port of the container on ${name}: docker run -p PORT:PORT …`;
  const rule = { table: 'filter', chain: DOCKER, place: 'append', words, failure } as const;
  return verdict === 'DROP' ? { ...rule, remedy } : rule;
}

/** A packet that leaves one network's bridge for another's ends in the second stage. */
function isolation(name: string, device: string, routed: boolean): FirewallRule[] {
  const failure = 'add inter-network communication rule';
  const of = (place: FirewallRule['place'], chain: string, words: readonly string[]): FirewallRule => ({
    ...{ table: 'filter', chain, place, words, failure },
  });
  const answers = ['-i', device, '-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', '-j', 'ACCEPT'];
  return [
    ...(routed
      ? [of('insert', ISOLATION_STAGE_1, ['-o', device, '-j', 'RETURN']), of('insert', ISOLATION_STAGE_1, answers)]
      : []),
    of('append', ISOLATION_STAGE_1, ['-i', device, '!', '-o', device, '-j', ISOLATION_STAGE_2]),
    {
      ...of('insert', ISOLATION_STAGE_2, ['-o', device, '-j', 'DROP']),
      remedy: `Networks are kept apart: docker network connect ${name} CONTAINER for the one that asks`,
    },
  ];
}

function betweenContainers(name: string, device: string, verdict: 'ACCEPT' | 'DROP'): FirewallRule {
  const what = verdict === 'ACCEPT' ? 'allow' : 'prevent';
  const words = ['-i', device, '-o', device, '-j', verdict];
  const failure = `Failed to Setup IP tables: Unable to ${what} intercontainer communication`;
  const remedy = `Containers of ${name} may not talk to each other: make it with -o com.docker.network.bridge.enable_icc=true`;
  const rule = { table: 'filter', chain: DOCKER_FORWARD, place: 'append', words, failure } as const;
  return verdict === 'DROP' ? { ...rule, remedy } : rule;
}

function rule(
  place: FirewallRule['place'],
  table: FirewallRule['table'],
  chain: string,
  what: string,
  words: readonly string[],
): FirewallRule {
  return { table, chain, place, words, failure: `Unable to enable ${what} rule` };
}

function setUp(...parts: Parameters<typeof rule>): FirewallRule {
  const plain = rule(...parts);
  return { ...plain, failure: `Failed to Setup IP tables: ${plain.failure}` };
}
