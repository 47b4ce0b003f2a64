import { expect, test } from 'vitest';
import { SECOND } from '../../des/scheduler.ts';
import { replicated, SwarmLab } from '../../testkit/swarm-lab.ts';
import { newNode, unknownDescription } from '../manager/defaults.ts';
import type { AssignmentsMessage, DispatcherApi, SessionMessage, Subscription } from './protocol.ts';

const HOUR = 3600 * SECOND;
const caller = { nodeId: 'raw', addr: '10.1.0.9' };
const description = { ...unknownDescription, Hostname: 'raw' };

/** A node without an agent: what the dispatcher says is read by hand. */
function rawNode(): { readonly lab: SwarmLab; readonly api: DispatcherApi } {
  const lab = new SwarmLab(1);
  lab.call(lab.store.update((tx) => tx.create('node', newNode('raw', 'worker', 'active'))));
  return { lab, api: lab.leader.dispatcher(caller) };
}

function open(lab: SwarmLab, api: DispatcherApi, sessionId = ''): Subscription<SessionMessage> | string {
  let result: Subscription<SessionMessage> | string = '';
  const call = lab.later(api.session({ description, sessionId }));
  lab.run(SECOND);
  result = call();
  return result;
}

function session(
  lab: SwarmLab,
  api: DispatcherApi,
): { readonly stream: Subscription<SessionMessage>; readonly id: string } {
  const stream = open(lab, api);
  if (typeof stream === 'string') throw new Error(stream);
  const first = lab.call(stream.next());
  if (first === undefined || typeof first === 'string') throw new Error('no message');
  return { stream, id: first.sessionId };
}

test('a session: the node is ready, hears of itself, the managers and the keys', () => {
  const { lab, api } = rawNode();
  const stream = open(lab, api);
  if (typeof stream === 'string') throw new Error(stream);
  expect(lab.store.get('node', 'raw')).toMatchObject({
    Status: { State: 'ready', Addr: '10.1.0.9' },
    Description: { Hostname: 'raw' },
  });
  const message = lab.call(stream.next());
  if (message === undefined || typeof message === 'string') throw new Error('no message');
  expect(message.sessionId).toMatch(/^[0-9a-z]{25}$/);
  expect(message.managers).toEqual([{ nodeId: 'node1', addr: '10.1.0.1:2377' }]);
  expect(message.networkKeys.map((key) => key.subsystem)).toEqual([
    ...Array(3).fill('networking:gossip'),
    ...Array(3).fill('networking:ipsec'),
  ]);
  expect(message.node?.attachments[0]?.Addresses).toEqual(['10.0.0.3/24']);
});

test('a heartbeat answers the next period; without one for three of them the node is down, and forgotten', () => {
  const { lab, api } = rawNode();
  const { stream, id } = session(lab, api);
  for (let i = 0; i < 5; i++) {
    const period = lab.call(api.heartbeat(id));
    expect(period).toBeGreaterThanOrEqual(4.5 * SECOND);
    expect(period).toBeLessThan(5.5 * SECOND);
    lab.run(4 * SECOND);
  }
  expect(lab.call(api.heartbeat('other'))).toBe('rpc error: code = InvalidArgument desc = session invalid');
  lab.run(13.4 * SECOND - 4 * SECOND);
  expect(lab.store.get('node', 'raw')?.Status.State).toBe('ready');
  lab.run(4 * SECOND);
  expect(lab.store.get('node', 'raw')?.Status).toMatchObject({ State: 'down', Message: 'heartbeat failure' });
  expect(lab.call(api.heartbeat(id))).toBe('rpc error: code = NotFound desc = node not registered');
  let last: unknown = lab.call(stream.next());
  while (typeof last === 'object') last = lab.call(stream.next());
  expect(last).toBe('rpc error: code = NotFound desc = node not registered');
});

test('whoever registers too often has to wait', () => {
  const { lab, api } = rawNode();
  const answers = [1, 2, 3, 4, 5]
    .map(() => open(lab, api))
    .map((answer) => (typeof answer === 'string' ? answer : 'open'));
  const refused = 'rpc error: code = Unavailable desc = node raw exceeded rate limit count of registrations';
  expect(answers).toEqual(['open', 'open', 'open', 'open', refused]);
  lab.run(9 * SECOND);
  expect(typeof open(lab, api)).toBe('object');
});

test('a node that nobody knows is not registered', () => {
  const lab = new SwarmLab(1);
  const stranger = lab.leader.dispatcher({ nodeId: 'stranger', addr: '' });
  expect(open(lab, stranger)).toBe('rpc error: code = Unknown desc = node not found');
});

