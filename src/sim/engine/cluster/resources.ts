// Objects of a swarm's store as the Engine API shows them: without what only managers among themselves need.
// Source: moby daemon/cluster/convert/{node,service,task,swarm}.go. The order of members is the encoder's.

import type { Blocking } from '../../des/task.ts';
import type { SwarmComponent } from '../../swarm/control.ts';
import type { Cluster, Service, SwarmNode, Task } from '../../swarm/objects.ts';
import type { NodeResource, ServiceResource, SwarmInfo, SwarmResource, TaskResource } from '../api/swarm-types.ts';

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
  const { specVersion: _version, previousSpecVersion: _previous, ...shown } = service;
  return shown;
}

export function taskResource(task: Task): TaskResource {
  const { serviceAnnotations: _annotations, endpoint: _endpoint, specVersion: _version, ...shown } = task;
  const { appliedAt: _applied, ...Status } = task.Status;
  return { ...shown, Status };
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
    return {
      ...info,
      Nodes: nodes.length,
      Managers: nodes.filter((node) => node.ManagerStatus !== undefined).length,
      Cluster: swarmResource(cluster),
    };
  } catch (error) {
    return { ...info, Error: error instanceof Error ? error.message : String(error) };
  }
}
