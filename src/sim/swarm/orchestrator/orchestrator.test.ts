import { describe, expect, test } from 'vitest';
import { SECOND } from '../../des/scheduler.ts';
import { replicated, SwarmLab } from '../../testkit/swarm-lab.ts';
import type { Service, ServiceSpec, Task, TaskSpec } from '../objects.ts';

const MINUTE = 60 * SECOND;

function template(image: string, more: Partial<TaskSpec> = {}): TaskSpec {
  return { ...replicated('x', 1).TaskTemplate, ContainerSpec: { Image: image }, ...more };
}

function update(lab: SwarmLab, name: string, change: (spec: ServiceSpec) => ServiceSpec, rollback = false): Service {
  const service = lab.ask(lab.control.find('service', name));
  return lab.ask(lab.control.updateService(service.ID, service.Version.Index, change(service.Spec), rollback));
}

const scale =
  (Replicas: number) =>
  (spec: ServiceSpec): ServiceSpec => ({ ...spec, Mode: { Replicated: { Replicas } } });

const image =
  (name: string, more: Partial<ServiceSpec> = {}) =>
  (spec: ServiceSpec): ServiceSpec => ({
    ...spec,
    TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { Image: name } },
    ...more,
  });

const status = (task: Task): string => `${task.Slot} ${task.DesiredState} ${task.Status.State}: ${task.Status.Message}`;

