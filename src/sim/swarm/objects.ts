// What a swarm's store holds: nodes, services, tasks, networks, secrets, configs and the cluster itself.
// Source: moby api/types/swarm (names, shapes, order of members as the API prints them); swarmkit api/objects.proto.
// Not modelled: volumes (CSI), extensions, resources of other kinds, plugins as runtime. Durations are nanoseconds.

/** Raft's position at the last change, and when things happened (RFC 3339 with nanoseconds). */
export interface Meta {
  readonly Version: { readonly Index: number };
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
}

/** What every object of the store has. */
export interface StoreObject extends Meta {
  readonly ID: string;
}

export interface Annotations {
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>>;
}

// ---- nodes

export type NodeRole = 'worker' | 'manager';
export type NodeAvailability = 'active' | 'pause' | 'drain';
export type NodeState = 'unknown' | 'down' | 'ready' | 'disconnected';

export interface NodeSpec {
  readonly Name?: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Role: NodeRole;
  readonly Availability: NodeAvailability;
}

export interface NodeDescription {
  readonly Hostname: string;
  readonly Platform: { readonly Architecture: string; readonly OS: string };
  readonly Resources: { readonly NanoCPUs: number; readonly MemoryBytes: number };
  readonly Engine: {
    readonly EngineVersion: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly Plugins: readonly { readonly Type: string; readonly Name: string }[];
  };
  readonly TLSInfo: TlsInfo;
}

export interface TlsInfo {
  /** PEM. */
  readonly TrustRoot: string;
  /** Base64 of DER. */
  readonly CertIssuerSubject: string;
  readonly CertIssuerPublicKey: string;
}

export interface ManagerStatus {
  readonly Leader?: boolean;
  readonly Reachability: 'unknown' | 'unreachable' | 'reachable';
  readonly Addr: string;
}

export interface SwarmNode extends StoreObject {
  readonly Spec: NodeSpec;
  readonly Description: NodeDescription;
  readonly Status: { readonly State: NodeState; readonly Message?: string; readonly Addr: string };
  readonly ManagerStatus?: ManagerStatus;
  /** The address that the node has on each network for its load balancer: ingress and those of its tasks. Not shown by the API. */
  readonly attachments: readonly NetworkAttachment[];
  /** What the node's certificate says it is; `Spec.Role` is what it shall be. Not shown by the API. */
  readonly role: NodeRole;
  /**
   * `pending`, `renew`: the node waits for its first, or another certificate. `rotate`: it is to ask for one, because the root is
   * rotated. Not shown by the API.
   */
  readonly certificateState: 'pending' | 'renew' | 'issued' | 'rotate';
  /** When a node's state became `down`, virtual microseconds. Not shown by the API. */
  readonly downSince?: number;
}

// ---- networks

export interface IpamConfig {
  readonly Subnet?: string;
  readonly Range?: string;
  readonly Gateway?: string;
}

export interface NetworkSpec extends Annotations {
  readonly DriverConfiguration?: { readonly Name: string; readonly Options?: Readonly<Record<string, string>> };
  readonly IPv6Enabled?: boolean;
  readonly Internal?: boolean;
  readonly Attachable?: boolean;
  readonly Ingress?: boolean;
  readonly IPAMOptions?: {
    readonly Driver?: { readonly Name?: string; readonly Options?: Readonly<Record<string, string>> };
    readonly Configs?: readonly IpamConfig[];
  };
  readonly ConfigFrom?: { readonly Network: string };
  readonly Scope: 'swarm';
}

export interface SwarmNetwork extends StoreObject {
  readonly Spec: NetworkSpec;
  /** The driver with the options that the allocator added: the VXLAN ids. */
  readonly DriverState: { readonly Name: string; readonly Options?: Readonly<Record<string, string>> };
  /** As allocated. */
  readonly IPAMOptions: { readonly Driver: { readonly Name: string }; readonly Configs: readonly IpamConfig[] };
  /** Allocated: tasks may use it. Not shown by the API. */
  readonly allocated: boolean;
}

export interface NetworkAttachmentConfig {
  /** A network's id; a name until the control API has resolved it. */
  readonly Target: string;
  readonly Aliases?: readonly string[];
  readonly DriverOpts?: Readonly<Record<string, string>>;
  /** Of an attachment task: what its container asks for. Not shown by the API. */
  readonly addresses?: readonly string[];
}

export interface NetworkAttachment {
  readonly Network: SwarmNetwork;
  /** With prefix length. */
  readonly Addresses: readonly string[];
  readonly Aliases?: readonly string[];
  readonly DriverOpts?: Readonly<Record<string, string>>;
}

// ---- services

export interface PortConfig {
  readonly Name?: string;
  readonly Protocol: 'tcp' | 'udp' | 'sctp';
  readonly TargetPort: number;
  /** 0 or absent: the allocator chooses (ingress), or the node (host). */
  readonly PublishedPort?: number;
  readonly PublishMode: 'ingress' | 'host';
}

