import { describe, expect, it } from 'vitest';
import { EngineLab } from '../../testkit/engine.ts';
import type { IpamConfig, NetworkResource } from '../api/types.ts';

const ipam = (...Config: IpamConfig[]) => ({ IPAM: { Driver: 'default', Options: {}, Config } });

function create(lab: EngineLab, Name: string, more: object = {}): string {
  return lab.error('POST', '/networks/create', { Name, Driver: 'bridge', Options: {}, Labels: {}, ...ipam(), ...more });
}

function inspect(lab: EngineLab, name: string): NetworkResource {
  return lab.json('GET', `/networks/${name}`).body as NetworkResource;
}

describe('docker network create', () => {
  const lab = new EngineLab();
  expect(create(lab, 'p1', ipam({ Subnet: '10.10.0.0/24' }))).toBe('');
  it.each([
    ['bridge', {}, '403 operation is not permitted on predefined bridge network'],
    ['p1', {}, '409 network with name p1 already exists'],
    ['', {}, '400 invalid name: name is empty'],
    ['x', { Driver: 'nosuch' }, '404 plugin "nosuch" not found'],
    [
      'x',
      { Driver: 'macvlan', Options: { parent: 'eth9' } },
      '500 invalid subinterface vlan name eth9, example formatting is eth0.10',
    ],
    [
      'x',
      { Driver: 'macvlan', Options: { parent: 'eth0.10.20' } },
      '500 required interface name format is: name.vlan_id, ex. eth0.10 for vlan 10, instead received eth0.10.20',
    ],
    [
      'x',
      { Driver: 'ipvlan', Options: { parent: 'eth9.10' } },
      '500 -o parent interface was not found on the host: eth9',
    ],
    [
      'x',
      { Driver: 'macvlan', Options: { parent: 'eth0.4095' } },
      '500 vlan id must be between 1-4094, received: 4095',
    ],
    [
      'x',
      { Driver: 'ipvlan', Options: { parent: 'eth0', ipvlan_mode: 'l4' } },
      "400 requested ipvlan mode 'l4' is not valid, 'l2' mode is the ipvlan driver default",
    ],
    [
      'x',
      { Driver: 'ipvlan', Options: { parent: 'eth0', ipvlan_flag: 'x' } },
      "400 requested ipvlan flag 'x' is not valid, 'bridge' is the ipvlan driver default",
    ],
    [
      'x',
      { Driver: 'macvlan', Options: { parent: 'lo' } },
      '400 loopback interface is not a valid macvlan parent link',
    ],
    [
      'x',
      { Driver: 'overlay' },
      '403 This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    ],
    ['x', { Driver: 'host' }, '403 only one instance of "host" network is allowed'],
    ['x', { Driver: 'null' }, '403 only one instance of "null" network is allowed'],
    ['x', { Scope: 'swarm' }, '403 cannot create a swarm scoped network when swarm is not active'],
    [
      'x',
      ipam({ Subnet: '10.10.0.0/25' }),
      '403 invalid pool request: Pool overlaps with other one on this address space',
    ],
    [
      'x',
      ipam({ Subnet: '10.14.0.0/33' }),
      '400 invalid network config:\ninvalid subnet 10.14.0.0/33: invalid CIDR block notation',
    ],
    [
      'x',
      ipam({ Subnet: '10.14.0.5/24' }),
      '400 invalid network config:\ninvalid subnet 10.14.0.5/24: it should be 10.14.0.0/24',
    ],
    [
      'x',
      ipam({ Subnet: '10.1.0.0/16', IPRange: '10.0.0.0/8' }),
      '400 invalid network config:\ninvalid ip-range 10.0.0.0/8: CIDR block is bigger than its parent subnet 10.1.0.0/16',
    ],
    [
      'x',
      ipam({ Subnet: '10.1.0.0/16', IPRange: '10.2.0.0/24' }),
      "400 invalid network config:\ninvalid ip-range 10.2.0.0/24: parent subnet 10.1.0.0/16 doesn't contain ip-range",
    ],
    [
      'x',
      ipam({ Subnet: '10.1.0.0/16', IPRange: 'fd00::/64' }),
      '400 invalid network config:\ninvalid ip-range fd00::/64: parent subnet is an IPv4 block',
    ],
    [
      'x',
      ipam({ Subnet: '10.1.0.0/16', Gateway: '10.2.0.1' }),
      "400 invalid network config:\ninvalid gateway 10.2.0.1: parent subnet 10.1.0.0/16 doesn't contain this address",
    ],
    [
      'x',
      ipam({ Subnet: '10.1.0.0/16', Gateway: 'foo' }),
      '400 invalid network config:\ninvalid gateway foo: invalid address',
    ],
    [
      'x',
      ipam({ Subnet: '10.1.0.0/16', AuxiliaryAddresses: { host1: '10.2.0.1' } }),
      "400 invalid network config:\ninvalid auxiliary address host1: parent subnet 10.1.0.0/16 doesn't contain this address",
    ],
    [
      'x',
      ipam({ Subnet: 'banana' }, { Subnet: '10.1.0.1/16' }),
      '400 invalid network config:\n* invalid subnet banana: invalid CIDR block notation\n* invalid subnet 10.1.0.1/16: it should be 10.1.0.0/16',
    ],
    [
      'x',
      ipam({ Subnet: '10.20.0.0/24' }, { Subnet: '10.21.0.0/24' }),
      "403 bridge driver doesn't support multiple subnets",
    ],
    [
      'x',
      ipam({ Subnet: '10.1.0.0/24', Gateway: '10.1.0.0' }),
      '403 failed to allocate gateway (10.1.0.0): Address already in use',
    ],
    [
      'x',
      ipam({ Subnet: '10.1.0.0/24', Gateway: '10.1.0.1', AuxiliaryAddresses: { n: '10.1.0.1' } }),
      '403 failed to allocate secondary ip address (n:10.1.0.1): Address already in use',
    ],
    ['x', { EnableIPv6: true, ...ipam({ Subnet: 'ff02::/64' }) }, "400 multicast subnet 'ff02::/64' is not allowed"],
    [
      'x',
      { EnableIPv6: true, ...ipam({ Subnet: 'fe80::/80' }) },
      "400 'fe80::/80' clashes with the Link-Local prefix 'fe80::/64'",
    ],
    ['x', { EnableIPv4: false }, '400 IPv4 or IPv6 must be enabled'],
    [
      'x',
      { Options: { 'com.docker.network.bridge.gateway_mode_ipv4': 'isolated' } },
      "400 gateway mode 'isolated' can only be used for an internal network",
    ],
    [
      'x',
      { Options: { 'com.docker.network.bridge.gateway_mode_ipv4': 'odd' } },
      '400 failed to parse com.docker.network.bridge.gateway_mode_ipv4 value: odd (unknown gateway mode odd)',
    ],
    [
      'x',
      { Options: { 'com.docker.network.bridge.name': 'docker0' } },
      expect.stringMatching(
        /^403 cannot create network [0-9a-f]{64} \(docker0\): conflicts with network [0-9a-f]{64} \(docker0\): networks have same bridge name$/,
      ),
    ],
    ['x', { Options: { 'com.docker.network.bridge.name': 'eth0' } }, '403 existing interface eth0 is not a bridge'],
    ['x', { ConfigFrom: { Network: 'nosuch' } }, '400 configuration network "nosuch" does not exist'],
  ])('%s %j answers %s', (name, more, text) => {
    expect(create(lab, name, more)).toEqual(text);
    // A failed attempt holds no subnet and no device.
    expect(lab.kernel.rootNs.net.links()).toHaveLength(4);
  });

  it('of ranges in one subnet is refused by the bridge driver', () => {
    expect(create(lab, 'r1', ipam({ Subnet: '10.40.0.0/16', IPRange: '10.40.1.0/24' }))).toBe('');
    expect(create(lab, 'r2', ipam({ Subnet: '10.40.0.0/16', IPRange: '10.40.2.0/24' }))).toMatch(
      /^403 cannot create network \S+ \(br-[0-9a-f]{12}\): conflicts with network \S+ \(br-[0-9a-f]{12}\): networks have overlapping IPv4$/,
    );
  });

  it('shows what was asked, and the gateway only where it was chosen', () => {
    const configs = {
      Subnet: '10.11.0.0/24',
      IPRange: '10.11.0.128/28',
      Gateway: '10.11.0.254',
      AuxiliaryAddresses: { router: '10.11.0.129' },
    };
    expect(create(lab, 'p3', ipam(configs))).toBe('');
    expect(JSON.stringify(inspect(lab, 'p3').IPAM.Config)).toBe(JSON.stringify([configs]));
    expect(JSON.stringify(inspect(lab, 'p1').IPAM)).toBe(
      '{"Driver":"default","Options":{},"Config":[{"Subnet":"10.10.0.0/24"}]}',
    );
    const addresses = ['q1', 'q2', 'q3'].map((name) => {
      lab.container(name, { HostConfig: { NetworkMode: 'p3' } });
      return inspect(lab, 'p3').Containers;
    });
    expect(
      Object.values(addresses[2] ?? {})
        .map((c) => c.IPv4Address)
        .sort(),
    ).toEqual(['10.11.0.128/24', '10.11.0.130/24', '10.11.0.131/24']);
  });

  it('gives an IPv6 network two subnets', () => {
    expect(create(lab, 'six', { EnableIPv6: true })).toBe('');
    const six = inspect(lab, 'six');
    expect(six.EnableIPv6).toBe(true);
    expect(six.IPAM.Config).toEqual([
      { Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' },
      { Subnet: expect.stringMatching(/^fd.*::\/64$/), Gateway: expect.stringMatching(/::1$/) },
    ]);
  });

  it('obeys names and MTU of the bridge', () => {
    const Options = { 'com.docker.network.bridge.name': 'mybr0', 'com.docker.network.driver.mtu': '1400' };
    expect(create(lab, 'opt1', { Options, Labels: { a: 'b' } })).toBe('');
    expect(inspect(lab, 'opt1')).toMatchObject({ Options, Labels: { a: 'b' } });
    expect(lab.kernel.rootNs.net.link('mybr0')).toMatchObject({ mtu: 1400, up: true, operstate: 'DOWN' });
    lab.container('m1', { HostConfig: { NetworkMode: 'opt1' } });
    expect(lab.kernel.namespaces().at(-1)?.net.link('eth0')?.mtu).toBe(1400);
  });
});

describe('docker network rm', () => {
  const lab = new EngineLab();
  create(lab, 'net1');
  const id = lab.container('c1', { HostConfig: { NetworkMode: 'net1' } });

  it('names the endpoints in the way', () => {
    expect(lab.error('DELETE', '/networks/net1')).toMatch(
      /^403 error while removing network: network net1 has active endpoints \(name:"c1" id:"[0-9a-f]{12}"\)$/,
    );
  });

  it('succeeds once the container is stopped, which then cannot start', () => {
    lab.send('POST', `/containers/${id}/kill`);
    expect(lab.error('DELETE', '/networks/net1')).toBe('');
    expect(lab.error('POST', '/containers/c1/start')).toBe(
      '404 failed to set up container networking: network net1 not found',
    );
  });

  it('gives the subnet back', () => {
    create(lab, 'net2');
    expect(inspect(lab, 'net2').IPAM.Config).toEqual([{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }]);
    expect(lab.json('POST', '/networks/prune').body).toEqual({ NetworksDeleted: ['net2'] });
    expect(lab.json('POST', '/networks/prune').body).toEqual({ NetworksDeleted: null });
  });
});

describe('finding networks', () => {
  const lab = new EngineLab();
  const ids = ['a', 'b', 'c'].map(
    (name) => JSON.parse(lab.send('POST', '/networks/create', { Name: name }).body ?? '').Id as string,
  );

  it('goes by id, name and beginning of the id', () => {
    for (const [i, id] of ids.entries()) {
      expect(inspect(lab, id).Name).toBe('abc'[i]);
      expect(inspect(lab, id.slice(0, 12)).Name).toBe('abc'[i]);
    }
  });

  it.each([
    [{ driver: ['bridge'] }, ['bridge', 'a', 'b', 'c']],
    [{ name: { o: true } }, ['none', 'host']],
    [{ type: ['custom'] }, ['a', 'b', 'c']],
    [{ type: ['builtin'] }, ['none', 'host', 'bridge']],
  ])('filters by %j', (filters, names) => {
    const { body } = lab.json('GET', `/networks?filters=${encodeURIComponent(JSON.stringify(filters))}`);
    expect((body as NetworkResource[]).map((network) => network.Name)).toEqual(names);
  });
});

describe('addresses beyond the first IPv4 one', () => {
  it('of IPv6 are on the bridge and in the container, with a default route', () => {
    const lab = new EngineLab();
    const Config = [{ Subnet: '172.30.0.0/16' }, { Subnet: 'fd00:30::/64' }];
    lab.send('POST', '/networks/create', { Name: 'six', EnableIPv6: true, IPAM: { Config } });
    lab.container('c1', { HostConfig: { NetworkMode: 'six' } });
    const net = lab.engine.daemon.containers.get('c1').running?.enclosure.netns.net;
    const local = (text: string) => expect.objectContaining({ local: text, scope: 'global' });
    expect(lab.kernel.rootNs.net.addresses6()).toContainEqual(local('fd00:30::1'));
    expect(net?.addresses6()).toContainEqual(local('fd00:30::2'));
    expect(net?.routes6().at(-1)).toMatchObject({ prefixLength: 0, gateway: 'fd00:30::1' });
  });

  it('are link-local ones and settings that somebody asks for', () => {
    const lab = new EngineLab();
    lab.send('POST', '/networks/create', { Name: 'net1' });
    const endpoint = (sysctls: string) => ({
      HostConfig: { NetworkMode: 'net1' },
      NetworkingConfig: {
        EndpointsConfig: {
          net1: {
            IPAMConfig: { LinkLocalIPs: ['169.254.1.2'] },
            DriverOpts: { 'com.docker.network.endpoint.sysctls': sysctls },
          },
        },
      },
    });
    lab.container('c1', endpoint('net.ipv4.conf.IFNAME.log_martians=1'));
    const net = lab.engine.daemon.containers.get('c1').running?.enclosure.netns.net;
    expect(net?.addresses().map((address) => address.prefixLength)).toEqual([8, 16, 16]);
    expect(net?.sysctl('ipv4/conf/eth0/log_martians')).toBe('1');
    expect(() => lab.create('c2', endpoint('net.ipv4.conf.eth0.log_martians=1'))).toThrow(
      "unrecognised network interface sysctl 'net.ipv4.conf.eth0.log_martians=1'",
    );
  });
});
