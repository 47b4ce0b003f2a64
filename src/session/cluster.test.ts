import { beforeAll, describe, expect, it } from 'vitest';
import { Player } from '../../tests/scenarios/player.ts';
import type { Scenario } from '../sim/scenario/format.ts';
import { threeHosts } from '../sim/scenario/worlds.ts';
import { clusterKey } from './cluster.ts';
import { inspect } from './inspect.ts';
import type { Inspection, InspectTarget, WorldView } from './protocol.ts';
import { worldView } from './view.ts';

const scenario: Scenario = {
  id: 'cluster',
  version: 1,
  title: '',
  summary: '',
  minutes: 1,
  seed: 1,
  world: threeHosts,
  steps: [],
};

describe('a swarm as the page is told of it', () => {
  const player = new Player(scenario);
  const { world } = player.lab;
  let view: WorldView;
  let packets = 0;

  beforeAll(() => {
    player.run('node1', 'docker swarm init --advertise-addr 192.168.99.101');
    player.run('node2', 'docker swarm join --token {manager-token} 192.168.99.101:2377');
    player.run('node3', 'docker swarm join --token {worker-token} 192.168.99.101:2377');
    player.run('node1', 'docker network create -d overlay app');
    player.run('node1', 'docker service create -d --name web --network app --replicas 3 -p 8080:80 nginx');
    player.run('node1', 'docker node update --availability drain node3');
    player.run('node1', 'curl -s -o /dev/null http://192.168.99.102:8080');
    player.run('node1', 'sleep 10');
    packets = world.moves - world.background;
    player.run('node1', 'sleep 5');
    view = worldView(world);
  });

  const look = (target: InspectTarget): Inspection => {
    const found = inspect(world, target);
    if (found === undefined) throw new Error(`nothing to see of ${JSON.stringify(target)}`);
    return found;
  };
  const text = (target: InspectTarget, title: string | RegExp): string =>
    look(target).sections.find((one) => (typeof title === 'string' ? one.title === title : title.test(one.title)))
      ?.text ?? '';

  it('says of each host what it is', () => {
    expect(
      view.hosts.map(({ name, node }) => [name, node?.role, node?.leads, node?.availability, node?.state]),
    ).toEqual([
      ['node1', 'manager', true, 'active', 'ready'],
      ['node2', 'manager', false, 'active', 'ready'],
      ['node3', 'worker', false, 'drain', 'ready'],
    ]);
  });

  it('lists services with their addresses, tasks with their hosts, networks with their identifiers', () => {
    const [cluster, ...others] = view.clusters ?? [];
    expect(others).toEqual([]);
    expect(cluster).toMatchObject({ hasLeader: true, nodes: 3, managers: 2 });
    expect(cluster?.services).toMatchObject([
      {
        name: 'web',
        wanted: 3,
        running: 3,
        ports: ['*:8080→80/tcp'],
        addresses: [{ network: 'ingress' }, { network: 'app' }],
      },
    ]);
    expect(cluster?.tasks.map(({ host, state }) => `${host} ${state}`).sort()).not.toContain('node3 running');
    expect(cluster?.networks.map(({ name, vni }) => `${name} ${vni}`)).toEqual(['ingress 4096', 'app 4097']);
  });

  it('tells namespaces of overlays, load balancers and the mesh from those of containers', () => {
    const kinds = view.hosts[0]?.namespaces.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(expect.arrayContaining(['host', 'container', 'ingress', 'lb', 'overlay', 'overlay']));
  });

  it('counts gossip and heartbeats as background', () => {
    expect(world.background).toBeGreaterThan(100);
    expect(world.moves - world.background).toBe(packets);
    const shown = world.trace.records(0, 1_000_000, false).filter(({ kind }) => kind === 'hop' || kind === 'drop');
    const asking = world.trace.records(0, 1_000_000, true).filter((one) => one.background && one.protocol === 'ARP');
    expect(asking.length).toBeGreaterThan(0);
    expect(shown.some(({ protocol }) => protocol === 'ICMP')).toBe(false);
    expect(world.trace.records(0, 1_000_000, false).some(({ info }) => /7946|2377/.test(info))).toBe(false);
  });

  it('opens gossip with the keys of the swarm', () => {
    const records = world.trace.records(world.trace.next - 2000, 2000).filter(({ info }) => /UDP .*7946/.test(info));
    const layers = records.flatMap(({ seq }) => world.packet(seq)?.layers ?? []);
    expect(layers.filter(({ name }) => name === 'memberlist').map(({ summary }) => summary)).toContain('Ping');
  });

  it('shows what the managers know, and the log by which they know it', () => {
    const host: InspectTarget = { kind: 'host', host: 'node1' };
    expect(look(host).subtitle).toContain('leader');
    expect(text(host, 'Nodes')).toMatch(/node3 +Ready +Drain/);
    expect(text(host, 'Raft: members')).toMatch(/node2 +192\.168\.99\.102:2377 +follower +reachable +\d+/);
    expect(text(host, /^Raft: the last/)).toMatch(/task web\.\d: running → running/);
    expect(text(host, 'Gossip: members').match(/active/g)).toHaveLength(3);
    expect(look({ kind: 'host', host: 'node3' }).subtitle).toContain('swarm worker');
  });

  it('shows a service: tasks, reasons, and the balancers that lead to it', () => {
    const [cluster] = view.clusters ?? [];
    const target: InspectTarget = { kind: 'service', cluster: cluster?.id ?? '', id: cluster?.services[0]?.id ?? '' };
    expect(look(target)).toMatchObject({ title: 'web', host: 'node1' });
    expect(text(target, 'Tasks')).toMatch(/web\.1 .*nginx:latest +node\d +Running +Running/);
    expect(text(target, 'Why each task is where it is')).toMatch(/RANK +NODE +OF THIS SERVICE/);
    expect(text(target, 'Routing mesh: last choices on node2')).toMatch(
      /node2 +192\.168\.99\.101:\d+ to 10\.0\.0\.\d+:0 by FWM \d+, rr: the next in turn; not 10\.0\.0\.\d+:0 \(weight 1,/,
    );
    expect(text(target, 'Load balancer on node1')).toMatch(/FWM {2}\d+ rr\n( {2}-> 10\.0\.1\.\d+:0 .*\n){3}/);
  });

  it('shows a task: its life from the log, why it is where it is, what was there before', () => {
    const [cluster] = view.clusters ?? [];
    const on1 = cluster?.tasks.find(({ host }) => host === 'node1');
    const target: InspectTarget = { kind: 'task', cluster: cluster?.id ?? '', id: on1?.id ?? '' };
    expect(look(target).subtitle).toBe('task of service web, on node1');
    const life = look(target).sections.find(({ title }) => title === 'Its life so far')?.happenings ?? [];
    const states = life.map((one) => one.text.split(':')[0]);
    expect(states.filter((one, i) => states.indexOf(one) === i)).toEqual(
      expect.arrayContaining(['new', 'pending', 'assigned', 'starting', 'running']),
    );
    expect(life.map(({ time }) => time)).toEqual(life.map(({ time }) => time).sort((a, b) => a - b));
    expect(life.at(-1)).toMatchObject({ who: 'node1', tone: 'good' });
    expect(text(target, 'Why it is where it is')).toMatch(/1 +node1 .*passes ready, plugins/);
    expect(text(target, 'History of its place')).toMatch(/web\.\d .*Running/);
    expect(text(target, 'docker inspect')).toContain('"DesiredState": "running"');
  });

  it('shows a network of the swarm: where it is, and when each host heard of its endpoints', () => {
    const [cluster] = view.clusters ?? [];
    const app = cluster?.networks.find(({ name }) => name === 'app');
    const target: InspectTarget = { kind: 'span', cluster: cluster?.id ?? '', id: app?.id ?? '' };
    expect(text(target, 'Where it is')).toMatch(/node1 +\d+-\w{10} +\d+ +\d+/);
    expect(text(target, /^Gossip: who knows/)).toMatch(/endpoint +there \w+ +.*\+0\.\d{3} s/);
    expect(JSON.parse(text(target, 'docker network inspect'))[0].Services.web.Tasks).toHaveLength(3);
  });

  it('shows the swarm itself: every manager by its own lights, and what members believe of each other', () => {
    const [cluster] = view.clusters ?? [];
    const target: InspectTarget = { kind: 'cluster', id: cluster?.id ?? '' };
    expect(look(target).subtitle).toMatch(/^led by node1 in term \d+$/);
    expect(text(target, /^Raft/)).toMatch(/node2 +follower +\d+ +\S+ +node1/);
    expect(text(target, 'Gossip: who believes what of whom').match(/alive since/g)).toHaveLength(6);
  });

  it('shows where an overlay leads to, and who said so', () => {
    const network = view.hosts[0]?.networks.find(({ name }) => name === 'app');
    const target: InspectTarget = { kind: 'network', host: 'node1', id: network?.id ?? '' };
    expect(text(target, 'Far ends of vxlan0')).toContain('dst 192.168.99.102');
    expect(text(target, 'Gossip: endpoint_table')).toContain('"serviceName":"web"');
  });

  it('has a new key when a leader falls', () => {
    const before = clusterKey(world);
    player.run('node1', 'ip link set eth0 down');
    player.until(() => worldView(world).hosts[0]?.node?.hasLeader === false);
    expect(worldView(world).hosts[0]?.node).toMatchObject({ leads: false, hasLeader: false });
    expect(clusterKey(world)).not.toBe(before);
    const id = view.clusters?.[0]?.id ?? '';
    const elections = look({ kind: 'cluster', id }).sections.find(({ title }) => title === 'Elections')?.happenings;
    const ends = elections?.filter(({ tone }) => tone === 'bad').map(({ who, text: words }) => `${who} ${words}`);
    expect(ends?.[0]).toMatch(/^node1 has heard from no majority .* no longer leads in term \d+$/);
  });

  it('still knows of elections when the managers that lived them have ended', () => {
    const id = view.clusters?.[0]?.id ?? '';
    const elections = () =>
      look({ kind: 'cluster', id }).sections.find(({ title }) => title === 'Elections')?.happenings ?? [];
    const before = elections().filter(({ who }) => who === 'node1');
    player.run('node1', 'systemctl stop docker');
    expect(elections().filter(({ who }) => who === 'node1')).toEqual(before);
    player.run('node1', 'systemctl start docker');
    const after = elections().filter(({ who }) => who === 'node1');
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after[before.length]?.text).toMatch(/^starts again with what its disk holds: it was in term \d+$/);
  });
});
