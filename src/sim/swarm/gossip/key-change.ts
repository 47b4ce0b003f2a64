// The cluster's keys as the key manager hands them out, and a node's gossip that follows them.
// Source: moby v28.5.2 libnetwork/agent.go (getKeys, getPrimaryKeyTag, handleKeyChange).
// Not modelled: nothing known.
import type { EncryptionKey } from '../objects.ts';
import type { NetworkDb } from './networkdb/networkdb.ts';

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));

/** Gossip's keys, the one that encrypts first: of those in the order of their times the second, so that all know it already. */
export function gossipKeys(keys: readonly EncryptionKey[]): Uint8Array[] {
  const [oldest, current, ...next] = keys
    .filter(({ subsystem }) => subsystem === 'networking:gossip')
    .sort((a, b) => a.lamportTime - b.lamportTime)
    .map(({ key }) => bytesOf(key));
  return [current, oldest, ...next].filter((key) => key !== undefined);
}

/** Makes a node gossip with these keys: what is new is added before the primary key changes, what is old goes after. */
export function changeKeys(node: NetworkDb, keys: readonly EncryptionKey[]): void {
  const wanted = gossipKeys(keys);
  const [primary] = wanted;
  if (primary === undefined) return;
  for (const key of wanted) node.setKey(key);
  node.setPrimaryKey(primary);
  for (const key of node.keys) if (!wanted.some((one) => one.join() === key.join())) node.removeKey(key);
}
