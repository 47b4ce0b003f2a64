// What an agent asks of the engine under it: to describe the node, to make its networks, to run a task.
// Source: swarmkit agent/exec/{executor,controller}.go. The engine implements it; swarm mode knows nothing else of the engine.
// Not modelled: CSI volumes.
import type { Blocking, WaitQueue } from '../des/task.ts';
import type { LogMessage, LogOptions } from './logbroker/protocol.ts';
import type {
  Config,
  EncryptionKey,
  NodeDescription,
  PortConfig,
  Secret,
  SwarmNode,
  Task,
  TlsInfo,
} from './objects.ts';

/** Files that a task needs, sent along with it. */
export interface TaskDependencies {
  secret(id: string): Secret | undefined;
  config(id: string): Config | undefined;
}

/** What a task's container does now. */
export interface ContainerStatus {
  readonly containerId: string;
  readonly pid: number;
  readonly exitCode: number;
}

/** Why a step of a controller failed: the task is rejected before it has started, and fails afterwards. */
export class TaskFailure extends Error {
  override name = 'TaskFailure';
  readonly exitCode: number | undefined;
  constructor(message: string, exitCode?: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs one task. Every step may be asked for again after it has succeeded; failures are thrown as TaskFailure. */
export interface TaskController {
  /** Networks, image, container: up to where it could start. */
  prepare(): Blocking<void>;
  /** Starts it; returns when it runs (and, with a health check, when it is healthy). */
  start(): Blocking<void>;
  /** Returns when the container has ended with status 0. */
  wait(): Blocking<void>;
  /** Takes it out of its services' load balancing, waits for that to spread, stops it gracefully. */
  shutdown(): Blocking<void>;
  /** Kills it. */
  terminate(): Blocking<void>;
  /** Removes its container and what it alone needed. */
  remove(): Blocking<void>;
  status(): ContainerStatus | undefined;
  /** Tells the lines of its log; following, waits for its container and goes on until that ends. */
  logs(options: LogOptions, publish: (messages: readonly LogMessage[]) => Blocking<void>): Blocking<void>;
  /** Ports that were published on the node itself. */
  ports(): readonly PortConfig[];
  /** A newer spec of the same task has come: published ports, addresses of its service. */
  update(task: Task): void;
}

/** The engine under an agent. */
export interface Executor {
  /** `tls` comes from the node's certificate. */
  describe(tls: TlsInfo): NodeDescription;
  /** The node object has changed: role, attachments for load balancers, ingress. */
  configure(node: SwarmNode): void;
  controller(task: Task, dependencies: TaskDependencies): TaskController;
  /** The keys of the gossip and of encrypted networks, all that are valid, newest last. */
  setNetworkKeys(keys: readonly EncryptionKey[]): void;
  /** The node has left the swarm: its networks and tasks' containers go. */
  reset(): Blocking<void>;
  /** Woken when `describe` would answer something else. */
  readonly changed: WaitQueue;
}
