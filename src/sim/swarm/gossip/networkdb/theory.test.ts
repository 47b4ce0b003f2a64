import { describe, expect, it } from 'vitest';
import { RandomSource } from '../../../base/random.ts';
import { SECOND } from '../../../des/scheduler.ts';
import { rumour, type SpreadTimes, spreadTimes } from '../../../testkit/gossip-theory.ts';
import { NET, NetworkDbLab, TABLE } from '../../../testkit/networkdb-lab.ts';
import { GOSSIP_NODES, retransmitLimit } from '../memberlist/config.ts';

const EVENTS = 400;
/** Seconds between two events: all of one is over before the next, which comes at another moment of the intervals. */
const APART = 2.7371;
const CLUSTERS = 8;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Entries created one after another in clusters of `n`: how fast each was known, and how many datagrams that took. */
function measure(n: number): { readonly times: SpreadTimes[]; readonly messages: number } {
  const times: SpreadTimes[] = [];
  let messages = 0;
  for (let seed = 1; seed <= CLUSTERS; seed++) {
    const lab = new NetworkDbLab(n, seed);
    lab.join(...lab.nodes.keys());
    lab.run(5);
    const heard: number[] = [];
    for (const port of lab.ports) port.userMessages = 0;
    for (const node of lab.nodes) node.watch(TABLE, NET, () => heard.push(lab.network.scheduler.now));
    for (let event = 0; event < EVENTS / CLUSTERS; event++) {
      heard.length = 0;
      const from = lab.network.scheduler.now;
      lab.node(event % n).createEntry(TABLE, NET, `${event}`, event);
      lab.run(APART);
      const soon = heard.map((at) => (at - from) / SECOND);
      times.push(spreadTimes(n, soon));
    }
    messages += lab.ports.reduce((sum, port) => sum + port.userMessages, 0);
  }
  return { times, messages: messages / EVENTS / n };
}

describe.each([3, 5, 10, 25])('a table event among %i', (n) => {
  const { times, messages } = measure(n);

  it('spreads as fast as the process without a protocol', () => {
    const random = new RandomSource(n).stream('rumour');
    const expected = Array.from({ length: 2000 }, () => rumour(n, random, 'intervals'));
    for (const share of ['half', 'most', 'all'] as const) {
      const time = (runs: readonly SpreadTimes[]): number => mean(runs.flatMap((run) => run[share] ?? []));
      expect(Math.abs(time(times) / time(expected) - 1), share).toBeLessThan(0.1);
    }
  });

  it('costs each node as many datagrams as intervals times receivers', () => {
    // With so few nodes that three draws may miss one, some intervals reach less.
    const all = retransmitLimit(n) * Math.min(GOSSIP_NODES, n - 1);
    expect(messages).toBeLessThanOrEqual(all);
    expect(messages).toBeGreaterThan(0.97 * all);
  });
});