test('assignments: all at first, then what changes, a tenth of a second after the last change; secrets come with their first task', () => {
  const { lab, api } = rawNode();
  const { id } = session(lab, api);
  const secret = lab.ask(lab.control.createSecret({ Name: 'key', Labels: {}, Data: 'YQ==' }));
  const File = { Name: 'key', UID: '0', GID: '0', Mode: 292 };
  const stream = lab.call(api.assignments(id)) as Subscription<AssignmentsMessage>;
  const next = (): readonly string[] => {
    const message = lab.call(stream.next());
    if (message === undefined || typeof message === 'string') return [String(message)];
    const changes = message.changes.map((change) => `${change.action} ${change.kind}`);
    return [message.type, message.appliesTo, message.resultsIn, ...changes];
  };
  expect(next()).toEqual(['complete', '', '1']);
  const base = replicated('web', 2).TaskTemplate;
  const service = lab.ask(
    lab.control.createService({
      ...replicated('web', 2),
      TaskTemplate: {
        ...base,
        ContainerSpec: { Image: 'nginx', Secrets: [{ File, SecretID: secret.ID, SecretName: 'key' }] },
        Placement: { Constraints: ['node.id==raw'] },
      },
    }),
  );
  lab.run(SECOND);
  expect(next()).toEqual(['incremental', '1', '2', 'update secret', 'update task', 'update task']);
  lab.call(lab.control.removeService(service.ID));
  lab.run(SECOND);
  expect(next()).toEqual(['incremental', '2', '3', 'update task', 'update task']);
  const updates = lab.service('web').map((task) => ({
    taskId: task.ID,
    status: { ...task.Status, State: 'shutdown' as const },
  }));
  expect(updates).toEqual([]);
});

test('statuses are of tasks of the node; they never go back', () => {
  const { lab, api } = rawNode();
  const { id } = session(lab, api);
  const own = { ...replicated('own', 1).TaskTemplate, Placement: { Constraints: ['node.id==raw'] } };
  const other = { ...own, Placement: { Constraints: ['node.id==node1'] } };
  lab.ask(lab.control.createService(replicated('own', 1, { TaskTemplate: own })));
  lab.ask(lab.control.createService(replicated('other', 1, { TaskTemplate: other })));
  lab.run(SECOND);
  const [mine] = lab.service('own');
  const [theirs] = lab.service('other');
  if (mine === undefined || theirs === undefined) throw new Error('no tasks');
  const send = (taskId: string, State: 'accepted' | 'running'): unknown => {
    const status = { ...mine.Status, State };
    const answer = lab.call(api.updateTaskStatus(id, [{ taskId, status }]));
    lab.run(SECOND);
    return answer;
  };
  expect(send(theirs.ID, 'running')).toBe(
    'rpc error: code = PermissionDenied desc = cannot update a task not assigned this node',
  );
  send(mine.ID, 'running');
  expect(lab.store.get('task', mine.ID)?.Status.State).toBe('running');
  send(mine.ID, 'accepted');
  expect(lab.store.get('task', mine.ID)?.Status.State).toBe('running');
  expect(send('gone', 'running')).toBeUndefined();
});

test('tasks of a node that has been down for a day are orphaned', () => {
  const lab = new SwarmLab(2);
  lab.ask(lab.control.createService(replicated('web', 2)));
  lab.run(5 * SECOND);
  lab.crash('node2');
  lab.run(23 * HOUR);
  const states = (): string[] =>
    lab
      .service('web')
      .filter((task) => task.NodeID === 'node2')
      .map((task) => task.Status.State);
  expect(states()).toEqual(['running']);
  lab.run(2 * HOUR);
  expect(states()).toEqual(['orphaned']);
});

test('nodes that do not come to a new leader are down after twice the grace', () => {
  const lab = new SwarmLab(2);
  lab.crash('node2');
  lab.changeLeader();
  lab.run(26 * SECOND);
  expect(lab.store.get('node', 'node2')?.Status.State).toBe('unknown');
  lab.run(8 * SECOND);
  expect(lab.store.get('node', 'node2')?.Status).toMatchObject({
    State: 'down',
    Message: 'heartbeat failure for node in "unknown" state',
  });
});

test('the keys are rotated twice a day, the oldest goes, every node is told', () => {
  const lab = new SwarmLab(2);
  const keys = () => [...lab.store.all('cluster')][0]?.encryptionKeys ?? [];
  const before = keys();
  lab.run(11 * HOUR);
  expect(keys()).toEqual(before);
  lab.run(2 * HOUR);
  const after = keys();
  expect(after.map((key) => key.key.length)).toEqual(Array(6).fill(32));
  expect(after.slice(0, 2)).toEqual(before.slice(1, 3));
  expect(after.slice(3, 5)).toEqual(before.slice(4, 6));
  expect(Math.max(...after.map((key) => key.lamportTime))).toBe((before.at(-1)?.lamportTime ?? 0) + 2);
  expect([...lab.executors.values()].map((executor) => executor.keys)).toEqual([2, 2]);
});
