// A reverse proxy that configures itself from labels: of one host's containers, and of a swarm's services as they come and go.
import { describe, expect, test } from 'vitest';
import { counts, Edge, NODES } from './edge.ts';

const socket = '/var/run/docker.sock';
const rule = (name: string, text: string): string => `--label 'traefik.http.routers.${name}.rule=${text}'`;
const port = (name: string): string => `--label traefik.http.services.${name}.loadbalancer.server.port=80`;

describe('traefik before a swarm', () => {
  /** Traefik on the manager, at port 8000 of every node, on the network `edge`. */
  function started(...flags: readonly string[]): Edge {
    const cluster = new Edge();
    cluster.run('node1', 'docker network create -d overlay edge');
    const all = ['--providers.swarm.exposedbydefault=false', '--entrypoints.web.address=:80', ...flags].join(' ');
    cluster.run(
      'node1',
      `docker service create -d --name traefik --constraint node.role==manager --network edge -p 8000:80 --mount type=bind,source=${socket},target=${socket},readonly traefik:v3 ${all}`,
    );
    cluster.pass(10);
    return cluster;
  }
  const enabled = '--label traefik.enable=true';
  const create = (name: string, more: string): string =>
    `docker service create -d --name ${name} --network edge ${enabled} ${rule(name, `Host(\`${name}.example\`)`)} ${more} nginx`;
  const url = `http://${NODES.node2}:8000/host`;
  const logs = (cluster: Edge): string => cluster.run('node1', 'docker service logs --raw traefik 2>&1');

  test('routes to tasks in turn, 404 where no rule fits, and writes an access log', () => {
    const cluster = started('--accesslog');
    cluster.run('node1', create('shop', `${port('shop')} --replicas 3`));
    cluster.pass(25);
    expect(Object.values(counts(cluster.ask(9, url, 'shop.example')))).toEqual([3, 3, 3]);
    expect(cluster.run('client', `curl -si -H "Host: nobody.example" ${url} | tr -d "\\r" | grep -v ^Date`)).toBe(
      'HTTP/1.1 404 Not Found\nContent-Type: text/plain; charset=utf-8\nX-Content-Type-Options: nosniff\nContent-Length: 19\n\n404 page not found',
    );
    const lines = logs(cluster).split('\n');
    expect(lines[0]).toMatch(
      /^10\.\d+\.\d+\.\d+ - - \[21\/Nov\/2026:06:\d\d:\d\d \+0000\] "GET \/host HTTP\/1\.1" 200 \d+ "-" "-" 1 "shop@swarm" "http:\/\/10\.0\.\d+\.\d+:80" \d+ms$/,
    );
    expect(lines.at(-1)).toMatch(/"GET \/host HTTP\/1\.1" 404 19 "-" "-" 10 "-" "-" 0ms$/);
  });

  test('follows services that come and go, and says which it cannot use', () => {
    const cluster = started();
    cluster.run('node1', create('blog', port('blog')));
    cluster.pass(25);
    const first = cluster.ask(5, url, 'blog.example', 0.3);
    cluster.run('node1', create('shop', port('shop')));
    cluster.run('node1', create('lost', ''));
    const during = cluster.ask(25, url, 'blog.example', 1);
    expect(cluster.ask(1, url, 'shop.example')).not.toEqual(['404']);
    cluster.run('node1', 'docker service rm shop');
    const after = cluster.ask(20, url, 'blog.example', 1);
    expect(new Set([...first, ...during, ...after]).size).toBe(1);
    expect(cluster.ask(1, url, 'shop.example')).toEqual(['404']);
    expect(logs(cluster)).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ERR error="service \\"lost\\" error: port is missing" container=lost-\w+ providerName=swarm$/m,
    );
  });

  test('asks a service by its virtual address where a label says so', () => {
    const cluster = started();
    cluster.run('node1', create('shop', `${port('shop')} --replicas 2 --label traefik.swarm.lbswarm=true`));
    cluster.pass(25);
    const vip = cluster.run('node1', "docker service inspect shop --format '{{(index .Endpoint.VirtualIPs 0).Addr}}'");
    cluster.ask(1, url, 'shop.example');
    const { trace } = cluster.world;
    const why = trace.records(trace.first, trace.next).find((record) => record.why.includes('shop@swarm'))?.why;
    expect(why).toContain(
      `traefik router shop@swarm (Host(\`shop.example\`)): server http://${vip.split('/')[0]}:80, 1 of 1`,
    );
  });

  test('says that only a manager can tell of services', () => {
    const cluster = new Edge();
    cluster.run('node2', `docker run -d --name proxy -v ${socket}:${socket} traefik:v3 --providers.swarm`);
    cluster.pass(1);
    expect(cluster.run('node2', 'docker logs proxy')).toMatch(
      /^\S+ ERR Failed to list services for docker swarm mode error="Error response from daemon: This node is not a swarm manager\. Worker nodes can't be used to view or modify cluster state\. .*" providerName=swarm\n\S+ ERR Provider error, retrying in [\d.]+ms error=/,
    );
  });
});

