// X.509 certificates of a swarm: the root's own and those of nodes, in real bytes that other tools can read.
// Source: RFC 5280, RFC 5480; swarmkit ca/certificates.go (names, periods), cfssl signer/signer.go (backdating, serial numbers, extensions).
// Not modelled: external certificate authorities.
import { p256 } from '@noble/curves/nist.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { encodeBase64 } from '../../base/base64.ts';
import type { RandomStream } from '../../base/random.ts';
import type { NodeRole } from '../objects.ts';
import {
  bits,
  explicit,
  implicit,
  integer,
  objectId,
  octets,
  printable,
  sequence,
  set,
  truth,
  utcTime,
} from './der.ts';
import type { ReadCertificate } from './read-certificate.ts';

const MINUTE_MS = 60_000;
/** cfssl signs from five minutes ago, so that clocks may differ. */
const BACKDATE_MS = 5 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** RootCAExpiration: 20 years. */
const ROOT_EXPIRY_MS = 630_720_000_000;
/** Lines of PEM: RFC 7468. */
const PEM_LINE = 64;

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const ORGANIZATIONAL_UNIT = '2.5.4.11';
const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const EC_KEY_ON_P256 = sequence(objectId('1.2.840.10045.2.1'), objectId('1.2.840.10045.3.1.7'));
/** rootCN */
const ROOT_NAME = 'swarm-ca';

/** Organizational units of node certificates, by role: ca/certificates.go ManagerRole, WorkerRole. */
export const roleUnits: Readonly<Record<NodeRole, string>> = { manager: 'swarm-manager', worker: 'swarm-worker' };

export interface KeyPair {
  readonly secret: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicInfo: Uint8Array;
  /** The point, uncompressed. */
  readonly point: Uint8Array;
}

/** A key on P-256, drawn from `random`. */
export function newKeyPair(random: RandomStream): KeyPair {
  const seed = Uint8Array.from({ length: p256.lengths.seed ?? 48 }, () => random.int(0, 255));
  return keyPairOf(p256.utils.randomSecretKey(seed));
}

/** The pair that a secret belongs to. */
export function keyPairOf(secret: Uint8Array): KeyPair {
  const point = p256.getPublicKey(secret, false);
  return { secret, point, publicInfo: sequence(EC_KEY_ON_P256, bits(point)) };
}

const nameOf = (...parts: readonly (readonly [string, string])[]): Uint8Array =>
  sequence(...parts.map(([id, text]) => set(sequence(objectId(id), printable(text)))));

const extension = (id: string, critical: boolean, value: Uint8Array): Uint8Array =>
  sequence(objectId(id), ...(critical ? [truth()] : []), octets(value));

const keyIdentifier = (key: KeyPair): Uint8Array => sha1(key.point);

const authorityKeyIdentifier = (key: KeyPair): Uint8Array =>
  extension('2.5.29.35', false, sequence(implicit(0, keyIdentifier(key))));

interface Content {
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly from: number;
  readonly until: number;
  readonly publicInfo: Uint8Array;
  readonly extensions: readonly Uint8Array[];
}

function signed(content: Content, issuerKey: KeyPair): Uint8Array {
  const body = sequence(
    explicit(0, integer(Uint8Array.of(2))),
    integer(content.serial),
    ECDSA_WITH_SHA256,
    content.issuer,
    sequence(utcTime(content.from), utcTime(content.until)),
    content.subject,
    content.publicInfo,
    explicit(3, sequence(...content.extensions)),
  );
  const signature = p256.sign(body, issuerKey.secret, { prehash: true, lowS: false, format: 'der' });
  return sequence(body, ECDSA_WITH_SHA256, bits(signature));
}

/** The text form. */
export function pem(label: string, der: Uint8Array): string {
  const text = encodeBase64(der);
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += PEM_LINE) lines.push(text.slice(at, at + PEM_LINE));
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

const startOf = (nowMs: number): number => Math.floor((nowMs - BACKDATE_MS) / MINUTE_MS) * MINUTE_MS;

/** 20 random bytes, positive. */
function newSerial(random: RandomStream): Uint8Array {
  const serial = Uint8Array.from({ length: 20 }, () => random.int(0, 255));
  serial[0] = (serial[0] as number) & 0x7f;
  return serial;
}

/** keyCertSign and cRLSign; a certificate authority; the key's own identifier. */
const rootExtensions = (point: Uint8Array): Uint8Array[] => [
  extension('2.5.29.15', true, bits(Uint8Array.of(0x06), 1)),
  extension('2.5.29.19', true, sequence(truth())),
  extension('2.5.29.14', false, octets(sha1(point))),
];

/** A root that signs itself. `nowMs` is the wall clock. */
export function rootCertificate(key: KeyPair, random: RandomStream, nowMs: number): Uint8Array {
  const name = nameOf([COMMON_NAME, ROOT_NAME]);
  const from = startOf(nowMs);
  const extensions = rootExtensions(key.point);
  return signed(
    {
      serial: newSerial(random),
      issuer: name,
      subject: name,
      from,
      until: from + ROOT_EXPIRY_MS,
      publicInfo: key.publicInfo,
      extensions,
    },
    key,
  );
}

/** The same root as an intermediate of another: whoever trusts that one trusts what this one signs. Source: CrossSignCACertificate. */
export function crossSigned(root: ReadCertificate, issuer: ReadCertificate, issuerKey: KeyPair): Uint8Array {
  const { serial, subject, from, until, publicInfo, point } = root;
  const extensions = [...rootExtensions(point), authorityKeyIdentifier(issuerKey)];
  return signed({ serial, issuer: issuer.subject, subject, from, until, publicInfo, extensions }, issuerKey);
}

export interface NodeName {
  readonly nodeId: string;
  readonly role: NodeRole;
  readonly cluster: string;
}

/** A root with its key. */
export interface Signer {
  readonly root: ReadCertificate;
  readonly key: KeyPair;
}

/** A node's certificate, signed by the root. */
export function nodeCertificate(
  name: NodeName,
  key: KeyPair,
  { root, key: rootKey }: Signer,
  random: RandomStream,
  nowMs: number,
  expiryMs: number,
): Uint8Array {
  const unit = roleUnits[name.role];
  const hosts = [unit, name.nodeId, ...(name.role === 'manager' ? [ROOT_NAME] : [])];
  const from = startOf(nowMs);
  return signed(
    {
      serial: newSerial(random),
      issuer: root.subject,
      subject: nameOf([ORGANIZATION, name.cluster], [ORGANIZATIONAL_UNIT, unit], [COMMON_NAME, name.nodeId]),
      from,
      until: from + expiryMs + HOUR_MS,
      publicInfo: key.publicInfo,
      extensions: [
        // digitalSignature; server and client; no authority; identifiers; names.
        extension('2.5.29.15', true, bits(Uint8Array.of(0x80), 7)),
        extension('2.5.29.37', false, sequence(objectId('1.3.6.1.5.5.7.3.1'), objectId('1.3.6.1.5.5.7.3.2'))),
        extension('2.5.29.19', true, sequence()),
        extension('2.5.29.14', false, octets(keyIdentifier(key))),
        authorityKeyIdentifier(rootKey),
        extension('2.5.29.17', false, sequence(...hosts.map((host) => implicit(2, asciiOf(host))))),
      ],
    },
    rootKey,
  );
}

const asciiOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
