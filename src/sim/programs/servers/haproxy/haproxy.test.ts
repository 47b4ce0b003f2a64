import { describe, expect, it } from 'vitest';
import { worlds } from '../../../scenario/worlds.ts';
import { playStep } from '../../../testkit/recording.ts';
import { World } from '../../../world.ts';

const SECOND = 1_000_000;
const spec = worlds.get('edge');

/** Commands on the first host of a fresh world, one after another, a second apart. */
function commands(...lines: readonly string[]): string[] {
  if (spec === undefined) throw new Error('the world with an edge is gone');
  const world = new World(spec, 1);
  world.runUntil(5 * SECOND);
  return lines.map((cmd) => {
    world.runUntil(world.now + SECOND);
    const { stdout, stderr } = playStep(world, { host: 'node1', cmd });
    return stdout + stderr;
  });
}

const file = '/usr/local/etc/haproxy/haproxy.cfg';
const write = (...lines: readonly string[]): string =>
  `mkdir -p /srv; cat > /srv/haproxy.cfg <<'END'\n${lines.join('\n')}\nEND\n`;
const defaults = [
  'global',
  '  log stdout format raw local0',
  'defaults',
  '  log global',
  '  timeout connect 2s',
  '  timeout client 30s',
  '  timeout server 3s',
];
const three = [1, 2, 3].map((n) => `  server w${n} 172.17.0.${n + 1}:80 check inter 1s`);

/** Three web servers at 172.17.0.2 to .4, haproxy at .5 with that configuration. */
function balanced(config: readonly string[], ...then: readonly string[]): string[] {
  return commands(
    'for i in 1 2 3; do docker run -d --name w$i --hostname w$i nginx; done',
    write(...defaults, ...config),
    `docker run -d --name lb -v /srv/haproxy.cfg:${file} haproxy`,
    ...then,
  ).slice(3);
}

const ask = (count: number, more = ''): string =>
  `for i in $(seq ${count}); do curl -s ${more} 172.17.0.5/host; done | cut -d" " -f1 | tr "\\n" " "`;
const web = (...lines: readonly string[]): string[] => ['listen web', '  mode http', '  bind *:80', ...lines];

