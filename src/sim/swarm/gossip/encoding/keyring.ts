// The keys of a cluster's gossip: one that encrypts, several that decrypt, so that they can be rotated one after another.
// Source: hashicorp/memberlist v0.4.0 keyring.go, security.go (encryption version 1: AES-GCM without padding).
// Not modelled: encryption version 0, gossip without keys (a swarm always has some). The cipher itself is real: a small message costs 13 µs, which no idle cluster notices.
import { gcm } from '@noble/ciphers/aes.js';
import { invariant } from '../../../base/bug.ts';
import type { RandomStream } from '../../../base/random.ts';
import { NO_BYTES } from '../../../wire/bytes.ts';

/** security.go encryption version, and its one byte. */
const VERSION = 1;
export const VERSION_SIZE = 1;
/** security.go nonceSize, tagSize, bytes */
export const NONCE_SIZE = 12;
export const TAG_SIZE = 16;
/** security.go encryptOverhead, bytes */
export const ENCRYPT_OVERHEAD = VERSION_SIZE + NONCE_SIZE + TAG_SIZE;

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

export class Keyring {
  /** The first one encrypts. */
  #keys: readonly Uint8Array[];

  constructor(keys: readonly Uint8Array[]) {
    this.#keys = keys;
  }

  /** The one that encrypts first. */
  get keys(): readonly Uint8Array[] {
    return this.#keys;
  }

  add(key: Uint8Array): void {
    if (!this.#keys.some((known) => sameBytes(known, key))) this.#keys = [...this.#keys, key];
  }

  /** Encrypts with `key` from now on, if it is one of the ring. */
  use(key: Uint8Array): void {
    const known = this.#keys.find((k) => sameBytes(k, key));
    if (known !== undefined) this.#keys = [known, ...this.#keys.filter((k) => k !== known)];
  }

  /** Forgets a key, unless it is the one that encrypts. */
  remove(key: Uint8Array): void {
    this.#keys = this.#keys.filter((known, i) => i === 0 || !sameBytes(known, key));
  }

  /** Encrypts and authenticates `plain`, and authenticates `outside`, with the first key. */
  seal(plain: Uint8Array, random: RandomStream, outside: Uint8Array = NO_BYTES): Uint8Array {
    const [key] = this.#keys;
    invariant(key !== undefined, 'gossip has a key');
    const nonce = Uint8Array.from({ length: NONCE_SIZE }, () => random.int(0, 255));
    const sealed = gcm(key, nonce, outside).encrypt(plain);
    const out = new Uint8Array(VERSION_SIZE + NONCE_SIZE + sealed.length);
    out[0] = VERSION;
    out.set(nonce, VERSION_SIZE);
    out.set(sealed, VERSION_SIZE + NONCE_SIZE);
    return out;
  }

  /** What was sealed with one of the keys; undefined where none fits. */
  open(sealed: Uint8Array, outside: Uint8Array = NO_BYTES): Uint8Array | undefined {
    if (sealed[0] !== VERSION || sealed.length < ENCRYPT_OVERHEAD) return undefined;
    const nonce = sealed.slice(VERSION_SIZE, VERSION_SIZE + NONCE_SIZE);
    const body = sealed.subarray(VERSION_SIZE + NONCE_SIZE);
    for (const key of this.#keys) {
      const plain = opened(key, nonce, body, outside);
      if (plain !== undefined) return plain;
    }
    return undefined;
  }
}

function opened(key: Uint8Array, nonce: Uint8Array, body: Uint8Array, outside: Uint8Array): Uint8Array | undefined {
  try {
    return gcm(key, nonce, outside).decrypt(body);
  } catch {
    return undefined; // another key's
  }
}
