// The cluster object at the leader: its settings, join tokens and the managers' unlock key.
// Source: swarmkit manager/controlapi/cluster.go, ca/certificates.go (GenerateJoinToken), manager/encryption (HumanReadableKey).
// Not modelled: external certificate authorities.
import type { RandomStream } from '../../base/random.ts';
import { parseIso } from '../../base/time.ts';
import type { Blocking } from '../../des/task.ts';
import type { JoinTokenRotation } from '../control.ts';
import { SwarmError } from '../errors.ts';
import type { Cluster, SwarmSpec } from '../objects.ts';
import { newId } from '../store/identity.ts';
import type { Store } from '../store/store.ts';
import { invalid } from './names.ts';
import { rootOf } from './root-ca.ts';

/** store.DefaultClusterName */
export const CLUSTER_NAME = 'default';
/** ca.MinNodeCertExpiration: an hour, nanoseconds. */
const MIN_CERT_EXPIRY = 3_600_000_000_000;
/** Key of 32 bytes as raw base64 behind its prefix. */
const UNLOCK_KEY_PREFIX = 'SWMKEY-1-';
const UNLOCK_KEY_DIGITS = 43;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The same root's token with another secret. */
export function rotatedToken(random: RandomStream, token: string): string {
  return `${token.slice(0, token.lastIndexOf('-') + 1)}${newId(random)}`;
}

/** A key that unlocks managers. */
export function newUnlockKey(random: RandomStream): string {
  let key = UNLOCK_KEY_PREFIX;
  for (let i = 0; i < UNLOCK_KEY_DIGITS - 1; i++) key += BASE64[random.int(0, BASE64.length - 1)];
  // The last digit carries four bits: 256 are no multiple of six.
  return key + BASE64[random.int(0, 15) * 4];
}

export class ClusterControl {
  readonly #store: Store;
  readonly #random: RandomStream;

  constructor(store: Store, random: RandomStream) {
    this.#store = store;
    this.#random = random;
  }

  *update(version: number, spec: SwarmSpec, rotation: JoinTokenRotation): Blocking<Cluster> {
    if (spec.CAConfig.NodeCertExpiry < MIN_CERT_EXPIRY) throw invalid('minimum certificate expiry time is: 1h0m0s');
    if (spec.Dispatcher.HeartbeatPeriod < 0) throw invalid('heartbeat time period cannot be a negative duration');
    if (spec.Name !== CLUSTER_NAME) throw invalid('modification of cluster name is not allowed');
    yield* this.#store.update((tx) => {
      const [cluster] = tx.all('cluster');
      if (cluster === undefined) throw new SwarmError('NotFound', 'cluster not found');
      const { Worker, Manager } = cluster.JoinTokens;
      const { unlockKey: _key, rootRotation: _rotation, ...rest } = cluster;
      const { SigningCAKey: _secret, ...CAConfig } = spec.CAConfig;
      const key = this.#unlockKey(cluster, spec, rotation.unlockKey === true);
      tx.update('cluster', {
        ...rest,
        Version: { Index: version },
        // The key is kept where the API does not show it.
        Spec: { ...spec, CAConfig },
        ...rootOf(cluster, spec, this.#random, parseIso(tx.now()) ?? 0),
        JoinTokens: {
          Worker: rotation.worker === true ? rotatedToken(this.#random, Worker) : Worker,
          Manager: rotation.manager === true ? rotatedToken(this.#random, Manager) : Manager,
        },
        ...(key !== undefined && { unlockKey: key }),
      });
    });
    const [cluster] = this.#store.all('cluster');
    if (cluster === undefined) throw new SwarmError('NotFound', 'cluster not found');
    return cluster;
  }

  #unlockKey(cluster: Cluster, spec: SwarmSpec, rotate: boolean): string | undefined {
    if (!spec.EncryptionConfig.AutoLockManagers) return undefined;
    return cluster.unlockKey === undefined || rotate ? newUnlockKey(this.#random) : cluster.unlockKey;
  }
}
