// The rules of one endpoint: nobody reaches its address directly from outside, and its published ports are translated and opened.
// Source: moby libnetwork/drivers/bridge/internal/iptabler/{endpoint,port}.go.
// Not modelled: IPv6 rules, mirrored networking of WSL2.
import { isLoopback } from '../../../../base/ip4.ts';
import type { TransportPort } from '../../driver.ts';
import { DOCKER } from './base-chains.ts';
import type { BridgeOptions } from './options.ts';
import type { FirewallRule } from './rule.ts';

/** What drops packets to a container's address that do not come over its own bridge (or a trusted interface). */
export function directAccessRules(
  device: string,
  address: string,
  internal: boolean,
  { gatewayMode, trustedInterfaces }: BridgeOptions,
): FirewallRule[] {
  if (internal || gatewayMode === 'nat-unprotected' || gatewayMode === 'routed') return [];
  const accepted = trustedInterfaces.map((name) =>
    raw('DIRECT ACCESS FILTERING - ACCEPT', ['-d', address, '-i', name, '-j', 'ACCEPT']),
  );
  const drop = raw('DIRECT ACCESS FILTERING - DROP', ['-d', address, '!', '-i', device, '-j', 'DROP']);
  const remedy = `Only its own network reaches ${address} directly: docker network connect NETWORK CONTAINER for who asks, or ask a published port of the host`;
  return [...accepted, { ...drop, remedy }];
}

/** A container's port and the port of the host that stands for it; `hostPort` 0: the port is opened, nothing translated. */
export interface MappedPort {
  readonly protocol: 'tcp' | 'udp';
  /** Undefined for an IPv6 address of the host: docker-proxy alone carries such packets. */
  readonly hostAddress: number | undefined;
  readonly hostAddressText: string;
  readonly hostPort: number;
  readonly address: string;
  readonly port: number;
}

/** In the order of their setting. */
export function portRules(
  device: string,
  options: BridgeOptions,
  mapped: MappedPort,
  hairpin: boolean,
): FirewallRule[] {
  if (mapped.hostAddress === undefined) return [];
  return [
    ...loopbackRules(mapped, mapped.hostAddress),
    ...translationRules(device, mapped, mapped.hostAddress, hairpin),
    ...(options.gatewayMode === 'nat-unprotected' ? [] : [openPort(device, mapped)]),
  ];
}

/** A port on 127.0.0.1 is for this host alone. */
function loopbackRules({ protocol, hostAddressText, hostPort }: MappedPort, hostAddress: number): FirewallRule[] {
  if (hostPort === 0 || !isLoopback(hostAddress)) return [];
  const words = ['-p', protocol, '-d', hostAddressText, '--dport', String(hostPort), '!', '-i', 'lo', '-j', 'DROP'];
  const remedy = `The port is published on ${hostAddressText} alone: ask there, or publish it on 0.0.0.0 (-p ${hostPort}:…)`;
  return [{ ...raw('LOOPBACK FILTERING - DROP', words), remedy }];
}

function translationRules(device: string, mapped: MappedPort, hostAddress: number, hairpin: boolean): FirewallRule[] {
  const { protocol, hostAddressText, hostPort, address, port } = mapped;
  if (hostPort === 0) return [];
  const to = ['-d', hostAddress === 0 ? '0/0' : hostAddressText, '--dport', String(hostPort)];
  const others = hairpin ? [] : ['!', '-i', device];
  const words = ['-p', protocol, ...to, '-j', 'DNAT', '--to-destination', `${address}:${port}`, ...others];
  const itself = ['-p', protocol, '-s', address, '-d', address, '--dport', String(port), '-j', 'MASQUERADE'];
  const failure = (what: string) => `Unable to enable ${what} rule`;
  return [
    { table: 'nat', chain: DOCKER, place: 'append', words, failure: failure('DNAT') },
    // A container that asks for its own published port must get the answer from whom it asked.
    ...(hairpin
      ? [
          {
            table: 'nat',
            chain: 'POSTROUTING',
            place: 'append',
            words: itself,
            failure: failure('MASQUERADE'),
          } as const,
        ]
      : []),
  ];
}

/** Two containers that are linked may talk on the ports that the linked one exposes, where others may not. */
export function linkRules(
  device: string,
  parent: string,
  child: string,
  exposed: readonly TransportPort[],
): FirewallRule[] {
  return exposed.flatMap(({ protocol, port }) => {
    const way = (source: string, destination: string, side: '--dport' | '--sport'): FirewallRule => {
      const between = ['-i', device, '-o', device, '-p', protocol, '-s', source, '-d', destination];
      const words = [...between, side, String(port), '-j', 'ACCEPT'];
      return { table: 'filter', chain: DOCKER, place: 'append', words, failure: 'Unable to link containers' };
    };
    return [way(parent, child, '--dport'), way(child, parent, '--sport')];
  });
}

function openPort(device: string, { protocol, address, port }: MappedPort): FirewallRule {
  const words = [
    '!',
    '-i',
    device,
    '-o',
    device,
    '-p',
    protocol,
    '-d',
    address,
    '--dport',
    String(port),
    '-j',
    'ACCEPT',
  ];
  return { table: 'filter', chain: DOCKER, place: 'insert', words, failure: 'Unable to enable OPEN PORT rule' };
}

function raw(what: string, words: readonly string[]): FirewallRule {
  return { table: 'raw', chain: 'PREROUTING', place: 'append', words, failure: `Unable to enable ${what} rule` };
}