describe('haproxy', () => {
  it('takes turns among servers, by weight, and logs each request', () => {
    const [turns, log] = balanced(web('  option httplog', ...three), ask(6), 'docker logs lb');
    expect(turns).toBe('w1 w2 w3 w1 w2 w3 ');
    expect(log?.split('\n')[0]).toMatch(
      /^172\.17\.0\.1:\d+ \[21\/Nov\/2026:06:\d\d:\d\d\.\d{3}\] web web\/w1 0\/0\/0\/\d\/\d 200 \d+ - - ---- 1\/1\/0\/0\/0 0\/0 "GET \/host HTTP\/1\.1"$/,
    );
    expect(log).toMatch(
      /\[NOTICE\] {3}\(1\) : Initializing new worker \(1\)\n\[NOTICE\] {3}\(1\) : Loading success\.\n$/,
    );
  });

  it('takes a server out that fails its check, and back in', () => {
    const answers = balanced(
      web(...three.map((line) => `${line} fall 2 rise 2`)),
      'docker exec w2 nginx -s stop; sleep 3',
      ask(4),
      'docker start w2; sleep 4',
      ask(3),
      'docker logs lb 2>&1 | grep WARNING',
    );
    expect(answers[1]).toBe('w1 w3 w1 w3 ');
    expect(answers[3]?.split(' ').sort().join(' ').trim()).toBe('w1 w2 w3');
    const [down, up] = answers[4]?.split('\n') ?? [];
    expect(down).toMatch(
      /^\[WARNING\] {2}\(1\) : Server web\/w2 is DOWN, reason: Layer4 (timeout|connection problem, info: "No route to host"), check duration: \d+ms\. 2 active and 0 backup servers left\. 0 sessions active, 0 requeued, 0 remaining in queue\.$/,
    );
    expect(up).toMatch(
      /^\[WARNING\] {2}\(1\) : Server web\/w2 is UP, reason: Layer4 check passed, check duration: 0ms\. 3 active and 0 backup servers online\. 0 sessions requeued, 0 total in queue\.$/,
    );
  });

  it('asks for a page, where the check says so, and answers 503 when nobody is left', () => {
    const [bad, log] = balanced(
      web('  option httpchk GET /health', ...three),
      'sleep 2; curl -si 172.17.0.5/',
      'docker logs lb 2>&1',
    );
    expect(bad?.replaceAll('\r', '')).toBe(
      'HTTP/1.1 503 Service Unavailable\ncontent-length: 107\ncache-control: no-cache\ncontent-type: text/html\nconnection: close\n\n<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n',
    );
    expect(log).toContain('web/w1 is DOWN, reason: Layer7 wrong status, code: 404, info: "Not Found", check duration:');
    expect(log).toContain("[ALERT]    (1) : backend 'web' has no server available!\n");
  });

  it('chooses a backend by conditions, and changes fields', () => {
    const answers = balanced(
      [
        'frontend in',
        '  mode http',
        '  bind :80',
        '  acl is_api hdr(host) -i api.example',
        '  http-request deny if { path_beg /secret }',
        '  http-request redirect location https://example/ code 301 if { path /old }',
        '  use_backend api if is_api !{ src 10.0.0.0/8 }',
        '  default_backend web',
        'backend api',
        '  mode http',
        '  http-request set-header X-From %[src]',
        '  option forwardfor',
        '  server a 172.17.0.1:9000',
        'backend web',
        '  mode http',
        '  balance source',
        ...three,
      ],
      "(printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok' | nc -l -p 9000 > /tmp/heard) & sleep 1",
      'curl -s -A me -H "Host: API.example" 172.17.0.5/v1; cat /tmp/heard',
      'for p in secret/x old; do curl -si 172.17.0.5/$p | grep -iE "^HTTP|location"; done',
      `${ask(4)} | tr " " "\\n" | sort -u | wc -l`,
    );
    expect(answers[1]?.replaceAll('\r', '')).toBe(
      'okGET /v1 HTTP/1.1\nhost: API.example\nuser-agent: me\naccept: */*\nx-from: 172.17.0.1\nx-forwarded-for: 172.17.0.1\n\n',
    );
    expect(answers[2]?.replaceAll('\r', '')).toBe(
      'HTTP/1.1 403 Forbidden\nHTTP/1.1 301 Moved Permanently\nlocation: https://example/\n',
    );
    expect(answers[3]).toBe('1\n');
  });

  it('hands bytes on in mode tcp', () => {
    const [turns] = balanced(['listen web', '  bind *:80', ...three], ask(3));
    expect(turns).toBe('w1 w2 w3 ');
  });

  it('follows its file on SIGHUP, and keeps what it had when that is wrong', () => {
    const one = (n: number): string => write(...defaults, ...web(`  server w${n} 172.17.0.${n + 1}:80`));
    const answers = balanced(
      web('  server w1 172.17.0.2:80'),
      ask(1),
      `${one(2)}docker kill -s HUP lb`,
      ask(1),
      `${write('frontend x', '  bogus')}docker kill -s HUP lb`,
      `docker logs lb 2>&1 | tail -4; ${ask(1)}`,
    );
    expect([answers[0], answers[2]]).toEqual(['w1 ', 'w2 ']);
    expect(answers[4]).toBe(
      `[ALERT]    (1) : config : parsing [${file}:2] : unknown keyword 'bogus' in 'frontend' section\n[ALERT]    (1) : config : Error(s) found in configuration file : ${file}\n[ALERT]    (1) : config : Fatal errors found in configuration.\n[WARNING]  (1) : Failed to load worker!\nw2 `,
    );
  });

  it.each([
    ['frontend a\n  default_backend b', "config : Proxy 'a': unable to find required default_backend: 'b'."],
    ['frontend a\n  use_backend b if nope', "error detected while parsing switching rule : no such ACL : 'nope'."],
    ['backend b\n  server x', "'server' expects <name> and <addr>[:<port>] as arguments."],
    ['backend b\n  server x nowhere:80', "'server x' : could not resolve address 'nowhere'."],
    ['backend b\n  bind :80', "'bind' not allowed in 'backend' section."],
    ['backend b\n  server x 10.0.0.1:80 chekc', "'server' unknown keyword 'chekc'."],
    ['backend b\n  server x 10.0.0.1:80 check inter 0', "'server' : invalid value 0 for argument 'inter'."],
    ['bogus', "unknown keyword 'bogus' out of section."],
  ])('says what is wrong with %j', (config, complaint) => {
    const [said] = commands(`${write(config)}docker run --rm -v /srv/haproxy.cfg:/c haproxy haproxy -c -f /c; echo $?`);
    expect(said).toContain(complaint);
    expect(said?.startsWith('1\n')).toBe(true);
  });

  it('says of a sound file nothing, or that it is', () => {
    const config = write(...defaults, ...web(...three));
    const check = (flags: string): string =>
      `${config}docker run --rm -v /srv/haproxy.cfg:/c haproxy -c ${flags} -f /c`;
    expect(commands(check(''), check('-V'))).toEqual(['', 'Configuration file is valid\n']);
  });
});
