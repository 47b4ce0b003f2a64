// Objects of a swarm's store as the Engine API shows them: without what only managers among themselves need.
// Source: moby daemon/cluster/convert/{node,service,task,swarm}.go. The order of members is the encoder's.

import type { Blocking } from '../../des/task.ts';
import type { SwarmComponent } from '../../swarm/control.ts';
import type { Cluster, Config, NetworkAttachment, Secret, Service, SwarmNode, Task } from '../../swarm/objects.ts';
import type {
  AttachmentResource,
  NodeResource,
  ServiceResource,
  SwarmInfo,
  SwarmResource,
  TaskResource,
} from '../api/swarm-types.ts';
import { asApiError } from './errors.ts';

export function nodeResource(node: SwarmNode): NodeResource {
  const { ID, Version, CreatedAt, UpdatedAt, Spec, Description, Status, ManagerStatus } = node;
  return {
    ID,
    Version,
    CreatedAt,
    UpdatedAt,
    Spec,
    Description,
    Status,
    ...(ManagerStatus === undefined ? {} : { ManagerStatus }),
  };
}

export function serviceResource(service: Service): ServiceResource {
  const { ID, Version, CreatedAt, UpdatedAt, Spec, PreviousSpec, Endpoint, UpdateStatus, JobStatus } = service;
  return {
    ID,
    Version,
    CreatedAt,
    UpdatedAt,
    Spec,
    ...(PreviousSpec === undefined ? {} : { PreviousSpec }),
    Endpoint,
    ...(UpdateStatus === undefined ? {} : { UpdateStatus }),
    ...(JobStatus === undefined ? {} : { JobStatus }),
  };
}

export function taskResource(task: Task): TaskResource {
  const { ID, Version, CreatedAt, UpdatedAt, Name, Labels, DesiredState, JobIteration } = task;
  // That it is a container goes without saying here.
  const { Runtime, ...rest } = task.Spec;
  const Spec = Runtime === 'attachment' ? task.Spec : rest;
  const { Timestamp, State, Message, Err, ContainerStatus, PortStatus } = task.Status;
  const attachments = task.NetworksAttachments.map(attachmentResource);
  return {
    ID,
    Version,
    CreatedAt,
    UpdatedAt,
    ...(Name === '' ? {} : { Name }),
    Labels,
    Spec,
    ...(task.ServiceID === '' ? {} : { ServiceID: task.ServiceID }),
    ...(task.Slot === 0 ? {} : { Slot: task.Slot }),
    ...(task.NodeID === '' ? {} : { NodeID: task.NodeID }),
    Status: {
      Timestamp,
      State,
      Message,
      ...(Err === undefined || Err === '' ? {} : { Err }),
      ...(ContainerStatus === undefined ? {} : { ContainerStatus }),
      PortStatus,
    },
    DesiredState,
    ...(attachments.length === 0 ? {} : { NetworksAttachments: attachments }),
    ...(JobIteration === undefined ? {} : { JobIteration }),
    Volumes: null,
  };
}

function attachmentResource({ Network, Addresses }: NetworkAttachment): AttachmentResource {
  const { ID, Version, CreatedAt, UpdatedAt, Spec, DriverState, IPAMOptions } = Network;
  const ipam = IPAMOptions.Configs.length === 0 ? {} : { IPAMOptions };
  return {
    Network: { ID, Version, CreatedAt, UpdatedAt, Spec, DriverState, ...ipam },
    ...(Addresses.length === 0 ? {} : { Addresses }),
  };
}

/** A secret or a config. A secret's data never leaves the managers but for the nodes that need it. */
export function fileResource<T extends Secret | Config>({ ID, Version, CreatedAt, UpdatedAt, Spec }: T) {
  return { ID, Version, CreatedAt, UpdatedAt, Spec };
}

export function swarmResource(cluster: Cluster): SwarmResource {
  const { ID, Version, CreatedAt, UpdatedAt, Spec, TLSInfo, RootRotationInProgress } = cluster;
  const { DefaultAddrPool, SubnetSize, DataPathPort, JoinTokens } = cluster;
  return {
    ID,
    Version,
    CreatedAt,
    UpdatedAt,
    Spec,
    TLSInfo,
    RootRotationInProgress,
    DefaultAddrPool,
    SubnetSize,
    DataPathPort,
    JoinTokens,
  };
}

const TWO_MANAGERS = `WARNING: Running Swarm in a two-manager configuration. This configuration provides
         no fault tolerance, and poses a high risk to lose control over the cluster.
         Refer to https://docs.docker.com/engine/swarm/admin_guide/ to configure the
         Swarm for fault-tolerance.`;

/** What `Swarm` of GET /_ping says: `inactive`, `active/worker`, `active/manager` … Source: Cluster.Status. */
export function swarmStatus(swarm: SwarmComponent): string {
  const { state, manager } = swarm.local();
  if (state !== 'active') return state;
  return manager ? 'active/manager' : 'active/worker';
}

/** `Swarm` of GET /info. What only a manager knows is absent elsewhere, and while no leader answers. */
export function* swarmInfo(swarm: SwarmComponent): Blocking<SwarmInfo> {
  const local = swarm.local();
  const info: SwarmInfo = {
    NodeID: local.nodeId,
    NodeAddr: local.nodeAddr,
    LocalNodeState: local.state,
    ControlAvailable: local.manager,
    Error: local.error,
    RemoteManagers:
      local.remoteManagers.length === 0
        ? null
        : local.remoteManagers.map(({ nodeId, addr }) => ({ NodeID: nodeId, Addr: addr })),
  };
  if (!local.manager) return info;
  try {
    const [cluster] = yield* swarm.control().list('cluster');
    const nodes = yield* swarm.control().list('node');
    if (cluster === undefined) return info;
    const { JoinTokens: _tokens, ...shown } = swarmResource(cluster);
    const managers = nodes.filter((node) => node.ManagerStatus !== undefined).length;
    return {
      ...info,
      Nodes: nodes.length,
      Managers: managers,
      Cluster: shown,
      ...(managers === 2 ? { Warnings: [TWO_MANAGERS] } : {}),
    };
  } catch (error) {
    const shown = asApiError(error);
    return { ...info, Error: shown instanceof Error ? shown.message : String(shown) };
  }
}
