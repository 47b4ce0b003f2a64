// Compose files that are made of others: includes, services that extend others, overrides that take things away.
import { describe, expect, test } from 'vitest';
import { Failure } from '../../cli/failure.ts';
import { goYaml } from './encode.ts';
import { examine } from './examine.ts';
import { normalise } from './normalise.ts';
import { orderedService } from './ordered.ts';
import { type FileSource, readModel } from './read.ts';
import { mapOf, type ValueMap } from './values.ts';

type Files = Readonly<Record<string, string>>;

function sourceOf(files: Files): FileSource {
  return {
    read: (path) => {
      const text = files[path];
      if (text === undefined) throw new Failure(`open ${path}: no such file or directory`);
      return text;
    },
    kind: (path) => (path in files ? 'file' : 'none'),
  };
}

function read(files: Files, paths: readonly string[] = ['/p/compose.yaml'], variables: Files = {}): ValueMap {
  const env = new Map([['HOME', '/root'], ...Object.entries(variables)]);
  const context = { source: sourceOf(files), env, interpolated: true, resolvesPaths: true, warn: () => undefined };
  return normalise(readModel(paths, '/p', context), 'p', env);
}

function service(model: ValueMap, name: string): ValueMap {
  return orderedService(mapOf(mapOf(model.services)[name]), 'yaml');
}

