import { describe, expect, test } from 'vitest';
import { MILLISECOND, Scheduler, SECOND } from '../../des/scheduler.ts';
import { type Blocking, Task as Routine, sleepUntil } from '../../des/task.ts';
import { replicated, SwarmLab } from '../../testkit/swarm-lab.ts';
import { type TaskController, TaskFailure } from '../executor.ts';
import type { Task, TaskState, TaskStatus } from '../objects.ts';
import { accepted, doTask } from './do-task.ts';
import { TaskManager } from './task-manager.ts';

function task(state: TaskState, desired: TaskState): Task {
  return {
    ID: 't',
    Name: '',
    Labels: {},
    Version: { Index: 1 },
    CreatedAt: '',
    UpdatedAt: '',
    Spec: { ForceUpdate: 0 },
    ServiceID: 's',
    Slot: 1,
    NodeID: 'n',
    Status: { Timestamp: 'then', State: state, Message: state, PortStatus: {} },
    DesiredState: desired,
    NetworksAttachments: [],
    serviceAnnotations: { Name: 's', Labels: {} },
  };
}

/** A controller that writes down what it is asked for; steps named in `fail` fail. */
function controller(scheduler: Scheduler, said: string[], fail: Readonly<Record<string, string>> = {}): TaskController {
  const step = (name: string, time: number) =>
    function* (): Blocking<void> {
      said.push(name);
      try {
        yield* sleepUntil(scheduler.now + time);
      } finally {
        said.push(`${name} ends`);
      }
      const why = fail[name];
      if (why !== undefined) throw new TaskFailure(why, 7);
    };
  return {
    prepare: step('prepare', 10),
    start: step('start', 10),
    wait: step('wait', 1000),
    shutdown: step('shutdown', 10),
    terminate: step('terminate', 10),
    remove: step('remove', 10),
    status: () => ({ containerId: 'c', pid: 4, exitCode: 0 }),
    *logs() {},
    ports: () => [],
    update: () => said.push('update'),
  };
}

test('steps of a task by state and desired state', () => {
  const scheduler = new Scheduler();
  const rows: readonly (readonly [TaskState, TaskState, string])[] = [
    ['assigned', 'running', 'accepted: accepted'],
    ['accepted', 'ready', 'preparing: preparing'],
    ['preparing', 'ready', 'ready: prepared'],
    ['ready', 'ready', 'nothing'],
    ['ready', 'running', 'starting: starting'],
    ['starting', 'running', 'running: started'],
    ['running', 'running', 'complete: finished'],
    ['running', 'complete', 'complete: finished'],
    ['running', 'ready', 'nothing'],
    ['running', 'shutdown', 'shutdown: shutdown'],
    ['preparing', 'remove', 'shutdown: shutdown'],
    ['complete', 'shutdown', 'nothing'],
    ['failed', 'running', 'nothing'],
  ];
  for (const [state, desired, expected] of rows) {
    let status: TaskStatus | undefined;
    new Routine(
      scheduler,
      (function* (): Blocking<void> {
        status = yield* doTask(task(state, desired), controller(scheduler, []), () => 'now');
      })(),
    );
    scheduler.runUntil(scheduler.now + 2000);
    const got = status === undefined ? 'nothing' : `${status.State}: ${status.Message}`;
    expect([state, desired, got]).toEqual([state, desired, expected]);
  }
});

test('what fails before the start is rejected, what fails later has failed, with its exit code', () => {
  const scheduler = new Scheduler();
  const fail = { prepare: 'No such image: x', wait: 'task: non-zero exit (7)' };
  const statuses: (TaskStatus | undefined)[] = [];
  for (const state of ['preparing', 'running'] as const) {
    new Routine(
      scheduler,
      (function* (): Blocking<void> {
        statuses.push(yield* doTask(task(state, 'running'), controller(scheduler, [], fail), () => 'now'));
      })(),
    );
  }
  scheduler.runUntil(5000);
  expect(statuses).toEqual([
    {
      Timestamp: 'now',
      State: 'rejected',
      Message: 'preparing',
      Err: 'No such image: x',
      ContainerStatus: { ContainerID: 'c', PID: 4, ExitCode: 7 },
      PortStatus: {},
    },
    {
      Timestamp: 'now',
      State: 'failed',
      Message: 'running',
      Err: 'task: non-zero exit (7)',
      ContainerStatus: { ContainerID: 'c', PID: 4, ExitCode: 7 },
      PortStatus: {},
    },
  ]);
});

