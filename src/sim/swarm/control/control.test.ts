import { describe, expect, test } from 'vitest';
import { SECOND } from '../../des/scheduler.ts';
import { replicated, SwarmLab } from '../../testkit/swarm-lab.ts';
import type { EndpointSpec, NetworkSpec, PortConfig, ServiceSpec, TaskSpec } from '../objects.ts';

const overlay = (Name: string, more: Partial<NetworkSpec> = {}): NetworkSpec => ({
  Name,
  Labels: {},
  DriverConfiguration: { Name: 'overlay' },
  Scope: 'swarm',
  ...more,
});

const port = (PublishedPort: number, PublishMode: PortConfig['PublishMode'] = 'ingress'): PortConfig => ({
  Protocol: 'tcp',
  TargetPort: 80,
  PublishedPort,
  PublishMode,
});

const publish = (name: string, ...Ports: PortConfig[]): ServiceSpec =>
  replicated(name, 1, { EndpointSpec: { Mode: 'vip', Ports } });

const withTask = (name: string, more: Partial<TaskSpec>): ServiceSpec =>
  replicated(name, 1, { TaskTemplate: { ...replicated(name, 1).TaskTemplate, ...more } });

describe('services that are refused', () => {
  const lab = new SwarmLab(1);
  const web = lab.ask(lab.control.createService(publish('web', port(8080))));
  const host = lab.ask(lab.control.createService(publish('host', port(8088, 'host'))));
  const ingress = lab.store.byName('network', 'ingress');
  const secret = lab.ask(lab.control.createSecret({ Name: 'key', Labels: {}, Data: 'YQ==' }));
  const file = { Name: 'key', UID: '0', GID: '0', Mode: 292 };
  const dnsrr: EndpointSpec = { Mode: 'dnsrr', Ports: [port(9999)] };
  const rows: readonly (readonly [string, ServiceSpec, string])[] = [
    [
      'a name that is taken',
      replicated('WEB', 1),
      'code = AlreadyExists desc = name conflicts with an existing object: service WEB already exists',
    ],
    ['a bad name', replicated('a_b-', 1), 'code = InvalidArgument desc = name must be valid as a DNS name component'],
    ['a long name', replicated('a'.repeat(64), 1), 'code = InvalidArgument desc = name must be 63 characters or fewer'],
    [
      'an ingress port that is taken',
      publish('x', port(8080)),
      `code = InvalidArgument desc = port '8080' is already in use by service 'web' (${web.ID}) as an ingress port`,
    ],
    [
      'a host port that is an ingress port',
      publish('x', port(8080, 'host')),
      `code = InvalidArgument desc = port '8080' is already in use by service 'web' (${web.ID}) as an ingress port`,
    ],
    [
      'an ingress port that is a host port',
      publish('x', port(8088)),
      `code = InvalidArgument desc = port '8088' is already in use by service 'host' (${host.ID}) as a host-published port`,
    ],
    [
      'one port twice',
      publish('x', port(9000), port(9000)),
      'code = InvalidArgument desc = EndpointSpec: duplicate published ports provided',
    ],
    [
      'dnsrr and the mesh',
      replicated('x', 1, { EndpointSpec: dnsrr }),
      "code = InvalidArgument desc = EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
    ],
    [
      'the ingress network',
      withTask('x', { Networks: [{ Target: ingress?.ID ?? '' }] }),
      'code = InvalidArgument desc = Service cannot be explicitly attached to the ingress network "ingress"',
    ],
    [
      'no image',
      withTask('x', { ContainerSpec: { Image: '' } }),
      'code = InvalidArgument desc = ContainerSpec: image reference must be provided',
    ],
    [
      'a bad image',
      withTask('x', { ContainerSpec: { Image: 'A B' } }),
      'code = InvalidArgument desc = ContainerSpec: "A B" is not a valid repository/tag',
    ],
    [
      'a bad constraint',
      withTask('x', { Placement: { Constraints: ['node.role'] } }),
      'code = Unknown desc = constraint expected one operator from ==, !=',
    ],
    [
      'little memory',
      withTask('x', { Resources: { Limits: { MemoryBytes: 1024 } } }),
      'code = InvalidArgument desc = invalid memory value 1024: Must be at least 4MiB',
    ],
    [
      'little CPU',
      withTask('x', { Resources: { Limits: { NanoCPUs: 1000 } } }),
      'code = InvalidArgument desc = invalid cpu value 1e-06: Must be at least 0.001',
    ],
    [
      'a secret that is not there',
      withTask('x', {
        ContainerSpec: { Image: 'nginx', Secrets: [{ File: file, SecretID: secret.ID, SecretName: 'lock' }] },
      }),
      'code = InvalidArgument desc = secret not found: lock',
    ],
  ];
  test.each(rows)('%s', (_, spec, text) => {
    expect(lab.call(lab.control.createService(spec))).toBe(`rpc error: ${text}`);
  });

  test('host ports may be shared, as long as nodes are left', () => {
    expect(typeof lab.call(lab.control.createService(publish('second', port(8088, 'host'))))).toBe('object');
  });

  test('mode, name, old versions, rollback without a past', () => {
    const now = lab.ask(lab.control.find('service', 'web'));
    const update = (spec: ServiceSpec, version = now.Version.Index, rollback = false) =>
      lab.call(lab.control.updateService(now.ID, version, spec, rollback));
    expect(update({ ...now.Spec, Mode: { Global: {} } })).toBe(
      'rpc error: code = Unimplemented desc = service mode change is not allowed',
    );
    expect(update({ ...now.Spec, Name: 'other' })).toBe(
      'rpc error: code = Unimplemented desc = renaming services is not supported',
    );
    expect(update(now.Spec, now.Version.Index - 1)).toBe('rpc error: code = Unknown desc = update out of sequence');
    expect(update(now.Spec, now.Version.Index, true)).toBe(
      `rpc error: code = FailedPrecondition desc = service ${now.ID} does not have a previous spec`,
    );
  });
});

