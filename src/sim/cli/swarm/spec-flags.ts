// The settings of a whole swarm, as `docker swarm init` and `docker swarm update` take them.
// Source: docker/cli cli/command/swarm/opts.go.
// Not modelled: external certificate authorities.
import type { SwarmSpec } from '../../engine/api/swarm-types.ts';
import { parseNanoseconds } from '../container/durations.ts';
import { type Flag, flag, type Options } from '../flags.ts';

export const specFlags: readonly Flag[] = [
  flag('duration', 'cert-expiry', 'Validity period for node certificates (ns|us|ms|s|m|h)', { default: '2160h0m0s' }),
  flag('duration', 'dispatcher-heartbeat', 'Dispatcher heartbeat period (ns|us|ms|s|m|h)', { default: '5s' }),
  flag('external-ca', 'external-ca', 'Specifications of one or more certificate signing endpoints', {
    onlySimulated: [],
  }),
  flag('uint64', 'max-snapshots', 'Number of additional Raft snapshots to retain', { default: '0' }),
  flag('uint64', 'snapshot-interval', 'Number of log entries between Raft snapshots', { default: '10000' }),
  flag('int', 'task-history-limit', 'Task history retention limit', { default: '5' }),
];

/** `spec` with what was given on the command line (or, for a new swarm, with every default) put in. */
export function mergedSpec(spec: Partial<SwarmSpec>, options: Options, isNew: boolean): SwarmSpec {
  const given = (name: string): boolean => isNew || options.changed(name);
  const raft = {
    SnapshotInterval: 10_000,
    KeepOldSnapshots: 0,
    LogEntriesForSlowFollowers: 500,
    ElectionTick: 10,
    HeartbeatTick: 1,
    ...spec.Raft,
  };
  return {
    Name: spec.Name ?? 'default',
    Labels: spec.Labels ?? {},
    Orchestration: {
      ...(spec.Orchestration ?? { TaskHistoryRetentionLimit: 5 }),
      ...(given('task-history-limit') && { TaskHistoryRetentionLimit: options.int('task-history-limit') }),
    },
    Raft: {
      ...raft,
      ...(given('snapshot-interval') && { SnapshotInterval: options.int('snapshot-interval') }),
      ...(given('max-snapshots') && { KeepOldSnapshots: options.int('max-snapshots') }),
    },
    Dispatcher: {
      ...(spec.Dispatcher ?? { HeartbeatPeriod: 5e9 }),
      ...(given('dispatcher-heartbeat') && { HeartbeatPeriod: parseNanoseconds(options.text('dispatcher-heartbeat')) }),
    },
    CAConfig: {
      ...(spec.CAConfig ?? { NodeCertExpiry: 7_776_000e9 }),
      ...(given('cert-expiry') && { NodeCertExpiry: parseNanoseconds(options.text('cert-expiry')) }),
    },
    TaskDefaults: spec.TaskDefaults ?? {},
    EncryptionConfig: {
      ...(spec.EncryptionConfig ?? { AutoLockManagers: false }),
      ...(given('autolock') && { AutoLockManagers: options.bool('autolock') }),
    },
  };
}