test('a task that has come is accepted, one that has gone on stays as it is', () => {
  expect(accepted(task('assigned', 'running'), 'now')).toMatchObject({ State: 'accepted', Message: 'accepted' });
  expect(accepted(task('running', 'running'), 'now').State).toBe('running');
});

test('a manager turns round in the middle of a step, and never back', () => {
  const scheduler = new Scheduler();
  const said: string[] = [];
  const states: TaskState[] = [];
  const first = task('accepted', 'running');
  const manager = new TaskManager(
    scheduler,
    first,
    controller(scheduler, said),
    () => 'now',
    (_, status) => states.push(status.State),
  );
  scheduler.runUntil(100);
  expect(states).toEqual(['preparing', 'ready', 'starting', 'running']);
  manager.update({ ...first, DesiredState: 'ready' });
  manager.update({ ...first, Status: { ...first.Status, State: 'assigned' } });
  expect(said).toEqual(['prepare', 'prepare ends', 'start', 'start ends', 'wait']);
  manager.update({ ...first, DesiredState: 'shutdown' });
  scheduler.runUntil(200);
  expect(said.slice(4)).toEqual(['wait', 'update', 'wait ends', 'shutdown', 'shutdown ends']);
  expect(states.at(-1)).toBe('shutdown');
});

describe('an agent', () => {
  test('goes on where it was when its daemon starts again', () => {
    const lab = new SwarmLab(1);
    lab.ask(lab.control.createService(replicated('web', 2)));
    lab.run(5 * SECOND);
    const before = lab.service('web').map((one) => one.ID);
    lab.stopDaemon('node1');
    lab.run(2 * SECOND);
    lab.boot('node1');
    lab.run(5 * SECOND);
    expect(lab.service('web').map((one) => `${one.ID} ${one.Status.State}`)).toEqual(
      before.map((id) => `${id} running`),
    );
    expect(lab.executors.get('node1')?.running.size).toBe(2);
  });

  test('removes what was taken from it while it was away', () => {
    const lab = new SwarmLab(2);
    const service = lab.ask(lab.control.createService(replicated('web', 2)));
    lab.run(5 * SECOND);
    lab.stopDaemon('node2');
    lab.run(30 * SECOND);
    lab.call(lab.control.removeService(service.ID));
    lab.run(5 * SECOND);
    expect(lab.executors.get('node2')?.running.size).toBe(1);
    lab.boot('node2');
    lab.run(5 * SECOND);
    expect(lab.executors.get('node2')?.running.size).toBe(0);
    expect(lab.store.count('task')).toBe(0);
  });

  test('that leaves removes its containers first', () => {
    const lab = new SwarmLab(2);
    lab.ask(lab.control.createService(replicated('web', 4)));
    lab.run(5 * SECOND);
    const left = lab.later(lab.agent('node2').leave());
    lab.run(10 * MILLISECOND);
    expect([left(), lab.executors.get('node2')?.running.size]).toEqual(['no answer', 2]);
    lab.run(SECOND);
    expect([left(), lab.executors.get('node2')?.running.size]).toEqual([undefined, 0]);
  });

  test('looks for the leader again and again, up to eight seconds apart', () => {
    const lab = new SwarmLab(1);
    lab.leader.stop();
    lab.run(60 * SECOND);
    const events = lab.scheduler.eventsRun;
    lab.run(60 * SECOND);
    expect(lab.scheduler.eventsRun - events).toBeLessThan(60 * 15);
    lab.changeLeader();
    lab.run(9 * SECOND);
    expect(lab.store.get('node', 'node1')?.Status.State).toBe('ready');
  });

  test('is told of its node: the addresses of its load balancers', () => {
    const lab = new SwarmLab(1);
    const configured = lab.executors.get('node1')?.configured ?? [];
    expect(configured.at(-1)?.attachments.map((attachment) => attachment.Network.Spec.Name)).toEqual(['ingress']);
    const count = configured.length;
    lab.run(60 * SECOND);
    expect(configured.length).toBe(count);
  });
});
