import { describe, expect, test } from 'vitest';
import { cidr } from '../../base/cidr.ts';
import { SECOND } from '../../des/scheduler.ts';
import { replicated, SwarmLab } from '../../testkit/swarm-lab.ts';
import type { IpamConfig, NetworkSpec, PortConfig } from '../objects.ts';
import { AddressPool } from './address-pool.ts';
import { NumberPool } from './number-pool.ts';
import { PoolSpace } from './pool-space.ts';

const overlay = (Name: string, ...Configs: IpamConfig[]): NetworkSpec => ({
  Name,
  Labels: {},
  DriverConfiguration: { Name: 'overlay' },
  ...(Configs.length > 0 && { IPAMOptions: { Configs } }),
  Scope: 'swarm',
});

describe('subnets', () => {
  const text = (pool: { readonly value: bigint }): number => Number((pool.value >> 8n) & 0xffffn);

  test('the lowest that is free, also when one was given back', () => {
    const space = new PoolSpace([], 0);
    expect([1, 2, 3].map(() => text(space.next()))).toEqual([0, 1, 2]);
    space.free('10.0.1.0/24', undefined);
    expect(text(space.next())).toBe(1);
  });

  test('a subnet that was asked for is passed over', () => {
    const space = new PoolSpace([], 0);
    space.take('10.0.0.0/23', undefined);
    space.take('172.16.0.0/24', undefined);
    expect(text(space.next())).toBe(2);
    expect(() => space.take('10.0.2.128/25', undefined)).toThrow('Pool overlaps with other one on this address space');
  });

  test('pools of the cluster, until they are used up', () => {
    const space = new PoolSpace(['20.20.0.0/25', '30.30.0.0/26'], 26);
    expect([1, 2, 3].map(() => space.next().value & 0xffn)).toEqual([0n, 64n, 0n]);
    expect(() => space.next()).toThrow('all predefined address pools have been fully subnetted');
  });
});

describe('addresses', () => {
  test('in turn: what is given back comes again after the last', () => {
    const pool = new AddressPool(cidr('10.0.0.0/29'), undefined);
    expect([1, 2, 3].map(() => pool.next())).toEqual(['10.0.0.1/29', '10.0.0.2/29', '10.0.0.3/29']);
    pool.free('10.0.0.2/29');
    expect([1, 2, 3, 4, 5].map(() => pool.next())).toEqual([
      '10.0.0.4/29',
      '10.0.0.5/29',
      '10.0.0.6/29',
      '10.0.0.2/29',
      undefined,
    ]);
  });

  test('from the range if there is one, with the prefix length of the subnet', () => {
    const pool = new AddressPool(cidr('10.5.0.0/24'), '10.5.0.128/25');
    expect([pool.next(), pool.next()]).toEqual(['10.5.0.128/24', '10.5.0.129/24']);
    expect(pool.take('10.5.0.9')).toBe('10.5.0.9/24');
    expect(() => pool.take('10.5.0.9/24')).toThrow('Address already in use');
    expect(pool.take('10.6.0.9')).toBeUndefined();
  });

  test('numbers too', () => {
    const pool = new NumberPool(5, 7);
    expect([pool.next(), pool.take(6), pool.next(), pool.next()]).toEqual([5, true, 7, undefined]);
    pool.free(6);
    expect(pool.next()).toBe(6);
  });
});

test('networks: VXLAN ids from 4096, kept from re-use; given ids and several subnets', () => {
  const lab = new SwarmLab(1);
  const state = (id: string) => {
    const network = lab.store.get('network', id);
    const ids = network?.DriverState.Options?.['com.docker.network.driver.overlay.vxlanid_list'];
    return [ids, network?.IPAMOptions.Configs.map((config) => `${config.Subnet} ${config.Gateway}`).join(', ')];
  };
  const create = (spec: NetworkSpec): string => lab.ask(lab.control.createNetwork(spec)).ID;
  const ingress = lab.store.byName('network', 'ingress');
  expect(state(ingress?.ID ?? '')).toEqual(['4096', '10.0.0.0/24 10.0.0.1']);
  const first = create(overlay('a'));
  expect(state(first)).toEqual(['4097', '10.0.1.0/24 10.0.1.1']);
  lab.call(lab.control.removeNetwork(first));
  expect(state(create(overlay('b')))).toEqual(['4098', '10.0.1.0/24 10.0.1.1']);
  const two = overlay('c', { Subnet: '10.5.0.0/24' }, { Subnet: '10.6.0.0/24', Gateway: '10.6.0.254' });
  expect(state(create(two))).toEqual(['4099,4100', '10.5.0.0/24 10.5.0.1, 10.6.0.0/24 10.6.0.254']);
  const Options = { 'com.docker.network.driver.overlay.vxlanid_list': '4200', encrypted: '' };
  expect(state(create({ ...overlay('d'), DriverConfiguration: { Name: 'overlay', Options } }))[0]).toBe('4200');
  const late = create(overlay('overlaps', { Subnet: '10.5.0.0/16' }));
  expect([lab.store.get('network', late)?.allocated, state(late)[0]]).toEqual([false, undefined]);
  const local = create({ ...overlay('mac'), DriverConfiguration: { Name: 'macvlan' } });
  expect(lab.store.get('network', local)).toMatchObject({ allocated: true, DriverState: { Name: 'macvlan' } });
});

