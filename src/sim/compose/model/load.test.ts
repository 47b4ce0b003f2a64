import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../cli/failure.ts';
import { parseFlags } from '../../cli/flags.ts';
import type { Sys } from '../../host/sys.ts';
import { composeFlags } from '../group.ts';
import { goYaml } from './encode.ts';
import { loadProject } from './load.ts';
import { orderedService } from './ordered.ts';
import { type Project, serviceNames } from './project.ts';
import { serviceHash } from './service.ts';
import { sha256 } from './sha256.ts';
import { shellWords } from './shell-words.ts';
import { parseYaml } from './yaml.ts';

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  readonly services?: readonly string[];
}

/** A machine with nothing but files, in /shop. */
function sysOf(text: string, { env = {}, files = {} }: Setting): Sys {
  const all: Readonly<Record<string, string>> = { '/shop/compose.yaml': text, ...files };
  const sys = {
    cwd: '/shop',
    env: new Map(Object.entries(env)),
    resolve: (path: string) => (path.startsWith('/') ? path : `/shop/${path}`),
    fs: {
      stat: (path: string) => (Object.hasOwn(all, path) ? { type: 'file' } : undefined),
      readFile: (path: string) =>
        Object.hasOwn(all, path) ? { ok: true, value: all[path] } : { ok: false, errno: 'ENOENT' },
    },
  };
  return sys as unknown as Sys;
}

function load(text: string, setting: Setting = {}): { readonly project: Project; readonly warnings: string[] } {
  const warnings: string[] = [];
  const options = parseFlags(composeFlags, setting.options ?? [], new Map());
  const project = loadProject(sysOf(text, setting), options, setting.services ?? [], (m) => warnings.push(m));
  return { project, warnings };
}

