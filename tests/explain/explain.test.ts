// Every reason for a drop and every kind of decision is provoked, and must say what decided, who made it, and what to do.

import { describe, expect, it } from 'vitest';
import { NetLab } from '../../src/sim/testkit/net-lab.ts';
import { causeKinds, dropReasons, type TraceRecord } from '../../src/sim/trace/record.ts';
import { LabDriver } from '../lab/driver.ts';
import { clusterDrops } from './cluster-drops.ts';
import { created, drops } from './drops.ts';

function recordsOf(scene: (lab: NetLab) => void): TraceRecord[] {
  const lab = new NetLab();
  scene(lab);
  return lab.lab.records();
}

const textOf = ({ why, hint, cause }: TraceRecord): string =>
  [why, hint, cause?.creator, ...(cause?.facts ?? []).map((fact) => `${fact.label} ${fact.value}`)].join('\n');

/** For each reason a world in which a packet ends for it, and what its explanation must name. */
const scenes = Object.entries({
  ...clusterDrops,
  ...Object.fromEntries(
    Object.entries(drops).map(([reason, [scene, names]]) => [reason, [() => recordsOf(scene), names] as const]),
  ),
});

describe('a drop', () => {
  it.each(scenes)('%s names its cause and what would let the packet through', (reason, [scene, names]) => {
    const found = scene().filter((record) => record.reason === reason);
    expect(found.length).toBeGreaterThan(0);
    for (const { why, hint, cause } of found) {
      expect(why).not.toBe('');
      expect(hint).toBeTruthy();
      expect(cause?.kind).toBeDefined();
    }
    const texts = found.map(textOf);
    for (const name of names)
      expect(
        texts.some((text) => text.includes(name)),
        `${name} in ${texts[0]}`,
      ).toBe(true);
    if (created.has(reason)) expect(found[0]?.cause?.creator).toBeTruthy();
  });

  it('is provoked for every reason that there is', () => {
    const provoked = new Set(scenes.map(([reason]) => reason));
    expect(dropReasons.filter((reason) => !provoked.has(reason))).toEqual([]);
  });
});

/** All records of a lab in which these lines are typed. */
function typed(...lines: readonly string[]): TraceRecord[] {
  const driver = new LabDriver();
  for (const line of lines) driver.run(line);
  return driver.lab.world.trace.records(0, 100_000);
}

describe('a decision', () => {
  const records = typed(
    'docker network create n1',
    'docker network create --internal n2',
    'docker run -d --name web --network n1 -p 8080:80 nginx',
    'docker run -d --name db --network n2 redis',
    'docker run --rm --network n1 busybox wget -q -O /dev/null http://web/',
    'curl -s 192.168.99.101:8080 -o /dev/null',
    'curl -s 127.0.0.1:8080 -o /dev/null',
    'docker exec web ping -c 1 -W 1 $(docker inspect -f "{{.NetworkSettings.Networks.n2.IPAddress}}" db)',
    'docker run --rm busybox ping -c 1 -W 1 $(docker inspect -f "{{.NetworkSettings.Networks.n1.IPAddress}}" web)',
    'docker exec web curl -s -m 2 10.0.0.1',
    'iptables -P OUTPUT DROP',
    'ping -c 1 -W 1 192.168.99.1',
  );

  it('says why, of every record but plain hops', () => {
    const silent = records.filter(({ kind, why, cause }) => kind !== 'hop' && (why === '' || cause === undefined));
    expect(silent).toEqual([]);
  });

  it('is of every kind that there is', () => {
    const all = [...records, ...Object.values(drops).flatMap(([scene]) => recordsOf(scene))];
    const seen = new Set(all.map(({ cause }) => cause?.kind));
    expect(causeKinds.filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it.each([
    ['a published port', 'netfilter', '--dport 8080 -j DNAT', 'container web -p 8080:80'],
    ['its answers', 'netfilter', 'conntrack: belongs to', 'container web -p 8080:80'],
    ['masquerading', 'netfilter', '-j MASQUERADE', 'docker network n1'],
    ['docker-proxy', 'send', 'docker-proxy', 'docker-proxy (container web -p 8080:80)'],
    ['a name', 'send', 'Docker’s record of web', 'container web.n1'],
    ['a server', 'deliver', 'listening on *:80', 'nginx'],
    ['an internal network', 'drop', '! -s 172.19.0.0/16', 'docker network n2'],
    ['a policy', 'drop', 'policy DROP', 'iptables -P OUTPUT DROP'],
    ['direct access', 'drop', '-d 172.18.0.2/32', 'container web on network n1'],
    ['a connected route', 'route', 'dev eth0', 'container web on network n1'],
    ['a learnt port', 'bridge', 'was learnt on port', 'container web on network n1'],
  ])('of %s names who made it', (_what, kind, words, creator) => {
    const found = records.filter((record) => record.kind === kind && record.why.includes(words));
    expect(found.map(({ cause }) => cause?.creator)).toContain(creator);
  });
});