describe('replicated services', () => {
  test('scaling down keeps the first of every node, then the lowest slots', () => {
    const lab = new SwarmLab(3);
    lab.ask(lab.control.createService(replicated('web', 7)));
    lab.run(10 * SECOND);
    update(lab, 'web', scale(4));
    lab.run(10 * SECOND);
    expect(lab.ps('web').map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'web.1 node1',
      'web.2 node2',
      'web.3 node3',
      'web.4 node1',
    ]);
    expect(lab.service('web').length).toBe(4);
    update(lab, 'web', scale(5));
    lab.run(10 * SECOND);
    expect(lab.ps('web')[4]).toMatch(/^web\.5 node[23] running$/);
  });

  test('a node that fails is down after its grace, its tasks run elsewhere after the delay, and come back nowhere', () => {
    const lab = new SwarmLab(3);
    lab.ask(lab.control.createService(replicated('web', 6)));
    lab.run(10 * SECOND);
    const start = lab.scheduler.now;
    lab.crash('node2');
    while (lab.store.get('node', 'node2')?.Status.State === 'ready') lab.run(SECOND / 10);
    const detected = (lab.scheduler.now - start) / SECOND;
    expect(detected).toBeGreaterThan(8);
    expect(detected).toBeLessThan(17);
    expect(lab.store.get('node', 'node2')?.Status.Message).toBe('heartbeat failure');
    lab.run(4 * SECOND);
    expect(lab.ps('web').filter((line) => line.includes('running')).length).toBe(4);
    lab.run(3 * SECOND);
    expect(
      lab
        .ps('web')
        .map((line) => line.split(' ')[1])
        .sort(),
    ).toEqual(['node1', 'node1', 'node1', 'node3', 'node3', 'node3']);
    const old = lab.service('web').filter((task) => task.NodeID === 'node2');
    expect(old.map(status)).toEqual(['2 shutdown running: started', '5 shutdown running: started']);
    lab.boot('node2');
    lab.run(10 * SECOND);
    expect(lab.store.get('node', 'node2')?.Status.State).toBe('ready');
    const after = lab.service('web').filter((task) => task.NodeID === 'node2');
    expect(after.map((task) => task.Status.State)).toEqual(['failed', 'failed']);
  });

  test('a drained node gives its tasks up without delay, an active one gets none back', () => {
    const lab = new SwarmLab(3);
    lab.ask(lab.control.createService(replicated('web', 6)));
    lab.run(10 * SECOND);
    const node = lab.ask(lab.control.find('node', 'node2'));
    lab.ask(lab.control.updateNode(node.ID, node.Version.Index, { ...node.Spec, Availability: 'drain' }));
    lab.run(3 * SECOND);
    expect(lab.ps('web').filter((line) => line.includes('running')).length).toBe(6);
    expect(lab.ps('web').some((line) => line.includes('node2'))).toBe(false);
    expect(
      lab
        .service('web')
        .filter((task) => task.NodeID === 'node2')
        .map(status),
    ).toEqual(['2 shutdown shutdown: shutdown', '5 shutdown shutdown: shutdown']);
    const again = lab.ask(lab.control.find('node', 'node2'));
    lab.ask(lab.control.updateNode(again.ID, again.Version.Index, { ...again.Spec, Availability: 'active' }));
    lab.run(10 * SECOND);
    expect(lab.ps('web').some((line) => line.includes('node2'))).toBe(false);
  });

  test('a task that ends is replaced after five seconds; a slot keeps five that are over', () => {
    const lab = new SwarmLab(1);
    lab.behaviours.set('crash', { run: SECOND, exitCode: 3 });
    lab.ask(lab.control.createService(replicated('web', 1, { TaskTemplate: template('crash') })));
    lab.run(3 * SECOND);
    const [first] = lab.service('web');
    expect(first?.Status).toMatchObject({ State: 'failed', Message: 'started', Err: 'task: non-zero exit (3)' });
    expect(first?.Status.ContainerStatus?.ExitCode).toBe(3);
    expect(lab.service('web').map((task) => task.DesiredState)).toEqual(['shutdown', 'ready']);
    lab.run(5 * SECOND);
    expect(lab.service('web').length).toBe(3);
    lab.run(MINUTE);
    expect(lab.service('web').length).toBe(5);
  });

  test('max attempts: as many restarts, then the slot stays empty', () => {
    const lab = new SwarmLab(1);
    lab.behaviours.set('crash', { run: SECOND / 10, exitCode: 1 });
    const RestartPolicy = { Condition: 'on-failure' as const, Delay: SECOND * 1000, MaxAttempts: 2 };
    lab.ask(lab.control.createService(replicated('web', 1, { TaskTemplate: template('crash', { RestartPolicy }) })));
    lab.run(MINUTE);
    expect(lab.service('web').map((task) => task.DesiredState)).toEqual(['shutdown', 'shutdown', 'shutdown']);
  });

  test('removing a service removes its tasks and gives its addresses back', () => {
    const lab = new SwarmLab(2);
    const service = lab.ask(lab.control.createService(replicated('web', 4)));
    lab.run(10 * SECOND);
    expect(lab.call(lab.control.removeService(service.ID))).toBeUndefined();
    lab.run(10 * SECOND);
    expect(lab.store.count('task')).toBe(0);
    expect([...lab.executors.values()].map((node) => node.running.size)).toEqual([0, 0]);
  });
});

