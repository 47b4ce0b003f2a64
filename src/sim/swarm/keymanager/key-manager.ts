// The key manager: three keys for the gossip and three for encrypted networks, one of each replaced every twelve hours.
// Source: swarmkit manager/keymanager/keymanager.go.
// Not modelled: nothing. (The oldest key goes; swarmkit's search for it may pick its neighbour, which is the same when keys are in order.)
import type { RandomStream } from '../../base/random.ts';
import type { Blocking } from '../../des/task.ts';
import { type Ground, HOUR } from '../manager/ground.ts';
import type { Cluster, EncryptionKey } from '../objects.ts';

/** DefaultKeyLen, bytes. */
const KEY_LENGTH = 16;
/** keyringSize: the one before, the one in use, the next. */
const KEYRING_SIZE = 3;
/** DefaultKeyRotationInterval */
const ROTATION_INTERVAL = 12 * HOUR;

const subsystems: readonly EncryptionKey['subsystem'][] = ['networking:gossip', 'networking:ipsec'];

interface KeyRing {
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly encryptionKeyClock: number;
}

/** The keys of a new cluster; the clock begins anywhere below 2^16 (genSkew). */
export function firstKeys(random: RandomStream): KeyRing {
  let encryptionKeyClock = random.int(0, 0xffff);
  const encryptionKeys = subsystems.flatMap((subsystem) =>
    Array.from({ length: KEYRING_SIZE }, () => {
      encryptionKeyClock++;
      return newKey(random, subsystem, encryptionKeyClock);
    }),
  );
  return { encryptionKeys, encryptionKeyClock };
}

/** Each subsystem loses its oldest key and gets a new one. */
export function rotateKeys(random: RandomStream, cluster: KeyRing): KeyRing {
  let { encryptionKeyClock } = cluster;
  const encryptionKeys = subsystems.flatMap((subsystem) => {
    const keys = cluster.encryptionKeys
      .filter((key) => key.subsystem === subsystem)
      .sort((a, b) => a.lamportTime - b.lamportTime);
    encryptionKeyClock++;
    return [...keys.slice(-(KEYRING_SIZE - 1)), newKey(random, subsystem, encryptionKeyClock)];
  });
  return { encryptionKeys, encryptionKeyClock };
}

function newKey(random: RandomStream, subsystem: EncryptionKey['subsystem'], lamportTime: number): EncryptionKey {
  return { subsystem, key: random.hex(2 * KEY_LENGTH), lamportTime };
}

/** Makes keys if there are none, and rotates them as long as this manager leads. */
export function* keepKeys(ground: Ground): Blocking<void> {
  const { scheduler, store, random } = ground;
  const change = (next: (cluster: Cluster) => KeyRing | undefined) =>
    store.batch([
      (tx) => {
        const [cluster] = tx.all('cluster');
        const ring = cluster && next(cluster);
        if (cluster !== undefined && ring !== undefined) tx.update('cluster', { ...cluster, ...ring });
      },
    ]);
  yield* change((cluster) => (cluster.encryptionKeys.length === 0 ? firstKeys(random) : undefined));
  for (;;) {
    const next = scheduler.now + ROTATION_INTERVAL;
    while (scheduler.now < next) yield { on: [], until: next };
    yield* change((cluster) => rotateKeys(random, cluster));
  }
}