test('what is found by id, name or the beginning of an id', () => {
  const lab = new SwarmLab(2);
  const web = lab.ask(lab.control.createService(replicated('web', 1)));
  expect(lab.ask(lab.control.find('service', web.ID)).ID).toBe(web.ID);
  expect(lab.ask(lab.control.find('service', 'web')).ID).toBe(web.ID);
  expect(lab.ask(lab.control.find('service', web.ID.slice(0, 8))).ID).toBe(web.ID);
  expect(lab.ask(lab.control.find('node', 'node2')).Description.Hostname).toBe('node2');
  expect(lab.call(lab.control.find('service', 'nosuch'))).toBe('service nosuch not found');
  expect(lab.call(lab.control.find('node', 'node'))).toBe('node node is ambiguous (2 matches found)');
  expect(lab.ask(lab.control.find('node', 'node1')).ManagerStatus?.Leader).toBe(true);
});

test('networks: in use, ingress, predefined, twice', () => {
  const lab = new SwarmLab(1);
  const net = lab.ask(lab.control.createNetwork(overlay('net')));
  const web = lab.ask(lab.control.createService(withTask('web', { Networks: [{ Target: net.ID }] })));
  lab.run(5 * SECOND);
  expect(lab.call(lab.control.removeNetwork(net.ID))).toBe(
    `rpc error: code = FailedPrecondition desc = network ${net.ID} is in use by service ${web.ID}`,
  );
  lab.call(lab.control.removeService(web.ID));
  lab.run(5 * SECOND);
  expect(lab.call(lab.control.removeNetwork(net.ID))).toBeUndefined();
  const ingress = lab.ask(lab.control.find('network', 'ingress'));
  expect(lab.call(lab.control.createNetwork(overlay('in2', { Ingress: true })))).toBe(
    `rpc error: code = AlreadyExists desc = ingress network (${ingress.ID}) is already present`,
  );
  const published = lab.ask(lab.control.createService(publish('published', port(80))));
  expect(lab.call(lab.control.removeNetwork(ingress.ID))).toBe(
    `rpc error: code = FailedPrecondition desc = ingress network cannot be removed because service ${published.ID} depends on it`,
  );
  lab.call(lab.control.removeService(published.ID));
  expect(lab.call(lab.control.removeNetwork(ingress.ID))).toBeUndefined();
  expect(lab.call(lab.control.createService(publish('late', port(81))))).toBe(
    'rpc error: code = FailedPrecondition desc = service needs ingress network, but no ingress network is present',
  );
  const bridge = lab.ask(lab.control.find('network', 'bridge'));
  expect(lab.call(lab.control.removeNetwork(bridge.ID))).toBe(
    `rpc error: code = FailedPrecondition desc = network ${bridge.ID} (bridge) is a swarm predefined network and cannot be removed`,
  );
  expect(
    lab.call(
      lab.control.createNetwork(
        overlay('a', { IPAMOptions: { Configs: [{ Subnet: '10.5.0.0/24', Gateway: '10.6.0.1' }] } }),
      ),
    ),
  ).toBe(
    'rpc error: code = InvalidArgument desc = ipam configuration: subnet 10.5.0.0/24 does not contain gateway 10.6.0.1',
  );
});

