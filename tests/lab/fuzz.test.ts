// Hostile input: whatever is typed, written into a compose file or sent to the engine, the world neither throws nor hangs.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneHost } from '../../src/sim/scenario/worlds.ts';
import { EngineLab } from '../../src/sim/testkit/engine.ts';
import { playStep } from '../../src/sim/testkit/recording.ts';
import { World } from '../../src/sim/world.ts';

const SECOND = 1_000_000;
const SEED = 20261121;
/** HOPLAB_RUNS=20 tries twenty times as much. */
const RUNS = Number(process.env.HOPLAB_RUNS ?? 1);
/** More events than anything here needs. */
const EVENT_LIMIT = 3_000_000;

/** Any text, with what breaks parsers more often than chance would have it. */
const hostile = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-',
    '--',
    '-1',
    '0',
    '1e9',
    '99999999999999999999',
    '-0',
    '0x',
    '1.5',
    'NaN',
    'null',
    'é',
    '漢',
    '\u0000',
    '\ud800',
  ),
  fc.constantFrom(
    '{{',
    '{{.}}',
    '{{.ID',
    '{{json .}}',
    '${x',
    '$(',
    '../..',
    '/',
    '//',
    '.',
    '..',
    '%s',
    '%n',
    '\\',
    '"',
    "'",
    '\t',
    '\n',
    ':',
    '::',
    '=',
    '@',
    ',',
  ),
  fc.constantFrom(
    '0.0.0.0',
    '255.255.255.255',
    '300.1.1.1',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '10.0.0.0/-1',
    '::1',
    'fe80::/64',
    'a'.repeat(300),
  ),
  fc.string({ maxLength: 12 }),
);

const programs = (
  'docker docker docker docker ip ip bridge iptables iptables-restore conntrack ping curl wget dig nslookup host ss nc tcpdump traceroute tracepath arping ethtool sysctl getent ' +
  'nsenter brctl ifconfig route arp netstat jq awk sed grep sort cut tr head tail wc xargs find printf test expr seq date ps kill sleep timeout watch tee cat ls env sh bash'
).split(' ');
const words = (
  'run -d -it --rm --name c1 c2 --network n1 --ip 10.21.0.2 -p 8080:80 -P -e --link busybox nginx sh -c exec ps -a -q inspect -f --format logs rm stop start kill network create ls connect disconnect ' +
  'prune volume compose up down events --since --filter info version image pull tag system df rename wait top port attach cp update stats history save load build swarm service node context ' +
  'addr link route neigh add del show set dev eth0 docker0 lo master type veth bridge dummy peer up -A -I -D -j DROP ACCEPT MASQUERADE -t nat filter FORWARD DOCKER-USER -s -d -i -o -m conntrack --ctstate ' +
  '-p tcp udp icmp --dport 80 -n -v -c 1 -w -W -s 127.0.0.1 172.17.0.2 192.168.99.1 localhost +short -x @127.0.0.11 any port or and not host -h --help --version -l -z -u net.ipv4.ip_forward=1 1 2 3 ' +
  '| | | ; && || > < >> 2>&1 & $x "$x" `id` (( )) { } [ ]'
).split(' ');
const line = fc
  .tuple(
    fc.constantFrom(...programs),
    fc.array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: hostile }), {
      maxLength: 8,
    }),
  )
  .map(([program, rest]) => [program, ...rest].join(' '));

describe('lines of fragments at a terminal', () => {
  it('leave a world in which another terminal answers', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        const world = new World(oneHost, 1);
        world.apply({ kind: 'tty.open', at: world.now, tty: 't1', host: 'node1', columns: 80, rows: 24 });
        for (const text of lines) {
          for (const typed of [`${text}\r`, '\x03', '\x04']) {
            world.apply({ kind: 'tty.data', at: world.now, tty: 't1', text: typed });
            world.runUntil(world.now + 5 * SECOND);
            world.takeOutput();
          }
        }
        expect(world.eventsRun).toBeLessThan(EVENT_LIMIT);
        expect(playStep(world, { host: 'node1', cmd: 'echo still $((40 + 2))' })).toMatchObject({
          stdout: 'still 42\n',
        });
      }),
      { numRuns: 60 * RUNS, seed: SEED },
    );
  });
});

