// The list's questions to a lab: slices of a search, groups by conversation and by command, completion, exports.
import { describe, expect, it } from 'vitest';
import { helpWith } from '../../src/session/filter/complete.ts';
import { RecordFinder } from '../../src/session/records/finder.ts';
import { FOUND_COLUMNS, foundColumn, type Grouping, type RecordQuery } from '../../src/session/records/query.ts';
import { LabDriver } from '../lab/driver.ts';

const driver = new LabDriver();
for (const line of [
  'docker run -d --name web nginx',
  'docker run -d --name db --network none redis',
  'docker exec web ping -c 2 172.17.0.1',
  'curl -s 172.17.0.2 -o /dev/null',
  'curl -s 172.17.0.2/pets',
])
  driver.run(line);
const { world } = driver.lab;
const { trace } = world;

/** A clock that says of every look that five milliseconds have passed. */
function ticking(): () => number {
  let now = 0;
  return () => {
    now += 5;
    return now;
  };
}

const query = (filter: string, group: Grouping = 'none'): RecordQuery => ({
  filter,
  show: 'packets',
  background: false,
  group,
});

function column(rows: Float64Array, which: number): number[] {
  return Array.from({ length: rows.length / FOUND_COLUMNS }, (_, row) => rows[row * FOUND_COLUMNS + which] ?? 0);
}

/** A whole search, and in how many slices. */
function search(asked: RecordQuery, now = () => 0): { seqs: number[]; groups: number[]; slices: number } {
  const finder = new RecordFinder(world, now);
  const seqs: number[] = [];
  const groups: number[] = [];
  let slices = 0;
  for (let to = trace.next; to > 0; slices++) {
    const found = finder.find(asked, 0, to);
    expect(found.reached).toBeLessThan(to);
    seqs.push(...column(found.rows, foundColumn.seq));
    groups.push(...column(found.rows, foundColumn.group));
    to = found.reached;
  }
  return { seqs, groups, slices };
}

describe('a search', () => {
  it('goes from the newest to the oldest, in slices that add up to the whole', () => {
    const whole = search(query('icmp'));
    expect(whole.slices).toBe(1);
    expect(whole.seqs.length).toBeGreaterThanOrEqual(4);
    expect(whole.seqs).toEqual([...whole.seqs].sort((a, b) => b - a));
    const parts = search(query('icmp'), ticking());
    expect(parts.slices).toBeGreaterThan(1);
    expect(parts.seqs).toEqual(whole.seqs);
  });

  it('keeps to hops and drops unless all is asked for', () => {
    const kinds = (show: RecordQuery['show']) =>
      new Set(search({ ...query('icmp'), show }).seqs.map((seq) => trace.outcome(seq)?.kind));
    expect([...kinds('packets')]).toEqual(['hop']);
    expect([...kinds('drops')]).toEqual([]);
    expect([...kinds('all')]).toContain('route');
  });

  it('says what is wrong with a filter', () => {
    const finder = new RecordFinder(world, () => 0);
    expect(finder.find(query('ip.adr == 1'), 0, trace.next).problem).toMatchObject({
      code: 'no-field',
      fix: 'ip.addr',
    });
  });
});

describe('groups', () => {
  const titles = (group: 'flow' | 'cause', filter: string): string[] => {
    const { seqs, groups } = search(query(filter, group));
    const firsts = [...new Set(groups)].map((one) => seqs[groups.lastIndexOf(one)] ?? -1);
    const finder = new RecordFinder(world, () => 0);
    return finder
      .titles(group, Float64Array.from(firsts))
      .map(({ text, host }) => `${text}${host ? ` (${host})` : ''}`);
  };

  it('of one conversation, whichever way it goes', () => {
    const [second, first, ...others] = titles('flow', 'tcp.port == 80');
    expect(others).toEqual([]);
    for (const title of [first, second]) expect(title).toMatch(/^TCP 172\.17\.0\.1:\d+ ↔ 172\.17\.0\.2:80$/);
    expect(first).not.toBe(second);
  });

  it('of one command', () => {
    expect(titles('cause', 'tcp.port == 80 or icmp')).toEqual([
      'curl -s 172.17.0.2/pets (node1)',
      'curl -s 172.17.0.2 -o /dev/null (node1)',
      'docker exec web ping -c 2 172.17.0.1 (node1)',
    ]);
  });

  it('leads along a conversation, within what a query selects', () => {
    const finder = new RecordFinder(world, () => 0);
    const { seqs } = search(query('http'));
    const last = seqs[0] ?? -1;
    const before = finder.along(query('http'), last, -1) ?? -1;
    expect(seqs).toContain(before);
    expect(finder.along(query('http'), before, 1)).toBe(last);
    const first = finder.along(query('tcp.flags.syn == 1'), last, -1);
    expect(first).toBeDefined();
    expect(finder.along(query('icmp'), last, -1)).toBeUndefined();
  });
});

describe('help while a filter is typed', () => {
  const words = (text: string): string[] => helpWith(text, text.length, trace).words.map((word) => word.text);

  it.each([
    ['ip.s', 'ip.src'],
    ['srcpo', 'tcp.srcport'],
    ['tcp.port ', '=='],
    ['tcp and ht', 'http'],
    ['ip.src == ', '172.17.0.2'],
    ['ip.src == 172.17.0.1 and tcp.port == ', '80'],
    ['http.request.uri == "', '"/pets"'],
    ['hop.netns == ', '"web"'],
    ['hop.reason == NO_R', 'NO_ROUTE'],
    ['tcp.port in {80, ', '80'],
    ['arp.opcode == ', '"reply"'],
  ])('%s', (text, expected) => {
    expect(words(text)).toContain(expected);
  });

  it('replaces the word that the cursor is in', () => {
    expect(helpWith('ip.s == 1', 4, trace)).toMatchObject({ from: 0, to: 4 });
    expect(helpWith('tcp and ip.sr', 13, trace)).toMatchObject({ from: 8, to: 13 });
    expect(helpWith('http.host == "we', 16, trace)).toMatchObject({ from: 13, to: 16 });
  });
});

describe('filters of a record', () => {
  it('select it', () => {
    const finder = new RecordFinder(world, () => 0);
    const [seq = -1] = search(query('http.response')).seqs;
    const filters = finder.filtersFor(seq);
    expect(filters).toContain('http.response.code == 404');
    expect(filters).toContain('ip.src == 172.17.0.2');
    for (const filter of filters) {
      const { seqs } = search({ ...query(filter), show: 'all', background: true });
      expect({ filter, found: seqs.includes(seq) }).toEqual({ filter, found: true });
    }
  });
});

describe('a capture file', () => {
  const ENHANCED_PACKET = 6;
  const packets = (file: Uint8Array): number => {
    const view = new DataView(file.buffer);
    let count = 0;
    for (let at = 0; at < file.length; at += view.getUint32(at + 4, true)) {
      if (view.getUint32(at, true) === ENHANCED_PACKET) count++;
    }
    return count;
  };

  it('has what a query selects, or what a device has seen', () => {
    const finder = new RecordFinder(world, () => 0);
    const all = packets(finder.capture({}));
    const pings = packets(finder.capture({ query: query('icmp') }));
    const device = trace.ends(search(query('icmp')).seqs[0] ?? -1)?.device.uid ?? -1;
    const seen = packets(finder.capture({ device }));
    expect(pings).toBeGreaterThan(0);
    expect(pings).toBeLessThan(all);
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(all);
  });
});