test('an endpoint follows its service: networks, mode and ports come and go, addresses stay', () => {
  const lab = new SwarmLab(1);
  const net = lab.ask(lab.control.createNetwork(overlay('net')));
  const ingressPort = (TargetPort: number, PublishedPort: number): PortConfig => ({
    Protocol: 'tcp',
    TargetPort,
    PublishedPort,
    PublishMode: 'ingress',
  });
  const base = replicated('web', 1);
  const TaskTemplate = { ...base.TaskTemplate, Networks: [{ Target: net.ID }] };
  const change = (more: Partial<typeof base>) => {
    const service = lab.ask(lab.control.find('service', 'web'));
    lab.ask(lab.control.updateService(service.ID, service.Version.Index, { ...service.Spec, ...more }, false));
    lab.run(30 * SECOND);
    const { Endpoint } = lab.ask(lab.control.find('service', 'web'));
    return [Endpoint.VirtualIPs?.map((vip) => vip.Addr) ?? [], Endpoint.Ports?.map((port) => port.PublishedPort) ?? []];
  };
  const service = lab.ask(lab.control.createService(base));
  expect(service.Endpoint).toEqual({ Spec: {} });
  expect(change({ TaskTemplate })).toEqual([['10.0.1.2/24'], []]);
  const Ports = [ingressPort(80, 0), ingressPort(81, 30001)];
  expect(change({ EndpointSpec: { Mode: 'vip', Ports } })).toEqual([
    ['10.0.1.2/24', '10.0.0.3/24'],
    [30000, 30001],
  ]);
  expect(change({ EndpointSpec: { Mode: 'vip', Ports: [ingressPort(82, 82), ingressPort(80, 0)] } })[1]).toEqual([
    82, 30000,
  ]);
  expect(change({ EndpointSpec: { Mode: 'vip' } })).toEqual([['10.0.1.2/24'], []]);
  expect(change({ EndpointSpec: { Mode: 'dnsrr' } })).toEqual([[], []]);
  expect(lab.service('web').find((task) => task.DesiredState === 'running')?.endpoint).toEqual({
    Spec: { Mode: 'dnsrr' },
  });
});

test('tasks that find no address stay New until some are given back; a new leader takes up what is there', () => {
  const lab = new SwarmLab(1);
  const net = lab.ask(lab.control.createNetwork(overlay('small', { Subnet: '10.9.0.0/29' })));
  const base = replicated('web', 5);
  const TaskTemplate = { ...base.TaskTemplate, Networks: [{ Target: net.ID }] };
  const web = lab.ask(lab.control.createService({ ...base, TaskTemplate, EndpointSpec: { Mode: 'dnsrr' } }));
  lab.run(10 * SECOND);
  const states = (name: string): string[] => lab.service(name).map((task) => task.Status.State);
  expect(states('web')).toEqual(['running', 'running', 'running', 'running', 'running']);
  expect(lab.store.get('node', 'node1')?.attachments.length).toBe(1);
  const more = { ...replicated('more', 1), TaskTemplate, EndpointSpec: { Mode: 'dnsrr' as const } };
  lab.ask(lab.control.createService(more));
  lab.run(10 * SECOND);
  expect(states('more')).toEqual(['new']);
  lab.changeLeader();
  lab.run(10 * SECOND);
  expect(states('more')).toEqual(['new']);
  lab.call(lab.control.removeService(web.ID));
  lab.run(10 * SECOND);
  expect(states('more')).toEqual(['running']);
  const addresses = lab.service('more')[0]?.NetworksAttachments[0]?.Addresses;
  expect(addresses?.[0]).toMatch(/^10\.9\.0\.[2-6]\/29$/);
  expect(lab.store.get('node', 'node1')?.attachments.length).toBe(2);
});
