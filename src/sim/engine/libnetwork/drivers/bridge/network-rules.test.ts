import { describe, expect, it } from 'vitest';
import { cidr } from '../../../../base/cidr.ts';
import { directAccessRules, portRules } from './endpoint-rules.ts';
import { networkRules } from './network-rules.ts';
import { parseBridgeOptions } from './options.ts';
import type { FirewallRule } from './rule.ts';

const text = ({ table, chain, place, words }: FirewallRule): string =>
  `${table} ${place === 'append' ? '-A' : '-I'} ${chain} ${words.join(' ')}`;

const optionsOf = (values: Record<string, string>, internal = false) =>
  parseBridgeOptions(new Map(Object.entries(values)), internal);

function rules(values: Record<string, string>, internal = false): string[] {
  const options = optionsOf(values, internal);
  return networkRules({
    name: 'net',
    device: 'br0',
    subnet: cidr('10.1.0.0/24'),
    internal,
    options,
    hairpin: false,
  }).map(text);
}

const name = (option: string) => `com.docker.network.bridge.${option}`;

describe('the rules of a bridge network', () => {
  it('masquerade, isolate and keep strangers out', () => {
    expect(rules({})).toEqual([
      'nat -I POSTROUTING -s 10.1.0.0/24 ! -o br0 -j MASQUERADE',
      'nat -I DOCKER -i br0 -j RETURN',
      'filter -A DOCKER-FORWARD -i br0 -j ACCEPT',
      'filter -A DOCKER ! -i br0 -o br0 -j DROP',
      'filter -A DOCKER-CT -o br0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      'filter -A DOCKER-BRIDGE -o br0 -j DOCKER',
      'filter -A DOCKER-ISOLATION-STAGE-1 -i br0 ! -o br0 -j DOCKER-ISOLATION-STAGE-2',
      'filter -I DOCKER-ISOLATION-STAGE-2 -o br0 -j DROP',
    ]);
  });

  it('of an internal one close it', () => {
    expect(rules({}, true)).toEqual([
      'filter -I DOCKER-ISOLATION-STAGE-1 -i br0 ! -d 10.1.0.0/24 -j DROP',
      'filter -I DOCKER-ISOLATION-STAGE-1 -o br0 ! -s 10.1.0.0/24 -j DROP',
      'filter -A DOCKER-FORWARD -i br0 -o br0 -j ACCEPT',
    ]);
    expect(rules({ [name('enable_icc')]: 'false' }, true).at(-1)).toBe(
      'filter -A DOCKER-FORWARD -i br0 -o br0 -j DROP',
    );
  });

  it.each<[Record<string, string>, readonly string[], readonly string[]]>([
    [
      { [name('enable_icc')]: 'false' },
      ['filter -A DOCKER-FORWARD -i br0 -o br0 -j DROP', 'filter -A DOCKER-FORWARD -i br0 ! -o br0 -j ACCEPT'],
      ['filter -A DOCKER-FORWARD -i br0 -j ACCEPT'],
    ],
    [
      { [name('enable_ip_masquerade')]: 'false' },
      [],
      ['nat -I POSTROUTING -s 10.1.0.0/24 ! -o br0 -j MASQUERADE', 'nat -I DOCKER -i br0 -j RETURN'],
    ],
    [
      { 'com.docker.network.host_ipv4': '192.168.99.101' },
      ['nat -I POSTROUTING -s 10.1.0.0/24 ! -o br0 -j SNAT --to-source 192.168.99.101'],
      ['nat -I POSTROUTING -s 10.1.0.0/24 ! -o br0 -j MASQUERADE'],
    ],
    [
      { [name('gateway_mode_ipv4')]: 'nat-unprotected' },
      ['filter -A DOCKER ! -i br0 -o br0 -j ACCEPT'],
      ['filter -A DOCKER ! -i br0 -o br0 -j DROP'],
    ],
    [
      { [name('gateway_mode_ipv4')]: 'routed' },
      [
        'nat -I DOCKER -i br0 -j RETURN',
        'filter -A DOCKER -o br0 -p icmp -j ACCEPT',
        'filter -I DOCKER-ISOLATION-STAGE-1 -o br0 -j RETURN',
        'filter -I DOCKER-ISOLATION-STAGE-1 -i br0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      ],
      ['nat -I POSTROUTING -s 10.1.0.0/24 ! -o br0 -j MASQUERADE'],
    ],
  ])('with %j', (values, present, absent) => {
    const found = rules(values);
    expect(found.filter((rule) => present.includes(rule))).toEqual(present);
    expect(found.filter((rule) => absent.includes(rule))).toEqual([]);
  });
});

describe('the rules of an endpoint', () => {
  const direct = (values: Record<string, string>, internal = false) =>
    directAccessRules('br0', '10.1.0.2', internal, optionsOf(values)).map(text);
  const port = (hostAddress: number | undefined, hostAddressText: string, hostPort: number, values = {}) =>
    portRules(
      'br0',
      optionsOf(values),
      { ...{ protocol: 'tcp', hostAddress, hostAddressText, hostPort, address: '10.1.0.2', port: 80 } },
      false,
    ).map(text);
  const DROP = 'raw -A PREROUTING -d 10.1.0.2 ! -i br0 -j DROP';
  const OPEN = 'filter -I DOCKER ! -i br0 -o br0 -p tcp -d 10.1.0.2 --dport 80 -j ACCEPT';

  it('drop what comes for its address around the bridge', () => {
    expect(direct({})).toEqual([DROP]);
    expect(direct({ [name('trusted_host_interfaces')]: 'eth0:eth1' })).toEqual([
      'raw -A PREROUTING -d 10.1.0.2 -i eth0 -j ACCEPT',
      'raw -A PREROUTING -d 10.1.0.2 -i eth1 -j ACCEPT',
      DROP,
    ]);
    expect([direct({}, true), direct({ [name('gateway_mode_ipv4')]: 'routed' })]).toEqual([[], []]);
  });

  it('translate and open published ports', () => {
    expect(port(0, '0.0.0.0', 8080)).toEqual([
      'nat -A DOCKER -p tcp -d 0/0 --dport 8080 -j DNAT --to-destination 10.1.0.2:80 ! -i br0',
      OPEN,
    ]);
    expect(port(0x7f000001, '127.0.0.1', 8080)).toEqual([
      'raw -A PREROUTING -p tcp -d 127.0.0.1 --dport 8080 ! -i lo -j DROP',
      'nat -A DOCKER -p tcp -d 127.0.0.1 --dport 8080 -j DNAT --to-destination 10.1.0.2:80 ! -i br0',
      OPEN,
    ]);
    expect(port(0, '0.0.0.0', 0, { [name('gateway_mode_ipv4')]: 'routed' })).toEqual([OPEN]);
    expect(port(0, '0.0.0.0', 8080, { [name('gateway_mode_ipv4')]: 'nat-unprotected' })).toHaveLength(1);
    expect(port(undefined, '::', 8080)).toEqual([]);
  });
});
