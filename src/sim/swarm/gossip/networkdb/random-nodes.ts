// Some nodes at random.
// Source: moby v28.5.2 libnetwork/networkdb/cluster.go (mRandomNodes): it draws three times as often as there are nodes, at most.
// Not modelled: crypto/rand as the source.
import type { RandomStream } from '../../../base/random.ts';

/** Up to `count` different ones of `nodes` other than `self`: in a small network it may miss some. */
export function randomNodes(count: number, nodes: readonly string[], self: string, random: RandomStream): string[] {
  const picked: string[] = [];
  for (let tries = 3 * nodes.length; tries > 0 && picked.length < count; tries--) {
    const node = nodes[random.int(0, nodes.length - 1)] as string;
    if (node !== self && !picked.includes(node)) picked.push(node);
  }
  return picked;
}
