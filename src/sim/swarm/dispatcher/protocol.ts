// What agents and the dispatcher say to each other: the session, heartbeats, assignments, statuses of tasks.
// Source: swarmkit api/dispatcher.proto, api/resource.proto. Every message is plain JSON.
// Not modelled: the old Tasks stream, volumes, weights of managers.
import type { Blocking, WaitQueue } from '../../des/task.ts';
import type {
  Config,
  EncryptionKey,
  NetworkAttachmentConfig,
  NodeDescription,
  Secret,
  SwarmNode,
  Task,
  TaskStatus,
} from '../objects.ts';

/** A stream of messages from the other side. */
export interface Subscription<T> {
  /** The next message; undefined when the other side has ended the stream. Throws SwarmError when it ended it with one. */
  next(): Blocking<T | undefined>;
  /** Woken when `next` need not wait. */
  readonly readable: WaitQueue;
  /** This side wants no more. */
  close(): void;
}

/** A manager as an agent knows it. */
export interface ManagerPeer {
  readonly nodeId: string;
  readonly addr: string;
}

export interface SessionRequest {
  readonly description: NodeDescription;
  /** The session before this one, '' if there was none: the dispatcher resumes it if it still knows it. */
  readonly sessionId: string;
}

export interface SessionMessage {
  readonly sessionId: string;
  readonly node: SwarmNode | undefined;
  readonly managers: readonly ManagerPeer[];
  readonly networkKeys: readonly EncryptionKey[];
  /** PEM of the root CA. */
  readonly rootCa: string;
}

/** What a node shall have. `complete` replaces all that was said before. */
export interface AssignmentsMessage {
  readonly type: 'complete' | 'incremental';
  readonly appliesTo: string;
  readonly resultsIn: string;
  readonly changes: readonly AssignmentChange[];
}

export type AssignmentChange =
  | { readonly action: 'update'; readonly kind: 'task'; readonly task: Task }
  | { readonly action: 'update'; readonly kind: 'secret'; readonly secret: Secret }
  | { readonly action: 'update'; readonly kind: 'config'; readonly config: Config }
  | { readonly action: 'remove'; readonly kind: 'task' | 'secret' | 'config'; readonly id: string };

export interface TaskStatusUpdate {
  readonly taskId: string;
  readonly status: TaskStatus;
}

/** A dispatcher as one node sees it: who calls is known from the node's certificate and its connection. */
export interface DispatcherApi {
  /** Registers the node. The stream's end means that the session is over. */
  session(request: SessionRequest): Blocking<Subscription<SessionMessage>>;
  /** Answers when to beat again, microseconds. NotFound: the session is not known (any more). */
  heartbeat(sessionId: string): Blocking<number>;
  updateTaskStatus(sessionId: string, updates: readonly TaskStatusUpdate[]): Blocking<void>;
  assignments(sessionId: string): Blocking<Subscription<AssignmentsMessage>>;
}

/** A node that calls. */
export interface Caller {
  readonly nodeId: string;
  /** The address that it calls from. */
  readonly addr: string;
}

/** Attachments of containers that are no tasks to attachable networks; asked for by the engine of any node. */
export interface ResourceApi {
  /** Answers the id of the attachment: a task, which comes to the node with its addresses as any other assignment. */
  attachNetwork(config: NetworkAttachmentConfig, containerId: string): Blocking<string>;
  detachNetwork(attachmentId: string): Blocking<void>;
}