export interface EndpointSpec {
  readonly Mode?: 'vip' | 'dnsrr';
  readonly Ports?: readonly PortConfig[];
}

export interface Endpoint {
  readonly Spec: EndpointSpec;
  readonly Ports?: readonly PortConfig[];
  readonly VirtualIPs?: readonly { readonly NetworkID: string; readonly Addr: string }[];
}

export interface HealthConfig {
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

export interface Mount {
  readonly Type: 'bind' | 'volume' | 'tmpfs';
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
}

export interface FileReference {
  readonly File: { readonly Name: string; readonly UID: string; readonly GID: string; readonly Mode: number };
}

export interface ContainerSpec {
  readonly Image: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Command?: readonly string[];
  readonly Args?: readonly string[];
  readonly Hostname?: string;
  readonly Env?: readonly string[];
  readonly Dir?: string;
  readonly User?: string;
  readonly Groups?: readonly string[];
  readonly Privileges?: {
    readonly CredentialSpec: null;
    readonly SELinuxContext: null;
    readonly NoNewPrivileges: boolean;
  };
  readonly Init?: boolean;
  readonly TTY?: boolean;
  readonly OpenStdin?: boolean;
  readonly ReadOnly?: boolean;
  readonly Mounts?: readonly Mount[];
  readonly StopSignal?: string;
  readonly StopGracePeriod?: number;
  readonly Healthcheck?: HealthConfig;
  readonly Hosts?: readonly string[];
  readonly DNSConfig?: {
    readonly Nameservers?: readonly string[];
    readonly Search?: readonly string[];
    readonly Options?: readonly string[];
  };
  readonly Secrets?: readonly (FileReference & { readonly SecretID: string; readonly SecretName: string })[];
  readonly Configs?: readonly (FileReference & { readonly ConfigID: string; readonly ConfigName: string })[];
  readonly Isolation?: string;
  readonly Sysctls?: Readonly<Record<string, string>>;
  readonly CapabilityAdd?: readonly string[];
  readonly CapabilityDrop?: readonly string[];
  readonly Ulimits?: readonly { readonly Name: string; readonly Hard: number; readonly Soft: number }[];
  readonly OomScoreAdj?: number;
}

export interface Resources {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
  readonly Pids?: number;
}

export interface RestartPolicy {
  readonly Condition: 'none' | 'on-failure' | 'any';
  readonly Delay?: number;
  readonly MaxAttempts: number;
  readonly Window?: number;
}

export interface Placement {
  readonly Constraints?: readonly string[];
  readonly Preferences?: readonly { readonly Spread: { readonly SpreadDescriptor: string } }[];
  readonly MaxReplicas?: number;
  readonly Platforms?: readonly { readonly Architecture: string; readonly OS: string }[];
}

export interface TaskSpec {
  readonly ContainerSpec?: ContainerSpec;
  /** Of an attachment task: the container on an attachable network that it stands for. */
  readonly NetworkAttachmentSpec?: { readonly ContainerID: string };
  readonly Resources?: { readonly Limits?: Resources; readonly Reservations?: Resources };
  readonly RestartPolicy?: RestartPolicy;
  readonly Placement?: Placement;
  readonly Networks?: readonly NetworkAttachmentConfig[];
  readonly LogDriver?: { readonly Name: string; readonly Options?: Readonly<Record<string, string>> };
  readonly ForceUpdate: number;
  readonly Runtime?: 'container' | 'attachment';
}

export interface UpdateConfig {
  readonly Parallelism: number;
  readonly Delay?: number;
  readonly FailureAction?: 'pause' | 'continue' | 'rollback';
  readonly Monitor?: number;
  readonly MaxFailureRatio: number;
  readonly Order: 'stop-first' | 'start-first';
}

export type ServiceMode =
  | { readonly Replicated: { readonly Replicas: number } }
  | { readonly Global: Readonly<Record<string, never>> }
  | { readonly ReplicatedJob: { readonly MaxConcurrent: number; readonly TotalCompletions: number } }
  | { readonly GlobalJob: Readonly<Record<string, never>> };

export interface ServiceSpec extends Annotations {
  readonly TaskTemplate: TaskSpec;
  readonly Mode: ServiceMode;
  readonly UpdateConfig?: UpdateConfig;
  readonly RollbackConfig?: UpdateConfig;
  readonly EndpointSpec?: EndpointSpec;
}

export type UpdateState =
  | 'updating'
  | 'paused'
  | 'completed'
  | 'rollback_started'
  | 'rollback_paused'
  | 'rollback_completed';

export interface UpdateStatus {
  readonly State: UpdateState;
  readonly StartedAt?: string;
  readonly CompletedAt?: string;
  readonly Message: string;
}

export interface Service extends StoreObject {
  readonly Spec: ServiceSpec;
  readonly PreviousSpec?: ServiceSpec;
  readonly Endpoint: Endpoint;
  readonly UpdateStatus?: UpdateStatus;
  readonly JobStatus?: { readonly JobIteration: { readonly Index: number }; readonly LastExecution: string };
  /** Version of the spec now, and of the one before: tasks are compared with these. Not shown by the API. */
  readonly specVersion: number;
  readonly previousSpecVersion?: number;
}

// ---- tasks

/** In the order of a task's life; the numbers are swarmkit's, so that states can be compared. */
export const TASK_STATES = {
  new: 0,
  allocated: 1,
  pending: 64,
  assigned: 192,
  accepted: 256,
  preparing: 320,
  ready: 384,
  starting: 448,
  running: 512,
  complete: 576,
  shutdown: 640,
  failed: 704,
  rejected: 768,
  remove: 800,
  orphaned: 832,
} as const;

export type TaskState = keyof typeof TASK_STATES;

/** Compares two states by their place in a task's life: negative when `a` comes first. */
export function compareStates(a: TaskState, b: TaskState): number {
  return TASK_STATES[a] - TASK_STATES[b];
}

export interface TaskStatus {
  readonly Timestamp: string;
  readonly State: TaskState;
  readonly Message: string;
  readonly Err?: string;
  /** When a manager took the status into the store (RFC 3339); restart policies count from here. Not shown by the API. */
  readonly appliedAt?: string;
  readonly ContainerStatus?: { readonly ContainerID: string; readonly PID: number; readonly ExitCode: number };
  readonly PortStatus: { readonly Ports?: readonly PortConfig[] };
}

export interface Task extends StoreObject {
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Spec: TaskSpec;
  readonly ServiceID: string;
  /** 0 for tasks of global services. */
  readonly Slot: number;
  readonly NodeID: string;
  readonly Status: TaskStatus;
  readonly DesiredState: TaskState;
  readonly NetworksAttachments: readonly NetworkAttachment[];
  readonly JobIteration?: { readonly Index: number };
  /** The service's name and labels when the task was made. Not shown by the API. */
  readonly serviceAnnotations: Annotations;
  /** Its service's endpoint: virtual addresses and ports. Not shown by the API. */
  readonly endpoint?: Endpoint;
  /** Version of the service's spec that it was made from. Not shown by the API. */
  readonly specVersion?: number;
}

// ---- secrets and configs; the data is base64

export interface Secret extends StoreObject {
  readonly Spec: Annotations & { readonly Data?: string };
}

export interface Config extends StoreObject {
  readonly Spec: Annotations & { readonly Data?: string };
}

// ---- the cluster

export interface SwarmSpec extends Annotations {
  readonly Orchestration: { readonly TaskHistoryRetentionLimit: number };
  readonly Raft: {
    readonly SnapshotInterval: number;
    readonly KeepOldSnapshots: number;
    readonly LogEntriesForSlowFollowers: number;
    readonly ElectionTick: number;
    readonly HeartbeatTick: number;
  };
  readonly Dispatcher: { readonly HeartbeatPeriod: number };
  readonly CAConfig: {
    readonly NodeCertExpiry: number;
    readonly ForceRotate?: number;
    /** PEM of a root that shall be used, and of its key. */
    readonly SigningCACert?: string;
    readonly SigningCAKey?: string;
  };
  readonly TaskDefaults: Readonly<Record<string, never>>;
  readonly EncryptionConfig: { readonly AutoLockManagers: boolean };
}

/** A key of the gossip or of encrypted networks; rotated by the key manager. */
export interface EncryptionKey {
  readonly subsystem: 'networking:gossip' | 'networking:ipsec';
  /** 16 bytes in hex. */
  readonly key: string;
  readonly lamportTime: number;
}

export interface Cluster extends StoreObject {
  readonly Spec: SwarmSpec;
  readonly TLSInfo: TlsInfo;
  readonly RootRotationInProgress: boolean;
  readonly DataPathPort: number;
  readonly DefaultAddrPool: readonly string[];
  readonly SubnetSize: number;
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
  /** Not shown by the API. */
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly encryptionKeyClock: number;
  /** `SWMKEY-1-…`, when managers are locked. Not shown by the API. */
  readonly unlockKey?: string;
  /** The root's private key, base64. Not shown by the API. */
  readonly caKey?: string;
  /** A root that is about to take the place of the one there is; `TLSInfo` has its name and key already. Not shown by the API. */
  readonly rootRotation?: {
    /** PEM */
    readonly trustRoot: string;
    /** Base64 */
    readonly key: string;
    /** The same root, signed by the one there is: PEM. */
    readonly crossSigned: string;
  };
  /** `ForceRotate` that was last heeded. Not shown by the API. */
  readonly lastForcedRotation?: number;
  /** Certificates that are void: of nodes removed. Not shown by the API. */
  readonly blacklisted: readonly string[];
}

/** Each table of the store, by the kind of object that it holds. */
export interface Tables {
  readonly cluster: Cluster;
  readonly config: Config;
  readonly network: SwarmNetwork;
  readonly node: SwarmNode;
  readonly secret: Secret;
  readonly service: Service;
  readonly task: Task;
}

export type TableName = keyof Tables;
