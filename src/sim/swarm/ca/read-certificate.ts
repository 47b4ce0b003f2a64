// Reading certificates and keys: whose they are, who signed them, whether they may be believed.
// Source: RFC 5280 (certificates), RFC 5915 and 5208 (keys), RFC 7468 (PEM); Go crypto/x509 verify.go for the order of complaints.
// Not modelled: keys other than on P-256, constraints of names and paths.
import { p256 } from '@noble/curves/nist.js';
import { decodeBase64, encodeBase64 } from '../../base/base64.ts';
import { formatRfc3339 } from '../../base/time.ts';
import type { TlsInfo } from '../objects.ts';
import { type KeyPair, keyPairOf } from './certificate.ts';
import { bitsOf, type DerValue, partOf, partsOf, readDer, textOf, timeOf } from './der-reader.ts';

const SECRET_LENGTH = 32;
const POINT_LENGTH = 65;

/** DER of the attribute types that names are made of. */
const attributeTypes: Readonly<Record<string, string>> = { '85,4,3': 'CN', '85,4,10': 'O', '85,4,11': 'OU' };

export interface ReadCertificate {
  readonly serial: Uint8Array;
  /** DER of the names. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Parts of the subject: CN, O, OU. */
  readonly names: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  readonly publicInfo: Uint8Array;
  readonly point: Uint8Array;
  /** What the signature is of. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** The blocks with this label in a PEM text. */
export function pemBlocks(text: string, label: string): readonly Uint8Array[] {
  const pattern = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, 'g');
  return [...text.matchAll(pattern)].map(([, body = '']) => Uint8Array.from(decodeBase64(body) ?? []));
}

/** Throws RangeError for what is no certificate. */
export function readCertificate(der: Uint8Array): ReadCertificate {
  const [body, , signature] = partsOf(readDer(der));
  if (body === undefined || signature === undefined) throw new RangeError('no certificate');
  const [, serial, , issuer, validity, subject, publicInfo] = partsOf(body);
  if (!serial || !issuer || !validity || !subject || !publicInfo) throw new RangeError('no certificate');
  return {
    serial: serial.content,
    issuer: issuer.whole,
    subject: subject.whole,
    names: namesOf(subject),
    from: timeOf(partOf(validity, 0)),
    until: timeOf(partOf(validity, 1)),
    publicInfo: publicInfo.whole,
    point: bitsOf(partOf(publicInfo, 1)),
    body: body.whole,
    signature: bitsOf(signature),
  };
}

function namesOf(name: DerValue): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const relative of partsOf(name)) {
    const attribute = partOf(relative, 0);
    const type = attributeTypes[String(partOf(attribute, 0).content)];
    if (type !== undefined) names.set(type, textOf(partOf(attribute, 1)));
  }
  return names;
}

/** The certificates of a PEM text; undefined where one cannot be read. */
export function readPem(text: string): readonly ReadCertificate[] | undefined {
  try {
    return pemBlocks(text, 'CERTIFICATE').map(readCertificate);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The first certificate of a PEM text that is known to hold one. */
export function firstOf(text: string): ReadCertificate {
  const [first] = readPem(text) ?? [];
  if (first === undefined) throw new RangeError('no certificate');
  return first;
}

/** A root's name and key as `docker swarm` and `docker node inspect` show them. */
export function issuerOf(root: ReadCertificate): Pick<TlsInfo, 'CertIssuerSubject' | 'CertIssuerPublicKey'> {
  return { CertIssuerSubject: encodeBase64(root.subject), CertIssuerPublicKey: encodeBase64(root.publicInfo) };
}

/** What a node's own chain and the root that it believes make known of it. */
export function tlsInfoOf(chain: string, trustRoot: string): TlsInfo {
  const [, between] = readPem(chain) ?? [];
  return { TrustRoot: trustRoot, ...issuerOf(between ?? firstOf(trustRoot)) };
}

/** A private key, SEC 1 or PKCS #8; undefined where there is none on P-256. */
export function readKey(text: string): KeyPair | undefined {
  try {
    const [wrapped] = pemBlocks(text, 'PRIVATE KEY');
    const [plain] = pemBlocks(text, 'EC PRIVATE KEY');
    const inner = wrapped === undefined ? plain : partOf(readDer(wrapped), 2).content;
    if (inner === undefined) return undefined;
    const secret = partOf(readDer(inner), 1).content;
    return secret.length === SECRET_LENGTH ? keyPairOf(secret) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const matches = (certificate: ReadCertificate, key: KeyPair): boolean => same(certificate.point, key.point);

function isSignedBy(certificate: ReadCertificate, issuer: ReadCertificate): boolean {
  if (!same(certificate.issuer, issuer.subject) || issuer.point.length !== POINT_LENGTH) return false;
  const options = { prehash: true, lowS: false, format: 'der' } as const;
  return p256.verify(certificate.signature, certificate.body, issuer.point, options);
}

/** Why a certificate is not believed, in Go's words and as the TLS alert that tells of it. */
export interface Mistrust {
  readonly error: string;
  readonly alert: string;
}

/** Checks the first of `chain` against `roots`, over the others of the chain where need be. */
export function mistrusted(
  chain: readonly ReadCertificate[],
  roots: readonly ReadCertificate[],
  nowMs: number,
): Mistrust | undefined {
  const [leaf, ...between] = chain;
  if (leaf === undefined) return { error: 'tls: failed to parse certificate', alert: 'bad certificate' };
  if (nowMs < leaf.from || nowMs > leaf.until) {
    const [how, bound] = nowMs < leaf.from ? ['before', leaf.from] : ['after', leaf.until];
    const times = `current time ${formatRfc3339(nowMs)} is ${how} ${formatRfc3339(bound)}`;
    return { error: `x509: certificate has expired or is not yet valid: ${times}`, alert: 'expired certificate' };
  }
  const isTrusted = (certificate: ReadCertificate): boolean => roots.some((root) => isSignedBy(certificate, root));
  if (isTrusted(leaf) || between.some((one) => isSignedBy(leaf, one) && isTrusted(one))) return undefined;
  return { error: 'x509: certificate signed by unknown authority', alert: 'unknown certificate authority' };
}
