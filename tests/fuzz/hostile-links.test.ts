// Links and files that somebody made to do harm: each is refused with a reason or is a lab like any other. Nothing throws, hangs,
// grows without bound or reaches what all objects share.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lab } from '../../src/session/lab.ts';
import type { Input, LabFile } from '../../src/session/protocol.ts';
import { oneHost, twoHosts } from '../../src/sim/scenario/worlds.ts';
import { pack, toBase64Url } from '../../src/ui/share/codec.ts';
import { readLabBytes } from '../../src/ui/share/file.ts';
import { fragmentOf, readFragment } from '../../src/ui/share/link.ts';
import { MAX_LAB_BYTES, type Read } from '../../src/ui/share/read.ts';

const RUNS = 60 * Number(process.env.HOPLAB_RUNS ?? 1);
const SCRIPT = '"><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}${7*7}';
/** Slices of a replay: enough to see that it goes on, and stops when it is told to. */
const SLICES = 200;

const typed = (text: string, at: number): Input => ({ at, kind: 'tty.data', tty: 'node1', text });
const good: LabFile = {
  format: 'hoplab',
  version: 1,
  seed: 3,
  world: twoHosts,
  inputs: [
    { at: 0, kind: 'tty.open', tty: 'node1', host: 'node1', columns: 80, rows: 24 },
    ...[...'docker run -d --name web nginx\r'].map((key, i) => typed(key, 1_000_000 + i * 70_000)),
    { at: 9_000_000, kind: 'file.write', host: 'node1', path: '/root/a.txt', text: 'a\n' },
    { at: 9_000_001, kind: 'tty.close', tty: 'node1' },
  ],
  time: 9_500_000,
  name: 'Good',
  moment: { time: 9_500_000, selection: { kind: 'host', host: 'node1' }, panel: 'records' },
};

/** The same with a history that branches: something else was typed in its past. */
function forked(): LabFile {
  const lab = new Lab(good);
  while (lab.replaying) lab.replay(() => false);
  lab.seek(5_000_000);
  while (lab.replaying) lab.replay(() => false);
  lab.apply({ kind: 'tty.data', tty: 'node1', text: 'docker ps\r' });
  lab.runUntil(8_000_000);
  return lab.save();
}
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const linkOf = (text: string): string => `#lab=1.${toBase64Url(pack(text))}`;

/** Both ways in, for one value. A link has the times apart. */
function readBoth(value: unknown): readonly Read<LabFile>[] {
  const { inputs } = Object(value) as { readonly inputs?: unknown };
  const steps = Array.isArray(inputs) ? inputs.map((input, i) => timeOf(input) - timeOf(inputs[i - 1])) : inputs;
  return [readLabBytes(bytesOf(value)), readFragment(linkOf(JSON.stringify({ steps, lab: value })))];
}

const timeOf = (input: unknown): number => {
  const { at } = Object(input) as { readonly at?: unknown };
  return typeof at === 'number' ? at : 0;
};

/** What any answer must be. A lab that was taken is played for a while: it may do what it wants within its world. */
function expectHarmless(read: Read<LabFile>): void {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  if (!read.ok) {
    expect(['empty', 'broken', 'long', 'newer', 'json', 'picture', 'invalid']).toContain(read.problem.kind);
    return;
  }
  const lab = new Lab(read.value);
  for (let slice = 0; slice < SLICES && lab.replaying; slice++) lab.replay(() => true);
}

// ---- mutations of what is good

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
const plain = JSON.parse(JSON.stringify(good)) as Json;
const branched = JSON.parse(JSON.stringify(forked())) as Json;

/** Every place in a value, as the keys that lead there. */
function placesIn(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => placesIn(member as Json, [...path, key]))];
}

/** The value with another one at a place; `undefined` takes it away. */
function withAt(value: Json, [key, ...rest]: readonly string[], other: Json | undefined): Json | undefined {
  if (key === undefined) return other;
  if (typeof value !== 'object' || value === null) return value;
  const inner = withAt((value as Record<string, Json>)[key] as Json, rest, other);
  if (Array.isArray(value)) return value.map((one, i) => (String(i) === key ? (inner ?? null) : one)) as Json;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      name !== key ? [[name, member as Json]] : inner === undefined ? [] : [[name, inner]],
    ),
  );
}

const deep = (levels: number): Json => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const hostileValues: readonly (Json | undefined)[] = [
  undefined,
  null,
  true,
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  '__proto__',
  'constructor',
  SCRIPT,
  '\u0000\u202e\ud800',
  'x'.repeat(300_000),
  [],
  {},
  deep(40),
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as Json,
];
const places = [
  ...placesIn(plain).map((path) => ({ path, base: plain })),
  ...placesIn(branched).map((path) => ({ path, base: branched })),
];
const place = fc.constantFrom(...places);

