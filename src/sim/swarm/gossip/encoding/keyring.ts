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

/**
 * The memory of a sealed datagram, with what it says beside the bytes: who gets it whole and has its key need not decipher it again.
 * The bytes are the real ones all the same, for whoever looks at the wire.
 */
export class SealedBuffer<T> extends ArrayBuffer {
  readonly key: Uint8Array;
  #says: T | undefined;

  constructor(length: number, key: Uint8Array, says: T) {
    super(length);
    this.key = key;
    this.#says = says;
  }

  /** What it says; undefined once it has been told: bytes are kept longer than anybody waits for them. */
  take(): T | undefined {
    const says = this.#says;
    this.#says = undefined;
    return says;
  }
}

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

  has(key: Uint8Array): boolean {
    return this.#keys.some((known) => known === key || sameBytes(known, key));
  }

  add(key: Uint8Array): void {
    if (!this.has(key)) this.#keys = [...this.#keys, key];
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
    const out = new Uint8Array(ENCRYPT_OVERHEAD + plain.length);
    this.#seal(this.#first(), plain, random, outside, out);
    return out;
  }

  /** The same for a datagram, which remembers what it says. */
  sealSaying<T>(plain: Uint8Array, random: RandomStream, says: T): Uint8Array {
    const key = this.#first();
    const out = new Uint8Array(new SealedBuffer(ENCRYPT_OVERHEAD + plain.length, key, says));
    this.#seal(key, plain, random, NO_BYTES, out);
    return out;
  }

  #first(): Uint8Array {
    const [key] = this.#keys;
    invariant(key !== undefined, 'gossip has a key');
    return key;
  }

  #seal(key: Uint8Array, plain: Uint8Array, random: RandomStream, outside: Uint8Array, out: Uint8Array): void {
    const nonce = Uint8Array.from({ length: NONCE_SIZE }, () => random.int(0, 255));
    out[0] = VERSION;
    out.set(nonce, VERSION_SIZE);
    out.set(gcm(key, nonce, outside).encrypt(plain), VERSION_SIZE + NONCE_SIZE);
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