describe('traefik before containers', () => {
  function started(flags = ''): Edge {
    const host = new Edge();
    host.run(
      'lb',
      `docker run -d --name traefik -p 80:80 -v ${socket}:${socket}:ro traefik:v3 --providers.docker ${flags}`,
    );
    host.pass(1);
    return host;
  }
  const run = (name: string, more: string): string => `docker run -d --name ${name} --hostname ${name} ${more} nginx`;
  const url = 'http://192.168.99.10/host';

  test('hears at once of containers that start and stop', () => {
    const host = started();
    const labels = `${rule('web', 'Host(`web.example`)')} ${port('web')}`;
    host.run('lb', run('w1', labels));
    host.pass(3);
    expect(host.ask(2, url, 'web.example')).toEqual(['w1', 'w1']);
    host.run('lb', run('w2', labels));
    host.pass(3);
    expect(host.ask(4, url, 'web.example').sort()).toEqual(['w1', 'w1', 'w2', 'w2']);
    host.run('lb', 'docker stop -t 1 w1');
    host.pass(3);
    expect(host.ask(2, url, 'web.example')).toEqual(['w2', 'w2']);
    host.run('lb', 'docker rm -f w1 w2');
    host.pass(3);
    expect(host.ask(1, url, 'web.example')).toEqual(['404']);
  });

  test('routes to a container by its name, and drops a router of which two say different things', () => {
    const host = started();
    host.run(
      'lb',
      `${run('w1', rule('web', 'Host(`web.example`)'))}; ${run('w2', rule('web', 'Host(`web.example`)'))}`,
    );
    host.run('lb', run('w3', ''));
    host.pass(5);
    expect(host.ask(1, url, 'web.example')).toEqual(['404']);
    expect(host.ask(1, url, 'w3')).toEqual(['w3']);
    expect(host.run('lb', 'docker logs traefik')).toMatch(
      /ERR Router defined multiple times with different configurations configuration=\["w[12]-\w+","w[12]-\w+"\] routerName=web/,
    );
  });

  test('tells servers of the client, and changes paths', () => {
    const host = started('--entrypoints.web.address=:80');
    host.run(
      'lb',
      `docker run -d --name api ${rule('api', 'Host(`x.example`) && PathPrefix(`/api`)')} --label traefik.http.routers.api.middlewares=cut --label traefik.http.middlewares.cut.stripprefix.prefixes=/api ${port('api').replace('=80', '=9000')} busybox sh -c "printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok' | nc -l -p 9000 > /tmp/heard; sleep 100"`,
    );
    host.pass(3);
    expect(host.run('client', 'curl -s -A me -H "Host: x.example" http://192.168.99.10/api/v1')).toBe('ok');
    const id = host.run('lb', 'docker inspect traefik --format "{{.Config.Hostname}}"');
    expect(host.run('lb', 'docker exec api cat /tmp/heard').replaceAll('\r', '').split('\n')).toEqual([
      'GET /v1 HTTP/1.1',
      'Host: x.example',
      'User-Agent: me',
      'Accept: */*',
      'Accept-Encoding: gzip',
      'X-Forwarded-For: 192.168.99.20',
      'X-Forwarded-Host: x.example',
      'X-Forwarded-Port: 80',
      'X-Forwarded-Prefix: /api',
      'X-Forwarded-Proto: http',
      `X-Forwarded-Server: ${id}`,
      'X-Real-Ip: 192.168.99.20',
    ]);
  });

  test.each([
    ['Host(`a`', 'error while parsing rule'],
    ['Hots(`a`)', 'unsupported function: Hots'],
    ['Host(`a`, `b`)', 'unexpected number of parameters; got 2, expected one of [1]'],
  ])('says what is wrong with the rule %s', (text, complaint) => {
    const host = started();
    host.run('lb', run('w1', rule('web', text)));
    host.pass(3);
    expect(host.run('lb', 'docker logs traefik')).toContain(complaint);
  });

  test.each([
    [
      '--bogus.flag=1',
      'command traefik error: failed to decode configuration from flags: field not found, node: bogus',
    ],
    ['--api.insecure=true', 'hoplab: not simulated yet: traefik --api.insecure'],
  ])('refuses %s', (flag, complaint) => {
    const host = new Edge();
    expect(host.run('lb', `docker run --rm traefik:v3 ${flag} 2>&1 || true`)).toContain(complaint);
  });
});