function complaint(files: Files, paths?: readonly string[]): string {
  try {
    read(files, paths);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
  return 'no complaint';
}

describe('extends', () => {
  test('a service of the same file, and of another whose paths are its own', () => {
    const model = read({
      '/p/compose.yaml': `services:
  base: {image: nginx, environment: {A: 1, B: 2}, ports: ["80:80"], command: one}
  web: {extends: base, environment: [B=3], ports: ["81:81"], command: two}
  far: {extends: {file: lib/base.yaml, service: it}, labels: {own: yes}}
`,
      '/p/lib/base.yaml': 'services:\n  it: {image: redis, volumes: ["./d:/d"], env_file: x.env, labels: [far=1]}\n',
    });
    expect(goYaml({ web: service(model, 'web'), far: service(model, 'far') })).toBe(`web:
  command:
    - two
  environment:
    A: "1"
    B: "3"
  image: nginx
  networks:
    default: null
  ports:
    - mode: ingress
      target: 80
      published: "80"
      protocol: tcp
    - mode: ingress
      target: 81
      published: "81"
      protocol: tcp
far:
  env_file:
    - /p/lib/x.env
  image: redis
  labels:
    far: "1"
    own: "yes"
  networks:
    default: null
  volumes:
    - type: bind
      source: /p/lib/d
      target: /d
      bind:
        create_host_path: true
`);
  });

  test.each([
    ['a: {extends: b}', 'cannot extend service "a" in /p/compose.yaml: service "b" not found'],
    [
      'a: {extends: {service: b, file: x.yaml}}',
      'cannot extend service "a" in /p/compose.yaml: service "b" not found in x.yaml',
    ],
    ['a: {extends: {service: b, file: no.yaml}}', 'open /p/no.yaml: no such file or directory'],
    ['a: {extends: {service: b, file: empty.yaml}}', 'cannot extend service "a" in /p/empty.yaml: no services section'],
    ['a: {extends: {file: x.yaml}}', 'extends.a.service is required'],
    [
      'a: {extends: b}\n  b: {extends: a}',
      'Circular reference:\n  a in /p/compose.yaml\n  extends b in /p/compose.yaml\n  extends a in /p/compose.yaml',
    ],
  ])('%s', (text, message) => {
    const others = { '/p/x.yaml': 'services: {c: {image: x}}\n', '/p/empty.yaml': 'name: x\n' };
    expect(complaint({ '/p/compose.yaml': `services:\n  ${text}\n`, ...others })).toBe(message);
  });
});

describe('include', () => {
  test("is read with its own directory and variables; the including project's win", () => {
    const model = read(
      {
        '/p/compose.yaml':
          'include: [db/compose.yaml, {path: [a.yaml, b.yaml], project_directory: /else}]\nservices: {web: {image: nginx}}\n',
        '/p/db/compose.yaml':
          'services:\n  db: {image: "redis:${TAG}", hostname: "${NAME}", volumes: ["./d:/d", "v:/v"]}\nvolumes: {v: {}}\n',
        '/p/db/.env': 'TAG=7\nNAME=inner\n',
        '/p/a.yaml': 'services: {two: {image: one, volumes: ["./x:/x"]}}\n',
        '/p/b.yaml': 'services: {two: {image: two}}\n',
      },
      undefined,
      { NAME: 'outer' },
    );
    expect(Object.keys(mapOf(model.services)).sort()).toEqual(['db', 'two', 'web']);
    expect(service(model, 'db')).toMatchObject({
      image: 'redis:7',
      hostname: 'outer',
      volumes: [{ source: '/p/db/d' }, { source: 'v' }],
    });
    expect(service(model, 'two')).toMatchObject({ image: 'two', volumes: [{ source: '/else/x' }] });
    expect(model.volumes).toEqual({ v: { name: 'p_v' } });
  });

  test.each([
    ['include: [x.yaml]\nservices: {a: {image: other}}\n', 'services.a conflicts with imported resource'],
    ['include: [x.yaml]\nservices: {a: {image: one}}\n', 'no complaint'],
    [
      'include: [loop.yaml]\n',
      'include cycle detected:\n/p/compose.yaml\n include /p/loop.yaml\n include /p/compose.yaml',
    ],
    ['include: [no.yaml]\n', 'open /p/no.yaml: no such file or directory'],
    ['include: [{path: x.yaml, env_file: no.env}]\n', 'stat /p/no.env: no such file or directory'],
    ['include: x.yaml\n', '`include` must be a list, got x.yaml'],
  ])('%j', (text, message) => {
    const others = { '/p/x.yaml': 'services: {a: {image: one}}\n', '/p/loop.yaml': 'include: [compose.yaml]\n' };
    expect(complaint({ '/p/compose.yaml': text, ...others })).toBe(message);
  });
});

describe('overrides', () => {
  const merged = (base: string, over: string) => {
    const files = { '/p/a.yaml': `services:\n  a: ${base}\n`, '/p/b.yaml': `services:\n  a: ${over}\n` };
    return service(read(files, ['/p/a.yaml', '/p/b.yaml']), 'a');
  };

  test.each([
    ['ports: ["80:80"]', 'ports: !override ["81:81"]', { ports: [{ published: '81' }] }],
    ['environment: {A: 1, B: 2}', 'environment: {A: !reset null}', { environment: { B: '2' } }],
    ['command: [x]', 'command: !reset []', {}],
    ['volumes: ["a:/x", "b:/y"]', 'volumes: ["c:/x"]', { volumes: [{ source: 'c' }, { source: 'b' }] }],
    ['dns: 1.1.1.1', 'dns: [1.1.1.1, 2.2.2.2]', { dns: ['1.1.1.1', '2.2.2.2'] }],
    [
      'extra_hosts: ["a:1.1.1.1"]',
      'extra_hosts: {a: 1.1.1.1, b: 2.2.2.2}',
      { extra_hosts: ['a=1.1.1.1', 'b=2.2.2.2'] },
    ],
    [
      'logging: {driver: x, options: {a: b}}',
      'logging: {driver: y, options: {c: d}}',
      { logging: { driver: 'y', options: { c: 'd' } } },
    ],
    [
      'logging: {driver: x, options: {a: b}}',
      'logging: {options: {c: 1}}',
      { logging: { driver: 'x', options: { a: 'b', c: '1' } } },
    ],
    ['build: ./x', 'build: {target: t}', { build: { context: '/p/x', target: 't' } }],
    [
      'healthcheck: {test: a, retries: 1}',
      'healthcheck: {test: [CMD, b]}',
      { healthcheck: { test: ['CMD', 'b'], retries: 1 } },
    ],
    ['ulimits: {nofile: {soft: 1, hard: 2}}', 'ulimits: {nofile: 5}', { ulimits: { nofile: 5 } }],
    [
      'depends_on: [b]',
      'depends_on: {b: {condition: service_healthy}}',
      { depends_on: { b: { condition: 'service_healthy' } } },
    ],
  ])('%s, then %s', (base, over, expected) => {
    const result = merged(`{image: x, ${base}}`, `{${over}}`);
    expect(result).toMatchObject({ image: 'x', ...expected });
    if (Object.keys(expected).length === 0) expect(result).not.toHaveProperty('command');
  });

  test('pools of one subnet are one', () => {
    const network = (pool: string) =>
      `services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [${pool}]}}}\n`;
    const files = {
      '/p/a.yaml': network('{subnet: 10.0.0.0/24}'),
      '/p/b.yaml': network('{subnet: 10.0.0.0/24, gateway: 10.0.0.9}'),
    };
    const model = read(files, ['/p/a.yaml', '/p/b.yaml']);
    expect(mapOf(mapOf(model.networks).n).ipam).toEqual({ config: [{ subnet: '10.0.0.0/24', gateway: '10.0.0.9' }] });
  });
});

test('anchors and merge keys', () => {
  const text = `x-base: &base {image: nginx, labels: {a: b}, restart: always}
services:
  a: {<<: *base, restart: "no"}
  b: {<<: [*base, {image: other, hostname: h}]}
`;
  const model = read({ '/p/compose.yaml': text });
  expect(service(model, 'a')).toMatchObject({ image: 'nginx', labels: { a: 'b' }, restart: 'no' });
  expect(service(model, 'b')).toMatchObject({ image: 'nginx', hostname: 'h', restart: 'always' });
});

test.each([
  ['mem_limit: abc', "decoding failed due to the following error(s):\n\n'services[a].mem_limit' invalid size: 'abc'"],
  [
    'healthcheck: {test: x, interval: "5"}',
    'decoding failed due to the following error(s):\n\n\'services[a].healthcheck.interval\' time: missing unit in duration "5"',
  ],
  [
    'stop_grace_period: 5x',
    'decoding failed due to the following error(s):\n\n\'services[a].stop_grace_period\' time: unknown unit "x" in duration "5x"',
  ],
  [
    'extra_hosts: [":1.2.3.4"]',
    "decoding failed due to the following error(s):\n\n'services[a].extra_hosts' bad host name ''",
  ],
  ['volumes: ["a:b:c:d"]', 'invalid spec: a:b:c:d: too many colons'],
  ['volumes: [{type: bind, target: /x}]', 'invalid mount config for type "bind": field Source must not be empty'],
  [
    'volumes: [{type: what, target: /x}]',
    "validating /p/compose.yaml: services.a.volumes.0.type value must be one of 'bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image'",
  ],
  ['devices: ["a:b:c:d"]', 'confusing device mapping, please use long syntax: a:b:c:d'],
  ['ulimits: {nofile: {soft: 1}}', 'validating /p/compose.yaml: services.a.ulimits.nofile must be a integer or string'],
])('%s', (line, message) => {
  expect(complaint({ '/p/compose.yaml': `services:\n  a: {image: x, ${line}}\n` })).toBe(message);
});

test('an editor examines a file with those that it includes', () => {
  const files = [{ path: '/p/compose.yaml', text: 'include: [x.yaml]\nservices: {a: {image: y, depends_on: [b]}}\n' }];
  const check = (text: string | undefined) => () =>
    examine(
      files,
      new Map(),
      () => undefined,
      (path) => (path === '/p/x.yaml' ? text : undefined),
    );
  expect(check('services: {b: {image: z}}\n')).not.toThrow();
  expect(check('services: {c: {image: z}}\n')).toThrow('service "a" depends on undefined service "b"');
  expect(check(undefined)).toThrow('open /p/x.yaml: no such file or directory');
});
