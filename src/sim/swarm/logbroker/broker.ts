// The log broker: the leader's counter where readers subscribe to tasks' logs and nodes publish them.
// Source: swarmkit manager/logbroker/broker.go.
// Not modelled: limits of queues: a slow reader's lines wait here.
import type { Blocking } from '../../des/task.ts';
import { MessagePipe } from '../dispatcher/pipe.ts';
import type { Caller, Subscription } from '../dispatcher/protocol.ts';
import { SwarmError } from '../errors.ts';
import type { Ground } from '../manager/ground.ts';
import { newId } from '../store/identity.ts';
import type { LogBrokerApi, LogMessage, LogOptions, LogSelector, LogsApi, SubscriptionMessage } from './protocol.ts';
import { LogSubscription } from './subscription.ts';

interface Reader {
  readonly subscription: LogSubscription;
  readonly pipe: MessagePipe<readonly LogMessage[]>;
}

export class LogBroker implements LogsApi {
  readonly #ground: Ground;
  readonly #readers = new Map<string, Reader>();
  /** Nodes that listen for subscriptions. */
  readonly #listeners = new Map<string, MessagePipe<SubscriptionMessage>>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** The counter as one node sees it. */
  for({ nodeId }: Caller): LogBrokerApi {
    return {
      listen: () => this.#listen(nodeId),
      publish: (id, messages, close) => this.#publish(nodeId, id, messages, close),
    };
  }

  /** Ends every stream: another manager leads, or none. */
  stop(): void {
    const stopped = new SwarmError('Canceled', 'context canceled');
    for (const { pipe } of this.#readers.values()) pipe.end(stopped);
    for (const pipe of this.#listeners.values()) pipe.end();
    this.#readers.clear();
    this.#listeners.clear();
  }

  // biome-ignore lint/correctness/useYield: the stream opens at once
  *subscribe(selector: LogSelector, options: LogOptions): Blocking<Subscription<readonly LogMessage[]>> {
    if (selector.serviceIds.length + selector.taskIds.length === 0) {
      throw new SwarmError('InvalidArgument', 'log selector must not be empty');
    }
    const { store, random } = this.#ground;
    const subscription = new LogSubscription(newId(random), selector, options, store);
    const reader: Reader = { subscription, pipe: new MessagePipe() };
    this.#readers.set(subscription.id, reader);
    for (const nodeId of subscription.nodes()) {
      const listener = this.#listeners.get(nodeId);
      if (listener === undefined) subscription.done(nodeId, `node ${nodeId} is not available`);
      else listener.write(subscription.message(false));
    }
    if (options.follow) this.#ground.start(this.#watchTasks(reader));
    this.#ground.start(this.#untilClosed(reader));
    this.#endIfComplete(reader);
    return reader.pipe;
  }

  /** Tells nodes that get such tasks while a reader follows. */
  *#watchTasks({ subscription, pipe }: Reader): Blocking<void> {
    const watch = this.#ground.store.watch(['task']);
    try {
      while (!pipe.abandoned) {
        const event = watch.take();
        if (event === undefined) {
          yield { on: [watch.arrived, pipe.closed] };
        } else if (event.kind !== 'commit' && event.kind !== 'delete' && event.table === 'task') {
          if (!subscription.notice(event.object)) continue;
          this.#listeners.get(event.object.NodeID)?.write(subscription.message(false));
        }
      }
    } finally {
      watch.close();
    }
  }

  *#untilClosed({ subscription, pipe }: Reader): Blocking<void> {
    while (!pipe.abandoned) yield { on: [pipe.closed] };
    this.#readers.delete(subscription.id);
    for (const nodeId of subscription.nodes()) this.#listeners.get(nodeId)?.write(subscription.message(true));
  }

  #endIfComplete({ subscription, pipe }: Reader): void {
    if (subscription.complete) pipe.end(subscription.failure());
  }

  // biome-ignore lint/correctness/useYield: the stream opens at once
  *#listen(nodeId: string): Blocking<Subscription<SubscriptionMessage>> {
    const pipe = new MessagePipe<SubscriptionMessage>();
    this.#listeners.get(nodeId)?.end();
    this.#listeners.set(nodeId, pipe);
    for (const { subscription } of this.#readers.values()) {
      if (subscription.contains(nodeId)) pipe.write(subscription.message(false));
    }
    this.#ground.start(this.#untilGone(nodeId, pipe));
    return pipe;
  }

  *#untilGone(nodeId: string, pipe: MessagePipe<SubscriptionMessage>): Blocking<void> {
    while (!pipe.abandoned) yield { on: [pipe.closed] };
    if (this.#listeners.get(nodeId) !== pipe) return;
    this.#listeners.delete(nodeId);
    for (const reader of this.#readers.values()) {
      if (!reader.subscription.contains(nodeId)) continue;
      reader.subscription.done(nodeId, `node ${nodeId} disconnected unexpectedly`);
      this.#endIfComplete(reader);
    }
  }

  *#publish(nodeId: string, id: string, messages: readonly LogMessage[], close: boolean): Blocking<void> {
    const reader = this.#readers.get(id);
    if (reader === undefined) throw new SwarmError('NotFound', 'unknown subscription ID');
    const foreign = messages.find((message) => message.nodeId !== nodeId);
    if (foreign !== undefined) {
      throw new SwarmError('PermissionDenied', `invalid NodeID: expected=${nodeId};received=${foreign.nodeId}`);
    }
    if (messages.length > 0) reader.pipe.write(messages);
    if (!close) return;
    reader.subscription.done(nodeId);
    this.#endIfComplete(reader);
  }
}
