// The door of swarm mode for the engine: what `docker swarm`, `node`, `service`, `network`, `secret` and `config` come to.
// Source: moby daemon/cluster/*.go (calls), swarmkit api/control.proto (their meaning). All of it may wait: a call on a manager
// that does not lead goes to the leader over the network. Refusals are thrown as SwarmError (errors.ts), or as plain
// `ClusterError` where moby answers without gRPC.
import type { Blocking, WaitQueue } from '../des/task.ts';
import type { LogsApi } from './logbroker/protocol.ts';
import type {
  Cluster,
  Config,
  NetworkAttachment,
  NetworkSpec,
  NodeRole,
  NodeSpec,
  Secret,
  Service,
  ServiceSpec,
  SwarmNetwork,
  SwarmNode,
  SwarmSpec,
  TableName,
  Tables,
  Task,
} from './objects.ts';

/** What moby's cluster component itself refuses, before any manager is asked. */
export class ClusterError extends Error {
  override name = 'ClusterError';
  readonly kind: 'unavailable' | 'conflict' | 'invalid' | 'not-found' | 'system';
  constructor(kind: ClusterError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface InitRequest {
  /** `0.0.0.0:2377`. */
  readonly listenAddr: string;
  /** An address, an interface's name, with or without a port; '' is found out. */
  readonly advertiseAddr: string;
  readonly dataPathAddr: string;
  /** 0: 4789. */
  readonly dataPathPort: number;
  readonly forceNewCluster: boolean;
  readonly defaultAddrPool: readonly string[];
  /** 0: 24. */
  readonly subnetSize: number;
  readonly spec: Partial<SwarmSpec>;
  readonly autoLockManagers: boolean;
  readonly availability: NodeSpec['Availability'];
}

export interface JoinRequest {
  readonly listenAddr: string;
  readonly advertiseAddr: string;
  readonly dataPathAddr: string;
  readonly remoteAddrs: readonly string[];
  readonly joinToken: string;
  readonly availability: NodeSpec['Availability'];
}

export type LocalNodeState = 'inactive' | 'pending' | 'active' | 'error' | 'locked';

/** What this host knows of its own membership, without asking anybody. */
export interface LocalStatus {
  readonly state: LocalNodeState;
  readonly nodeId: string;
  readonly nodeAddr: string;
  readonly dataPathAddr: string;
  readonly dataPathPort: number;
  readonly error: string;
  /** It is a manager (raft member) now. */
  readonly manager: boolean;
  /** Managers that it knows. */
  readonly remoteManagers: readonly { readonly nodeId: string; readonly addr: string }[];
}

export type JoinTokenRotation = { readonly worker?: boolean; readonly manager?: boolean; readonly unlockKey?: boolean };

/** Objects by what the API's filters ask: id prefixes, names, labels …; each list in the order of the store's ids. */
export interface ControlApi {
  /** By full id, by name, or by a beginning of the id that only one object has; refusals in swarmkit's words. */
  find<T extends TableName>(table: T, term: string): Blocking<Tables[T]>;
  list<T extends TableName>(table: T): Blocking<readonly Tables[T][]>;
  createService(spec: ServiceSpec): Blocking<Service>;
  /** `version` is what the caller has read; FailedPrecondition `update out of sequence` when it is old. */
  updateService(id: string, version: number, spec: ServiceSpec, rollback: boolean): Blocking<Service>;
  removeService(id: string): Blocking<void>;
  createNetwork(spec: NetworkSpec): Blocking<SwarmNetwork>;
  removeNetwork(id: string): Blocking<void>;
  updateNode(id: string, version: number, spec: NodeSpec): Blocking<SwarmNode>;
  removeNode(id: string, force: boolean): Blocking<void>;
  updateCluster(version: number, spec: SwarmSpec, rotation: JoinTokenRotation): Blocking<Cluster>;
  createSecret(spec: Secret['Spec']): Blocking<Secret>;
  updateSecret(id: string, version: number, spec: Secret['Spec']): Blocking<Secret>;
  removeSecret(id: string): Blocking<void>;
  createConfig(spec: Config['Spec']): Blocking<Config>;
  updateConfig(id: string, version: number, spec: Config['Spec']): Blocking<Config>;
  removeConfig(id: string): Blocking<void>;
}

/** An event of a store's table, as managers publish it to `docker events`. */
export interface ClusterEvent {
  readonly table: TableName;
  readonly action: 'create' | 'update' | 'remove';
  readonly id: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** One host's part in a swarm. */
export interface SwarmComponent {
  init(request: InitRequest): Blocking<string>;
  join(request: JoinRequest): Blocking<void>;
  leave(force: boolean): Blocking<void>;
  unlock(key: string): Blocking<void>;
  local(): LocalStatus;
  /** Woken when `local()` has changed. */
  readonly changed: WaitQueue;
  /** The role that the node has now. */
  role(): NodeRole | undefined;
  /** A manager's door; ClusterError `This node is not a swarm manager. …` elsewhere. */
  control(): ControlApi;
  /** A manager's door to its tasks' logs; refuses as `control` does. */
  logs(): LogsApi;
  /** Asks the managers for an address on an attachable network, for a container that is no task. Waits for the allocation. */
  attachNetwork(network: string, containerId: string, addresses: readonly string[]): Blocking<NetworkAttachment>;
  detachNetwork(network: string, containerId: string): Blocking<void>;
  /** Of the tasks that run here, by task id. */
  localTasks(): readonly Task[];
  onEvent(listener: (event: ClusterEvent) => void): () => void;
  /** The daemon stops or its host loses power: nothing more is sent. */
  close(): void;
}
