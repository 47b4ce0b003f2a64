// Bodies of swarm mode's requests, as far as their shape matters before a manager looks at them.
// Source: moby api/types/swarm. Not modelled: members that nothing here acts on.
import * as v from 'valibot';

const text = v.nullish(v.string(), '');
const number = v.nullish(v.pipe(v.number(), v.integer()), 0);
const flag = v.nullish(v.boolean(), false);
const texts = v.nullish(v.array(v.string()));
const labels = v.nullish(v.record(v.string(), v.string()), () => ({}));
const availability = v.nullish(v.string(), 'active');

export const swarmSpec = v.object({
  Name: text,
  Labels: labels,
  Orchestration: v.nullish(v.object({ TaskHistoryRetentionLimit: v.nullish(number) })),
  Raft: v.nullish(
    v.object({
      SnapshotInterval: number,
      KeepOldSnapshots: number,
      LogEntriesForSlowFollowers: number,
      ElectionTick: number,
      HeartbeatTick: number,
    }),
  ),
  Dispatcher: v.nullish(v.object({ HeartbeatPeriod: number })),
  CAConfig: v.nullish(
    v.object({ NodeCertExpiry: number, ForceRotate: number, SigningCACert: text, SigningCAKey: text }),
  ),
  EncryptionConfig: v.nullish(v.object({ AutoLockManagers: flag })),
});

export const swarmInit = v.object({
  ListenAddr: text,
  AdvertiseAddr: text,
  DataPathAddr: text,
  DataPathPort: number,
  ForceNewCluster: flag,
  Spec: v.nullish(swarmSpec),
  AutoLockManagers: flag,
  Availability: availability,
  DefaultAddrPool: texts,
  SubnetSize: number,
});

export const swarmJoin = v.object({
  ListenAddr: text,
  AdvertiseAddr: text,
  DataPathAddr: text,
  RemoteAddrs: texts,
  JoinToken: text,
  Availability: availability,
});

export const swarmUnlock = v.object({ UnlockKey: text });

export const nodeSpec = v.object({ Name: text, Labels: labels, Role: text, Availability: text });