const key = fc.constantFrom(
  ...'services networks volumes name configs secrets x-any web db image command entrypoint ports environment depends_on links healthcheck test interval retries deploy replicas restart hostname'.split(
    ' ',
  ),
  ...'aliases ipv4_address ipam config subnet driver driver_opts external internal condition service_healthy network_mode extra_hosts dns cap_add privileged build profiles scale default'.split(
    ' ',
  ),
);
const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    'nginx',
    'busybox',
    'sleep 100',
    '8080:80',
    '80',
    'web',
    'db',
    'default',
    'host',
    'none',
    'service:web',
    '10.21.0.0/24',
    '10.21.0.2',
    '1s',
    true,
    false,
    null,
    3,
    -1,
    0.5,
  ),
  hostile,
);
const { tree } = fc.letrec<{ tree: unknown; node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('node'), { maxLength: 3 }),
    tie('tree'),
  ),
  tree: fc.dictionary(key, tie('node'), { maxKeys: 4 }),
}));
/** What a key of a service may be given, rightly or nearly so. */
const settings: Readonly<Record<string, readonly unknown[]>> = {
  image: ['nginx', 'busybox', 'redis', 'nosuch', ''],
  command: ['sleep 100', ['sleep', '100'], 'true', 'nosuch', '"', []],
  entrypoint: ['sleep', ['sleep', '5'], ''],
  ports: [
    ['8080:80'],
    ['80'],
    ['8080:80', '8080:80'],
    ['127.0.0.1:81:80/udp'],
    [{ target: 80, published: '82' }],
    ['x'],
    ['1-3:1-3'],
    ['99999:80'],
    [80],
  ],
  environment: [{ A: 1, B: null }, ['A=1', 'B'], ['=x'], ['A=${HOME:-x}'], ['A=${'], ['A=${X:?no}'], '$'],
  depends_on: [
    ['db'],
    ['web'],
    ['nosuch'],
    { db: { condition: 'service_started' } },
    { db: { condition: 'service_healthy' } },
    [],
  ],
  networks: [
    ['front'],
    ['front', 'back'],
    { front: { aliases: ['x'], ipv4_address: '10.21.0.9' } },
    { front: null },
    ['nosuch'],
    { back: { ipv4_address: '1.2' } },
  ],
  network_mode: ['host', 'none', 'bridge', 'service:db', 'service:web', 'container:x', ''],
  hostname: ['h', ''],
  container_name: ['one', 'one', '/x', '-'],
  restart: ['always', 'no', 'on-failure:3', 'never', false],
  deploy: [{ replicas: 2 }, { replicas: 0 }, { replicas: -1 }, { replicas: 'x' }],
  scale: [2, 0],
  healthcheck: [
    { test: ['CMD', 'true'], interval: '1s' },
    { test: 'false', retries: 1 },
    { disable: true },
    { test: [] },
    { interval: '-1s' },
  ],
  extra_hosts: [['x:1.2.3.4'], { x: '1.2.3.4' }, ['x']],
  links: [['db'], ['db:d'], ['nosuch']],
  profiles: [['p'], []],
  labels: [{ a: 'b' }, ['a=b'], ['a']],
  dns: ['1.1.1.1', ['1.1.1.1'], 'x'],
  stop_grace_period: ['1s', '1', 'x'],
  extends: [{ service: 'db' }, 'db', { service: 'web' }],
};
const setting = fc.constantFrom(...Object.keys(settings)).chain((name) => {
  const known = fc.constantFrom(...(settings[name] ?? []));
  return fc
    .oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: scalar })
    .map((given) => [name, given] as const);
});
const service = fc
  .array(setting, { maxLength: 3 })
  .map((given) => ({ image: 'busybox', command: 'sleep 100', ...Object.fromEntries(given) }));