describe('hostile labs', () => {
  it('are made from good ones', () => {
    expect(branched).toMatchObject({ history: { branches: [{}, {}] } });
    for (const one of [plain, branched]) for (const read of readBoth(one)) expect(read).toMatchObject({ ok: true });
  });

  it('with another value somewhere', () => {
    fc.assert(
      fc.property(place, fc.constantFrom(...hostileValues), ({ path, base }, value) => {
        for (const read of readBoth(withAt(base, path, value))) expectHarmless(read);
      }),
      { numRuns: RUNS * 2 },
    );
  });

  it('with a foreign key somewhere', () => {
    const objects = placesIn(plain).filter((path) => {
      const at = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], plain);
      return typeof at === 'object' && at !== null && !Array.isArray(at);
    });
    const keys = fc.constantFrom('__proto__', 'constructor', 'toString', 'extra', '');
    fc.assert(
      fc.property(fc.constantFrom(...objects), keys, (path, key) => {
        const at = path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], plain);
        const marker = JSON.stringify(at);
        const hostile = `${marker.slice(0, -1)}${marker === '{}' ? '' : ','}${JSON.stringify(key)}:{"polluted":true}}`;
        const text = JSON.stringify(withAt(plain, path, JSON.parse(hostile) as Json));
        const read = readLabBytes(new TextEncoder().encode(text));
        expectHarmless(read);
      }),
      { numRuns: RUNS },
    );
  });

  it('that were cut', () => {
    const [text, link] = [JSON.stringify(good), fragmentOf(good)];
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (part) => {
        const file = readLabBytes(new TextEncoder().encode(text.slice(0, Math.floor(text.length * part))));
        const cut = readFragment(link.slice(0, Math.floor(link.length * part)));
        expect([file.ok, cut.ok]).toEqual([false, false]);
      }),
      { numRuns: RUNS },
    );
  });

  it('with flipped bits', () => {
    const [bytes, link] = [bytesOf(good), fragmentOf(good)];
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const flipped = Uint8Array.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        expectHarmless(readLabBytes(flipped));
        // In the payload: a checksum stands in front of it.
        const i = '#lab=1.'.length + (at % (link.length - '#lab=1.'.length - 1));
        const other = link[i] === 'A' ? 'B' : 'A';
        const read = readFragment(link.slice(0, i) + other + link.slice(i + 1));
        expect(read).toEqual({ ok: false, problem: { kind: 'broken' } });
      }),
      { numRuns: RUNS },
    );
  });

  it('that are anything at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.base64String()), (text) => {
        expectHarmless(readLabBytes(new TextEncoder().encode(text)));
        expectHarmless(readFragment(`#lab=${text}`));
        expectHarmless(readFragment(linkOf(text)));
      }),
      { numRuns: RUNS },
    );
  });

  it('with scripts in every text that may be any', () => {
    const inputs: readonly Input[] = [
      { at: 0, kind: 'tty.open', tty: SCRIPT.slice(0, 64), host: SCRIPT.slice(0, 64), columns: 80, rows: 24 },
      { at: 1, kind: 'tty.open', tty: 'node1', host: 'node1', columns: 80, rows: 24 },
      typed(`echo '${SCRIPT}'\r`, 2_000_000),
      { at: 2_000_001, kind: 'file.write', host: 'node1', path: `/${SCRIPT.replaceAll('/', '')}`, text: SCRIPT },
    ];
    const read = readFragment(fragmentOf({ ...good, inputs, name: SCRIPT.slice(0, 80) }));
    expect(read.ok).toBe(true);
    expectHarmless(read);
  });
});

describe('refused, with the reason', () => {
  const cases: readonly (readonly [string, () => Read<LabFile>, string])[] = [
    ['nothing', () => readLabBytes(new Uint8Array(0)), 'empty'],
    ['another version', () => readLabBytes(bytesOf({ ...good, version: 2 })), 'newer'],
    ['version zero', () => readLabBytes(bytesOf({ ...good, version: 0 })), 'invalid'],
    ['more bytes than a lab has', () => readLabBytes(new Uint8Array(MAX_LAB_BYTES + 1)), 'long'],
    ['a hundred thousand brackets', () => readLabBytes(new TextEncoder().encode('['.repeat(100_000))), 'long'],
    ['a text that inflates to 50 MB', () => readFragment(linkOf('0'.repeat(50_000_000))), 'long'],
    ['a million inputs', () => readFragment(linkOf(`{"steps":[${'0,'.repeat(999_999)}0],"lab":{}}`)), 'broken'],
    [
      'three hundred thousand inputs',
      () =>
        readFragment(
          linkOf(JSON.stringify({ steps: Array(300_000).fill(0), lab: { ...good, inputs: Array(300_000).fill({}) } })),
        ),
      'invalid',
    ],
    [
      'two hosts of one name',
      () => readLabBytes(bytesOf({ ...good, world: { ...oneHost, hosts: [...oneHost.hosts, ...oneHost.hosts] } })),
      'invalid',
    ],
    [
      'a thousand hosts',
      () => readLabBytes(bytesOf({ ...good, world: { ...oneHost, hosts: Array(1000).fill(oneHost.hosts[0]) } })),
      'invalid',
    ],
    ['a time in the far future', () => readLabBytes(bytesOf({ ...good, time: 1e300 })), 'invalid'],
    [
      'times that run backwards',
      () => readFragment(linkOf(JSON.stringify({ steps: [5, -4], lab: { ...good, inputs: [{}, {}] } }))),
      'invalid',
    ],
  ];
  it.each(cases)('%s', (_, read, kind) => {
    expect(read()).toMatchObject({ ok: false, problem: { kind } });
  });
});

it('a loop without end is replayed in slices that can be stopped at any time', () => {
  const inputs = [good.inputs[0] as Input, typed('while :; do :; done\r', 1_000_000)];
  const read = readFragment(fragmentOf({ ...good, world: oneHost, inputs, time: 86_400_000_000 }));
  expect(read.ok).toBe(true);
  if (!read.ok) return;
  const lab = new Lab(read.value);
  let slices = 0;
  while (lab.replaying && slices < 2000) {
    lab.replay(() => true);
    slices++;
  }
  expect([lab.replaying, slices]).toEqual([true, 2000]);
});