function complaint(text: string, setting: Setting = {}): string {
  try {
    load(text, setting);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
  return 'no complaint';
}

function configOf(text: string, name = 'web', setting: Setting = {}) {
  return load(text, setting).project.services.get(name)?.config ?? {};
}

const web = (lines: string) => `services:\n  web:\n    image: nginx\n${lines.replace(/^/gm, '    ')}\n`;

test.each([
  ['services:\n  web:\n   image: nginx\n  - x\n', 'yaml: line 1: did not find expected key'],
  ['services:\n  web:\n    image: nginx\n   ports: []\n', 'yaml: line 1: did not find expected key'],
  ['services:\n  web:\n    a: b: c\n', 'yaml: line 3: mapping values are not allowed in this context'],
  ['services:\n\tweb: x\n', 'yaml: line 2: found character that cannot start any token'],
  ['services:\n  web:\n    image: "nginx\n', 'yaml: line 3: found unexpected end of stream'],
  ['services: *nope\n', "yaml: unknown anchor 'nope' referenced"],
  ['', 'empty compose file'],
  [web('image: other'), 'failed to parse /shop/compose.yaml: line 4: mapping key "image" already defined at line 3'],
  [
    'services: {}\nservices: {}\n',
    'yaml: unmarshal errors:\n  line 2: mapping key "services" already defined at line 1',
  ],
  ['services: []\n', 'services must be a mapping'],
])('no YAML: %j', (text, message) => {
  expect(complaint(text)).toBe(message);
});

test.each([
  ['services:\n  web:\n    imag: nginx\n', "services.web additional properties 'imag' not allowed"],
  ['servces: {}\n', " additional properties 'servces' not allowed"],
  ['services:\n  web:\n', 'services.web must be a mapping'],
  [web('ports: x'), 'services.web.ports must be a array'],
  [web('environment: x'), 'services.web.environment must be a mapping'],
  [web('networks: [a, a]'), 'services.web.networks items at 0 and 1 are equal'],
  [web('networks:\n  front:\n    alias: [x]'), "services.web.networks.front additional properties 'alias' not allowed"],
  [web('depends_on:\n  db: {}'), "services.web.depends_on.db missing property 'condition'"],
])('against the schema: %j', (text, message) => {
  expect(complaint(text)).toBe(`validating /shop/compose.yaml: ${message}`);
});

test.each([
  [
    'services:\n  web: {}\n',
    'service "web" has neither an image nor a build context specified: invalid compose project',
  ],
  [web('networks: [nope]'), 'service "web" refers to undefined network nope: invalid compose project'],
  [web('depends_on: [db]'), 'service "web" depends on undefined service "db": invalid compose project'],
  [
    web('network_mode: host\nnetworks: [default]'),
    'service web declares mutually exclusive `network_mode` and `networks`: invalid compose project',
  ],
  [web('depends_on: [web]'), 'dependency cycle detected: web -> web'],
  [
    web('image: ${TAG:?no tag}').replace('image: nginx\n    ', ''),
    'error while interpolating services.web.image: required variable TAG is missing a value: no tag',
  ],
  [
    web('scale: ${N-x}'),
    'error while interpolating services.web.scale: failed to cast to expected type: strconv.Atoi: parsing "x": invalid syntax',
  ],
  [
    web('hostname: ${'),
    'invalid interpolation format for services.web.hostname.\nYou may need to escape any $ with another $.\n${',
  ],
])('a project that does not fit together: %j', (text, message) => {
  expect(complaint(text)).toBe(message);
});

test('files that are not there', () => {
  expect(complaint('', { options: ['-f', 'no.yml'] })).toBe('open /shop/no.yml: no such file or directory');
  expect(complaint('a', { options: ['--env-file', 'no.env'] })).toBe("couldn't find env file: /shop/no.env");
  expect(complaint(web(''), { options: ['-p', 'My Shop'] })).toMatch(
    /^invalid project name "My Shop": must consist only of/,
  );
});

describe('canonical form', () => {
  test('ports', () => {
    const { ports } = configOf(web('ports: ["8080:80", "127.0.0.1:53:53/udp", 9000]'));
    expect(ports).toEqual([
      { mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' },
      { mode: 'ingress', host_ip: '127.0.0.1', target: 53, published: '53', protocol: 'udp' },
      { mode: 'ingress', target: 9000, protocol: 'tcp' },
    ]);
  });

  test('lists and mappings mean the same', () => {
    const list = configOf(web('environment: [A=1, B]\nlabels: [x=y]\nextra_hosts: ["db:10.0.0.1"]'), 'web', {
      env: { B: '2' },
    });
    const map = configOf(web('environment: {A: 1, B: }\nlabels: {x: y}\nextra_hosts: {db: 10.0.0.1}'), 'web', {
      env: { B: '2' },
    });
    expect(list).toEqual(map);
    expect(list.environment).toEqual({ A: '1', B: '2' });
    expect(list.extra_hosts).toEqual(['db=10.0.0.1']);
  });

  test('the default network only where it is used', () => {
    expect([...load(web('network_mode: host')).project.networks]).toEqual([]);
    expect([...load(web('')).project.networks]).toEqual([['default', { name: 'shop_default' }]]);
    const named = load(`${web('networks: [a, b]')}networks:\n  a: {external: true}\n  b: {name: back}\n  c: {}\n`);
    expect([...named.project.networks]).toEqual([
      ['a', { external: true, name: 'a' }],
      ['b', { name: 'back' }],
    ]);
  });

  test('links and a shared network are dependencies', () => {
    const text = `${web('links: ["db:data"]')}  db: {image: redis}\n  side: {image: busybox, network_mode: "service:web"}\n`;
    expect(configOf(text).depends_on).toEqual({ db: { condition: 'service_started', restart: true, required: true } });
    expect(Object.keys(Object(configOf(text, 'side').depends_on))).toEqual(['web']);
  });
});

test('variables, from .env and the environment', () => {
  const files = { '/shop/.env': 'TAG=1.2\nexport NAME="a b" # no\nBOTH=file\n' };
  const text = web('hostname: ${NAME}-$TAG-${BOTH}-${NONE:-x${TAG}}-$$-${TAG:+set}-${GONE}');
  const { project, warnings } = load(text, { files, env: { BOTH: 'env' } });
  expect(project.services.get('web')?.config.hostname).toBe('a b-1.2-env-x1.2-$-set-');
  expect(warnings).toEqual(['The "GONE" variable is not set. Defaulting to a blank string.']);
});

test('several files, each over those before', () => {
  const over = 'services:\n  web:\n    command: sleep 5\n    environment: [A=2]\n  db: {image: redis}\n';
  const files = { '/shop/compose.override.yaml': over };
  const config = configOf(web('environment: {A: 1, B: 1}\ncommand: [x]'), 'web', { files });
  expect(config).toMatchObject({ image: 'nginx', command: ['sleep', '5'], environment: { A: '2', B: '1' } });
});

test('profiles, and services named outright', () => {
  const text = `${web('depends_on: [db]')}  db: {image: redis}\n  tool: {image: busybox, profiles: [debug]}\n`;
  expect(serviceNames(load(text).project)).toEqual(['db', 'web']);
  expect(serviceNames(load(text, { options: ['--profile', 'debug'] }).project)).toEqual(['db', 'tool', 'web']);
  expect(serviceNames(load(text, { services: ['tool'] }).project)).toEqual(['tool']);
  expect(serviceNames(load(text, { services: ['web'] }).project)).toEqual(['db', 'web']);
  expect(complaint(text, { services: ['x'] })).toBe('no such service: x');
});

test('what config prints', () => {
  const text = web(
    'command: sleep 3000\nports: ["8081:80"]\nenvironment: {ON: "yes", AT: "12:30", T: "a: b", E: "", N: "1"}\ntty: false',
  );
  expect(goYaml({ web: orderedService(configOf(text), 'yaml') })).toBe(`web:
  command:
    - sleep
    - "3000"
  environment:
    AT: "12:30"
    E: ""
    "N": "1"
    "ON": "yes"
    T: 'a: b'
  image: nginx
  networks:
    default: null
  ports:
    - mode: ingress
      target: 80
      published: "8081"
      protocol: tcp
`);
});

test('hashes', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  const plain = '{"command":null,"entrypoint":null,"image":"nginx","networks":{"default":null}}';
  expect(serviceHash(configOf(web('scale: 3')))).toBe(sha256(plain));
});

test.each([
  [`sh -c 'echo "a b"'`, ['sh', '-c', 'echo "a b"']],
  ["a\\ b \"c'd\" ''", ['a b', "c'd", '']],
])('words of %s', (text, words) => expect(shellWords(text)).toEqual(words));

test('hostile text is refused or read, and nothing else', () => {
  const piece = fc.constantFrom(
    'services:',
    '  web:',
    '    image: nginx',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a',
    '*a',
    '<<: ',
    '__proto__:',
    '${A',
    '|',
    '\t',
    '? ',
    '!!x ',
    '\n',
  );
  const text = fc
    .array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 15 })
    .map((parts) => parts.join('\n'));
  fc.assert(
    fc.property(text, (yaml) => {
      expect(typeof complaint(yaml)).toBe('string');
    }),
    { numRuns: 400 },
  );
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'.replace(
    /./g,
    (c) =>
      `${c}: &${c} [${Array(9)
        .fill(`*${String.fromCharCode(c.charCodeAt(0) - 1)}`)
        .join(', ')}]\n`,
  )}`;
  expect(() => parseYaml(bomb)).toThrow('yaml: document contains excessive aliasing');
});
