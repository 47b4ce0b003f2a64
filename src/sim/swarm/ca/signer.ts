// The certificate authority's signer at the leader: nodes that ask for a certificate get it, one after the other.
// Source: swarmkit ca/server.go (Run, evaluateAndSignNodeCert, signNodeCert).
// Not modelled: external certificate authorities, signatures that fail.
import { MILLISECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, sleepUntil } from '../../des/task.ts';
import type { Ground } from '../manager/ground.ts';
import type { SwarmNode } from '../objects.ts';

/** What it takes to check a request and to sign with ECDSA P-256: our estimate. */
const SIGNING: SimTime = MILLISECOND;

/** Whether a node waits for its certificate: neither issued nor to be rotated. */
export function awaitsCertificate({ certificateState }: SwarmNode): boolean {
  return certificateState === 'pending' || certificateState === 'renew';
}

/** Runs as long as this manager leads. */
export function* signCertificates(ground: Ground): Blocking<void> {
  const { store } = ground;
  const watch = store.watch(['node']);
  try {
    for (const node of [...store.all('node')]) yield* sign(ground, node);
    for (;;) {
      const event = yield* watch.next();
      if (event.kind !== 'commit' && event.kind !== 'delete' && event.table === 'node')
        yield* sign(ground, event.object);
    }
  } finally {
    watch.close();
  }
}

/** Signs what was seen to wait, although it may have been signed since: who changes while it waits is signed twice. */
function* sign({ store, scheduler }: Ground, seen: SwarmNode): Blocking<void> {
  if (!awaitsCertificate(seen)) return;
  const until = scheduler.now + SIGNING;
  while (scheduler.now < until) yield* sleepUntil(until);
  yield* store.update((tx) => {
    const node = tx.get('node', seen.ID);
    if (node !== undefined) tx.update('node', { ...node, certificateState: 'issued' });
  });
}
