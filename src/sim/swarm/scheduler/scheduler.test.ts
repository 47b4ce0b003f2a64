import { describe, expect, test } from 'vitest';
import { SECOND } from '../../des/scheduler.ts';
import { replicated, SwarmLab } from '../../testkit/swarm-lab.ts';
import type { NodeSpec, Placement, ServiceSpec, TaskSpec } from '../objects.ts';

function spec(
  name: string,
  replicas: number,
  task: Partial<TaskSpec> = {},
  more: Partial<ServiceSpec> = {},
): ServiceSpec {
  return { ...replicated(name, replicas), TaskTemplate: { ...replicated(name, 1).TaskTemplate, ...task }, ...more };
}

const place = (Placement: Placement): Partial<TaskSpec> => ({ Placement });

function change(lab: SwarmLab, id: string, more: Partial<NodeSpec>): void {
  const node = lab.ask(lab.control.find('node', id));
  lab.ask(lab.control.updateNode(id, node.Version.Index, { ...node.Spec, ...more }));
  lab.run(SECOND);
}

const nodesOf = (lab: SwarmLab, name: string): string =>
  lab
    .service(name)
    .filter((task) => task.DesiredState === 'running' && task.NodeID !== '')
    .map((task) => task.NodeID)
    .join(' ');

const errors = (lab: SwarmLab, name: string): (string | undefined)[] =>
  lab
    .service(name)
    .filter((task) => task.Status.State === 'pending')
    .map((task) => task.Status.Err);

describe('why a task stays pending', () => {
  const hostPort = {
    EndpointSpec: {
      Ports: [{ Protocol: 'tcp' as const, TargetPort: 80, PublishedPort: 8088, PublishMode: 'host' as const }],
    },
  };
  const rows: readonly (readonly [string, ServiceSpec, string])[] = [
    [
      'constraints',
      spec('x', 1, place({ Constraints: ['node.hostname==nowhere'] })),
      'no suitable node (scheduling constraints not satisfied on 2 nodes; 1 node not available for new tasks)',
    ],
    [
      'resources',
      spec('x', 1, { Resources: { Reservations: { NanoCPUs: 3_000_000_000 } } }),
      'no suitable node (insufficient resources on 2 nodes; 1 node not available for new tasks)',
    ],
    [
      'platform',
      spec('x', 1, place({ Platforms: [{ Architecture: 'arm64', OS: 'linux' }] })),
      'no suitable node (unsupported platform on 2 nodes; 1 node not available for new tasks)',
    ],
    [
      'max replicas',
      spec('x', 3, place({ MaxReplicas: 1 })),
      'no suitable node (max replicas per node limit exceed; 1 node not available for new tasks)',
    ],
    [
      'host ports',
      spec('x', 3, {}, hostPort),
      'no suitable node (host-mode port already in use on 2 nodes; 1 node not available for new tasks)',
    ],
  ];
  test.each(rows)('%s', (_, service, text) => {
    const lab = new SwarmLab(3);
    change(lab, 'node1', { Availability: 'pause' });
    lab.ask(lab.control.createService(service));
    lab.run(5 * SECOND);
    expect(errors(lab, 'x')).toEqual([text]);
    const [task] = lab.service('x').filter((candidate) => candidate.Status.State === 'pending');
    expect(task?.Status.Message).toBe('pending task scheduling');
  });

  test('nobody takes tasks, and then somebody does', () => {
    const lab = new SwarmLab(1);
    change(lab, 'node1', { Availability: 'drain' });
    lab.ask(lab.control.createService(spec('x', 1)));
    lab.run(5 * SECOND);
    expect(errors(lab, 'x')).toEqual(['no suitable node (1 node not available for new tasks)']);
    change(lab, 'node1', { Availability: 'active' });
    lab.run(5 * SECOND);
    expect(lab.ps('x')).toEqual(['x.1 node1 running']);
    expect(lab.service('x')[0]?.Status.Err).toBeUndefined();
  });
});

test('constraints choose, whatever the case of keys and values', () => {
  const lab = new SwarmLab(3);
  change(lab, 'node3', { Labels: { disk: 'SSD' } });
  const rows: readonly (readonly [string, readonly string[], string])[] = [
    ['a', ['node.hostname==NODE2'], 'node2 node2'],
    ['b', ['node.labels.disk==ssd'], 'node3 node3'],
    ['c', ['node.role==manager'], 'node1 node1'],
    ['d', ['Node.Role != manager', 'node.labels.disk!=ssd'], 'node2 node2'],
    ['e', ['node.ip==10.1.0.2/32'], 'node2 node2'],
    ['f', ['node.platform.os == linux', 'node.id!=node1', 'node.id!=node2'], 'node3 node3'],
  ];
  for (const [name, Constraints, where] of rows) {
    lab.ask(lab.control.createService(spec(name, 2, place({ Constraints }))));
    lab.run(SECOND);
    expect([name, nodesOf(lab, name)]).toEqual([name, where]);
  }
});

