import { describe, expect, it } from 'vitest';
import { worlds } from '../../../scenario/worlds.ts';
import { playStep } from '../../../testkit/recording.ts';
import { World } from '../../../world.ts';

const SECOND = 1_000_000;
const spec = worlds.get('three-hosts');

/** Commands on the first host of a fresh world, one after another, a second apart. */
function commands(...lines: readonly string[]): string[] {
  if (spec === undefined) throw new Error('the world of the recordings is gone');
  const world = new World(spec, 1);
  world.runUntil(5 * SECOND);
  return lines.map((cmd) => {
    world.runUntil(world.now + SECOND);
    const { stdout, stderr } = playStep(world, { host: 'node1', cmd });
    return stdout + stderr;
  });
}

/** Three web servers at 172.17.0.2 to .4, and a configuration in front of them in a container `lb` at .5. */
function balanced(upstream: string, location: string, ...then: readonly string[]): string[] {
  const config = `upstream web { ${upstream} } server { listen 80; location / { proxy_pass http://web; ${location} } }`;
  return commands(
    'for i in 1 2 3; do docker run -d --name w$i --hostname w$i nginx; done',
    `mkdir -p /srv/lb; echo '${config}' > /srv/lb/default.conf`,
    'docker run -d --name lb -v /srv/lb:/etc/nginx/conf.d nginx',
    ...then,
  ).slice(3);
}

const three = 'server 172.17.0.2; server 172.17.0.3; server 172.17.0.4;';
const ask = (count: number): string =>
  `for i in $(seq ${count}); do curl -s 172.17.0.5/host; done | cut -d" " -f1 | tr "\\n" " "`;
const logs = 'docker logs lb 2>&1';
const plain = (text: string | undefined): string => (text ?? '').replace(/^\S+ \S+ /gm, '').replace(/\*\d+/g, '*N');

