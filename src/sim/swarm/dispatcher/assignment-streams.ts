// The streams of assignments: all of a node's tasks at first, then what changes, gathered for a tenth of a second.
// Source: swarmkit manager/dispatcher/dispatcher.go (Assignments; modificationBatchLimit, batchingWaitTime).
// One loop serves all nodes, where swarmkit has one for each.
import { type EventId, type EventTarget, MILLISECOND } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { SwarmError } from '../errors.ts';
import type { Ground } from '../manager/ground.ts';
import type { Task } from '../objects.ts';
import { AssignmentSet } from './assignments.ts';
import { MessagePipe } from './pipe.ts';
import type { AssignmentsMessage, Subscription } from './protocol.ts';

/** modificationBatchLimit: so many changes are not held back. */
const MODIFICATION_BATCH_LIMIT = 100;
/** batchingWaitTime: a message goes when nothing more has come for so long. */
const BATCHING_WAIT_TIME = 100 * MILLISECOND;

interface Stream {
  readonly nodeId: string;
  readonly sessionId: string;
  readonly pipe: MessagePipe<AssignmentsMessage>;
  readonly set: AssignmentSet;
  sequence: number;
  modifications: number;
  timer: EventId;
}

export class AssignmentStreams implements EventTarget {
  readonly #ground: Ground;
  readonly #streams = new Map<string, Stream>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  open(nodeId: string, sessionId: string): Subscription<AssignmentsMessage> {
    this.#drop(nodeId);
    const { store } = this.#ground;
    const pipe = new MessagePipe<AssignmentsMessage>();
    const set = new AssignmentSet(store);
    const stream: Stream = { nodeId, sessionId, pipe, set, sequence: 0, modifications: 0, timer: 0 };
    for (const task of store.tasksOfNode(nodeId)) set.addOrUpdate(task);
    this.#streams.set(nodeId, stream);
    this.#send(stream, 'complete');
    return pipe;
  }

  end(nodeId: string, sessionId: string): void {
    if (this.#streams.get(nodeId)?.sessionId === sessionId) this.#drop(nodeId);
  }

  endAll(error: SwarmError): void {
    for (const [nodeId, stream] of [...this.#streams]) {
      stream.pipe.end(error);
      this.#drop(nodeId);
    }
  }

  *run(): Blocking<void> {
    const watch = this.#ground.store.watch(['task']);
    try {
      for (;;) {
        const event = yield* watch.next();
        if (event.kind === 'commit' || event.table !== 'task' || event.kind === 'create') continue;
        const stream = this.#streams.get(event.object.NodeID);
        // The stream may have been opened since: what counts is how the task is now.
        const task = event.kind === 'delete' ? event.object : this.#ground.store.get('task', event.object.ID);
        if (stream !== undefined && task !== undefined) this.#note(stream, event.kind, task);
      }
    } finally {
      watch.close();
    }
  }

  onEvent(_code: number, nodeId: unknown): void {
    const stream = this.#streams.get(String(nodeId));
    if (stream !== undefined) this.#send(stream, 'incremental');
  }

  #note(stream: Stream, kind: 'update' | 'delete', task: Task): void {
    if (stream.pipe.abandoned) {
      this.#drop(stream.nodeId);
      return;
    }
    if (!(kind === 'update' ? stream.set.addOrUpdate(task) : stream.set.remove(task))) return;
    stream.modifications++;
    const { scheduler } = this.#ground;
    scheduler.cancel(stream.timer);
    stream.timer = 0;
    if (stream.modifications >= MODIFICATION_BATCH_LIMIT) this.#send(stream, 'incremental');
    else stream.timer = scheduler.after(BATCHING_WAIT_TIME, this, 0, stream.nodeId);
  }

  #send(stream: Stream, type: AssignmentsMessage['type']): void {
    const appliesTo = stream.sequence === 0 ? '' : String(stream.sequence);
    stream.sequence++;
    stream.modifications = 0;
    stream.timer = 0;
    stream.pipe.write({ type, appliesTo, resultsIn: String(stream.sequence), changes: stream.set.take() });
  }

  #drop(nodeId: string): void {
    const stream = this.#streams.get(nodeId);
    if (stream === undefined) return;
    this.#ground.scheduler.cancel(stream.timer);
    stream.pipe.end();
    this.#streams.delete(nodeId);
  }
}
