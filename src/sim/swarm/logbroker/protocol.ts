// What is said about tasks' logs: a client subscribes at the leader, which tells the nodes, which publish their tasks' lines there.
// Source: swarmkit api/logbroker.proto. Every message is plain JSON.
// Not modelled: selectors by node; a node's stream of lines is a row of calls; details that logging drivers add to lines.
import type { Blocking } from '../../des/task.ts';
import type { Subscription } from '../dispatcher/protocol.ts';

export type LogStream = 'stdout' | 'stderr';

/** Whose lines. */
export interface LogSelector {
  readonly serviceIds: readonly string[];
  readonly taskIds: readonly string[];
}

export interface LogOptions {
  readonly follow: boolean;
  readonly streams: readonly LogStream[];
  /** How many of each task's last lines; undefined for all. */
  readonly tail?: number;
  /** No older ones, milliseconds since 1970. */
  readonly since?: number;
}

/** What a node is told: that somebody wants lines, or wants them no more. */
export interface SubscriptionMessage {
  readonly id: string;
  readonly selector: LogSelector;
  readonly options: LogOptions;
  readonly close: boolean;
}

export interface LogMessage {
  readonly nodeId: string;
  readonly serviceId: string;
  readonly taskId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly stream: LogStream;
  /** The line with its end. */
  readonly data: string;
}

/** The counter for who reads. */
export interface LogsApi {
  /** The stream ends when all nodes have told what they have, with an error where some could not. */
  subscribe(selector: LogSelector, options: LogOptions): Blocking<Subscription<readonly LogMessage[]>>;
}

/** The counter for the nodes, as one of them sees it. */
export interface LogBrokerApi {
  /** Subscriptions that concern this node's tasks, those there are and those that come and go. */
  listen(): Blocking<Subscription<SubscriptionMessage>>;
  /** Lines of a subscription; `close` says that there are no more. NotFound: nobody wants them any more. */
  publish(subscriptionId: string, messages: readonly LogMessage[], close: boolean): Blocking<void>;
}
