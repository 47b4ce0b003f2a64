// Every program of the tables with flags at random: it answers or is stopped, says why it fails, and never takes the world along.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programSet } from '../../src/sim/programs/index.ts';
import { oneHost } from '../../src/sim/scenario/worlds.ts';
import { playStep } from '../../src/sim/testkit/recording.ts';
import { World } from '../../src/sim/world.ts';

const SEED = 20261121;
/** HOPLAB_RUNS=20 tries twenty times as much. */
const RUNS = Number(process.env.HOPLAB_RUNS ?? 1);
/** Real milliseconds that one command may take on a busy machine: far more than any needs. */
const PATIENCE = 10_000;
/** Virtual seconds, for those that would wait for ever. */
const TIMEOUT = 3;

/** Programs that are not run by name alone: they take the test's own world away. */
const left = new Set(['reboot', 'poweroff', 'shutdown', 'halt', 'init']);
const names = [...programSet('host').values()].map(({ name }) => name).filter((name) => !left.has(name));

const flag = fc.oneof(
  fc.stringMatching(/^-[a-zA-Z]{1,3}$/),
  fc.stringMatching(/^--[a-z]{2,10}(=[a-z0-9]{0,4})?$/),
  fc.constantFrom('-', '--', '-h', '--help', '-V', '--version', '-n', '-v', '-c', '-f', '-i', '-t', '-A', '-L', '-S'),
);
const operand = fc.constantFrom(
  ...'eth0 docker0 lo 127.0.0.1 172.17.0.1 10.0.0.0/8 ::1 80 0 -1 1 65536 99999999999 add del show list filter nat INPUT tcp udp icmp any host port / /etc /etc/hosts /nope . .. c1 bridge nginx run ps'.split(
    ' ',
  ),
);
const nasty = fc.oneof(
  fc.constantFrom(
    "''",
    '"$(',
    '${',
    '`',
    "'",
    '"',
    '\\',
    '%s%n',
    '*',
    '[',
    '{',
    '}',
    '((',
    '&&',
    '|',
    ';',
    '>',
    '<',
    '!',
    '~',
    '$$',
    'é漢',
  ),
  fc.constantFrom('x'.repeat(20_000), '1'.repeat(500), `${'a,'.repeat(2000)}b`, '('.repeat(300), '[['.repeat(100)),
  fc.string({ maxLength: 10 }).map((text) => `'${text.replaceAll("'", '').replaceAll('\0', '')}'`),
);
const word = fc.oneof(
  { weight: 4, arbitrary: flag },
  { weight: 4, arbitrary: operand },
  { weight: 1, arbitrary: nasty },
);
const command = fc
  .tuple(fc.constantFrom(...names), fc.array(word, { maxLength: 6 }))
  .map(([name, words]) => [name, ...words].join(' '));

/** The command, stopped when it takes too long or says too much. */
const bounded = (text: string): string => `timeout -s KILL ${TIMEOUT} ${text} </dev/null 2>&1 | head -c 20000`;

function play(world: World, cmd: string): { readonly took: number; readonly stderr: string } {
  const began = performance.now();
  const { stderr } = playStep(world, { host: 'node1', cmd });
  world.takeOutput();
  return { took: performance.now() - began, stderr };
}

describe('programs with flags at random', () => {
  it('end, and leave a world that answers', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 4, maxLength: 10 }), (commands) => {
        const world = new World(oneHost, 1);
        for (const text of commands) {
          const { took } = play(world, bounded(text));
          expect(took, text.slice(0, 200)).toBeLessThan(PATIENCE);
        }
        expect(playStep(world, { host: 'node1', cmd: 'echo still $((40 + 2))' }).stdout).toBe('still 42\n');
      }),
      { numRuns: 60 * RUNS, seed: SEED },
    );
  });

  it('each take a few arguments of every sort', () => {
    const world = new World(oneHost, 1);
    for (const name of names) {
      for (const words of ['', '--help', '-x', '--nosuch', '1 2 3', '-', "''", 'x'.repeat(5000)]) {
        const text = `${name} ${words}`;
        const { took } = play(world, bounded(text));
        expect(took, text.slice(0, 200)).toBeLessThan(PATIENCE);
      }
    }
    expect(playStep(world, { host: 'node1', cmd: 'echo still $((40 + 2))' }).stdout).toBe('still 42\n');
  });
});

const rules = (
  '-A -I -D -C -R -L -S -F -Z -N -X -P -E INPUT OUTPUT FORWARD PREROUTING POSTROUTING MINE -t nat mangle raw filter -s -d -i -o -p tcp udp icmp ! -m -j ACCEPT DROP REJECT RETURN LOG MARK DNAT SNAT ' +
  'MASQUERADE REDIRECT NETMAP CONNMARK CT --dport --sport 80 80:90 --to-destination 10.0.0.1:80 --to-source 10.0.0.0/8 eth0 lo docker+ --ctstate NEW,INVALID conntrack state limit --limit 3/s comment --comment x ' +
  'mark --mark 0x1/0xff addrtype --dst-type LOCAL multiport --dports 1,2,3:4 iprange --src-range 10.0.0.1-10.0.0.9 string --string x --algo bm statistic --mode nth --every 3 --packet 9 length --length 1:2 ttl --ttl 3 -n -v -x --line-numbers 1 0 -1 99 --syn --tcp-flags ALL SYN'
).split(' ');

describe('rules of words at random', () => {
  it('are taken or refused with a reason', () => {
    const world = new World(oneHost, 1);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...rules), { maxLength: 12 }), (words) => {
        const cmd = `iptables ${words.join(' ').replaceAll('!', "'!'")}`;
        const { exit, stderr } = playStep(world, { host: 'node1', cmd });
        if (exit !== 0) expect(stderr, cmd).not.toBe('');
        const saved = playStep(world, { host: 'node1', cmd: 'iptables-save | iptables-restore' });
        expect(saved.stderr, cmd).toBe('');
      }),
      { numRuns: 400 * RUNS, seed: SEED },
    );
  });
});