describe('updates', () => {
  test('one after the other, the old one stopped first, completed after the monitor', () => {
    const lab = new SwarmLab(3);
    lab.ask(lab.control.createService(replicated('web', 3)));
    lab.run(10 * SECOND);
    update(lab, 'web', image('nginx:2'));
    lab.run(SECOND / 10);
    expect(lab.store.byName('service', 'web')?.UpdateStatus).toMatchObject({
      State: 'updating',
      Message: 'update in progress',
    });
    let least = 3;
    for (let i = 0; i < 100; i++) {
      lab.run(SECOND / 20);
      least = Math.min(
        least,
        [...lab.executors.values()].reduce((sum, node) => sum + node.running.size, 0),
      );
    }
    expect(least).toBe(2);
    lab.run(10 * SECOND);
    expect(lab.store.byName('service', 'web')?.UpdateStatus).toMatchObject({
      State: 'completed',
      Message: 'update completed',
    });
    const running = lab.service('web').filter((task) => task.DesiredState === 'running');
    expect(running.map((task) => task.Spec.ContainerSpec?.Image)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
  });

  test('start-first never has fewer than it should', () => {
    const lab = new SwarmLab(3);
    lab.ask(lab.control.createService(replicated('web', 3)));
    lab.run(10 * SECOND);
    const UpdateConfig = { Parallelism: 1, MaxFailureRatio: 0, Order: 'start-first' as const };
    update(lab, 'web', image('nginx:2', { UpdateConfig }));
    for (let i = 0; i < 100; i++) {
      lab.run(SECOND / 20);
      expect([...lab.executors.values()].reduce((sum, node) => sum + node.running.size, 0)).toBeGreaterThanOrEqual(3);
    }
  });

  test('a failing update is paused with the task that failed; rollback goes back', () => {
    const lab = new SwarmLab(3);
    lab.behaviours.set('bad', { rejected: 'No such image: bad' });
    lab.ask(lab.control.createService(replicated('web', 3)));
    lab.run(10 * SECOND);
    update(lab, 'web', image('bad'));
    lab.run(10 * SECOND);
    const failed = lab.service('web').find((task) => task.Status.State === 'rejected');
    expect(failed?.Status.Err).toBe('No such image: bad');
    expect(lab.store.byName('service', 'web')?.UpdateStatus).toMatchObject({
      State: 'paused',
      Message: `update paused due to failure or early termination of task ${failed?.ID}`,
    });
    expect(lab.ps('web').filter((line) => line.endsWith('running')).length).toBe(2);
    update(lab, 'web', (spec) => spec, true);
    lab.run(20 * SECOND);
    expect(lab.store.byName('service', 'web')?.UpdateStatus).toMatchObject({
      State: 'rollback_completed',
      Message: 'rollback completed',
    });
    expect(lab.ps('web').length).toBe(3);
    expect(
      lab
        .service('web')
        .filter((t) => t.DesiredState === 'running')
        .every((t) => t.Spec.ContainerSpec?.Image === 'nginx:latest'),
    ).toBe(true);
  });

  test('failure action rollback goes back by itself', () => {
    const lab = new SwarmLab(3);
    lab.behaviours.set('bad', { run: SECOND, exitCode: 1 });
    lab.ask(lab.control.createService(replicated('web', 3)));
    lab.run(10 * SECOND);
    const UpdateConfig = {
      Parallelism: 1,
      FailureAction: 'rollback' as const,
      MaxFailureRatio: 0,
      Order: 'stop-first' as const,
    };
    update(lab, 'web', image('bad', { UpdateConfig }));
    lab.run(MINUTE);
    const status = lab.store.byName('service', 'web')?.UpdateStatus;
    expect(status?.State).toBe('rollback_completed');
    expect(lab.ps('web').map((line) => line.split(' ')[2])).toEqual(['running', 'running', 'running']);
  });
});

describe('what an update replaces, and when', () => {
  const idsOf = (lab: SwarmLab): string[] =>
    lab
      .service('web')
      .filter((task) => task.DesiredState === 'running')
      .map((task) => task.ID);

  test('a spec that only places otherwise keeps tasks that fit; anything else replaces them', () => {
    const lab = new SwarmLab(2);
    lab.ask(lab.control.createService(replicated('web', 2)));
    lab.run(10 * SECOND);
    const before = idsOf(lab);
    const place =
      (...Constraints: string[]) =>
      (spec: ServiceSpec): ServiceSpec => ({
        ...spec,
        TaskTemplate: { ...spec.TaskTemplate, Placement: { Constraints } },
      });
    update(lab, 'web', place('node.hostname!=node9'));
    lab.run(20 * SECOND);
    expect(idsOf(lab)).toEqual(before);
    update(lab, 'web', place('node.hostname==node1'));
    lab.run(30 * SECOND);
    expect(lab.ps('web')).toEqual(['web.1 node1 running', 'web.2 node1 running']);
  });

  test('a published port replaces tasks, a label of the service does not', () => {
    const lab = new SwarmLab(2);
    lab.ask(lab.control.createService(replicated('web', 2)));
    lab.run(10 * SECOND);
    const Ports = [{ Protocol: 'tcp' as const, TargetPort: 80, PublishedPort: 8080, PublishMode: 'ingress' as const }];
    const moved = idsOf(lab);
    update(lab, 'web', (spec) => ({ ...spec, EndpointSpec: { Mode: 'vip', Ports } }));
    lab.run(30 * SECOND);
    expect(idsOf(lab).filter((id) => moved.includes(id))).toEqual([]);
    const labelled = idsOf(lab);
    update(lab, 'web', (spec) => ({ ...spec, Labels: { a: '1' } }));
    lab.run(30 * SECOND);
    expect(idsOf(lab)).toEqual(labelled);
    expect(lab.store.byName('service', 'web')?.UpdateStatus).toBeUndefined();
  });

  test.each([
    ['one by one without delay', { Parallelism: 1 }, 2],
    ['all at once', { Parallelism: 0 }, 1],
    ['two by two, ten seconds apart', { Parallelism: 2, Delay: 10_000_000_000 }, 11],
  ])('%s', (_, config, seconds) => {
    const lab = new SwarmLab(2);
    lab.ask(lab.control.createService(replicated('web', 4)));
    lab.run(10 * SECOND);
    const UpdateConfig = { MaxFailureRatio: 0, Order: 'stop-first' as const, ...config };
    const start = lab.scheduler.now;
    update(lab, 'web', image('nginx:2', { UpdateConfig }));
    const isNew = (task: Task): boolean =>
      task.Status.State === 'running' && task.Spec.ContainerSpec?.Image === 'nginx:2';
    while (lab.service('web').filter(isNew).length < 4) lab.run(SECOND / 10);
    expect(Math.round((lab.scheduler.now - start) / SECOND)).toBe(seconds);
  });

  test('so many failures are forgiven', () => {
    const lab = new SwarmLab(2);
    lab.behaviours.set('bad', { rejected: 'no' });
    lab.ask(lab.control.createService(replicated('web', 4)));
    lab.run(10 * SECOND);
    const UpdateConfig = { Parallelism: 1, MaxFailureRatio: 0.5, Order: 'stop-first' as const };
    update(lab, 'web', image('bad', { UpdateConfig }));
    lab.run(MINUTE);
    const dirty = lab.ps('web').filter((line) => !line.endsWith('running')).length;
    expect(lab.store.byName('service', 'web')?.UpdateStatus?.State).toBe('paused');
    expect(dirty).toBeLessThanOrEqual(4);
    expect(lab.service('web').filter((task) => task.Status.State === 'rejected').length).toBeGreaterThan(2);
  });
});

test('attempts are counted within the window of the policy', () => {
  const lab = new SwarmLab(1);
  lab.behaviours.set('crash', { run: 2 * SECOND, exitCode: 1 });
  const policy = { Condition: 'any' as const, Delay: 1_000_000_000, MaxAttempts: 3 };
  const create = (name: string, Window: number): void => {
    const TaskTemplate = template('crash', { RestartPolicy: { ...policy, Window } });
    lab.ask(lab.control.createService(replicated(name, 1, { TaskTemplate })));
  };
  create('short', 5_000_000_000);
  create('long', 60_000_000_000);
  lab.run(2 * MINUTE);
  const wanted = (name: string): number => lab.service(name).filter((task) => task.DesiredState !== 'shutdown').length;
  expect([wanted('short'), wanted('long')]).toEqual([1, 0]);
});

describe('global services and jobs', () => {
  test('a global service has a task on every node that takes it', () => {
    const lab = new SwarmLab(2);
    lab.ask(lab.control.createService({ ...replicated('agent', 0), Mode: { Global: {} } }));
    lab.run(5 * SECOND);
    expect(lab.ps('agent').sort()).toEqual(['agent.node1 node1 running', 'agent.node2 node2 running']);
    expect(lab.service('agent')[0]?.Status.State).toBe('running');
    lab.join('node3');
    lab.run(5 * SECOND);
    expect(lab.ps('agent').length).toBe(3);
    const node = lab.ask(lab.control.find('node', 'node2'));
    lab.ask(lab.control.updateNode('node2', node.Version.Index, { ...node.Spec, Availability: 'drain' }));
    lab.run(5 * SECOND);
    expect(
      lab
        .ps('agent')
        .map((line) => line.split(' ')[1])
        .sort(),
    ).toEqual(['node1', 'node3']);
    const again = lab.ask(lab.control.find('node', 'node2'));
    lab.ask(lab.control.updateNode('node2', again.Version.Index, { ...again.Spec, Availability: 'active' }));
    lab.run(5 * SECOND);
    expect(lab.ps('agent').length).toBe(3);
  });

  test('a job runs so many tasks to their end, some at a time, and again when it is updated', () => {
    const lab = new SwarmLab(3);
    lab.behaviours.set('batch', { run: SECOND });
    const spec: ServiceSpec = {
      ...replicated('job', 0),
      TaskTemplate: template('batch', { RestartPolicy: { Condition: 'on-failure', MaxAttempts: 0 } }),
      Mode: { ReplicatedJob: { MaxConcurrent: 2, TotalCompletions: 5 } },
    };
    lab.ask(lab.control.createService(spec));
    lab.run(SECOND);
    expect(lab.service('job').length).toBe(2);
    lab.run(10 * SECOND);
    expect(lab.service('job').map((task) => task.Status.State)).toEqual(Array(5).fill('complete'));
    expect(
      lab
        .service('job')
        .map((task) => task.Slot)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4]);
    update(lab, 'job', (old) => ({ ...old, TaskTemplate: { ...old.TaskTemplate, ForceUpdate: 1 } }));
    lab.run(10 * SECOND);
    const second = lab.service('job').filter((task) => task.JobIteration?.Index === 1);
    expect(second.map((task) => task.Status.State)).toEqual(Array(5).fill('complete'));
  });

  test('a global job runs once on every node', () => {
    const lab = new SwarmLab(3);
    lab.behaviours.set('batch', { run: SECOND });
    const RestartPolicy = { Condition: 'on-failure' as const, MaxAttempts: 0 };
    lab.ask(
      lab.control.createService({
        ...replicated('job', 0),
        TaskTemplate: template('batch', { RestartPolicy }),
        Mode: { GlobalJob: {} },
      }),
    );
    lab.run(10 * SECOND);
    expect(lab.service('job').map((task) => `${task.NodeID} ${task.Status.State}`)).toEqual([
      'node1 complete',
      'node2 complete',
      'node3 complete',
    ]);
  });
});