test('the fewest tasks of the service win, then the fewest tasks', () => {
  const lab = new SwarmLab(3);
  lab.ask(lab.control.createService(spec('a', 4)));
  lab.run(SECOND);
  expect(nodesOf(lab, 'a')).toBe('node1 node2 node3 node1');
  lab.ask(lab.control.createService(spec('b', 5)));
  lab.run(SECOND);
  expect(nodesOf(lab, 'b').split(' ').sort().join(' ')).toBe('node1 node2 node2 node3 node3');
});

test('preferences spread over the values of a label before they spread over nodes', () => {
  const lab = new SwarmLab(4);
  change(lab, 'node1', { Labels: { zone: 'a' } });
  for (const id of ['node2', 'node3', 'node4']) change(lab, id, { Labels: { zone: 'b' } });
  const Preferences = [{ Spread: { SpreadDescriptor: 'node.labels.zone' } }];
  lab.ask(lab.control.createService(spec('x', 12, place({ Preferences }))));
  lab.run(5 * SECOND);
  const counts = ['node1', 'node2', 'node3', 'node4'].map(
    (id) =>
      nodesOf(lab, 'x')
        .split(' ')
        .filter((n) => n === id).length,
  );
  expect(counts).toEqual([6, 2, 2, 2]);
});

test('a node on which a service keeps failing is the last choice', () => {
  const lab = new SwarmLab(2);
  lab.behaviours.set('crash', { run: SECOND / 10, exitCode: 1 });
  const RestartPolicy = { Condition: 'any' as const, Delay: 100_000_000, MaxAttempts: 0 };
  const service = spec('x', 1, { ContainerSpec: { Image: 'crash' }, RestartPolicy });
  lab.ask(lab.control.createService(service));
  lab.run(30 * SECOND);
  const last = lab.service('x').at(-1);
  const explanation = lab.leader.explain(last?.ID ?? '');
  const failures = explanation?.candidates.map((candidate) => candidate.failures) ?? [];
  expect(Math.min(...failures)).toBeGreaterThan(4);
  expect(Math.abs((failures[0] ?? 0) - (failures[1] ?? 0))).toBeLessThan(3);
});

test('an explanation says what was seen of every node, and who won', () => {
  const lab = new SwarmLab(3);
  change(lab, 'node2', { Availability: 'pause' });
  lab.ask(lab.control.createService(spec('a', 1)));
  lab.run(SECOND);
  lab.ask(lab.control.createService(spec('b', 1)));
  lab.run(SECOND);
  const [task] = lab.service('b');
  expect(lab.leader.explain(task?.ID ?? '')).toMatchObject({
    nodeId: 'node3',
    text: '',
    filters: ['ready'],
    candidates: [
      { nodeId: 'node2', excludedBy: 'ready' },
      { nodeId: 'node3', tasksOfService: 0, tasks: 0 },
      { nodeId: 'node1', hostname: 'node1', tasksOfService: 0, tasks: 1, failures: 0 },
    ],
  });
  lab.call(lab.control.removeService(task?.ServiceID ?? ''));
  lab.run(5 * SECOND);
  expect(lab.leader.explain(task?.ID ?? '')).toBeUndefined();
});

test('a node that no longer meets the constraints loses its task', () => {
  const lab = new SwarmLab(2);
  change(lab, 'node2', { Labels: { disk: 'ssd' } });
  lab.ask(lab.control.createService(spec('x', 1, place({ Constraints: ['node.labels.disk==ssd'] }))));
  lab.run(5 * SECOND);
  change(lab, 'node2', { Labels: {} });
  lab.run(5 * SECOND);
  const [first, second] = lab.service('x');
  expect(first?.Status).toMatchObject({
    Message: 'task rejected by constraint enforcer',
    Err: 'assigned node no longer meets constraints',
  });
  expect(second?.Status.Err).toBe('no suitable node (scheduling constraints not satisfied on 2 nodes)');
  change(lab, 'node1', { Labels: { disk: 'ssd' } });
  lab.run(10 * SECOND);
  expect(nodesOf(lab, 'x')).toBe('node1');
});
