// Join tokens: whom a newcomer may trust, and the secret that lets it in as a worker or as a manager.
// Source: swarmkit ca/config.go GenerateJoinToken, ParseJoinToken; facts of their form: `SWMTKN-1-<digest>-<secret>`.
// Not modelled: FIPS tokens (SWMTKN-2).
import { sha256 } from '@noble/hashes/sha2.js';
import type { RandomStream } from '../../base/random.ts';
import { encodeUtf8 } from '../../base/utf8.ts';

const BASE = 36;
/** base36DigestLen, maxGeneratedSecretLength */
const DIGEST_DIGITS = 50;
const SECRET_DIGITS = 25;
/** generatedSecretEntropyBytes */
const SECRET_BYTES = 16;

export interface JoinToken {
  /** SHA-256 of the root certificate's PEM, in hexadecimal. */
  readonly digest: string;
  readonly secret: string;
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

const base36 = (hex: string, digits: number): string => BigInt(`0x${hex}`).toString(BASE).padStart(digits, '0');

/** What a root certificate is known by. */
export function digestOf(rootPem: string): string {
  return hexOf(sha256(encodeUtf8(rootPem)));
}

/** A token for the cluster of this root, with a new secret. */
export function newJoinToken(rootPem: string, random: RandomStream): string {
  const secret = base36(random.hex(SECRET_BYTES * 2), SECRET_DIGITS);
  return `SWMTKN-1-${base36(digestOf(rootPem), DIGEST_DIGITS)}-${secret}`;
}

/** A key that unlocks managers: `SWMKEY-1-` and 32 bytes in base64 without padding. */
export function newUnlockKey(random: RandomStream): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return `SWMKEY-1-${Array.from({ length: 43 }, () => alphabet[random.int(0, 63)]).join('')}`;
}

/** Takes a token apart; undefined when it is none. */
export function parseJoinToken(token: string): JoinToken | undefined {
  const [prefix, version, digest = '', secret = '', ...more] = token.split('-');
  if (prefix !== 'SWMTKN' || version !== '1' || more.length > 0) return undefined;
  if (digest.length !== DIGEST_DIGITS || secret.length !== SECRET_DIGITS) return undefined;
  if (!/^[0-9a-z]+$/.test(digest + secret)) return undefined;
  let value = 0n;
  for (const digit of digest) value = value * BigInt(BASE) + BigInt(Number.parseInt(digit, BASE));
  const hex = value.toString(16).padStart(64, '0');
  return hex.length > 64 ? undefined : { digest: hex, secret };
}
