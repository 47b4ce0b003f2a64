// The Engine API's JSON for swarm mode, version 1.51: swarm, nodes, services, tasks, secrets, configs.
// Source: https://docs.docker.com/reference/api/engine/version/v1.51/; moby api/types/swarm.
// The objects are those of a swarm's store, without what only managers among themselves need.
import type * as store from '../../swarm/objects.ts';

export type {
  ContainerSpec,
  Endpoint,
  EndpointSpec,
  HealthConfig,
  Mount,
  NetworkAttachmentConfig,
  NodeSpec,
  Placement,
  PortConfig,
  Resources,
  RestartPolicy,
  ServiceMode,
  ServiceSpec,
  SwarmSpec,
  TaskSpec,
  TaskState,
  UpdateConfig,
} from '../../swarm/objects.ts';

/** GET /nodes, GET /nodes/{id}. */
export type NodeResource = Omit<store.SwarmNode, 'attachments' | 'role' | 'certificateState' | 'downSince'>;

/** GET /services, GET /services/{id}; `ServiceStatus` where the query asks for `status=true`. */
export type ServiceResource = Omit<store.Service, 'specVersion' | 'previousSpecVersion'> & {
  readonly ServiceStatus?: ServiceStatus;
};

export interface ServiceStatus {
  readonly RunningTasks: number;
  readonly DesiredTasks: number;
  readonly CompletedTasks: number;
}

/** A network that a task is on. */
export interface AttachmentResource {
  readonly Network: Omit<store.SwarmNetwork, 'allocated' | 'IPAMOptions'> &
    Partial<Pick<store.SwarmNetwork, 'IPAMOptions'>>;
  readonly Addresses?: readonly string[];
}

/** GET /tasks, GET /tasks/{id}: what is empty or 0 is left out. */
export type TaskResource = Pick<
  store.Task,
  'ID' | 'Version' | 'CreatedAt' | 'UpdatedAt' | 'Labels' | 'Spec' | 'Status' | 'DesiredState' | 'JobIteration'
> &
  Partial<Pick<store.Task, 'Name' | 'ServiceID' | 'Slot' | 'NodeID'>> & {
    readonly NetworksAttachments?: readonly AttachmentResource[];
    readonly Volumes: null;
  };

export type SecretResource = store.Secret;
export type ConfigResource = store.Config;

/** POST /services/create; also the answer of an update. */
export interface ServiceCreateResponse {
  readonly ID: string;
  readonly Warnings: readonly string[] | null;
}

export interface ServiceUpdateResponse {
  readonly Warnings: readonly string[] | null;
}

/** POST /secrets/create, POST /configs/create. */
export interface IdResponse {
  readonly ID: string;
}

/** GET /swarm. */
export type SwarmResource = Pick<
  store.Cluster,
  | 'ID'
  | 'Version'
  | 'CreatedAt'
  | 'UpdatedAt'
  | 'Spec'
  | 'TLSInfo'
  | 'RootRotationInProgress'
  | 'DefaultAddrPool'
  | 'SubnetSize'
  | 'DataPathPort'
  | 'JoinTokens'
>;

/** POST /swarm/init: answers the node's id as a JSON text. */
export interface SwarmInitRequest {
  readonly ListenAddr: string;
  readonly AdvertiseAddr: string;
  readonly DataPathAddr: string;
  readonly DataPathPort: number;
  readonly ForceNewCluster: boolean;
  readonly Spec: Partial<store.SwarmSpec>;
  readonly AutoLockManagers: boolean;
  readonly Availability: store.NodeAvailability;
  readonly DefaultAddrPool: readonly string[] | null;
  readonly SubnetSize: number;
}

/** POST /swarm/join */
export interface SwarmJoinRequest {
  readonly ListenAddr: string;
  readonly AdvertiseAddr: string;
  readonly DataPathAddr: string;
  readonly RemoteAddrs: readonly string[];
  readonly JoinToken: string;
  readonly Availability: store.NodeAvailability;
}

/** POST /swarm/unlock, and GET /swarm/unlockkey with the same member. */
export interface SwarmUnlockRequest {
  readonly UnlockKey: string;
}

/** `Swarm` of GET /info. */
export interface SwarmInfo {
  readonly NodeID: string;
  readonly NodeAddr: string;
  readonly LocalNodeState: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
  readonly ControlAvailable: boolean;
  readonly Error: string;
  readonly RemoteManagers: readonly { readonly NodeID: string; readonly Addr: string }[] | null;
  readonly Nodes?: number;
  readonly Managers?: number;
  readonly Cluster?: Omit<SwarmResource, 'JoinTokens'>;
  readonly Warnings?: readonly string[];
}
