// The log broker by hand: who may publish what, and what a reader is told that not all nodes could tell.
import { expect, test } from 'vitest';
import { SECOND } from '../../des/scheduler.ts';
import { replicated, SwarmLab } from '../../testkit/swarm-lab.ts';
import type { Subscription } from '../dispatcher/protocol.ts';
import type { LogMessage, LogOptions } from './protocol.ts';

const all: LogOptions = { follow: false, streams: ['stdout', 'stderr'] };

/** The lines of a stream up to its end, and how it ended. */
function drain(lab: SwarmLab, stream: Subscription<readonly LogMessage[]>): string[] {
  const seen: string[] = [];
  for (;;) {
    const next = lab.call(stream.next());
    if (next === undefined) return seen;
    if (typeof next === 'string') return [...seen, next];
    seen.push(...next.map(({ nodeId, data }) => `${nodeId} ${data.trimEnd()}`));
  }
}

function subscribe(lab: SwarmLab, serviceIds: readonly string[], options = all): Subscription<readonly LogMessage[]> {
  return lab.ask(lab.leader.logs().subscribe({ serviceIds, taskIds: [] }, options));
}

test('every node tells its tasks lines, then the stream ends', () => {
  const lab = new SwarmLab(2);
  const { ID } = lab.ask(lab.control.createService(replicated('web', 2)));
  lab.run(5 * SECOND);
  const stream = subscribe(lab, [ID]);
  lab.run(SECOND);
  expect(drain(lab, stream).sort()).toEqual(['node1 line 1', 'node1 line 2', 'node2 line 1', 'node2 line 2']);
});

test('what could not be had is told at the end', () => {
  const lab = new SwarmLab(2);
  const base = replicated('web', 1).TaskTemplate;
  const nowhere = { ...base, Placement: { Constraints: ['node.labels.disk==ssd'] } };
  const web = lab.ask(lab.control.createService(replicated('web', 2)));
  lab.ask(lab.control.createService(replicated('stuck', 1, { TaskTemplate: nowhere })));
  lab.run(5 * SECOND);
  lab.stopDaemon('node2');
  lab.run(SECOND);
  const [pending] = lab.service('stuck');
  const warning =
    'rpc error: code = Unknown desc = warning: incomplete log stream. some logs could not be retrieved for the following reasons: ';
  const stream = subscribe(lab, [web.ID]);
  lab.run(SECOND);
  expect(drain(lab, stream)).toEqual(['node1 line 1', 'node1 line 2', `${warning}node node2 is not available`]);
  const ofTask = lab.ask(lab.leader.logs().subscribe({ serviceIds: [], taskIds: [pending?.ID ?? ''] }, all));
  expect(drain(lab, ofTask)).toEqual([`${warning}task ${pending?.ID} has not been scheduled`]);
});

test('nobody publishes for another node, nor to a reader who has gone', () => {
  const lab = new SwarmLab(2);
  const { ID } = lab.ask(lab.control.createService(replicated('web', 2)));
  lab.run(5 * SECOND);
  const listening = lab.ask(lab.leader.logBroker({ nodeId: 'node2', addr: '' }).listen());
  const stream = subscribe(lab, [ID], { ...all, follow: true });
  const message = lab.call(listening.next());
  if (message === undefined || typeof message === 'string') throw new Error('no subscription');
  const line: LogMessage = { nodeId: 'node2', serviceId: ID, taskId: '', at: 0, stream: 'stdout', data: 'x\n' };
  const publish = (nodeId: string): unknown =>
    lab.call(lab.leader.logBroker({ nodeId, addr: '' }).publish(message.id, [line], false));
  expect(publish('node2')).toBeUndefined();
  expect(publish('node1')).toBe(
    'rpc error: code = PermissionDenied desc = invalid NodeID: expected=node1;received=node2',
  );
  stream.close();
  lab.run(SECOND);
  expect(publish('node2')).toBe('rpc error: code = NotFound desc = unknown subscription ID');
  expect(lab.call(lab.leader.logs().subscribe({ serviceIds: [], taskIds: [] }, all))).toBe(
    'rpc error: code = InvalidArgument desc = log selector must not be empty',
  );
});
