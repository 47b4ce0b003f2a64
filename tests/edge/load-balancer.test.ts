// An external load balancer before a swarm: it spreads over nodes, the routing mesh over tasks, and dead nodes are left out in time.
import { describe, expect, test } from 'vitest';
import { counts, Edge, haproxyInFront, LB, NODES } from './edge.ts';

function started(): Edge {
  const cluster = new Edge();
  cluster.run('node1', 'docker service create -d --name web --replicas 3 -p 8000:80 nginx');
  cluster.pass(15);
  haproxyInFront(cluster);
  return cluster;
}

describe('an external load balancer', () => {
  test('spreads requests over the nodes', () => {
    const cluster = started();
    const answers = cluster.ask(18, `http://${LB}/host`);
    expect(Object.keys(counts(answers))).toHaveLength(3);
    expect(answers.filter((one) => /^\d{3}$/.test(one))).toEqual([]);
  });

  test('loses no request to a dead node later than its checks take to find out', () => {
    const cluster = started();
    cluster.powerOff('node3');
    // Two checks a second apart, each with a second's patience.
    cluster.ask(1, `http://${LB}/host`, '', 4);
    // By then gossip has taken the node's tasks out of the others' load balancers as well.
    cluster.pass(8);
    const answers = cluster.ask(12, `http://${LB}/host`);
    expect(answers.filter((one) => /^\d{3}$/.test(one))).toEqual([]);
    const last = cluster.considered('haproxy backend').at(-1);
    expect(last).toMatch(/^taken node[12] 192\.168\.99\.10[12]:8000 \(weight 1, at \d requests\): $/m);
    expect(last).toMatch(/^spare node[12] .*: balance roundrobin chose another$/m);
    expect(last).toMatch(/^unfit node3 .*: its health checks have failed$/m);
    expect(cluster.run('lb', 'docker logs lb 2>&1')).toMatch(/Server web\/node3 is DOWN, reason: Layer4 timeout/);
  });

  test('nginx there finds a dead node by the requests that fail, and asks the next one at once', () => {
    const cluster = new Edge();
    cluster.run('node1', 'docker service create -d --name web --replicas 3 -p 8000:80 nginx');
    cluster.pass(15);
    const servers = Object.values(NODES).map((address) => `server ${address}:8000 fail_timeout=30s;`);
    const config = `upstream swarm { keepalive 0; ${servers.join(' ')} } server { listen 80; location / { proxy_connect_timeout 1s; proxy_read_timeout 1s; proxy_pass http://swarm; } }`;
    cluster.run('lb', `mkdir -p /srv/lb; echo '${config}' > /srv/lb/default.conf`);
    cluster.run('lb', 'docker run -d --name lb -p 80:80 -v /srv/lb:/etc/nginx/conf.d:ro nginx');
    cluster.pass(2);
    expect(cluster.ask(6, `http://${LB}/host`).filter((one) => /^\d{3}$/.test(one))).toEqual([]);
    cluster.powerOff('node3');
    cluster.pass(10);
    expect(cluster.ask(12, `http://${LB}/host`).filter((one) => /^\d{3}$/.test(one))).toEqual([]);
    expect(cluster.considered('nginx upstream').at(-1)).toMatch(
      /^unfit 192\.168\.99\.103:8000 .*: it has failed 1 times, and is left alone for 30 s$/m,
    );
    expect(cluster.run('lb', 'docker logs lb 2>&1')).toMatch(
      /\[error\] 1#1: \*\d+ upstream timed out \(110: Connection timed out\) while connecting to upstream, client: 192\.168\.99\.20, server: , request: "GET \/host HTTP\/1\.1", upstream: "http:\/\/192\.168\.99\.103:8000\/host", host: "192\.168\.99\.10"/,
    );
  });
});
