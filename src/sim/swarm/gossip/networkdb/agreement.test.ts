import { expect, it } from 'vitest';
import { RandomStream } from '../../../base/random.ts';
import type { Port } from '../../../testkit/gossip-lab.ts';
import { NET, NetworkDbLab, TABLE } from '../../../testkit/networkdb-lab.ts';

const SEEDS = Number(process.env.HOPLAB_SEEDS ?? 60);
const NODES = 5;
const STEPS = 60;

/** What should be in the table, by owner, and who takes part in the network. */
class Truth {
  readonly entries = Array.from({ length: NODES }, () => new Map<string, number>());
  readonly inNetwork = new Set<number>();
  readonly gone = new Set<number>();

  all(): [string, number][] {
    const known = this.entries.flatMap((entries, i) =>
      this.inNetwork.has(i) && !this.gone.has(i) ? [...entries] : [],
    );
    return known.sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

/** Does something at random to one of the nodes. */
function step(lab: NetworkDbLab, truth: Truth, random: RandomStream, number: number): void {
  const i = random.int(0, NODES - 1);
  const node = lab.node(i);
  const entries = truth.entries[i] as Map<string, number>;
  const [key] = [...entries.keys()];
  const choice = random.int(0, 12);
  if (truth.gone.has(i)) return;
  if (choice < 5 && truth.inNetwork.has(i)) {
    node.createEntry(TABLE, NET, `k${number}`, number);
    entries.set(`k${number}`, number);
  } else if (choice < 7 && truth.inNetwork.has(i) && key !== undefined) {
    node.updateEntry(TABLE, NET, key, number);
    entries.set(key, number);
  } else if (choice < 9 && truth.inNetwork.has(i) && key !== undefined) {
    node.deleteEntry(TABLE, NET, key);
    entries.delete(key);
  } else if (choice === 9 && !truth.inNetwork.has(i)) {
    lab.start(node.joinNetwork(NET));
    truth.inNetwork.add(i);
  } else if (choice === 10 && truth.inNetwork.has(i)) {
    node.leaveNetwork(NET);
    truth.inNetwork.delete(i);
    entries.clear();
  } else if (choice === 11) (lab.ports[i] as Port).island = random.int(0, 2);
  else if (choice === 12 && truth.gone.size === 0 && i > 0 && random.int(0, 4) === 0) {
    node.close();
    truth.gone.add(i);
  }
}

/** Lets a cluster live through a random hour, then heals it. */
function live(seed: number): void {
  const random = new RandomStream(Math.imul(seed, 0x9e3779b1));
  const lab = new NetworkDbLab(NODES, seed);
  const truth = new Truth();
  for (const i of lab.nodes.keys()) truth.inNetwork.add(i);
  lab.join(...lab.nodes.keys());
  for (let number = 0; number < STEPS; number++) {
    step(lab, truth, random, number);
    lab.run(random.int(0, 8) === 0 ? random.int(5, 40) : random.int(0, 1500) / 1000);
  }
  for (const port of lab.ports) port.island = 0;
  lab.run(180);
  const expected = truth.all();
  const peers = [...truth.inNetwork]
    .filter((i) => !truth.gone.has(i))
    .map((i) => `0.0.0.${i + 1}`)
    .sort();
  for (const [i, node] of lab.nodes.entries()) {
    if (truth.gone.has(i)) continue;
    const seen = node.walk(TABLE, NET).map(({ key, value }) => [key, value]);
    expect(seen, `seed ${seed}, node ${i}`).toEqual(truth.inNetwork.has(i) ? expected : []);
    if (truth.inNetwork.has(i)) expect(lab.peers(i), `seed ${seed}, node ${i}`).toEqual(peers);
  }
}

it('agrees in the end, whatever happened', () => {
  for (let seed = 1; seed <= SEEDS; seed++) live(seed);
});
