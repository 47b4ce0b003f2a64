// What else could have decided: rules, routes, ports and destinations that did not, and why.
import { describe, expect, it } from 'vitest';
import { classroom } from '../../src/sim/scenario/worlds.ts';
import type { Alternatives, TraceRecord } from '../../src/sim/trace/record.ts';
import { LabDriver } from '../lab/driver.ts';

interface Told {
  readonly record: TraceRecord;
  readonly alternatives: Alternatives;
}

/** What is told of each record of a lab in which these lines are typed. */
function typed(...lines: readonly string[]): Told[] {
  const driver = new LabDriver();
  for (const line of lines) driver.run(line);
  const { world } = driver.lab;
  return world.trace.records(0, 100_000).flatMap((record) => {
    const alternatives = world.alternatives(record.seq);
    return alternatives === undefined ? [] : [{ record, alternatives }];
  });
}

const linesOf = ({ alternatives }: Told): string[] =>
  alternatives.considered.map(({ text, fate, why }) => `${fate}: ${text}${why === '' ? '' : ` (${why})`}`);

describe('between hosts', () => {
  const driver = new LabDriver({ world: classroom });
  for (const host of [2, 3]) driver.run(`ping -c 2 192.168.99.10${host}`);
  const { world } = driver.lab;
  const told = (kind: string, host: string) =>
    world.trace.records(0, 100_000).flatMap((record) => {
      const alternatives = world.alternatives(record.seq);
      if (record.kind !== kind || record.host !== host || alternatives === undefined) return [];
      return [linesOf({ record, alternatives })];
    });

  it('tells by which ports of a switch a frame did not leave', () => {
    const told1 = told('bridge', 'switch1');
    expect(told1[0]).toEqual([
      'taken: port port1, to router1',
      'unfit: port port2, to node1 (the frame came from there)',
      'taken: port port3, to node2',
      'taken: port port4, to node3',
    ]);
    expect(told1[1]?.[1]).toBe('taken: port port2, to node1');
    expect(told1[1]?.[3]).toMatch(/^spare: port port4, to node3 \(\S+ was learnt on port2\)$/);
  });

  it('tells the neighbours that are not the next hop', () => {
    expect(
      told('neigh', 'node1')
        .at(-1)
        ?.map((line) => line.replace(/lladdr \S+/, 'lladdr …')),
    ).toEqual([
      expect.stringMatching(/^unfit: 192\.168\.99\.102 dev eth0 lladdr … \w+ \(the next hop is 192\.168\.99\.103\)$/),
      expect.stringMatching(/^taken: 192\.168\.99\.103 dev eth0 lladdr … \w+$/),
    ]);
  });
});

describe('alternatives', () => {
  const told = typed(
    'docker network create n1',
    'docker run -d --name web -p 8080:80 nginx',
    'docker run -d --name db --network n1 redis',
    'docker exec web ping -c 1 -W 1 172.18.0.2',
    'curl -s 192.168.99.101:8080 -o /dev/null',
    'docker exec web curl -s -m 2 172.17.0.1:9999',
    'docker exec web ping -c 1 -W 1 203.0.113.9',
    'docker run --rm --network n1 busybox ping -c 1 db',
    'docker run --rm --network n1 busybox nslookup example.com',
  );
  const find = (kind: string, words: string): Told | undefined =>
    told.find(({ record }) => record.kind === kind && record.why.includes(words));

  it.each<[what: string, kind: string, words: string, expected: readonly (string | RegExp)[]]>([
    [
      'a rule that drops: those before it, and what they ask for',
      'drop',
      'chain PREROUTING',
      [
        'unfit: -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP (it goes to 172.18.0.2, and the rule asks for 172.17.0.2/32)',
        /^taken: -A PREROUTING -d 172\.18\.0\.2\/32 ! -i br-/,
      ],
    ],
    [
      'a rule in a chain of its own: the way there, with the packet as it was before',
      'netfilter',
      '--dport 8080 -j DNAT',
      [
        'led: -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER (it fits: on to chain DOCKER)',
        /^unfit: -A DOCKER -i br-\w+ -j RETURN \(it was made here/,
        'unfit: -A DOCKER -i docker0 -j RETURN (it was made here, and the rule asks for docker0)',
        /^taken: -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT/,
      ],
    ],
    [
      'a known connection: the rule that is not asked again',
      'netfilter',
      'conntrack: belongs to 192.168.99.101',
      [/^taken: conntrack/, /^spare: -t nat -A DOCKER .* \(it decided about the first packet/],
    ],
    [
      'a route: less specific ones, and those of other networks',
      'route',
      'route 172.17.0.0/16 dev docker0',
      [
        'unfit: 192.168.99.0/24 dev eth0 (172.17.0.2 is not in 192.168.99.0/24)',
        'taken: 172.17.0.0/16 dev docker0',
        /^unfit: 172\.18\.0\.0\/16 dev br-\w+ \(172\.17\.0\.2 is not in 172\.18\.0\.0\/16\)$/,
        'spare: default via 192.168.99.1 dev eth0 (/0 is less specific than /16)',
      ],
    ],
    [
      'a learnt port: the host',
      'bridge',
      'was learnt on port',
      [/^taken: port veth/, /^spare: the host itself, by docker0/],
    ],
    ['a group address: where it came from', 'bridge', 'group address', [/came from there/, /^taken: the host itself/]],
    [
      'a closed port: who listens elsewhere',
      'drop',
      'TCP port 9999',
      ['unfit: docker-proxy (container web -p 8080:80) on *:8080 (the packet is for port 9999)'],
    ],
    ['a name that Docker knows', 'send', 'Docker’s record of db', ['taken: 172.18.0.2, container db.n1']],
    [
      'a name that others know: first Docker’s records, then the server',
      'send',
      'Docker has no record of example.com',
      ['unfit: records of Docker (no network of the container knows example.com)', /^taken: server /],
    ],
  ])('of %s', (_what, kind, words, expected) => {
    const found = find(kind, words);
    const lines = found === undefined ? [] : linesOf(found);
    expect(lines).toHaveLength(expected.length);
    for (const [at, line] of expected.entries()) expect(lines[at]).toMatch(line);
  });

  it('say when what they tell of has changed since', () => {
    const told = typed(
      'docker run -d --name web -p 8080:80 nginx',
      'curl -s 192.168.99.101:8080 -o /dev/null',
      'docker network create n2',
      'ip route add 10.9.0.0/16 via 192.168.99.1',
    );
    const of = (kind: string, words: string): Alternatives['as'][] =>
      told.filter(({ record }) => record.kind === kind && record.why.includes(words)).map((one) => one.alternatives.as);
    expect(new Set(of('netfilter', 'DNAT'))).toEqual(new Set(['changed']));
    expect(new Set(of('route', 'dev docker0'))).toEqual(new Set(['changed']));
    expect(new Set(of('bridge', 'docker0'))).toEqual(new Set(['then']));
  });
});
