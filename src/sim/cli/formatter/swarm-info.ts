// The lines of `docker info` about a swarm.
// Source: docker/cli v28.5.2 cli/command/system/info.go printSwarmInfo.
// Not modelled: external certificate authorities.
import type { SwarmInfo } from '../../engine/api/swarm-types.ts';
import { humanDuration } from './units.ts';

const SECOND_NS = 1e9;

export function swarmLines(swarm: SwarmInfo): string[] {
  if (swarm.LocalNodeState === 'inactive' || swarm.LocalNodeState === 'locked') return [];
  const isHealthy = swarm.ControlAvailable && swarm.Error === '' && swarm.LocalNodeState !== 'error';
  const managers = (swarm.RemoteManagers ?? []).map(({ Addr }) => Addr).sort();
  return [
    `  NodeID: ${swarm.NodeID}`,
    ...(swarm.Error === '' ? [] : [`  Error: ${swarm.Error}`]),
    `  Is Manager: ${swarm.ControlAvailable}`,
    ...(isHealthy ? clusterLines(swarm) : []),
    `  Node Address: ${swarm.NodeAddr}`,
    ...(managers.length === 0 ? [] : ['  Manager Addresses:', ...managers.map((address) => `   ${address}`)]),
  ];
}

function clusterLines({ Cluster: cluster, Managers = 0, Nodes = 0 }: SwarmInfo): string[] {
  if (cluster === undefined) return [];
  const { Orchestration, Raft, Dispatcher, CAConfig, EncryptionConfig } = cluster.Spec;
  return [
    `  ClusterID: ${cluster.ID}`,
    `  Managers: ${Managers}`,
    `  Nodes: ${Nodes}`,
    `  Default Address Pool: ${cluster.DefaultAddrPool.map((pool) => `${pool}  `).join('')}`,
    `  SubnetSize: ${cluster.SubnetSize}`,
    `  Data Path Port: ${cluster.DataPathPort}`,
    '  Orchestration:',
    `   Task History Retention Limit: ${Orchestration.TaskHistoryRetentionLimit}`,
    '  Raft:',
    `   Snapshot Interval: ${Raft.SnapshotInterval}`,
    `   Number of Old Snapshots to Retain: ${Raft.KeepOldSnapshots}`,
    `   Heartbeat Tick: ${Raft.HeartbeatTick}`,
    `   Election Tick: ${Raft.ElectionTick}`,
    '  Dispatcher:',
    `   Heartbeat Period: ${humanDuration(Dispatcher.HeartbeatPeriod / SECOND_NS)}`,
    '  CA Configuration:',
    `   Expiry Duration: ${humanDuration(CAConfig.NodeCertExpiry / SECOND_NS)}`,
    `   Force Rotate: ${CAConfig.ForceRotate ?? 0}`,
    `  Autolock Managers: ${EncryptionConfig.AutoLockManagers}`,
    `  Root Rotation In Progress: ${cluster.RootRotationInProgress}`,
  ];
}