const network = fc.constantFrom<unknown>(
  null,
  null,
  null,
  {},
  {},
  {},
  { internal: true },
  { driver: 'bridge', ipam: { config: [{ subnet: '10.21.0.0/24' }] } },
  { ipam: { config: [{ subnet: '10.21.0.0/33' }] } },
  { external: true },
  { external: true, name: 'bridge' },
  { name: 'front', driver: 'nosuch' },
  { attachable: 'x' },
);
/** Mostly the shape of a compose file, so that what is inside is reached. */
const project = fc.oneof(
  { weight: 1, arbitrary: tree },
  { weight: 1, arbitrary: tree.map((services) => ({ services })) },
  {
    weight: 6,
    arbitrary: fc.record({
      services: fc.record({ web: service, db: service }, { requiredKeys: ['web'] }),
      networks: fc.oneof(
        { weight: 6, arbitrary: fc.record({ front: network, back: network }) },
        { weight: 1, arbitrary: scalar },
      ),
    }),
  },
);
const composeText = fc.oneof(
  { weight: 3, arbitrary: project.map((value) => JSON.stringify(value)) },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.oneof(
          key.map((name) => `${name}:`),
          fc.constantFrom(
            '  ',
            '- ',
            '\n',
            ': ',
            '&a ',
            '*a',
            '<<: ',
            '|',
            '>',
            '{',
            '}',
            '[',
            ']',
            '"',
            "'",
            '!!str ',
            '---',
            '...',
            '#',
            '\t',
          ),
          hostile,
        ),
        { maxLength: 25 },
      )
      .map((parts) => parts.join('')),
  },
);

describe('any compose file', () => {
  it('is taken or refused with a message', () => {
    fc.assert(
      fc.property(composeText, (text) => {
        const world = new World(oneHost, 1);
        world.runUntil(SECOND);
        world.machine('node1')?.enclosure.fs.writeFile('/compose.yaml', text);
        for (const cmd of [
          'docker compose -p lab config',
          'docker compose -p lab up -d',
          'docker compose -p lab ps',
          'docker compose -p lab down -t 0',
        ]) {
          const answer = playStep(world, { host: 'node1', cmd });
          expect(answer.stderr).not.toContain('did not end');
          if (answer.exit !== 0) expect(answer.stderr + answer.stdout).not.toBe('');
        }
        expect(world.eventsRun).toBeLessThan(EVENT_LIMIT);
      }),
      { numRuns: 60 * RUNS, seed: SEED },
    );
  });
});