test('a new leader finds nodes unknown, then ready, and changes nothing', () => {
  const lab = new SwarmLab(3);
  lab.ask(lab.control.createService(replicated('web', 6)));
  lab.run(10 * SECOND);
  const before = lab.service('web').map((task) => `${task.ID} ${task.NodeID}`);
  lab.changeLeader();
  lab.run(1000);
  expect(lab.store.get('node', 'node1')?.Status).toMatchObject({
    State: 'unknown',
    Message: 'Node moved to "unknown" state due to leadership change in cluster',
  });
  lab.run(10 * SECOND);
  expect([...lab.store.all('node')].map((node) => node.Status.State)).toEqual(['ready', 'ready', 'ready']);
  expect(lab.service('web').map((task) => `${task.ID} ${task.NodeID}`)).toEqual(before);
  expect(lab.ps('web').every((line) => line.endsWith('running'))).toBe(true);
});

test('an idle swarm costs nothing but heartbeats', () => {
  const lab = new SwarmLab(5);
  lab.ask(lab.control.createService(replicated('web', 10)));
  lab.run(MINUTE);
  const index = lab.store.index;
  const events = lab.scheduler.eventsRun;
  lab.run(10 * MINUTE);
  expect(lab.store.index).toBe(index);
  expect(lab.scheduler.eventsRun - events).toBeLessThan(5 * 120 * 8);
});