test('nodes: the last manager stays one, ready nodes and managers are not removed', () => {
  const lab = new SwarmLab(2);
  const manager = lab.ask(lab.control.find('node', 'node1'));
  const demote = { ...manager.Spec, Role: 'worker' as const };
  expect(lab.call(lab.control.updateNode('node1', manager.Version.Index, demote))).toBe(
    'rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm',
  );
  expect(lab.call(lab.control.removeNode('node1', true))).toBe(
    'rpc error: code = FailedPrecondition desc = node node1 is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal',
  );
  expect(lab.call(lab.control.removeNode('node2', false))).toBe(
    "rpc error: code = FailedPrecondition desc = node node2 is not down and can't be removed",
  );
  lab.ask(lab.control.createService(replicated('web', 2)));
  lab.run(5 * SECOND);
  lab.crash('node2');
  expect(lab.call(lab.control.removeNode('node2', true))).toBeUndefined();
  lab.run(10 * SECOND);
  expect(lab.ps('web')).toEqual(['web.1 node1 running', 'web.2 node1 running']);
  expect(lab.service('web').find((task) => task.NodeID === 'node2')?.Status).toMatchObject({
    State: 'orphaned',
    Message: 'Task belonged to a node that has been deleted',
  });
});

test('promotion and demotion follow the spec', () => {
  const lab = new SwarmLab(3);
  const node = lab.ask(lab.control.find('node', 'node2'));
  lab.ask(lab.control.updateNode('node2', node.Version.Index, { ...node.Spec, Role: 'manager' }));
  lab.run(SECOND);
  expect(lab.store.get('node', 'node2')?.role).toBe('manager');
  lab.members.set('node2', { Reachability: 'reachable', Addr: '10.1.0.2:2377' });
  const two = lab.ask(lab.control.find('node', 'node2'));
  expect(two.ManagerStatus?.Reachability).toBe('reachable');
  expect(lab.call(lab.control.updateNode('node2', two.Version.Index, node.Spec))).toBe(
    "rpc error: code = FailedPrecondition desc = can't remove member from the raft: this would result in a loss of quorum",
  );
  lab.members.set('node3', { Reachability: 'reachable', Addr: '10.1.0.3:2377' });
  lab.ask(lab.control.updateNode('node2', two.Version.Index, node.Spec));
  const state = () => [lab.members.has('node2'), lab.store.get('node', 'node2')?.role];
  lab.run(SECOND);
  expect(state()).toEqual([false, 'manager']);
  lab.run(5 * SECOND);
  expect(state()).toEqual([false, 'worker']);
});

