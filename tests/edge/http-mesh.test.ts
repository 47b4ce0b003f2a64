// The HTTP routing mesh of a cluster: hosts named by services' labels, followed as services come and go.
import { describe, expect, test } from 'vitest';
import { counts, Edge, haproxyInFront, LB, NODES } from './edge.ts';

/** A mesh on port 8000 of every node. */
function meshed(): Edge {
  const cluster = new Edge();
  cluster.run('node1', 'docker network create -d overlay --label com.docker.ucp.mesh.http=true ucp-hrm');
  cluster.run(
    'node1',
    'docker service create -d --name ucp-hrm --constraint node.role==manager --network ucp-hrm -p 8000:8080 --mount type=bind,source=/var/run/docker.sock,target=/var/run/docker.sock docker/ucp-hrm',
  );
  cluster.pass(10);
  return cluster;
}

const service = (name: string, route: string, more = ''): string =>
  `docker service create -d --name ${name} --hostname ${name} --network ucp-hrm --label com.docker.ucp.mesh.http=${route} ${more} nginx`;
const url = (node: keyof typeof NODES): string => `http://${NODES[node]}:8000/host`;
const logs = (cluster: Edge): string => cluster.run('node1', 'docker service logs --raw ucp-hrm 2>&1');

describe('the HTTP routing mesh', () => {
  test('routes by the Host field on every node, and answers 503 for hosts that nobody serves', () => {
    const cluster = meshed();
    cluster.run('node1', service('shop', 'external_route=http://shop.example,internal_port=80', '--replicas 2'));
    cluster.run('node1', service('blog', 'external_route=http://blog.example,internal_port=80'));
    cluster.pass(15);
    for (const node of ['node1', 'node2', 'node3'] as const) {
      expect(cluster.ask(1, url(node), 'shop.example')).toEqual(['shop']);
      expect(cluster.ask(1, url(node), 'BLOG.example:8000')).toEqual(['blog']);
      expect(cluster.ask(1, url(node), 'nobody.example')).toEqual(['503']);
    }
    const sent = cluster.world.trace
      .records(cluster.world.trace.first, cluster.world.trace.next)
      .find(({ why }) => why.includes('blog.example'));
    expect(sent?.why).toContain(
      'HTTP routing mesh: host blog.example is service blog, by com.docker.ucp.mesh.http=external_route=http://blog.example,internal_port=80',
    );
  });

  test('makes two connections of one, and says of the second which label has decided', () => {
    const cluster = meshed();
    cluster.run('node1', service('blog', 'external_route=http://blog.example,internal_port=80'));
    cluster.pass(15);
    const { trace } = cluster.world;
    const from = trace.next;
    expect(cluster.ask(1, url('node2'), 'blog.example')).toEqual(['blog']);
    const sent = trace
      .records(from, trace.next - from, false)
      .filter(({ kind, info }) => kind === 'send' && / \[SYN\]/.test(info));
    const vip = cluster.run('node1', "docker service inspect blog --format '{{(index .Endpoint.VirtualIPs 0).Addr}}'");
    const short = (info: string): string => info.replace(/ \d{5} → (\d+) \[SYN\].*/, ' → $1').replace('TCP ', '');
    expect(sent.map(({ netns, info }) => `${netns.replace(/\.1\..*/, '')}: ${short(info)}`)).toEqual([
      `client: 192.168.99.20 → ${NODES.node2} → 8000`,
      // The routing mesh takes it to the manager, where the HTTP mesh runs …
      `node2: ${NODES.node2} → ${NODES.node1} VXLAN 4096 (10.0.0.3 → 10.0.0.6 → 8000`,
      // … which asks the service's virtual address, and IPVS picks the task.
      `ucp-hrm: 10.0.1.3 → ${vip.split('/')[0]} → 80`,
      `node1: ${NODES.node1} → ${NODES.node2} VXLAN 4097 (10.0.1.4 → 10.0.1.6 → 80`,
    ]);
    expect(sent[2]?.cause?.facts.slice(0, 4)).toEqual([
      { label: 'host', value: 'blog.example' },
      { label: 'service', value: 'blog' },
      { label: 'label', value: 'com.docker.ucp.mesh.http=external_route=http://blog.example,internal_port=80' },
      { label: 'virtual address', value: `${vip.split('/')[0]}:80` },
    ]);
  });

  test('follows services that come and go while requests run', () => {
    const cluster = meshed();
    cluster.run('node1', service('blog', 'external_route=http://blog.example,internal_port=80'));
    cluster.pass(10);
    const before = cluster.ask(10, url('node2'), 'blog.example', 0.2);
    cluster.run('node1', service('shop', 'external_route=http://shop.example,internal_port=80'));
    const during = cluster.ask(20, url('node2'), 'blog.example', 0.2);
    // The mesh has heard of it while the others were asked; its task takes a moment to start.
    cluster.pass(2);
    expect(cluster.ask(1, url('node3'), 'shop.example')).toEqual(['shop']);
    cluster.run('node1', 'docker service rm shop');
    const after = cluster.ask(10, url('node2'), 'blog.example', 0.2);
    expect(counts([...before, ...during, ...after])).toEqual({ blog: 40 });
    expect(cluster.ask(1, url('node2'), 'shop.example')).toEqual(['503']);
  });

  test('knows several labels of one service, redirections, a default, and says what it cannot follow', () => {
    const cluster = meshed();
    const more = [
      '--label com.docker.ucp.mesh.http.1=external_route=http://old.example,redirect=http://new.example',
      '--label com.docker.ucp.mesh.http.2=external_route=http://,internal_port=80',
      '--label com.docker.ucp.mesh.http.3=external_route=sni://new.example,internal_port=80',
      '--label com.docker.ucp.mesh.http.4=external_root=http://x.example',
    ].join(' ');
    cluster.run('node1', service('shop', 'external_route=http://new.example,internal_port=80', more));
    cluster.run(
      'node1',
      `docker service create -d --name lost --label com.docker.ucp.mesh.http=external_route=http://lost.example,internal_port=80 nginx`,
    );
    cluster.pass(10);
    expect(cluster.ask(1, url('node1'), 'new.example')).toEqual(['shop']);
    expect(cluster.ask(1, url('node1'), 'any.example')).toEqual(['shop']);
    expect(
      cluster.run(
        'client',
        `curl -si -H "Host: old.example" ${url('node1')} | grep -i "^http\\|^location" | tr -d "\\r"`,
      ),
    ).toBe('HTTP/1.1 301 Moved Permanently\nLocation: http://new.example/host');
    const said = logs(cluster);
    expect(said).toContain('hoplab: not simulated yet: sni routes');
    expect(said).toContain('unknown key external_root');
    expect(said).toContain(
      'service lost: com.docker.ucp.mesh.http=external_route=http://lost.example,internal_port=80: not attached with a virtual IP to ucp-hrm',
    );
  });

  test('works behind an external load balancer, which a node may fail', () => {
    const cluster = meshed();
    cluster.run('node1', service('shop', 'external_route=http://shop.example,internal_port=80', '--replicas 2'));
    cluster.pass(15);
    haproxyInFront(cluster);
    expect(counts(cluster.ask(9, `http://${LB}/host`, 'shop.example'))).toEqual({ shop: 9 });
    cluster.powerOff('node2');
    cluster.pass(12);
    expect(counts(cluster.ask(9, `http://${LB}/host`, 'shop.example'))).toEqual({ shop: 9 });
  });
});