describe('nginx in front of others', () => {
  it('takes turns, by weight, spread out', () => {
    expect(balanced(three, '', ask(6))).toEqual(['w1 w2 w3 w1 w2 w3 ']);
    const weighted = 'server 172.17.0.2 weight=5; server 172.17.0.3; server 172.17.0.4;';
    expect(balanced(weighted, '', ask(7))).toEqual(['w1 w1 w2 w1 w3 w1 w1 ']);
  });

  it('keeps a backup for when nobody else is left', () => {
    const config = 'server 172.17.0.2; server 172.17.0.3 down; server 172.17.0.4 backup;';
    expect(balanced(config, '', ask(3), 'docker stop -t 0 w1', ask(3))).toEqual(['w1 w1 w1 ', 'w1\n', 'w3 w3 w3 ']);
  });

  it('asks the next server when one refuses, and leaves that one out for a while', () => {
    const [, asked, log, later] = balanced(
      three.replace('172.17.0.2;', '172.17.0.2 fail_timeout=5s;'),
      '',
      'docker exec w1 nginx -s stop',
      ask(6),
      logs,
      `docker start w1; sleep 5; ${ask(3)}`,
    );
    expect(asked).toBe('w2 w3 w2 w3 w2 w3 ');
    const about =
      'client: 172.17.0.1, server: , request: "GET /host HTTP/1.1", upstream: "http://172.17.0.2:80/host", host: "172.17.0.5"';
    expect(plain(log)).toContain(
      `[error] 1#1: *N connect() failed (113: No route to host) while connecting to upstream, ${about}\n[warn] 1#1: *N upstream server temporarily disabled while connecting to upstream, ${about}\n`,
    );
    expect(later).toContain('w1');
  });

  it('answers 502 when none is left, 504 when none answers in time', () => {
    const [, bad, log] = balanced(
      'server 172.17.0.2:81; server 172.17.0.3:81;',
      '',
      'true',
      'curl -si 172.17.0.5',
      logs,
    );
    expect(bad?.replaceAll('\r', '').replace(/Date: .*\n/, '')).toBe(
      'HTTP/1.1 502 Bad Gateway\nServer: nginx/1.30.6\nContent-Type: text/html\nContent-Length: 157\nConnection: keep-alive\n\n<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n<hr><center>nginx/1.30.6</center>\n</body>\n</html>\n',
    );
    expect(log).toContain('(111: Connection refused) while connecting to upstream');
    const slow = 'proxy_read_timeout 2s;';
    const [, status] = balanced(
      'server 172.17.0.1:9000;',
      slow,
      'nc -l -p 9000 > /dev/null &',
      'curl -s -o /dev/null -w "%{http_code} %{time_total}" 172.17.0.5/',
    );
    expect(status).toMatch(/^504 2\.0/);
  });

  it('asks the next server where an answer is none that it wants', () => {
    const [, answers, log] = balanced(
      'server 172.17.0.2; server 172.17.0.3;',
      'proxy_next_upstream error http_404;',
      'docker exec w2 sh -c "echo here > /usr/share/nginx/html/x"',
      'for i in 1 2 3; do curl -s 172.17.0.5/x; done; curl -s -o /dev/null -w "%{http_code}" 172.17.0.5/y',
      logs,
    );
    expect(answers).toBe('here\nhere\nhere\n404');
    expect(log).not.toContain('[error]');
  });

  it('tells the servers of the client what it is told to tell', () => {
    const config = [
      'server { listen 80; server_name shop.example; location /api/ { proxy_pass http://172.17.0.1:9000/v1/;',
      'proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }',
    ].join(' ');
    const [, , , , heard] = commands(
      `mkdir -p /srv/lb; echo '${config}' > /srv/lb/default.conf`,
      'docker run -d --name lb -v /srv/lb:/etc/nginx/conf.d nginx',
      "(printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok' | nc -l -p 9000 > /tmp/heard) &",
      'curl -s -A me -H "Host: shop.example" 172.17.0.2/api/things?x=1; sleep 1',
      'cat /tmp/heard',
    );
    expect(heard?.replaceAll('\r', '')).toBe(
      'GET /v1/things?x=1 HTTP/1.1\nHost: shop.example\nX-Forwarded-For: 172.17.0.1\nUser-Agent: me\nAccept: */*\n\n',
    );
  });

  it('follows its files when it is told to, and stays as it is when they are wrong', () => {
    const site = (text: string): string => `echo 'server { listen 80; ${text} }' > /srv/lb/default.conf`;
    const answers = commands(
      `mkdir -p /srv/lb; ${site('return 200 one;')}`,
      'docker run -d --name lb -v /srv/lb:/etc/nginx/conf.d nginx',
      'curl -s 172.17.0.2',
      `${site('return 200 two;')}; docker exec lb nginx -t; docker exec lb nginx -s reload`,
      'curl -s 172.17.0.2',
      `${site('bogus on;')}; docker exec lb nginx -t; docker kill -s HUP lb`,
      'curl -s 172.17.0.2; docker stop -t 3 lb',
    );
    expect(answers.slice(2).map(plain)).toEqual(
      [
        'one',
        'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
        'two',
        'lb\n2026/11/21 06:43:44 [emerg] 4#4: unknown directive "bogus" in /etc/nginx/conf.d/default.conf:1\nnginx: [emerg] unknown directive "bogus" in /etc/nginx/conf.d/default.conf:1\nnginx: configuration file /etc/nginx/nginx.conf test failed\n',
        'twolb\n',
      ].map(plain),
    );
  });

  it.each([
    ['server { listen 80 }', 'unexpected "}" in C:1'],
    ['server { listen 80;', 'unexpected end of file, expecting "}" in C:2'],
    ['server { listen 80; foo bar; }', 'unknown directive "foo" in C:1'],
    ['listen 80;', '"listen" directive is not allowed here in C:1'],
    ['server { listen; }', 'invalid number of arguments in "listen" directive in C:1'],
    ['server { proxy_set_header X $nope; }', 'unknown "nope" variable in C:1'],
    ['server { location / { proxy_pass web; } }', 'invalid URL prefix in C:1'],
    ['server { location / { proxy_pass http://nowhere; } }', 'host not found in upstream "nowhere" in C:1'],
    ['upstream a { server 10.0.0.1 weihgt=2; }', 'invalid parameter "weihgt=2" in C:1'],
    ['upstream a { }', 'no servers are inside upstream in C:1'],
    ['server { location / { } location / { } }', 'duplicate location "/" in C:1'],
    [
      'server { listen 80 default_server; } server { listen 80 default_server; }',
      'a duplicate default server for 0.0.0.0:80 in C:1',
    ],
  ])('says what is wrong with %s', (config, complaint) => {
    const file = '/etc/nginx/conf.d/default.conf';
    const said = commands(`echo '${config}' > /tmp/c; docker run --rm -v /tmp/c:${file} nginx nginx -tq`).at(0) ?? '';
    const lines = said.replaceAll(file, 'C').split('\n');
    expect(lines).toContain(`nginx: [emerg] ${complaint}`);
  });

  it('says what it has not', () => {
    const said = commands(
      `echo 'server { rewrite a b; }' > /tmp/c; docker run --rm -v /tmp/c:/etc/nginx/conf.d/default.conf nginx; echo $?`,
    );
    expect(said).toEqual(["125\nhoplab: not simulated yet: nginx's directive rewrite\n"]);
  });
});
