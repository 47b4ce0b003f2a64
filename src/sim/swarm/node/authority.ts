// The certificate authority at the leader: lets newcomers in by their token, gives nodes certificates for the role that they have.
// Source: swarmkit ca/server.go (IssueNodeCertificate, issueRenewCertificate,
// NodeCertificateStatus). Not modelled: signatures that fail.
import { decodeBase64 } from '../../base/base64.ts';
import { type Blocking, WaitQueue } from '../../des/task.ts';
import type { Machine } from '../../host/machine.ts';
import { keyPairOf, newKeyPair, nodeCertificate, pem, type Signer } from '../ca/certificate.ts';
import { firstOf } from '../ca/read-certificate.ts';
import { awaitsCertificate } from '../ca/signer.ts';
import { SwarmError } from '../errors.ts';
import { newNode } from '../manager/defaults.ts';
import type { Cluster, NodeAvailability, NodeRole } from '../objects.ts';
import { newId } from '../store/identity.ts';
import type { Store } from '../store/store.ts';
import type { Certificate } from './disk.ts';

/** Nanoseconds in a millisecond. */
const NANOSECONDS = 1e6;

export class Authority {
  readonly #store: Store;
  readonly #machine: Machine;
  readonly #ended = new WaitQueue();
  #hasEnded = false;

  constructor(store: Store, machine: Machine) {
    this.#store = store;
    this.#machine = machine;
  }

  /** This manager leads no more: nobody signs here what still waits. */
  end(): void {
    this.#hasEnded = true;
    this.#ended.wake();
  }

  /** A certificate for a newcomer, who becomes a node of the swarm with it. */
  *issue(token: string, availability: NodeAvailability): Blocking<Certificate> {
    const cluster = this.#cluster();
    const role = roleOf(cluster, token);
    if (role === undefined) {
      throw new SwarmError('InvalidArgument', 'A valid join token is necessary to join this cluster');
    }
    const nodeId = newId(this.#machine.random('node ids'));
    yield* this.#store.update((tx) => tx.create('node', newNode(nodeId, role, availability)));
    yield* this.#signed(nodeId);
    return this.#certificate(cluster, nodeId, role);
  }

  /** A new certificate for a node, for the role that it has now. */
  *renew(nodeId: string): Blocking<Certificate> {
    const role = yield* this.#store.update((tx) => {
      const node = tx.get('node', nodeId);
      if (node === undefined) {
        throw new SwarmError('NotFound', `node ${nodeId} not found when attempting to renew certificate`);
      }
      tx.update('node', { ...node, certificateState: 'renew' });
      return node.role;
    });
    yield* this.#signed(nodeId);
    return this.#certificate(this.#cluster(), nodeId, role);
  }

  /** Waits until a node's certificate is signed. */
  *#signed(nodeId: string): Blocking<void> {
    const watch = this.#store.watch(['node'], ({ object }) => object.ID === nodeId);
    try {
      for (;;) {
        const node = this.#store.get('node', nodeId);
        if (node === undefined) throw new SwarmError('NotFound', `node ${nodeId} not found`);
        if (!awaitsCertificate(node)) return;
        if (this.#hasEnded) throw new SwarmError('Aborted', 'CA signer is stopped');
        if (watch.take() === undefined) yield { on: [watch.arrived, this.#ended] };
      }
    } finally {
      watch.close();
    }
  }

  #cluster(): Cluster {
    const [cluster] = this.#store.all('cluster');
    if (cluster === undefined) throw new SwarmError('Internal', 'no cluster object');
    return cluster;
  }

  #certificate(cluster: Cluster, nodeId: string, role: NodeRole): Certificate {
    const expiryMs = cluster.Spec.CAConfig.NodeCertExpiry / NANOSECONDS;
    const name = { nodeId, role, cluster: cluster.ID };
    const certificate = signCertificate(this.#machine, signerOf(cluster), name, expiryMs);
    // While the root is rotated, the old one vouches for the new one.
    return { ...certificate, pem: certificate.pem + (cluster.rootRotation?.crossSigned ?? '') };
  }
}

function roleOf({ JoinTokens }: Cluster, token: string): NodeRole | undefined {
  if (token === JoinTokens.Manager) return 'manager';
  return token === JoinTokens.Worker ? 'worker' : undefined;
}

function signerOf({ TLSInfo, caKey = '', rootRotation }: Cluster): Signer {
  const { trustRoot, key } = rootRotation ?? { trustRoot: TLSInfo.TrustRoot, key: caKey };
  return { root: firstOf(trustRoot), key: keyPairOf(Uint8Array.from(decodeBase64(key) ?? [])) };
}

/** A node's certificate from a root. */
export function signCertificate(
  machine: Machine,
  signer: Signer,
  name: { readonly nodeId: string; readonly role: NodeRole; readonly cluster: string },
  expiryMs: number,
): Certificate {
  const random = machine.random('certificates');
  const nowMs = machine.wallClock();
  const der = nodeCertificate(name, newKeyPair(random), signer, random, nowMs, expiryMs);
  return { ...name, pem: pem('CERTIFICATE', der) };
}
