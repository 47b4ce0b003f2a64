import { describe, expect, test } from 'vitest';
import { json, refused, runDocker } from '../fakes.ts';

describe('docker network create as a request', () => {
  const create = (line: string) => {
    const { requests } = runDocker(['network', 'create', ...line.split(' ')], () => json({ Id: 'abc', Warning: '' }));
    return JSON.parse(requests[0]?.body ?? 'null');
  };

  test('a plain network', () => {
    expect(create('y')).toEqual({
      Name: 'y',
      Driver: 'bridge',
      Scope: '',
      IPAM: { Driver: 'default', Options: {}, Config: [] },
      Internal: false,
      Attachable: false,
      Ingress: false,
      ConfigOnly: false,
      Options: {},
      Labels: {},
    });
  });

  test('each subnet takes what lies in it', () => {
    const line =
      '--subnet 10.1.0.0/24 --subnet fd00::/64 --gateway fd00::1 --gateway 10.1.0.254 --ip-range 10.1.0.128/28 --aux-address a=10.1.0.5 --aux-address b=10.1.0.6 z';
    expect(create(line).IPAM.Config).toEqual([
      {
        Subnet: '10.1.0.0/24',
        IPRange: '10.1.0.128/28',
        Gateway: '10.1.0.254',
        AuxiliaryAddresses: { a: '10.1.0.5', b: '10.1.0.6' },
      },
      { Subnet: 'fd00::/64', Gateway: 'fd00::1' },
    ]);
  });

  test('families and options are sent when given', () => {
    expect(create('--ipv4=false --ipv6 -o mtu=1400 -o flag --label k=v --internal x')).toMatchObject({
      EnableIPv4: false,
      EnableIPv6: true,
      Options: { mtu: '1400', flag: '' },
      Labels: { k: 'v' },
      Internal: true,
    });
  });
});

test('rm goes on after a failure and tells its status', () => {
  const engine = ({ method, path }: { method: string; path: string }) => {
    if (path.endsWith('/p2')) return refused('network p2 not found');
    return method === 'GET' ? json({ Ingress: false }) : { status: 204 };
  };
  expect(runDocker(['network', 'rm', 'p1', 'p2', 'p3'], engine)).toMatchObject({
    stdout: 'p1\np3\n',
    stderr: 'Error response from daemon: network p2 not found\nexit status 1\n',
    exit: 1,
  });
  expect(runDocker(['network', 'rm', '-f', 'p2'], engine)).toMatchObject({ stdout: '', stderr: '', exit: 0 });
});

test('rm asks before it takes the routing mesh away', () => {
  const engine = ({ method }: { method: string }) => (method === 'GET' ? json({ Ingress: true }) : { status: 204 });
  const answer = runDocker(['network', 'rm', 'ingress'], engine, { stdin: 'n\n' });
  expect(answer.stdout).toMatch(/^WARNING! Before removing the routing-mesh network, .*\nAre you sure .* \[y\/N\] $/);
  expect(answer.requests.map(({ method }) => method)).toEqual(['GET']);
});

describe('prune', () => {
  const engine = () => json({ NetworksDeleted: ['n1', 'n2'] });
  const question =
    'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue? [y/N] ';

  test('asks first', () => {
    const answer = runDocker(['network', 'prune'], engine, { stdin: 'y\n' });
    expect(answer.stdout).toBe(`${question}Deleted Networks:\nn1\nn2\n\n`);
  });

  test('takes anything else for a no', () => {
    expect(runDocker(['network', 'prune'], engine, { stdin: '\n' })).toMatchObject({
      stdout: question,
      exit: 0,
      requests: [],
    });
  });

  test('says nothing when there was nothing', () => {
    expect(runDocker(['network', 'prune', '-f'], () => json({ NetworksDeleted: null })).stdout).toBe('');
  });
});

test('filters are sent as the engine takes them', () => {
  const line = ['network', 'ls', '-f', 'driver=bridge', '--filter', 'Driver=host', '-f', 'label=a=b'];
  const { requests } = runDocker(line, () => json([]));
  expect(requests[0]?.query).toEqual({ filters: '{"driver":{"bridge":true,"host":true},"label":{"a=b":true}}' });
});
