// IPsec between the hosts of encrypted overlays: for each other host a state for every key that it may send with, and one to send with.
// Source: moby libnetwork/drivers/overlay/encryption.go (setupEncryption, removeEncryption, updateKeys, buildSPI).
// Not modelled: IPv6 as transport.
import type { Ip4 } from '../../../../base/ip4.ts';
import type { Netlink } from '../../../../linux/netlink.ts';
import type { XfrmPolicySpec, XfrmStateSpec } from '../../../../linux/xfrm.ts';
import type { EncryptionKey } from '../../../../swarm/objects.ts';
import { ENCRYPTION_MARK } from './cleartext-rules.ts';

const ICV_BITS = 64;
const MARK = { value: ENCRYPTION_MARK, mask: 0xffffffff };
const UDP = 17;
const ORIGIN = 'encrypted overlay networks';

interface Key {
  readonly value: Uint8Array;
  /** Its Lamport time. */
  readonly tag: number;
}

export class OverlayEncryption {
  readonly #net: Netlink;
  #own: Ip4 | undefined;
  /** The one to send with first. */
  #keys: readonly Key[] = [];
  /** Hosts that there are states for, with the port of their tunnels. */
  readonly #hosts = new Map<Ip4, number>();

  constructor(net: Netlink) {
    this.#net = net;
  }

  /** Encrypted networks can be joined. */
  get isReady(): boolean {
    return this.#keys.length > 0;
  }

  /** The host has another address, or none: nothing of before is left. */
  reset(own: Ip4 | undefined): void {
    for (const [host, port] of [...this.#hosts]) this.release(host, port);
    this.#own = own;
    this.#keys = [];
  }

  /** Old states stay until nobody sends with their keys any more. */
  setKeys(keys: readonly EncryptionKey[]): void {
    const next = keysInOrder(keys);
    const before = this.#keys;
    this.#keys = next;
    for (const [host, port] of this.#hosts) this.#change(host, port, before, next);
  }

  /** Encrypts what goes to a host, and reads what it encrypts. */
  protect(host: Ip4, port: number): void {
    if (this.#own === undefined || this.#hosts.has(host)) return;
    this.#hosts.set(host, port);
    this.#change(host, port, [], this.#keys);
  }

  release(host: Ip4, port: number): void {
    if (!this.#hosts.delete(host)) return;
    this.#change(host, port, this.#keys, []);
  }

  /** From some keys to others: new ones are understood before one of them is sent with. */
  #change(host: Ip4, port: number, before: readonly Key[], after: readonly Key[]): void {
    const own = this.#own;
    if (own === undefined) return;
    const { xfrm } = this.#net;
    const has = (keys: readonly Key[], tag: number) => keys.some((key) => key.tag === tag);
    const [last] = before;
    const [first] = after;
    const isSame = last?.tag === first?.tag;
    for (const key of after) {
      if (!has(before, key.tag)) xfrm.addState(stateOf(host, own, key), ORIGIN);
      if (key !== first || isSame) continue;
      xfrm.addState(stateOf(own, host, key), ORIGIN);
      const policy = policyOf(own, host, port, key);
      if (last === undefined) xfrm.addPolicy(policy, ORIGIN);
      else xfrm.updatePolicy(policy, ORIGIN);
    }
    if (last !== undefined && !isSame) {
      xfrm.deleteState(host, spiOf(own, host, last.tag));
      if (first === undefined) xfrm.deletePolicy(policyOf(own, host, port, last).selector, 'out', MARK);
    }
    for (const { tag } of before) if (!has(after, tag)) xfrm.deleteState(own, spiOf(host, own, tag));
  }
}

/** In the order of their times, but the second first: all know it already. Source: libnetwork/agent.go getKeys. */
function keysInOrder(keys: readonly EncryptionKey[]): Key[] {
  const [oldest, current, ...next] = keys
    .filter(({ subsystem }) => subsystem === 'networking:ipsec')
    .sort((a, b) => a.lamportTime - b.lamportTime)
    .map(({ key, lamportTime }) => ({ value: bytesOf(key), tag: lamportTime }));
  return [current, oldest, ...next].filter((key) => key !== undefined);
}

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));

const bytesOfNumber = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);

/** An address as Go's net.IP holds it: IPv4 mapped into IPv6. */
const mappedBytes = (address: Ip4): number[] => [...Array<number>(10).fill(0), 0xff, 0xff, ...bytesOfNumber(address)];

/** FNV-1a of source, key tag and destination: each direction has an index of its own. */
export function spiOf(source: Ip4, destination: Ip4, tag: number): number {
  let hash = 0x811c9dc5;
  for (const byte of [...mappedBytes(source), ...bytesOfNumber(tag), ...mappedBytes(destination)]) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

function stateOf(source: Ip4, destination: Ip4, key: Key): XfrmStateSpec {
  const spi = spiOf(source, destination, key.tag);
  return {
    source,
    destination,
    spi,
    reqid: ENCRYPTION_MARK,
    key: Uint8Array.from([...key.value, ...bytesOfNumber(spi)]),
    icvBits: ICV_BITS,
    replayWindow: 0,
  };
}

function policyOf(source: Ip4, destination: Ip4, port: number, key: Key): XfrmPolicySpec {
  const template = { source, destination, spi: spiOf(source, destination, key.tag), reqid: ENCRYPTION_MARK };
  return {
    selector: {
      source,
      sourceLength: 32,
      destination,
      destinationLength: 32,
      protocol: UDP,
      sourcePort: 0,
      destinationPort: port,
    },
    direction: 'out',
    priority: 0,
    action: 'allow',
    mark: MARK,
    templates: [template],
  };
}
