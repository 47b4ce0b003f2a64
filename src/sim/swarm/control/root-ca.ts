// What a cluster's root becomes when its settings change: another root may be asked for, or given with its key.
// Source: swarmkit manager/controlapi/ca_rotation.go validateCAConfig.
// Not modelled: external certificate authorities; roots of other keys than on P-256.
import { decodeBase64, encodeBase64 } from '../../base/base64.ts';
import type { RandomStream } from '../../base/random.ts';
import { crossSigned, type KeyPair, keyPairOf, newKeyPair, pem, rootCertificate } from '../ca/certificate.ts';
import { firstOf, issuerOf, matches, type ReadCertificate, readKey, readPem } from '../ca/read-certificate.ts';
import { SwarmError } from '../errors.ts';
import type { Cluster, SwarmSpec } from '../objects.ts';
import { invalid } from './names.ts';

/** minRootExpiration: a year, milliseconds. */
const MIN_ROOT_LIFE_MS = 8760 * 3_600_000;

/** The part of a cluster that is about its root. */
type Root = Pick<Cluster, 'TLSInfo' | 'RootRotationInProgress' | 'caKey' | 'rootRotation' | 'lastForcedRotation'>;

/** `nowMs` is the wall clock. Throws SwarmError for a root that cannot be. */
export function rootOf(cluster: Cluster, spec: SwarmSpec, random: RandomStream, nowMs: number): Root {
  const { SigningCACert = '', SigningCAKey = '', ForceRotate = 0 } = spec.CAConfig;
  if (SigningCAKey !== '' && SigningCACert === '') {
    throw invalid('if a signing CA key is provided, the signing CA cert must also be provided');
  }
  if (SigningCACert === '') {
    if ((cluster.lastForcedRotation ?? 0) === ForceRotate) return unchanged(cluster);
    const key = newKeyPair(random);
    return rotation(cluster, pem('CERTIFICATE', rootCertificate(key, random, nowMs)), key, ForceRotate);
  }
  const { text, key } = given(SigningCACert, SigningCAKey, nowMs);
  const { rootRotation: _, ...root } = unchanged(cluster);
  if (text === cluster.TLSInfo.TrustRoot) {
    const TLSInfo = { TrustRoot: text, ...issuerOf(firstOf(text)) };
    return {
      ...root,
      TLSInfo,
      RootRotationInProgress: false,
      caKey: encodeBase64(key.secret),
      lastForcedRotation: ForceRotate,
    };
  }
  if (text === cluster.rootRotation?.trustRoot) return { ...unchanged(cluster), lastForcedRotation: ForceRotate };
  return rotation(cluster, text, key, ForceRotate);
}

function unchanged({ TLSInfo, RootRotationInProgress, caKey, rootRotation, lastForcedRotation }: Cluster): Root {
  return {
    TLSInfo,
    RootRotationInProgress,
    ...(caKey !== undefined && { caKey }),
    ...(rootRotation !== undefined && { rootRotation }),
    ...(lastForcedRotation !== undefined && { lastForcedRotation }),
  };
}

/** Another root, which nodes can believe at once because the old one has signed it too. */
function rotation(cluster: Cluster, trustRoot: string, key: KeyPair, lastForcedRotation: number): Root {
  const old = firstOf(cluster.TLSInfo.TrustRoot);
  const oldKey = keyPairOf(Uint8Array.from(decodeBase64(cluster.caKey ?? '') ?? []));
  const root = firstOf(trustRoot);
  return {
    ...unchanged(cluster),
    TLSInfo: { TrustRoot: cluster.TLSInfo.TrustRoot, ...issuerOf(root) },
    RootRotationInProgress: true,
    rootRotation: {
      trustRoot,
      key: encodeBase64(key.secret),
      crossSigned: pem('CERTIFICATE', crossSigned(root, old, oldKey)),
    },
    lastForcedRotation,
  };
}

function given(certificate: string, keyText: string, nowMs: number): { readonly text: string; readonly key: KeyPair } {
  const root = theOnly(certificate);
  if (root.until < nowMs + MIN_ROOT_LIFE_MS) throw invalid('CA certificate expires too soon');
  if (keyText === '') {
    throw invalid(
      'there must be at least one valid, reachable external CA corresponding to the desired CA certificate',
    );
  }
  const key = readKey(keyText);
  if (key === undefined) throw invalid('Malformed private key {"code":2000,"message":"failed to parse private key"}');
  if (!matches(root, key)) throw new SwarmError('InvalidArgument', 'certificate key mismatch');
  return { text: `${certificate.trim()}\n`, key };
}

function theOnly(certificate: string): ReadCertificate {
  const [root, ...more] = readPem(certificate) ?? [];
  if (root === undefined) throw invalid('could not parse the desired CA certificate');
  if (more.length > 0) throw invalid('the desired CA certificate cannot contain multiple certificates');
  return root;
}
