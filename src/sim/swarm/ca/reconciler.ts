// The root's rotation at the leader: asks nodes to renew their certificates until all come from the new root, which then takes
// the old one's place. Source: swarmkit ca/reconciler.go, ca/server.go (defaultRootReconciliationInterval).
// Not modelled: nothing that a user could see.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import type { Blocking } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import type { Cluster, SwarmNode } from '../objects.ts';
import type { Transaction } from '../store/transaction.ts';
import { newJoinToken } from './token.ts';

/** defaultRootReconciliationInterval */
const INTERVAL: SimTime = 3 * SECOND;
/** IssuanceStateRotateMaxBatchSize: so many nodes are asked at a time. */
const BATCH = 30;

const clusterOf = (ground: Ground): Cluster | undefined => [...ground.store.all('cluster')][0];

/** The node's certificate comes from the root that is wanted. */
function isConverged({ Description }: SwarmNode, { TLSInfo }: Cluster): boolean {
  const { CertIssuerSubject, CertIssuerPublicKey } = Description.TLSInfo;
  return CertIssuerSubject === TLSInfo.CertIssuerSubject && CertIssuerPublicKey === TLSInfo.CertIssuerPublicKey;
}

/** Runs as long as this manager leads. */
export function* reconcileRoots(ground: Ground): Blocking<void> {
  const { store, scheduler } = ground;
  const watch = store.watch(['cluster']);
  try {
    for (;;) {
      const cluster = clusterOf(ground);
      if (cluster?.rootRotation === undefined) {
        yield* watch.next();
        continue;
      }
      const behind = [...store.all('node')].filter((node) => !isConverged(node, cluster));
      if (behind.length === 0) {
        yield* store.update((tx) => finish(tx, cluster, ground));
        continue;
      }
      yield* store.batch(behind.slice(0, BATCH).map(askToRotate));
      const until = scheduler.now + INTERVAL;
      const isSame = (): boolean => clusterOf(ground)?.rootRotation?.trustRoot === cluster.rootRotation?.trustRoot;
      while (scheduler.now < until && isSame()) {
        while (watch.take() !== undefined);
        yield { on: [watch.arrived], until };
      }
    }
  } finally {
    watch.close();
  }
}

const askToRotate = (node: SwarmNode) => (tx: Transaction) => {
  const current = tx.get('node', node.ID);
  if (current === undefined || current.certificateState === 'rotate') return;
  tx.update('node', { ...current, certificateState: 'rotate' });
};

/** The new root takes the old one's place, unless another rotation has begun meanwhile. */
function finish(tx: Transaction, expected: Cluster, { random }: Ground): void {
  const cluster = tx.get('cluster', expected.ID);
  if (cluster?.rootRotation === undefined || cluster.rootRotation.trustRoot !== expected.rootRotation?.trustRoot)
    return;
  const { rootRotation, ...rest } = cluster;
  const { trustRoot, key } = rootRotation;
  tx.update('cluster', {
    ...rest,
    TLSInfo: { ...cluster.TLSInfo, TrustRoot: trustRoot },
    RootRotationInProgress: false,
    JoinTokens: { Worker: newJoinToken(trustRoot, random), Manager: newJoinToken(trustRoot, random) },
    caKey: key,
  });
}