test('secrets and configs: names, sizes, use', () => {
  const lab = new SwarmLab(1);
  const secret = lab.ask(lab.control.createSecret({ Name: 'key', Labels: {}, Data: 'YQ==' }));
  expect(secret.Spec.Data).toBeUndefined();
  expect(lab.call(lab.control.createSecret({ Name: 'key', Labels: {}, Data: 'YQ==' }))).toBe(
    'rpc error: code = AlreadyExists desc = secret key already exists',
  );
  expect(lab.call(lab.control.createSecret({ Name: '', Labels: {}, Data: '' }))).toBe(
    'rpc error: code = InvalidArgument desc = name must be provided',
  );
  expect(lab.call(lab.control.createConfig({ Name: 'c', Labels: {}, Data: '' }))).toBe(
    'rpc error: code = InvalidArgument desc = config data must be larger than 0 and less than 1024000 bytes',
  );
  const File = { Name: 'key', UID: '0', GID: '0', Mode: 292 };
  const Secrets = [{ File, SecretID: secret.ID, SecretName: 'key' }];
  lab.ask(lab.control.createService(withTask('web', { ContainerSpec: { Image: 'nginx', Secrets } })));
  expect(lab.call(lab.control.removeSecret(secret.ID))).toBe(
    "rpc error: code = InvalidArgument desc = secret 'key' is in use by the following service: web",
  );
  expect(
    lab.call(lab.control.updateSecret(secret.ID, secret.Version.Index, { Name: 'key', Labels: {}, Data: 'Yg==' })),
  ).toBe('rpc error: code = InvalidArgument desc = only updates to Labels are allowed');
});

test('tokens and the unlock key are rotated; the digest of the root stays', () => {
  const lab = new SwarmLab(1);
  const [cluster] = lab.ask(lab.control.list('cluster'));
  if (cluster === undefined) throw new Error('no cluster');
  const locked = { ...cluster.Spec, EncryptionConfig: { AutoLockManagers: true } };
  const next = lab.ask(lab.control.updateCluster(cluster.Version.Index, locked, { worker: true }));
  expect(next.JoinTokens.Worker).toMatch(/^SWMTKN-1-root-[0-9a-z]{25}$/);
  expect(next.JoinTokens.Manager).toBe(cluster.JoinTokens.Manager);
  expect(next.unlockKey).toMatch(/^SWMKEY-1-[A-Za-z0-9+/]{43}$/);
  const again = lab.ask(lab.control.updateCluster(next.Version.Index, locked, { unlockKey: true }));
  expect(again.unlockKey).not.toBe(next.unlockKey);
});

test('attachments are tasks of the node that asks, with an address', () => {
  const lab = new SwarmLab(2);
  const net = lab.ask(
    lab.control.createNetwork(
      overlay('att', { Attachable: true, IPAMOptions: { Configs: [{ Subnet: '10.5.0.0/24' }] } }),
    ),
  );
  lab.ask(lab.control.createNetwork(overlay('closed')));
  expect(lab.call(lab.resources('node1').attachNetwork({ Target: 'closed' }, 'c1'))).toBe(
    'rpc error: code = PermissionDenied desc = network closed not manually attachable',
  );
  expect(lab.call(lab.resources('node1').attachNetwork({ Target: 'nosuch' }, 'c1'))).toBe(
    'rpc error: code = NotFound desc = network nosuch not found',
  );
  const first = lab.call(lab.resources('node1').attachNetwork({ Target: 'att' }, 'c1'));
  lab.run(SECOND);
  lab.call(lab.resources('node2').attachNetwork({ Target: net.ID, addresses: ['10.5.0.77'] }, 'c2'));
  lab.run(SECOND);
  const addresses = [...lab.store.all('task')].map((task) => task.NetworksAttachments[0]?.Addresses[0]);
  expect(addresses).toEqual(['10.5.0.2/24', '10.5.0.77/24']);
  const nodes = [...lab.store.all('node')].map((node) => node.attachments.map((a) => a.Addresses[0]));
  expect(nodes).toEqual([
    ['10.0.0.2/24', '10.5.0.3/24'],
    ['10.0.0.3/24', '10.5.0.4/24'],
  ]);
  lab.run(5 * SECOND);
  expect([...lab.store.all('task')].map((task) => task.Status.State)).toEqual(['running', 'running']);
  expect(lab.call(lab.resources('node2').detachNetwork(first))).toBe(
    `rpc error: code = PermissionDenied desc = attachment ${first} doesn't belong to this node`,
  );
  expect(lab.call(lab.resources('node1').detachNetwork(first))).toBeUndefined();
  lab.run(SECOND);
  expect(lab.store.count('task')).toBe(1);
});
