// A swarm's settings from what a request says of them.
// Source: moby daemon/cluster/convert/swarm.go, api/types/swarm/swarm.go; swarmkit manager.go defaultClusterObject for what is absent.
// Not modelled: external certificate authorities, log drivers of tasks.
import type * as v from 'valibot';
import type { SwarmSpec } from '../../swarm/objects.ts';
import type { swarmSpec } from './requests.ts';

type Given = v.InferOutput<typeof swarmSpec>;

/** 5 s, 90 days: in nanoseconds. */
const HEARTBEAT = 5e9;
const CERTIFICATE_EXPIRY = 7_776_000e9;

/** Zero and absence mean the default, as in Go. */
export function swarmSpecOf(given: Given | null | undefined): SwarmSpec {
  const { Orchestration, Raft, Dispatcher, CAConfig, EncryptionConfig } = given ?? {};
  return {
    Name: 'default',
    Labels: given?.Labels ?? {},
    Orchestration: { TaskHistoryRetentionLimit: Orchestration?.TaskHistoryRetentionLimit ?? 5 },
    Raft: {
      SnapshotInterval: Raft?.SnapshotInterval || 10_000,
      KeepOldSnapshots: Raft?.KeepOldSnapshots ?? 0,
      LogEntriesForSlowFollowers: Raft?.LogEntriesForSlowFollowers || 500,
      ElectionTick: Raft?.ElectionTick || 10,
      HeartbeatTick: Raft?.HeartbeatTick || 1,
    },
    Dispatcher: { HeartbeatPeriod: Dispatcher?.HeartbeatPeriod || HEARTBEAT },
    CAConfig: certificateSettings(CAConfig),
    TaskDefaults: {},
    EncryptionConfig: { AutoLockManagers: EncryptionConfig?.AutoLockManagers ?? false },
  };
}

function certificateSettings(given: Given['CAConfig']): SwarmSpec['CAConfig'] {
  const { NodeCertExpiry = 0, ForceRotate = 0, SigningCACert = '', SigningCAKey = '' } = given ?? {};
  return {
    NodeCertExpiry: NodeCertExpiry || CERTIFICATE_EXPIRY,
    ...(SigningCACert && { SigningCACert }),
    ...(SigningCAKey && { SigningCAKey }),
    ...(ForceRotate && { ForceRotate }),
  };
}
