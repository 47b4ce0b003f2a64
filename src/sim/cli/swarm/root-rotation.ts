// What the client tells while a swarm's root certificate is rotated, until every node has its certificate from the new one and believes it.
// Source: docker/cli v28.5.2 cli/command/swarm/progress/root_rotation.go.
// Not modelled: nothing.
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8 } from '../../base/utf8.ts';
import type { NodeResource, SwarmResource } from '../../engine/api/swarm-types.ts';
import type { Blocking } from '../../host/sys.ts';
import type { Client } from '../client.ts';
import { type ProgressLines, progressLines } from '../service/progress-lines.ts';

/** Between two looks, microseconds. */
const INTERVAL = 200_000;

const DIGEST = 'desired root digest';
const CERTIFICATES = { id: '  rotated TLS certificates', action: '' };
/** Its name is a letter shorter: the blank aligns the bars. */
const ROOTS = { id: '  rotated CA certificates', action: ' ' };

/** Returns when all have followed, or at an interrupt: the swarm goes on by itself. */
export function* waitForRotation(client: Client, quiet: boolean): Blocking<void> {
  const lines = progressLines(client, quiet);
  const { sys, interrupts } = client;
  interrupts?.attach(false);
  try {
    for (const line of [{ id: DIGEST, action: '' }, CERTIFICATES, ROOTS]) yield* lines.show(line);
    for (let done = false; ; ) {
      const swarm = yield* client.get<SwarmResource>('/swarm');
      if (done) return;
      done = yield* showProgress(lines, swarm, yield* client.get<NodeResource[]>('/nodes'));
      const until = sys.now() + INTERVAL;
      while (sys.now() < until && interrupts?.pending !== true) yield* sys.wait([], until);
      if (interrupts?.next() === undefined) continue;
      if (!done) {
        yield* lines.say('Operation continuing in background.');
        yield* lines.say('Use `swarmctl cluster inspect default` to check progress.');
      }
      return;
    }
  } finally {
    interrupts?.detach();
  }
}

/** True when nothing is left to do. */
function* showProgress(
  lines: ProgressLines,
  { TLSInfo: wanted, RootRotationInProgress }: SwarmResource,
  nodes: readonly NodeResource[],
): Blocking<boolean> {
  const digest = Array.from(sha256(encodeUtf8(wanted.TrustRoot)), (byte) => byte.toString(16).padStart(2, '0'));
  yield* lines.show({ id: DIGEST, action: `sha256:${digest.join('')}` });
  const known = nodes.map(({ Description }) => Description.TLSInfo);
  const renewed = known.filter(
    (tls) =>
      tls.CertIssuerPublicKey === wanted.CertIssuerPublicKey && tls.CertIssuerSubject === wanted.CertIssuerSubject,
  ).length;
  const believing = known.filter((tls) => tls.TrustRoot === wanted.TrustRoot).length;
  const total = nodes.length;
  const isOver = renewed === total && !RootRotationInProgress;
  yield* lines.show({ ...CERTIFICATES, bar: { current: renewed, total, units: 'nodes' } });
  yield* lines.show({ ...ROOTS, bar: { current: isOver ? believing : 0, total, units: 'nodes' } });
  return isOver && believing === total;
}