const member = fc.constantFrom(
  ...'Image Cmd Entrypoint Env Hostname Labels ExposedPorts HostConfig NetworkMode PortBindings RestartPolicy AutoRemove Links Dns ExtraHosts Binds Healthcheck NetworkingConfig EndpointsConfig'.split(
    ' ',
  ),
  ...'IPAMConfig IPv4Address Aliases MacAddress DriverOpts Name Driver IPAM Config Subnet Gateway IPRange AuxiliaryAddresses Options Internal EnableIPv6 Attachable Container Force Detach Tty AttachStdout'.split(
    ' ',
  ),
  ...'80/tcp 53/udp HostIp HostPort n1 bridge host StopSignal StopTimeout User WorkingDir'.split(' '),
);
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'busybox',
    'sleep',
    'n1',
    'bridge',
    '8080',
    '10.21.0.0/24',
    '10.21.0.2',
    '80/tcp',
    true,
    false,
    null,
    0,
    1,
    -1,
    1e20,
    1.5,
    {},
    [],
  ),
  hostile,
);
const { object } = fc.letrec<{ object: unknown; any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    value,
    fc.array(tie('any'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(member, tie('any'), { maxKeys: 5 }),
}));
/** What a request may say of a container or network, rightly or nearly so. */
const hostSettings = fc.constantFrom<object>(
  {},
  { NetworkMode: 'n1' },
  { NetworkMode: 'host', PortBindings: { '80/tcp': [{ HostPort: '80' }] } },
  { NetworkMode: 'container:c1' },
  { NetworkMode: 'container:nosuch' },
  { PortBindings: { '80/tcp': [{ HostPort: '8080' }], '80/nope': [{}] } },
  { PortBindings: { '80/tcp': null, '53/udp': [] } },
  { PortBindings: { x: [{ HostIp: 'y', HostPort: '-1' }] } },
  { Links: ['c1:x', 'nosuch'] },
  { ExtraHosts: ['x:host-gateway', 'x'], Dns: ['x'] },
  { RestartPolicy: { Name: 'always', MaximumRetryCount: -1 }, AutoRemove: true },
);
const pools = fc.constantFrom<unknown>(
  undefined,
  null,
  { Config: [{ Subnet: '10.21.0.0/24', IPRange: '10.21.0.128/25', Gateway: '10.21.0.254' }] },
  { Config: [{ Subnet: '10.21.0.0/31' }, { Subnet: '10.21.0.0/16' }] },
  { Config: [{ Subnet: '10.21.0.0/24', Gateway: '10.22.0.1' }] },
  { Config: [{ IPRange: '10.21.0.0/24' }] },
  { Config: [{ Subnet: '0.0.0.0/0' }] },
  { Driver: 'nosuch' },
);
const address = fc.constantFrom(undefined, '', '10.21.0.2', '172.18.0.9', '172.18.255.255', 'x');
const body = fc.oneof(
  hostSettings.map((HostConfig) => ({ Image: 'busybox', Cmd: ['sleep', '9'], HostConfig })),
  fc.tuple(pools, value).map(([IPAM, Internal]) => ({ Name: 'n2', IPAM, Internal })),
  address.map((IPv4Address) => ({ Container: 'c1', EndpointConfig: { IPAMConfig: { IPv4Address }, Aliases: ['a'] } })),
  fc.tuple(object).map(([more]) => ({ Image: 'busybox', Name: 'n2', Container: 'c1', ...(more as object) })),
  object,
  hostile,
  value,
);
const method = fc.constantFrom(
  'GET' as const,
  'POST' as const,
  'POST' as const,
  'POST' as const,
  'DELETE' as const,
  'PUT' as const,
  'HEAD' as const,
);
const path = fc.oneof(
  fc.constantFrom(
    ...'/containers/create /containers/create?name=c2 /containers/c1/exec /containers/c1/start /containers/c1/json /containers/json /containers/c1/rename /containers/c1/wait /containers/c1/logs'.split(
      ' ',
    ),
    ...'/networks/create /networks/n1/connect /networks/n1/disconnect /networks/n1 /networks /networks/prune /images/json /images/create /info /version /_ping /events /exec/x/start /nope / /v1.51/info /v9.9/info'.split(
      ' ',
    ),
  ),
  fc
    .tuple(
      fc.constantFrom(
        '/containers/json?filters=',
        '/containers/create?name=',
        '/networks?filters=',
        '/containers/c1/kill?signal=',
        '/containers/c1/rename?name=',
        '/containers/c1/logs?tail=',
      ),
      hostile,
    )
    .map(([start, text]) => start + encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '?'))),
);

describe('any request to the engine', () => {
  it('is answered, and errors say what is wrong', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(method, path, body), { minLength: 1, maxLength: 12 }), (requests) => {
        const lab = new EngineLab();
        lab.send('POST', '/networks/create', { Name: 'n1' });
        lab.container('c1');
        for (const [verb, where, what] of requests) {
          // a wait that nobody ends is answered when its container goes
          if (where.endsWith('/wait')) continue;
          const {
            status,
            body: text,
            stream,
          } = lab.send(verb, where, verb === 'GET' || verb === 'HEAD' ? undefined : what);
          stream?.close();
          expect([101, 200, 201, 204, 304, 400, 403, 404, 405, 409, 500, 501]).toContain(status);
          if (status >= 400) expect(JSON.parse(text ?? '')).toMatchObject({ message: expect.stringMatching(/./) });
        }
        lab.pass(60);
      }),
      { numRuns: 300 * RUNS, seed: SEED },
    );
  });
});
