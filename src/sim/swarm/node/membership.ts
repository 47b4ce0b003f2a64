// How a host gets into a swarm: it looks at the cluster's root certificate, shows its token, is given a certificate of its own.
// Source: swarmkit ca/{config,certificates}.go (DownloadRootCA, GetRemoteCA, CreateSecurityConfig), node/node.go (loadSecurityConfig).
// Not modelled: external certificate authorities, certificates that wait to be signed.
import { SECOND, type SimTime } from '../../des/scheduler.ts';
import { type Blocking, sleepUntil } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import { digestOf, parseJoinToken } from '../ca/token.ts';
import { ClusterError } from '../control.ts';
import { SwarmError } from '../errors.ts';
import type { NodeAvailability, TlsInfo } from '../objects.ts';
import { type Connection, dial, type Remote } from '../rpc/client.ts';
import { NOBODY } from '../rpc/credentials.ts';
import type { Certificate } from './disk.ts';

/** DownloadRootCA tries so often, GetCertRetryInterval apart. */
const ATTEMPTS = 5;
const RETRY_INTERVAL: SimTime = 2 * SECOND;

/** What any manager tells anybody of its cluster. */
export interface ClusterPapers {
  readonly tls: TlsInfo;
  readonly dataPathPort: number;
}

export interface Admission {
  readonly certificate: Certificate;
  readonly cluster: ClusterPapers;
}

/** Throws ClusterError for a token that is none or of another cluster, SwarmError for what the manager refuses or does not answer. */
export function* admitted(
  machine: Machine,
  remote: Remote,
  token: string,
  availability: NodeAvailability,
): Blocking<Admission> {
  const parsed = parseJoinToken(token);
  if (parsed === undefined) throw new ClusterError('invalid', 'invalid join token');
  const connection = yield* patiently(machine, remote);
  try {
    const cluster = (yield* connection.call('ca.root', [])) as ClusterPapers;
    if (digestOf(cluster.tls.TrustRoot) !== parsed.digest) {
      throw new ClusterError('system', `remote CA does not match fingerprint. Expected: ${parsed.digest}`);
    }
    const certificate = (yield* connection.call('ca.issue', [token, availability])) as Certificate;
    return { certificate, cluster };
  } finally {
    connection.close();
  }
}

function* patiently(machine: Machine, remote: Remote): Blocking<Connection> {
  for (let attempt = 1; ; attempt++) {
    try {
      return yield* dial(machine, remote, NOBODY);
    } catch (error) {
      if (!(error instanceof SwarmError) || attempt === ATTEMPTS) throw error;
      yield* sleepUntil(machine.scheduler.now + RETRY_INTERVAL);
    }
  }
}
