import { describe, expect, test } from 'vitest';
import { runDocker } from '../../cli/fakes.ts';

/** What `docker stack config` prints of these files. */
function config(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const names = Object.keys(files).flatMap((name) => ['-c', name]);
  const paths = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/${name}`, text]));
  return runDocker(['stack', 'config', ...names], undefined, { files: paths, env });
}

const service = (text: string, env?: Readonly<Record<string, string>>) =>
  config({ 'a.yml': `services: {web: {image: nginx, ${text}}}` }, env);

describe('one file', () => {
  test.each([
    ['ports: ["8080:80", 53/udp]', '      - mode: ingress\n        target: 53\n        protocol: udp'],
    ['command: sh -c "a b"', '    command:\n      - sh\n      - -c\n      - a b'],
    ['labels: [b=1, a]', '    labels:\n      a: ""\n      b: "1"'],
    ['environment: {B: 2, A: }', '    environment:\n      A: null\n      B: "2"'],
    ['stop_grace_period: 90s', '    stop_grace_period: 1m30s'],
    ['healthcheck: {test: curl x, retries: 3}', '      test:\n        - CMD-SHELL\n        - curl x'],
    ['deploy: {resources: {limits: {memory: 50M}}}', '          memory: "52428800"'],
    ['deploy: {replicas: 0}', '      replicas: 0'],
    ['init: false', '    init: false'],
    ['volumes: ["./a:/b:ro"]', '      - type: bind\n        source: /a\n        target: /b\n        read_only: true'],
    ['extra_hosts: ["a=1.2.3.4"]', '      - a:1.2.3.4'],
    ['ulimits: {nofile: 10}', '      nofile: 10'],
  ])('%s', (text, expected) => {
    const { stdout, stderr } = service(text);
    expect(stderr).toBe('');
    expect(stdout).toContain(expected);
  });

  test.each([
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: Compose's variables
    ['${TAG}', 'nginx:', {}],
    ['${TAG:-1}', 'nginx:1', {}],
    ['${TAG:-1}', 'nginx:1', { TAG: '' }],
    ['${TAG-1}', 'nginx:', { TAG: '' }],
    ['${TAG?x}', 'nginx:2', { TAG: '2' }],
    ['$$TAG', 'nginx:$TAG', {}],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
  ])('nginx:%s is %s with %o', (tag, image, env) => {
    const { stdout } = config({ 'a.yml': `services: {web: {image: "nginx:${tag}"}}` }, env as Record<string, string>);
    expect(stdout).toMatch(new RegExp(`image: '?${image.replace('$', '\\$')}'?\n`));
  });

  test('numbers out of variables are numbers', () => {
    expect(service('deploy: {replicas: "${N}"}', { N: '3' }).stdout).toContain('replicas: 3');
  });

  test('an address of a port is told and ignored', () => {
    const { stdout, stderr } = service('ports: ["127.0.0.1:8080:80"]');
    expect(stdout).toContain('published: 8080');
    expect(stderr).toContain("ignoring IP-address (127.0.0.1:8080:80/tcp) service will listen on '0.0.0.0'");
  });

  test.each([
    ['ports: [x]', "services.web.ports.0 Does not match format 'ports'"],
    ['ports: [{target: "80"}]', 'services.web.ports.0.target must be a integer'],
    ['deploy: {update_config: {order: up}}', 'order must be one of the following: "start-first", "stop-first"'],
    ['cap_add: [a, a]', 'services.web.cap_add array items[0,1] must be unique'],
    ['volumes: [{target: /a}]', 'services.web.volumes.0 type is required'],
    ['ulimits: {nofile: {soft: 1}}', 'services.web.ulimits.nofile hard is required'],
    ['privileged: "yes"', 'services.web.privileged must be a boolean'],
    ['networks: 5', 'services.web.networks must be a list'],
  ])('%s is refused', (text, complaint) => {
    const { stderr, exit } = service(text);
    expect(stderr).toContain(complaint);
    expect(exit).toBe(1);
  });
});

test('a later file changes services and adds to their lists', () => {
  const { stdout } = config({
    'a.yml': 'services: {web: {image: a, command: x, cap_add: [A], ports: ["80:80"], environment: {A: 1, B: 1}}}',
    'b.yml': 'services: {web: {image: b, command: y, cap_add: [B], ports: ["80:81", "81:82"], environment: [B=2]}}',
  });
  expect(stdout).toBe(`version: "3.13"
services:
  web:
    cap_add:
      - A
      - B
    command:
      - "y"
    environment:
      A: "1"
      B: "2"
    image: b
    ports:
      - mode: ingress
        target: 81
        published: 80
        protocol: tcp
      - mode: ingress
        target: 82
        published: 81
        protocol: tcp
`);
});

test('files of different versions do not go together', () => {
  const { stderr } = config({ 'a.yml': 'version: "3.8"', 'b.yml': 'version: "3.7"' });
  expect(stderr).toBe('version mismatched between two composefiles : 3.8 and 3.7\n');
});
